"""What the sections of a tenant's file demand of each other; each section by itself is sound before this is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tenants.rules import linking_strength, reading_month, theme
from tenants.rules.brand import MARKS, Brand
from tenants.rules.problems import Problems, dotted

if TYPE_CHECKING:
    from tenants.rules.tenant_file import TenantFile
    from tenants.rules.utility import UtilityRules

Place = Callable[[str], str]
"""Section -> its dotted name: under the utility where that gives it again, else in the tenant's part."""


def check(file: TenantFile, problems: Problems) -> None:
    """Note everything in ``file`` that fits its section but not the rest of the file."""
    _check_reminders(file, problems)
    _check_contrast(file.brand, "brand", problems)
    for utility in file.utilities:
        place = _place(file, utility)
        _check_own_brand(file, utility, place("brand"), problems)
        _check_question(file, utility, place, problems)
        _check_identifier(file, utility, place, problems)
        _check_utility_field(file, utility, place, problems)
        _check_evidence(utility, place, problems)
        _check_strength(utility, place, problems)
        _check_steps(utility, place, problems)
        _check_reading(file, utility, place, problems)


def _place(file: TenantFile, utility: UtilityRules) -> Place:
    own = dotted("utilities", utility.code)

    def place(section: str) -> str:
        given = any(key == f"{own}.{section}" or key.startswith(f"{own}.{section}.") for key in file.written)
        return dotted(own, section) if given else section

    return place


def _check_own_brand(file: TenantFile, utility: UtilityRules, at: str, problems: Problems) -> None:
    if at == "brand":
        return
    _check_contrast(utility.brand, at, problems)
    if utility.brand.logo not in (*MARKS, file.brand.logo):
        problems.add(dotted(at, "logo"), utility.brand.logo, f"a drawn mark: {', '.join(MARKS)}; a picture is the whole tenant's")


def _check_question(file: TenantFile, utility: UtilityRules, place: Place, problems: Problems) -> None:
    """Where questions can be asked, somebody must get them."""
    if file.menu.has("ask") and not any(contact.email for contact in utility.contacts):
        problems.add("menu.entries", "ask", f"a list without ask, or a contact with an e-mail address in [[{place('contacts')}]]")


def _check_contrast(brand: Brand, at: str, problems: Problems) -> None:
    refusals = theme.refusals(brand)
    if not refusals:
        return
    worst = refusals[0]
    nearest = theme.nearest_accent(brand)
    problems.add(
        dotted(at, "accent"),
        brand.accent,
        ("a darker colour" if nearest is None else f'a darker colour, the nearest that can be read is "{nearest}"')
        + f" ({worst.role} on {worst.ground} has a contrast of {worst.found:.2f} in {worst.mode} mode, not {worst.needed:g})",
    )


def _check_identifier(file: TenantFile, utility: UtilityRules, place: Place, problems: Problems) -> None:
    asks = utility.registration.asks("username")
    fields = dotted(place("registration"), "fields")
    if file.sign_in.identifier == "username" and not asks:
        problems.add(fields, _fields(utility), 'a list that contains "username", because sign_in.identifier is "username"')
    if file.sign_in.identifier == "email" and asks:
        problems.add(fields, _fields(utility), 'a list without "username", because sign_in.identifier is "email"')


def _check_utility_field(file: TenantFile, utility: UtilityRules, place: Place, problems: Problems) -> None:
    names = _fields(utility)
    fields = dotted(place("registration"), "fields")
    if len(file.utilities) > 1 and names[:1] != ["utility"]:
        problems.add(fields, names, 'a list that begins with "utility", because the file has several utilities')
    if len(file.utilities) == 1 and "utility" in names:
        problems.add(fields, names, 'a list without "utility", because the file has one utility')


def _check_evidence(utility: UtilityRules, place: Place, problems: Problems) -> None:
    linking = utility.linking
    known = [item.name for item in linking.evidence]
    rules = dotted(place("linking"), "rules")
    for rule in linking.rules:
        for name in rule.evidence:
            if name not in known:
                says = f"names of [[{dotted(place('linking'), 'evidence')}]]: {', '.join(known) or 'there are none yet'}"
                problems.add(dotted(dotted(rules, rule.key), "evidence"), name, says)
    asked = linking.rules_asked("registration")
    fields = dotted(place("registration"), "fields")
    if utility.registration.asks("evidence") and not asked:
        problems.add(fields, _fields(utility), f'a list without "evidence", or a rule in [[{rules}]] with asked = "registration"')
    if asked and not utility.registration.asks("evidence"):
        problems.add(dotted(dotted(rules, asked[0].key), "asked"), "registration", f'"after_sign_in", or "evidence" among {fields}')


def _check_strength(utility: UtilityRules, place: Place, problems: Problems) -> None:
    enough = linking_strength.ENOUGH_BITS
    for rule in utility.linking.rules:
        bits = linking_strength.rule_bits(rule, utility.linking)
        if rule.on_match == "instant" and not rule.accepted_risk and bits < enough:
            problems.add(
                dotted(dotted(dotted(place("linking"), "rules"), rule.key), "accepted_risk"),
                None,
                'a sentence saying why the risk is taken, or on_match = "review" beside it, because this rule withstands'
                f" {bits:.1f} bits of guessing and an instant link needs {enough:g}",
            )


def _check_steps(utility: UtilityRules, place: Place, problems: Problems) -> None:
    registration, style = utility.registration, utility.terms.style
    section = place("registration")
    in_form = style in ("box", "list")
    if in_form != registration.asks("terms"):
        says = f'a list {"that contains" if in_form else "without"} "terms", because terms.style is "{style}"'
        problems.add(dotted(section, "fields"), _fields(utility), says)
    needs = {
        "terms": (style == "page", f'terms.style is "{style}"'),
        "identify": (registration.asks("evidence"), '"evidence" is not among the fields'),
        "link": (bool(utility.linking.rules_asked("after_sign_in")), "no linking rule is asked after sign-in"),
    }
    for step, (wanted, because) in needs.items():
        if step in registration.steps and not wanted:
            problems.add(dotted(section, "steps"), list(registration.steps), f'a list without "{step}", because {because}')
    if style == "page" and "terms" not in registration.steps:
        problems.add(dotted(section, "steps"), list(registration.steps), 'a list with "terms", because terms.style is "page"')


def _check_reading(file: TenantFile, utility: UtilityRules, place: Place, problems: Problems) -> None:
    rules = dotted(place("reading"), "rules")
    for rule in utility.reading.rules:
        at = dotted(rules, rule.key)
        if rule.commodity is not None and rule.commodity not in utility.commodities:
            problems.add(dotted(at, "commodity"), rule.commodity, f"commodities of {utility.code}: {', '.join(utility.commodities)}")
            continue
        commodities = [item for item in file.commodities if rule.commodity in (None, item.code)]
        codes = [register.code for commodity in commodities for register in commodity.registers]
        for code in rule.required or ():
            if code not in codes:
                problems.add(dotted(at, "required"), code, f"registers of the commodity: {', '.join(codes)}")


def _check_reminders(file: TenantFile, problems: Problems) -> None:
    """A reminder so many days before the end that no window has begun by then would never be written."""
    rules = [rule for utility in file.utilities for rule in utility.reading.rules if rule.kind == "window"]
    if not rules or not file.reminders.channels or any(rule.free_day == "after" for rule in rules):
        return
    windows = [
        reading_month.bounds(rule, year, month) for rule in rules for year in reading_month.EVERY_KIND_OF_MONTH for month in rule.months
    ]
    most = max((last - first).days for first, last in windows)
    for days in file.reminders.days_before_end:
        if days > most:
            says = f"whole numbers from 0 to {most}, because no window is longer than {most + 1} days"
            problems.add("reminders.days_before_end", days, says)


def _fields(utility: UtilityRules) -> list[str]:
    return [field.name for field in utility.registration.fields]
