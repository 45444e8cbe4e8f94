"""One utility inside a tenant: the tenant's sections, with what the utility says again winning."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tenants.rules import problems as read
from tenants.rules.brand import Brand, parse_brand
from tenants.rules.contacts import Contact, parse_contacts
from tenants.rules.exchange import Exchange, parse_exchange
from tenants.rules.linking import Linking, parse_linking
from tenants.rules.mail import Mail, parse_mail
from tenants.rules.merge import merged
from tenants.rules.payment import Payment, parse_payment
from tenants.rules.problems import Problem, Problems
from tenants.rules.reading import Reading, parse_reading
from tenants.rules.registration import Registration, parse_registration
from tenants.rules.terms import Terms, parse_terms
from tenants.rules.wording import Wording, flat, parse_wording

CODE = r"[a-z][a-z0-9-]{1,39}"
SAYS_CODE = "a short name of 2 to 40 small letters, digits and hyphens"

PARSERS: Mapping[str, Callable[..., Any]] = {
    "brand": parse_brand,
    "mail": parse_mail,
    "registration": parse_registration,
    "terms": parse_terms,
    "linking": parse_linking,
    "reading": parse_reading,
    "wording": parse_wording,
    "exchange": parse_exchange,
    "payment": parse_payment,
}
SECTIONS = (*PARSERS, "contacts")
"""Sections that stand in the tenant's part and may be given again under a utility."""


@dataclass(frozen=True)
class UtilityRules:
    """One utility inside the tenant, with the sections that win for it already merged over the tenant's."""

    code: str
    name: str
    brand: Brand
    mail: Mail
    registration: Registration
    terms: Terms
    linking: Linking
    reading: Reading
    contacts: tuple[Contact, ...]
    wording: Wording
    exchange: Exchange
    payment: Payment
    commodities: tuple[str, ...] = ()


def parse_section(name: str, root: Mapping[str, Any], *, at: str, problems: Problems, commodities: tuple[str, ...]) -> Any:
    """Section ``name`` of ``root``, the file or one utility's table, whose own dotted name is ``at``."""
    if name == "contacts":
        return parse_contacts(root, at=at, problems=problems, commodities=commodities)
    section = read.subtable(root, name, at=at, problems=problems)
    return PARSERS[name](section, at=read.dotted(at, name), problems=problems)


def parse_utilities(
    root: Mapping[str, Any], *, problems: Problems, commodities: tuple[str, ...], shared: Mapping[str, Any]
) -> tuple[UtilityRules, ...]:
    """The tables ``[utilities.<code>]``; ``shared`` are the tenant's own parsed sections. Empty where the file has none."""
    utilities = []
    for code in read.subtable(root, "utilities", at="", problems=problems):
        at = read.dotted("utilities", code)
        if not read.fits(CODE, code):
            problems.add(at, code, SAYS_CODE)
        own = read.subtable(root["utilities"], code, at="utilities", problems=problems)
        read.only(own, ("name", "commodities", *SECTIONS), at=at, problems=problems)
        codes = read.choices(own, "commodities", at=at, problems=problems, choices=commodities, default=commodities, empty=False)
        sections = {
            name: _section(name, root, own, at=at, problems=problems, commodities=codes) if name in own else shared[name]
            for name in SECTIONS
        }
        name = read.text(own, "name", at=at, problems=problems, required=True, longest=100)
        utilities.append(UtilityRules(code=code, name=name, commodities=codes, **sections))
    return tuple(utilities)


def _section(
    name: str,
    root: Mapping[str, Any],
    own: Mapping[str, Any],
    *,
    at: str,
    problems: Problems,
    commodities: tuple[str, ...],
) -> Any:
    """A section given again. What is wrong with inherited keys was said of the tenant's part and is not said twice."""
    mine = Problems(problems.languages)
    base, over = root.get(name), own[name]
    if name == "wording":
        base, over = _flat_wording(base), _flat_wording(over)
    parsed = parse_section(name, {name: merged(base, over)}, at=at, problems=mine, commodities=commodities)
    said = set(problems.found)
    for problem in mine.found:
        inherited = Problem(problem.key.removeprefix(at + "."), problem.value, problem.allowed.replace(at + ".", ""))
        if inherited not in said:
            problems.found.append(problem)
    return parsed


def _flat_wording(section: Any) -> Any:
    if not isinstance(section, Mapping):
        return section
    return {language: flat(texts) if isinstance(texts, Mapping) else texts for language, texts in section.items()}
