"""Which rule holds: precedence, validity on the first day of the window, a change of billing mode half-way."""

from datetime import date
from itertools import combinations

import pytest

from meters.rules import rule_choice
from meters.rules.reading_window import Change, Window
from meters.rules.rule_choice import Selection
from tenants.rules.reading import ReadingRule
from tests.meters.rules.samples import never_free, window

UTILITY = window(1, 5, key="utility")
COMMODITY = window(1, 6, key="commodity", commodity="electricity")
MODE = window(1, 7, key="mode", billing_mode="direct_debit")
OPERATOR = window(1, 8, key="operator", operator="EM")
OPERATOR_MODE = window(1, 9, key="operator-mode", operator="EM", billing_mode="direct_debit")
OWN = window(1, 10, key="own", by_key_only=True)
IN_ORDER = (OWN, OPERATOR_MODE, OPERATOR, MODE, COMMODITY, UTILITY)
ALL_FIT = Selection("electricity", operator="EM", billing_mode="direct_debit", rule_key="own")
MAY = date(2026, 5, 1)


def constant(selection):
    return lambda day: selection


@pytest.mark.parametrize(("higher", "lower"), list(combinations(IN_ORDER, 2)), ids=lambda rule: rule.key)
def test_own_rule_then_operator_and_mode_then_operator_then_mode_then_commodity_then_utility(higher, lower):
    assert rule_choice.choose([lower, higher], ALL_FIT, on=MAY) is higher
    assert rule_choice.choose([higher, lower], ALL_FIT, on=MAY) is higher


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection("water"), UTILITY),
        (Selection("electricity"), COMMODITY),
        (Selection("electricity", operator="EC"), COMMODITY),
        (Selection("gas", billing_mode="direct_debit"), MODE),
        (Selection("electricity", operator="EM"), OPERATOR),
        (Selection("electricity", operator="EM", billing_mode="invoice"), OPERATOR),
        (Selection("electricity", operator="EM", billing_mode="direct_debit"), OPERATOR_MODE),
        (Selection("electricity", rule_key="own"), OWN),
        (Selection("electricity", rule_key="gone from the file"), COMMODITY),
    ],
)
def test_a_rule_must_fit_in_everything_it_names(selection, expected):
    assert rule_choice.choose(IN_ORDER, selection, on=MAY) is expected


def test_g21_where_no_rule_fits_there_is_no_self_reading():
    assert rule_choice.choose([OPERATOR], Selection("electricity", operator="EC"), on=MAY) is None
    assert rule_choice.open_window([OPERATOR], constant(Selection("electricity")), date(2026, 5, 3), is_free=never_free) is None
    assert rule_choice.next_opening([OPERATOR], constant(Selection("electricity")), date(2026, 5, 3), is_free=never_free) is None


def test_a_rule_for_named_points_only_is_never_found_by_selection():
    assert rule_choice.choose([OWN], Selection("electricity"), on=MAY) is None


def test_a_rule_that_also_names_the_commodity_goes_before_one_that_does_not():
    gas_of_operator = window(-5, None, key="gas", commodity="gas", operator="EM")
    assert rule_choice.choose([OPERATOR, gas_of_operator], Selection("gas", operator="EM"), on=MAY) is gas_of_operator
    assert rule_choice.choose([OPERATOR, gas_of_operator], Selection("electricity", operator="EM"), on=MAY) is OPERATOR


def test_a_rule_counts_only_on_the_days_of_its_validity():
    old = window(1, 5, key="old", valid_to=date(2026, 5, 31))
    new = window(1, 9, key="new", valid_from=date(2026, 6, 1))
    point = Selection("electricity")
    assert rule_choice.choose([old, new], point, on=date(2026, 5, 31)) is old
    assert rule_choice.choose([old, new], point, on=date(2026, 6, 1)) is new
    own = window(1, 5, key="own", valid_to=date(2026, 4, 30), by_key_only=True)
    assert rule_choice.choose([own, UTILITY], Selection("electricity", rule_key="own"), on=MAY) is UTILITY


class TestWindowsOfAPoint:
    def test_a_window_that_has_begun_runs_out_by_the_rule_of_its_first_day(self):
        old = window(25, 2, key="old", valid_to=date(2026, 12, 31))
        new = window(1, 20, key="new", valid_from=date(2027, 1, 1), months=(2, 3))
        find = lambda day: rule_choice.open_window([old, new], constant(Selection("water")), day, is_free=never_free)  # noqa: E731  (two lines otherwise)
        assert find(date(2027, 1, 2)).rule is old
        assert find(date(2027, 1, 3)) is None
        assert find(date(2027, 2, 1)).rule is new

    def test_the_billing_mode_on_the_first_day_of_the_window_counts(self):
        """E3: 1st to 20th, with direct debit 1st to 5th. Direct debit from 3 May on changes nothing before June."""
        invoice, debit = window(1, 20, key="invoice"), window(1, 5, key="debit", billing_mode="direct_debit")

        def mode(day):
            return Selection("electricity", billing_mode="direct_debit" if day >= date(2026, 5, 3) else "invoice")

        def find(day):
            return rule_choice.open_window([invoice, debit], mode, day, is_free=never_free)

        assert find(date(2026, 5, 4)).rule is invoice
        assert find(date(2026, 5, 20)).window == Window(MAY, date(2026, 5, 20))
        assert find(date(2026, 6, 5)).rule is debit
        assert find(date(2026, 6, 6)) is None
        following = rule_choice.next_opening([invoice, debit], mode, date(2026, 5, 21), is_free=never_free)
        assert (following.rule, following.window) == (debit, Window(date(2026, 6, 1), date(2026, 6, 5)))

    def test_where_two_windows_are_open_the_one_that_began_first_goes_on(self):
        by_operator = window(1, 5, key="operator", operator="EM", valid_from=date(2026, 6, 1))
        general = window(25, 3, key="general")
        find = lambda day: rule_choice.open_window(  # noqa: E731  (two lines otherwise)
            [by_operator, general], constant(Selection("water", operator="EM")), day, is_free=never_free
        )
        assert find(date(2026, 6, 3)).rule is general
        assert find(date(2026, 6, 4)).rule is by_operator
        assert find(date(2026, 6, 4)).window.first == date(2026, 6, 1)

    def test_the_next_and_the_previous_window_follow_the_rule_that_holds_then(self):
        old = window(1, 5, key="old", valid_to=date(2026, 5, 31))
        new = window(10, 15, key="new", valid_from=date(2026, 6, 1))
        following = rule_choice.next_opening([old, new], constant(Selection("water")), date(2026, 5, 6), is_free=never_free)
        assert (following.rule, following.window.first) == (new, date(2026, 6, 10))
        earlier = rule_choice.previous_opening([old, new], constant(Selection("water")), date(2026, 6, 1), is_free=never_free)
        assert (earlier.rule, earlier.window.last) == (old, date(2026, 5, 5))

    def test_a_point_without_a_window_goes_by_the_day_itself(self):
        always = ReadingRule(key="always", kind="always")
        never = ReadingRule(key="never", kind="never", billing_mode="remote")

        def mode(day):
            return Selection("gas", billing_mode="remote" if day >= date(2026, 5, 15) else "")

        assert rule_choice.open_window([always, never], mode, date(2026, 5, 14), is_free=never_free).rule is always
        assert rule_choice.open_window([always, never], mode, date(2026, 5, 15), is_free=never_free) is None
        assert rule_choice.choose([always, never], mode(date(2026, 5, 15)), on=date(2026, 5, 15)) is never

    def test_staffs_extension_of_one_rule_opens_no_other(self):
        electricity, gas = window(1, 5, key="electricity", commodity="electricity"), window(1, 5, key="gas", commodity="gas")
        change = Change(key=MAY, opens=date(2026, 5, 4), last=date(2026, 5, 8), rule_key="gas")

        def find(commodity):
            point = constant(Selection(commodity))
            return rule_choice.open_window([electricity, gas], point, date(2026, 5, 8), is_free=never_free, changes=[change])

        assert find("electricity") is None
        assert find("gas").window.last == date(2026, 5, 8)
