"""Which month a reading settles, for the bill and for the words on the receipt.

A reading handed in from the 1st to the 5th settles the month before; one handed in from the last day to the 3rd settles the
month in which the window began. Source: design 5 "Reading rule".
"""

from datetime import date

from meters.rules.reading_window import Window
from tenants.rules import reading_month
from tenants.rules.reading import ReadingRule


def settled_month(rule: ReadingRule, window: Window) -> date:
    """The first day of the settled month.

    The end's month is the one the rule names: an end that a free day or staff moved into the next month settles nothing else.
    A rule without a window has the reading's own month as its window."""
    ends_later = rule.kind == "window" and rule.end_next_month
    steps = {"previous_month": -1, "start_month": 0, "end_month": 1 if ends_later else 0}
    return date(*reading_month.next_month(window.first.year, window.first.month, steps[rule.settles]), 1)
