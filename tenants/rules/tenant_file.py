"""A tenant's file, whole: every section parsed into frozen objects."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tenants.rules import cross_checks
from tenants.rules import problems as read
from tenants.rules.brand import Brand
from tenants.rules.contacts import Contact
from tenants.rules.country import STANDARD, Commodity, Country, parse_commodities, parse_country
from tenants.rules.exchange import Exchange
from tenants.rules.linking import Linking
from tenants.rules.mail import Mail
from tenants.rules.menu import Menu, parse_menu
from tenants.rules.password import PasswordPolicy, parse_password
from tenants.rules.payment import Payment
from tenants.rules.problems import LANGUAGES, FileRefused, Problem, Problems
from tenants.rules.profile import Profile, parse_profile
from tenants.rules.reading import Reading
from tenants.rules.registration import Registration
from tenants.rules.reminders import Reminders, parse_reminders
from tenants.rules.sign_in import SignIn, parse_sign_in
from tenants.rules.terms import Terms
from tenants.rules.utility import SECTIONS, UtilityRules, parse_section, parse_utilities
from tenants.rules.wording import Wording
from tenants.rules.written import flatten

__all__ = ["Exchange", "FileRefused", "Mail", "Problem", "Reminders", "TenantFile", "UtilityRules", "parse"]

SLUG = r"[a-z][a-z0-9-]{1,39}"
HOST = r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?"
RESERVED = ("platform",)

OWN_SECTIONS: Mapping[str, Any] = {
    "country": parse_country,
    "sign_in": parse_sign_in,
    "profile": parse_profile,
    "password": parse_password,
    "menu": parse_menu,
    "reminders": parse_reminders,
}
"""Sections of the tenant alone; those that a utility may give again are `tenants.rules.utility.SECTIONS`."""

KEYS = ("slug", "hosts", "languages", "mail_languages", "commodities", *OWN_SECTIONS, *SECTIONS, "utilities")


@dataclass(frozen=True)
class TenantFile:
    """``hosts``: the first is the primary one, the others lead there. ``languages``: the first is the default and what a missing
    text falls back to. ``mail_languages``: all of them in each mail; empty: the reader's own. ``written``: the file's keys,
    dotted, with the values as they stand there."""

    slug: str
    hosts: tuple[str, ...]
    languages: tuple[str, ...]
    brand: Brand
    mail: Mail
    mail_languages: tuple[str, ...] = ()
    country: Country = field(default_factory=Country)
    commodities: tuple[Commodity, ...] = STANDARD
    contacts: tuple[Contact, ...] = ()
    sign_in: SignIn = field(default_factory=SignIn)
    registration: Registration = field(default_factory=Registration)
    profile: Profile = field(default_factory=Profile)
    terms: Terms = field(default_factory=Terms)
    password: PasswordPolicy = field(default_factory=PasswordPolicy)
    linking: Linking = field(default_factory=Linking)
    reading: Reading = field(default_factory=Reading)
    menu: Menu = field(default_factory=Menu)
    wording: Wording = field(default_factory=Wording)
    reminders: Reminders = field(default_factory=Reminders)
    exchange: Exchange = field(default_factory=Exchange)
    payment: Payment = field(default_factory=Payment)
    utilities: tuple[UtilityRules, ...] = ()
    written: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def primary_host(self) -> str:
        return self.hosts[0]

    def utility(self, code: str) -> UtilityRules:
        """The rules of one utility; KeyError where the file has none of that code."""
        for utility in self.utilities:
            if utility.code == code:
                return utility
        raise KeyError(code)

    def commodity(self, code: str) -> Commodity:
        """The commodity of that code; KeyError where the file has none."""
        for commodity in self.commodities:
            if commodity.code == code:
                return commodity
        raise KeyError(code)


def parse(text: str) -> TenantFile:
    """The file in objects. Raises `FileRefused` with every problem found: its key, the value and what is allowed.

    A utility's sections are parsed after merging them over the tenant's; a file without ``[utilities]`` has exactly one utility,
    named after the tenant."""
    return build(_toml(text))


def build(root: Mapping[str, Any]) -> TenantFile:
    """Like `parse`, from a file that TOML has read already."""
    problems = Problems()
    read.only(root, KEYS, at="", problems=problems)
    languages = read.choices(root, "languages", at="", problems=problems, choices=LANGUAGES, default=("sl",), empty=False)
    problems.languages = languages
    commodities = parse_commodities(root, at="", problems=problems)
    codes = tuple(commodity.code for commodity in commodities)
    own = {
        name: parser(read.subtable(root, name, at="", problems=problems), at=name, problems=problems)
        for name, parser in OWN_SECTIONS.items()
    }
    shared = {name: parse_section(name, root, at="", problems=problems, commodities=codes) for name in SECTIONS}
    slug = _slug(root, problems)
    utilities = parse_utilities(root, problems=problems, commodities=codes, shared=shared)
    file = TenantFile(
        slug=slug,
        hosts=_hosts(root, problems),
        languages=languages,
        mail_languages=read.choices(root, "mail_languages", at="", problems=problems, choices=languages),
        commodities=commodities,
        utilities=utilities or (UtilityRules(code=slug, name=shared["brand"].name, commodities=codes, **shared),),
        written=flatten(root),
        **own,
        **shared,
    )
    cross_checks.check(file, problems)
    problems.raise_if_any()
    return file


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FileRefused([Problem("file", read.shown(str(error)), "a text in TOML, UTF-8")]) from error


def _slug(root: Mapping[str, Any], problems: Problems) -> str:
    says = "a short name of 2 to 40 small letters, digits and hyphens, not " + " or ".join(RESERVED)
    slug = read.text(root, "slug", at="", problems=problems, required=True, pattern=SLUG, allowed=says)
    if slug in RESERVED:
        problems.add("slug", slug, says)
    return slug


def _hosts(root: Mapping[str, Any], problems: Problems) -> tuple[str, ...]:
    says = "a list of host names in small letters, without port and path, each once, like portal.example.si"
    return read.texts(root, "hosts", at="", problems=problems, required=True, longest=253, pattern=HOST, allowed=says)
