"""How many guesses are evaluated, and when the next one is."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.rules.attempt_limits import LONGEST, State, Tried, judge

NOW = datetime(2026, 3, 29, 12, tzinfo=UTC)
"""A day on which the clocks change: the windows are hours, not calendar days."""


def ago(**long):
    return NOW - timedelta(**long)


def verdict(now=NOW, **tried):
    found = judge(Tried(**tried), now)
    return found.state.value, found.until


FOUR = [ago(minutes=minutes) for minutes in (50, 40, 30, 20)]


@pytest.mark.parametrize(
    ("times", "answer"),
    [
        ([], ("allowed", None)),
        ([NOW] * 3, ("allowed", None)),
        ([NOW] * 4, ("wait", NOW + timedelta(minutes=1))),
        ([*FOUR[1:], ago(seconds=59)], ("wait", NOW + timedelta(seconds=1))),
        ([*FOUR[1:], ago(seconds=60)], ("allowed", None)),
        ([*FOUR, ago(minutes=10)], ("wait", ago(minutes=50) + timedelta(days=1))),
        ([ago(days=1), *FOUR], ("allowed", None)),
        ([ago(days=1) + timedelta(microseconds=1), *FOUR], ("wait", NOW + timedelta(microseconds=1))),
        ([ago(days=day) for day in range(2, 9)], ("allowed", None)),
        ([ago(days=day) for day in range(2, 10)], ("stopped", ago(days=9) + timedelta(days=30))),
        ([ago(days=30), *(ago(days=day) for day in range(2, 9))], ("allowed", None)),
        ([ago(days=31 * n) for n in range(1, 12)], ("allowed", None)),
        ([ago(days=30 * n) for n in range(1, 13)], ("stopped", ago(days=360) + timedelta(days=365))),
        ([ago(days=365), *(ago(days=31 * n) for n in range(1, 12))], ("allowed", None)),
    ],
)
def test_guesses_at_one_code(times, answer):
    assert verdict(at_code=times) == answer
    assert verdict(at_code=times[::-1]) == answer


@pytest.mark.parametrize(("number", "state"), [(0, "allowed"), (4, "allowed"), (5, "wait"), (6, "wait")])
def test_codes_that_one_account_tries(number, state):
    assert verdict(at_other_codes=[ago(hours=1)] * number)[0] == state
    assert verdict(at_other_codes=[ago(days=1)] * number)[0] == "allowed"


@pytest.mark.parametrize(("number", "state"), [(9, "allowed"), (10, "wait"), (11, "wait")])
def test_guesses_from_one_address(number, state):
    assert verdict(from_address=[ago(hours=23)] * number)[0] == state
    assert verdict(from_address=[ago(hours=24)] * number)[0] == "allowed"


def test_of_several_reasons_the_longest_wait_counts():
    late = verdict(at_code=FOUR + FOUR, from_address=[ago(hours=1)] * 10)
    assert late == ("stopped", ago(minutes=50) + timedelta(days=30))


TIMES = st.lists(st.timedeltas(timedelta(), LONGEST).map(lambda back: NOW - back), max_size=15)


@given(at_code=TIMES, others=TIMES, address=TIMES)
def test_the_wait_is_never_longer_than_it_has_to_be_nor_shorter(at_code, others, address):
    tried = Tried(at_code, others, address)
    found = judge(tried, NOW)
    if found.until is not None:
        assert found.until > NOW
        assert not judge(tried, found.until - timedelta(microseconds=1)).allowed
    assert (found.state is State.ALLOWED) == (found.until is None)


def test_l1_an_attack_of_a_year_gets_twelve_guesses_at_a_code():
    """20,000 requests by 50 accounts from 200 addresses, in bursts and evenly."""
    chance = random.Random(7)
    moments = sorted(
        NOW + timedelta(seconds=chance.choice((chance.randrange(365 * 86400), chance.randrange(30) * 86400))) for _ in range(20_000)
    )
    code: list[datetime] = []
    by_address: dict[int, list[datetime]] = {}
    for moment in moments:
        address = by_address.setdefault(chance.randrange(200), [])
        if judge(Tried(at_code=code, from_address=address), moment).allowed:
            code.append(moment)
            address.append(moment)
    assert 8 <= len(code) <= 12
