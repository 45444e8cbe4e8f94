"""Whether the rules of a file make sense: each by itself over every kind of month, and all of them together."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tenants.rules import problems as read
from tenants.rules import reading_month
from tenants.rules.problems import Problems

if TYPE_CHECKING:
    from tenants.rules.reading import ReadingRule

SELECTORS = ("commodity", "operator", "billing_mode")
WINDOW_KEYS = ("start", "end", "end_next_month", "months", "free_day")
EARLIEST = date(reading_month.FIRST_YEAR, 1, 1)


def judge_rule(rule: "ReadingRule", table: Mapping[str, Any], *, at: str, problems: Problems) -> None:
    """Note what is wrong with one rule whose values are sound one by one; ``table`` is what the file says, ``at`` its name."""
    found = len(problems)
    _refuse_meaningless(rule, table, at=at, problems=problems)
    _refuse_validity(rule, at=at, problems=problems)
    if rule.kind == "window" and len(problems) == found:
        _refuse_windows(rule, at=at, problems=problems)


def _refuse_meaningless(rule: "ReadingRule", table: Mapping[str, Any], *, at: str, problems: Problems) -> None:
    """Keys that this kind of rule would never look at: the author meant something else."""
    idle: dict[str, str] = {}
    if rule.kind != "window":
        idle |= dict.fromkeys(WINDOW_KEYS, 'nothing here, or kind = "window"')
    if rule.kind == "never":
        idle |= dict.fromkeys(
            ("max_age_days", "dates", "ask_date", "settles"), 'nothing here: kind = "never" takes no readings for billing'
        )
        if "billing" in rule.kinds:
            problems.add(
                read.dotted(at, "kinds"),
                list(rule.kinds),
                'nothing here, or ["own"]: kind = "never" takes no readings for billing',
            )
        if not rule.reason:
            problems.add(read.dotted(at, "reason"), None, 'a text for the customer; kind = "never" must say why')
    else:
        idle |= dict.fromkeys(("reason", "link"), 'nothing here, or kind = "never": the portal shows them only there')
    if rule.dates == "fixed_day":
        idle["max_age_days"] = 'nothing here: with dates = "fixed_day" there is one date only'
    if rule.dates == "inside_window" and not rule.ask_date:
        problems.add(
            read.dotted(at, "ask_date"),
            False,
            'true, or dates = "any" (the day of entry) or "fixed_day" (the window\'s first day)',
        )
    if rule.start is None or rule.end is None:
        idle.setdefault("end_next_month", "nothing here: only where both start and end are given can a window end in the next month")
    for key, allowed in idle.items():
        if key in table:
            problems.add(read.dotted(at, key), table[key], allowed)
    if rule.by_key_only and any(getattr(rule, name) for name in SELECTORS):
        problems.add(read.dotted(at, "by_key_only"), True, "false, or no commodity, operator and billing_mode beside it")
    both = [code for code in rule.required or () if "optional" in table and code in rule.optional]
    if both:
        problems.add(read.dotted(at, "required"), both, "registers that are not in optional too")


def _refuse_validity(rule: "ReadingRule", *, at: str, problems: Problems) -> None:
    if rule.valid_from and rule.valid_to and rule.valid_to < rule.valid_from:
        problems.add(read.dotted(at, "valid_to"), rule.valid_to, f"a day from {rule.valid_from} (valid_from) on")
    if rule.kind != "always":
        return
    if rule.valid_from and rule.valid_from.day != 1:
        problems.add(
            read.dotted(at, "valid_from"),
            rule.valid_from,
            "the first day of a month: a rule without a window counts by whole months",
        )
    if rule.valid_to and (rule.valid_to + timedelta(days=1)).day != 1:
        problems.add(read.dotted(at, "valid_to"), rule.valid_to, "the last day of a month: a rule without a window counts by whole months")


def _refuse_windows(rule: "ReadingRule", *, at: str, problems: Problems) -> None:
    if rule.start is None and rule.end is None:
        problems.add(read.dotted(at, "start"), None, 'start, end or both with kind = "window"; kind = "always" has no window')
        return
    fault = next(reading_month.faults(rule), None)
    if fault is not None:
        key = "end" if rule.end else "start"
        day = rule.end or rule.start
        value = -day.number if day and day.from_end else day and day.number
        problems.add(read.dotted(at, key), value, _says(fault))
    elif reading_month.first_window(rule, rule.valid_from or EARLIEST) is None:
        problems.add(read.dotted(at, "valid_to"), rule.valid_to, "a day by which at least one window has begun")


def _says(fault: reading_month.Fault) -> str:
    if fault.kind == "empty":
        return (
            f"windows that last at least one day in every month; this one would begin on {fault.first} and end on {fault.last}"
            " (end_next_month = true lets it end in the next month)"
        )
    return (
        f"windows that end before the next one begins, in every month; the one of {fault.first} would last to {fault.last},"
        f" the next one begins on {fault.next_first}"
    )


def judge_together(parsed: list[tuple[str, "ReadingRule"]], problems: Problems) -> None:
    """Judge the rules of one file that are sound by themselves against each other; each comes with its dotted name.

    Two rules may select the same customers only one after the other, and their windows must not meet at the change."""
    for place, (at, rule) in enumerate(parsed):
        for _, earlier in parsed[:place]:
            if rule.key and rule.key == earlier.key:
                problems.add(read.dotted(at, "key"), rule.key, "a key that no other rule has")
            elif not rule.by_key_only and not earlier.by_key_only and _selection(rule) == _selection(earlier):
                _refuse_pair(rule, earlier, at=at, problems=problems)


def _selection(rule: "ReadingRule") -> tuple[str | None, ...]:
    return rule.commodity, rule.operator, rule.billing_mode


def _refuse_pair(rule: "ReadingRule", other: "ReadingRule", *, at: str, problems: Problems) -> None:
    """Two rules that select the same customers: they must follow each other in time, and so must their windows."""
    before, after = sorted((other, rule), key=lambda each: each.valid_from or EARLIEST)
    if before.valid_to is None or before.valid_to >= (after.valid_from or EARLIEST):
        problems.add(
            read.dotted(at, "valid_from"),
            rule.valid_from,
            f'days that do not meet those of rule "{other.key}", which has the same commodity, operator and billing mode',
        )
        return
    if before.kind != "window" or after.kind != "window":
        return
    last = reading_month.last_window(before, before.valid_to)
    first = reading_month.first_window(after, after.valid_from or EARLIEST)
    if last and first and first[0] <= last[1]:
        problems.add(
            read.dotted(at, "valid_from" if after is rule else "valid_to"),
            rule.valid_from if after is rule else rule.valid_to,
            f'windows of successive rules that do not meet; the last one of "{before.key}" is from {last[0]} to {last[1]},'
            f' the first one of "{after.key}" begins on {first[0]}',
        )
