"""Free days come from the country of the tenant."""

import datetime as dt

import pytest

from meters.services import calendar

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "free"),
    [
        (dt.date(2026, 2, 8), True),  # Prešeren's day, a Sunday
        (dt.date(2027, 2, 8), True),  # and a Monday
        (dt.date(2026, 4, 27), True),
        (dt.date(2026, 5, 4), False),
        (dt.date(2026, 5, 9), True),  # a Saturday
        (dt.date(2026, 10, 23), False),  # a memorial day on which people work
    ],
)
def test_slovenian_days(in_involta, day, free):
    assert calendar.is_free(day) is free


def test_an_unknown_country_has_weekends_only():
    assert calendar.work_free_days("XX", 2026) == frozenset()
