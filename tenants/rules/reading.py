"""When and how a reading may be given: what the file says. The arithmetic is in ``meters/rules/reading_window.py``.

In the file::

    [reading]
    delete = true

    [[reading.rules]]
    key = "water"
    commodity = "water"
    kind = "window"
    start = 25                # a day of the month; -5 is the fifth day from its end, -1 the last day
    end = 2
    end_next_month = true
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Literal

from tenants.rules import problems as read
from tenants.rules import reading_check
from tenants.rules.problems import Problems
from tenants.rules.text import Text

ALL_MONTHS = tuple(range(1, 13))


@dataclass(frozen=True)
class Day:
    """A day of the month (``number`` 1-31), or the n-th from its end (``from_end``: 1 is the last day)."""

    number: int
    from_end: bool = False


@dataclass(frozen=True)
class ReadingRule:
    """One rule. Selected by ``commodity``, ``operator`` (distribution operator's code) and ``billing_mode``; None fits all.

    ``by_key_only``: selection never finds the rule, it serves only the supply points that name its key.
    ``kind``: ``window`` (start/end), ``always`` (no window), ``never`` (no self-reading: ``reason`` and ``link`` are shown).
    An absent ``start`` is the first day of the end's month, an absent ``end`` the last day of the start's month.
    ``months``: in which a window starts. ``free_day``: keep the end, or move it to the working day before or after.
    ``valid_from``/``valid_to``: both included; what counts is the first day of a window.
    ``max_age_days``: greatest age of a reading's date, None: no limit. ``dates``: ``any`` within the age, ``inside_window``
    only, or ``fixed_day`` (the window's first day). ``ask_date``: off, the form has no date field and the reading bears that
    fixed day, or the day of entry with ``any``. ``whole_digits``/``decimals`` may only narrow the register's.
    ``kinds``: ``billing`` and ``own``. ``required``: register codes that must be given; None: all but optional ones.
    ``lower``/``unusual``: ``ask`` (confirm with a reason), ``refuse`` or ``accept``.
    ``settles``: which month the reading settles."""

    key: str
    commodity: str | None = None
    operator: str | None = None
    billing_mode: str | None = None
    kind: Literal["window", "always", "never"] = "always"
    start: Day | None = None
    end: Day | None = None
    end_next_month: bool = False
    months: tuple[int, ...] = ALL_MONTHS
    free_day: Literal["keep", "before", "after"] = "keep"
    valid_from: date | None = None
    valid_to: date | None = None
    reason: Text = field(default_factory=Text)
    link: str = ""
    max_age_days: int | None = None
    dates: Literal["any", "inside_window", "fixed_day"] = "any"
    ask_date: bool = True
    whole_digits: int | None = None
    decimals: int = 0
    kinds: tuple[Literal["billing", "own"], ...] = ("billing",)
    required: tuple[str, ...] | None = None
    optional: tuple[str, ...] = ("ET",)
    lower: Literal["ask", "refuse", "accept"] = "ask"
    unusual: Literal["ask", "accept"] = "ask"
    settles: Literal["previous_month", "start_month", "end_month"] = "start_month"
    by_key_only: bool = False


@dataclass(frozen=True)
class Reading:
    """All rules of one utility, in the order of the file. While a window is open an entry may be repeated and the last counts.

    ``delete``: the customer may delete an own open entry; ``export``: the customer may take the list out as XLSX."""

    rules: tuple[ReadingRule, ...] = ()
    delete: bool = False
    export: bool = False

    def rule(self, key: str) -> ReadingRule | None:
        return next((rule for rule in self.rules if rule.key == key), None)


KEYS = tuple(entry.name for entry in fields(ReadingRule))
NAME = r"[a-z0-9][a-z0-9_-]{0,39}"
CODE = r"[\w.-][\w. -]*"
LONGEST = {"commodity": 20, "operator": 20, "billing_mode": 30}


def parse_reading(table: Mapping[str, Any], *, at: str, problems: Problems) -> Reading:
    """The section ``[reading]`` of a tenant or of one of its utilities; ``at`` is its dotted name.

    Everything wrong goes to ``problems``: unknown or meaningless keys, a window that is empty or shares a day with the next
    in some month, two rules for the same customers at the same time, two rules with one key."""
    read.only(table, ("delete", "export", "rules"), at=at, problems=problems)
    rules, sound = [], []
    for name, entry in read.subtables(table, "rules", at=at, problems=problems):
        found = len(problems)
        rules.append(_rule(entry, at=name, problems=problems))
        if len(problems) == found:
            sound.append((name, rules[-1]))
    reading_check.judge_together(sound, problems)
    return Reading(
        rules=tuple(rules),
        delete=read.boolean(table, "delete", at=at, problems=problems, default=False),
        export=read.boolean(table, "export", at=at, problems=problems, default=False),
    )


def _rule(table: Mapping[str, Any], *, at: str, problems: Problems) -> ReadingRule:
    found = len(problems)
    read.only(table, KEYS, at=at, problems=problems)
    says = "a short name of small letters, digits, - and _"
    selected_by: dict[str, Any] = {
        name: read.text(
            table,
            name,
            at=at,
            problems=problems,
            longest=LONGEST[name],
            pattern=CODE,
            allowed=f"a code of at most {LONGEST[name]} letters, digits, blanks, . - and _",
        )
        or None
        for name in reading_check.SELECTORS
    }
    rule = ReadingRule(
        key=read.text(table, "key", at=at, problems=problems, required=True, pattern=NAME, allowed=says),
        **selected_by,
        by_key_only=read.boolean(table, "by_key_only", at=at, problems=problems, default=False),
        kind=read.choice(table, "kind", at=at, problems=problems, choices=("window", "always", "never"), default="always", required=True),
        **_window(table, at=at, problems=problems),
        **_entry(table, at=at, problems=problems),
        valid_from=read.day(table, "valid_from", at=at, problems=problems),
        valid_to=read.day(table, "valid_to", at=at, problems=problems),
        reason=read.words(table, "reason", at=at, problems=problems),
        link=read.text(table, "link", at=at, problems=problems, pattern=r"https://\S+", allowed="an address that begins with https://"),
    )
    if len(problems) == found:  # values are judged against each other only where each is sound by itself
        reading_check.judge_rule(rule, table, at=at, problems=problems)
    return rule


def _window(table: Mapping[str, Any], *, at: str, problems: Problems) -> dict[str, Any]:
    return {
        "start": _day(table, "start", at=at, problems=problems),
        "end": _day(table, "end", at=at, problems=problems),
        "end_next_month": read.boolean(table, "end_next_month", at=at, problems=problems, default=False),
        "months": read.integers(table, "months", at=at, problems=problems, low=1, high=12, default=ALL_MONTHS),
        "free_day": read.choice(table, "free_day", at=at, problems=problems, choices=("keep", "before", "after"), default="keep"),
    }


def _day(table: Mapping[str, Any], key: str, *, at: str, problems: Problems) -> Day | None:
    if key not in table:
        return None
    value = table[key]
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= abs(value) <= 31:
        problems.add(read.dotted(at, key), value, "a day of the month, 1 to 31, or counted from its end, -1 (the last day) to -31")
        return None
    return Day(abs(value), from_end=value < 0)


def _entry(table: Mapping[str, Any], *, at: str, problems: Problems) -> dict[str, Any]:
    here: dict[str, Any] = {"at": at, "problems": problems}
    registers: dict[str, Any] = {**here, "longest": 20, "allowed": "a list of register codes such as VT, each once"}
    return {
        "max_age_days": read.optional_integer(table, "max_age_days", low=0, high=400, **here),
        "dates": read.choice(table, "dates", choices=("any", "inside_window", "fixed_day"), default="any", **here),
        "ask_date": read.boolean(table, "ask_date", default=True, **here),
        "whole_digits": read.optional_integer(table, "whole_digits", low=1, high=10, **here),
        "decimals": read.integer(table, "decimals", low=0, high=4, default=0, **here),
        "kinds": read.choices(
            table,
            "kinds",
            choices=("billing", "own"),
            default=() if table.get("kind") == "never" else ("billing",),
            empty=False,
            **here,
        ),
        "required": read.texts(table, "required", **registers) if "required" in table else None,
        "optional": read.texts(table, "optional", default=("ET",), **registers),
        "lower": read.choice(table, "lower", choices=("ask", "refuse", "accept"), default="ask", **here),
        "unusual": read.choice(table, "unusual", choices=("ask", "accept"), default="ask", **here),
        "settles": read.choice(table, "settles", choices=("previous_month", "start_month", "end_month"), default="start_month", **here),
    }
