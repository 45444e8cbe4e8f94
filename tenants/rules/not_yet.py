"""Keys that this release stores and does not use yet, so that nothing in a file is silently ignored.

A later release that implements one removes its line here, and nothing else."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, get_args

from tenants.rules.linking import Linking, LinkingRule
from tenants.rules.registration import FieldName
from tenants.rules.tenant_file import TenantFile

USED_FIELDS = (
    "utility",
    "evidence",
    "username",
    "email",
    "first_name",
    "last_name",
    "full_name",
    "phone",
    "password",
    "password_repeat",
    "terms",
)
USED_STEPS = ("register", "activate", "link")
USED_MENU = ("overview", "readings", "invoices", "contracts", "linking", "help", "terms", "settings")


@dataclass(frozen=True)
class Waiting:
    """Keys that match ``pattern`` (``*`` is anything) wait where ``when`` says so of their value."""

    pattern: str
    when: Callable[[Any], bool] = lambda value: True


WAITING = (
    Waiting("mail_languages"),
    Waiting("password.history", bool),
    Waiting("password.confirmed_by_mail", bool),
    Waiting("profile.*", bool),
    Waiting("reminders.channels", bool),
    Waiting("reminders.days_before_end"),
    Waiting("reminders.per_point", bool),
    Waiting("terms.style", lambda value: value in ("list", "page")),
    Waiting("country.payment_code", lambda value: value != "none"),
    Waiting("country.references"),
    Waiting("country.vat_word*"),
    Waiting("linking.weak_link_may"),
    Waiting("linking.pdf_after_hours", bool),
    Waiting("linking.former_customer"),
    Waiting("reading.delete", bool),
    Waiting("reading.export", bool),
    Waiting("reading.rules.*.kinds", lambda value: "own" in value),
    Waiting("wording.*.terms.*"),
    Waiting("wording.*.reading.kind*"),
    Waiting("wording.*.reading.history.*"),
    Waiting("wording.*.reading.dates.*"),
    Waiting("wording.*.password_change.*"),
)

MENU_WORDING = re.compile(r"wording\.\w+\.menu\.(\w+)")
FIELD_WORDING = re.compile(r"wording\.\w+\.registration\.(\w+)")

PARTLY: Mapping[str, tuple[str, ...]] = {
    "registration.fields": USED_FIELDS,
    "registration.steps": USED_STEPS,
    "menu.entries": USED_MENU,
}
"""Lists of which some entries are in use: the others are named one by one, ``menu.entries.news``."""


def stored_not_used(file: TenantFile) -> tuple[str, ...]:
    """The dotted keys of ``file`` that wait for a later release, in the order of the file, linking rules last."""
    found = [name for key, value in file.written.items() for name in _waiting(key, value)]
    return tuple(dict.fromkeys([*found, *_linking(file)]))


def _waiting(key: str, value: Any) -> list[str]:
    own = _without_utility(key)
    if own in PARTLY:
        return [f"{key}.{entry}" for entry in value if entry not in PARTLY[own]]
    if (menu := MENU_WORDING.fullmatch(own)) and menu[1] not in USED_MENU:
        return [key]
    if (asked := FIELD_WORDING.fullmatch(own)) and asked[1] in get_args(FieldName) and asked[1] not in USED_FIELDS:
        return [key]
    return [key] if any(fnmatchcase(own, waiting.pattern) and waiting.when(value) for waiting in WAITING) else []


def linking_rule_waits(rule: LinkingRule, linking: Linking) -> bool:
    """Rules that staff review, and values that are words: those are chosen from lists, which come with the rules that ask them."""
    return rule.on_match != "instant" or any(item.kind == "text" for item in linking.evidence if item.name in rule.evidence)


def _linking(file: TenantFile) -> list[str]:
    found = []
    for utility in file.utilities:
        own = f"utilities.{utility.code}.linking."
        at = own if any(key.startswith(own) for key in file.written) else "linking."
        found += [f"{at}rules.{rule.key}" for rule in utility.linking.rules if linking_rule_waits(rule, utility.linking)]
    return found


def _without_utility(key: str) -> str:
    return key.split(".", 2)[2] if key.startswith("utilities.") and key.count(".") >= 2 else key
