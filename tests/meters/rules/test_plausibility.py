"""What is usual, what asks a question, and what was probably meant."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meters.rules import plausibility
from meters.rules.consumption import Difference
from meters.rules.plausibility import Range, Reaction, Verdict
from tests.meters.rules.samples import INVOLTA, window

USUAL = Range(Decimal(180), Decimal(260), days=30, periods=6)


def months(*used, until=date(2026, 5, 1), length=30):
    """Differences of so many counts each, the last one ending on ``until``."""
    first = until - timedelta(days=length * len(used))
    return [
        Difference(first + timedelta(days=length * n), first + timedelta(days=length * (n + 1)), None if each is None else Decimal(each))
        for n, each in enumerate(used)
    ]


YEAR = timedelta(days=365)
ENDS = [date(2025, month, day) for month, day in ((4, 30), (5, 31), (6, 30), (7, 31), (8, 31), (9, 30), (10, 31), (11, 30), (12, 31))]
ENDS += [date(2026, month, day) for month, day in ((1, 31), (2, 28), (3, 31), (4, 30))]
GAS = [
    Difference(first, last, Decimal(used))
    for first, last, used in zip(ENDS, ENDS[1:], (30, 22, 13, 12, 18, 29, 33, 90, 130, 120, 98, 85), strict=False)
]


def usual(history, days=30):
    return plausibility.usual_range(history, since=date(2026, 5, 1), until=date(2026, 5, 1) + timedelta(days=days))


class TestUsualRange:
    def test_the_range_is_the_use_per_day_times_the_days_since_the_last_reading(self):
        found = usual(months(180, 210, 240))
        assert (found.low, found.high, found.days, found.periods) == (180, 240, 30, 3)
        assert (usual(months(180, 210, 240), days=60).low, usual(months(180, 210, 240), days=60).high) == (360, 480)

    def test_too_little_history_says_nothing(self):
        assert usual([]) is None
        assert usual(months(200, 210)) is None
        assert usual(months(20, 21, 22, length=7)) is None  # three weeks
        assert usual(months(200, None, 210)) is None  # the middle one is unknown

    def test_very_regular_use_still_has_room(self):
        found = usual(months(200, 200, 200))
        assert (found.low, found.high) == (180, 220)
        small = usual(months(1, 1, 1))
        assert (small.low, small.high) == (0, 3)

    def test_one_wrong_old_reading_does_not_widen_the_range(self):
        found = usual(months(200, 210, 190, 9000, 205, 195, 200, 0, 198))
        assert found.high < 300
        assert found.low > 100

    def test_the_season_counts_where_it_is_known(self):
        """Gas for heating: two years of months, high in winter. In May the summer and spring say what is usual."""
        history = months(*([20, 20, 20, 60, 150, 300, 400, 400, 300, 200, 90, 30] * 2), until=date(2026, 6, 1))
        winter = plausibility.usual_range(history, since=date(2026, 12, 28), until=date(2027, 1, 28))
        summer = plausibility.usual_range(history, since=date(2026, 6, 28), until=date(2026, 7, 28))
        assert summer.high < winter.low

    @pytest.mark.parametrize(
        ("since", "until", "low", "high"),
        [
            (date(2026, 4, 30), date(2026, 11, 28), 139, 171),  # seven months: the same days of 2025 used 154.8, most of it in autumn
            (date(2026, 4, 30), date(2026, 7, 30), 58, 72),  # May to July, just long enough: 65 the year before
            (date(2026, 4, 30), date(2026, 7, 29), 37, 88),  # a day less is one season, judged by the use per day
            (date(2026, 4, 30), date(2027, 4, 30), 612, 748),  # a whole year
            (date(2026, 4, 30), date(2027, 9, 30), 217, 2173),  # more than a year was never covered: from all differences
        ],
    )
    def test_over_a_long_gap_the_same_days_of_the_year_before_say_what_is_usual(self, since, until, low, high):
        """Gas for heating, a year of months; the middle of the gap lies in summer, but autumn is part of it."""
        found = plausibility.usual_range(GAS, since=since, until=until)
        assert (found.low, found.high) == (low, high)

    def test_over_a_long_gap_all_years_that_are_known_count(self):
        colder = [Difference(each.first - YEAR, each.last - YEAR, each.used * 2) for each in GAS]
        found = plausibility.usual_range([*colder, *GAS], since=date(2026, 4, 30), until=date(2026, 11, 28))
        assert (found.low, found.high, found.periods) == (154, 310, 2)

    def test_over_a_long_gap_with_a_hole_in_the_year_before_all_differences_are_the_range(self):
        history = [Difference(each.first, each.last, None) if each.first == date(2025, 7, 31) else each for each in GAS]
        found = plausibility.usual_range(history, since=date(2026, 4, 30), until=date(2026, 11, 28))
        assert found.low < 155 < found.high
        assert found.periods > 3

    def test_differences_below_zero_and_of_no_days_are_left_out(self):
        history = [*months(200, 210, 220), Difference(date(2026, 4, 1), date(2026, 4, 1), Decimal(50))]
        assert usual([*history, *months(-500)]).periods == 3

    def test_a_reading_on_the_day_of_the_last_one_is_measured_as_one_day(self):
        assert usual(months(300, 300, 300), days=0).days == 1

    def test_a_factor_turns_use_into_counts(self):
        found = plausibility.usual_range(months(4000, 6000, 8000), since=date(2026, 5, 1), until=date(2026, 5, 31), factor=Decimal(40))
        assert (found.low, found.high) == (100, 200)

    @given(st.lists(st.none() | st.integers(-100, 10**6), max_size=30), st.integers(0, 800))
    def test_a_range_is_never_negative_nor_upside_down(self, used, days):
        found = usual(months(*used), days=days)
        if found is not None:
            assert 0 <= found.low < found.high
            assert found.low_below <= found.low
            assert found.ask_above >= found.high


class TestAssess:
    def test_a_usual_value_is_ok_and_tells_the_difference(self):
        found = plausibility.assess(Decimal(24816), previous=Decimal(24598), usual=USUAL)
        assert (found.verdict, found.difference) == (Verdict.OK, 218)

    def test_without_a_previous_value_nothing_can_be_asked(self):
        assert plausibility.assess(Decimal(5), previous=None, usual=USUAL).verdict is Verdict.OK

    def test_z23_lower_than_the_old_value_asks_and_does_not_refuse(self):
        found = plausibility.assess(Decimal(24597), previous=Decimal(24598), usual=USUAL, whole_digits=5)
        assert (found.verdict, found.difference, found.passed_zero) == (Verdict.LOWER_THAN_PREVIOUS, -1, None)
        assert plausibility.reaction(INVOLTA, found.verdict) is Reaction.ASK

    def test_the_same_value_again_is_not_lower(self):
        assert plausibility.assess(Decimal(24598), previous=Decimal(24598), usual=None).verdict is Verdict.OK

    @pytest.mark.parametrize(
        ("difference", "verdict"),
        [
            (119, Verdict.UNUSUALLY_LOW),
            (120, Verdict.OK),
            (390, Verdict.OK),
            (391, Verdict.UNUSUALLY_HIGH),
        ],
    )
    def test_asked_is_outside_the_limits_that_the_range_names(self, difference, verdict):
        assert (USUAL.low_below, USUAL.ask_above) == (120, 390)
        assert plausibility.assess(Decimal(1000 + difference), previous=Decimal(1000), usual=USUAL).verdict is verdict

    def test_unusually_low_is_only_said(self):
        assert plausibility.reaction(INVOLTA, Verdict.UNUSUALLY_LOW) is Reaction.ACCEPT

    def test_the_rule_decides_what_a_lower_and_an_unusual_value_do(self):
        strict, easy = window(1, 5, lower="refuse"), window(1, 5, lower="accept", unusual="accept")
        assert plausibility.reaction(strict, Verdict.LOWER_THAN_PREVIOUS) is Reaction.REFUSE
        assert plausibility.reaction(strict, Verdict.UNUSUALLY_HIGH) is Reaction.ASK
        assert plausibility.reaction(easy, Verdict.LOWER_THAN_PREVIOUS) is Reaction.ACCEPT
        assert plausibility.reaction(easy, Verdict.UNUSUALLY_HIGH) is Reaction.ACCEPT
        assert plausibility.reaction(easy, Verdict.ET_NOT_SUM) is Reaction.ASK
        assert plausibility.reaction(easy, Verdict.OK) is Reaction.ACCEPT


class TestPassedZero:
    def test_a_counter_that_passed_zero_is_offered_where_the_use_would_be_usual(self):
        found = plausibility.assess(Decimal(110), previous=Decimal(99890), usual=USUAL, whole_digits=5)
        assert (found.verdict, found.passed_zero) == (Verdict.LOWER_THAN_PREVIOUS, 220)

    def test_not_where_it_would_be_far_too_much(self):
        assert plausibility.assess(Decimal(24000), previous=Decimal(24598), usual=USUAL, whole_digits=5).passed_zero is None

    def test_without_a_range_only_from_the_last_to_the_first_tenth_of_the_counter(self):
        hint = lambda value, previous: plausibility.likely_passed_zero(  # noqa: E731  (two lines otherwise)
            Decimal(value), previous=Decimal(previous), usual=None, whole_digits=5
        )
        assert hint(9999, 90000) == 19999
        assert hint(10000, 90000) is None
        assert hint(9999, 89999) is None

    def test_not_where_the_number_of_digits_is_unknown_or_the_value_is_higher(self):
        assert plausibility.likely_passed_zero(Decimal(5), previous=Decimal(99990), usual=None, whole_digits=None) is None
        assert plausibility.likely_passed_zero(Decimal(6), previous=Decimal(5), usual=None, whole_digits=5) is None


class TestSwappedDigits:
    def test_25034_is_offered_for_52034(self):
        found = plausibility.assess(Decimal(52034), previous=Decimal(24816), usual=USUAL)
        assert (found.verdict, found.meant) == (Verdict.UNUSUALLY_HIGH, 25034)

    def test_a_lower_value_is_guessed_too(self):
        assert plausibility.assess(Decimal(20534), previous=Decimal(24816), usual=USUAL).meant == 25034
        assert plausibility.assess(Decimal(24061), previous=Decimal(24816), usual=USUAL).meant is None
        assert plausibility.assess(Decimal(25034), previous=Decimal(52000 - 200), usual=USUAL).meant == 52034

    def test_nothing_is_guessed_without_a_range_or_where_two_swaps_would_fit(self):
        assert plausibility.swapped_digits_guess(Decimal(52034), previous=Decimal(24816), usual=None) is None
        wide = Range(Decimal(0), Decimal(1000), days=30, periods=3)
        assert plausibility.swapped_digits_guess(Decimal(2121), previous=Decimal(1200), usual=wide) is None

    @given(st.integers(0, 99999), st.integers(0, 99999))
    def test_a_guess_has_the_same_digits_and_would_be_usual(self, value, previous):
        guess = plausibility.swapped_digits_guess(Decimal(value), previous=Decimal(previous), usual=USUAL)
        if guess is not None:
            assert sorted(f"{int(guess):05}") == sorted(f"{value:05}")
            assert USUAL.low <= guess - previous <= USUAL.high


class TestTwoTariffs:
    def test_i21_et_beside_vt_and_mt_is_checked_against_their_sum(self):
        check = lambda et: plausibility.sum_check(Decimal(50588), Decimal(36825), et)  # noqa: E731  (two lines otherwise)
        assert check(None) is Verdict.OK
        assert check(Decimal(87413)) is Verdict.OK
        assert check(Decimal(87414)) is Verdict.OK  # the display cuts fractions
        assert check(Decimal(87415)) is Verdict.ET_NOT_SUM
        assert check(Decimal(50963)) is Verdict.ET_NOT_SUM

    def test_i21_a_sum_that_passed_the_end_of_the_counter_is_still_the_sum(self):
        assert plausibility.sum_check(Decimal(70000), Decimal(60000), Decimal(30000), whole_digits=5) is Verdict.OK
        assert plausibility.sum_check(Decimal(70000), Decimal(60000), Decimal(30000), whole_digits=6) is Verdict.ET_NOT_SUM

    @staticmethod
    def swap(vt, mt, *, vt_usual=None, mt_usual=None):
        first = plausibility.assess(Decimal(vt), previous=Decimal(50588), usual=vt_usual)
        second = plausibility.assess(Decimal(mt), previous=Decimal(36825), usual=mt_usual)
        return plausibility.swap_check(first, second, vt_value=Decimal(vt), mt_value=Decimal(mt))

    def test_vt_and_mt_the_wrong_way_round_are_noticed(self):
        assert self.swap(37010, 50800) is Verdict.VT_MT_SWAPPED
        assert self.swap(50800, 37010) is Verdict.OK
        assert self.swap(50800, 37010, vt_usual=USUAL, mt_usual=USUAL) is Verdict.OK

    def test_a_value_that_is_wrong_either_way_is_no_swap(self):
        assert self.swap(100, 200) is Verdict.OK
        assert self.swap(37010, 90000, vt_usual=USUAL, mt_usual=USUAL) is Verdict.OK
