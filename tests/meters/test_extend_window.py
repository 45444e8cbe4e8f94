"""Staff keep a window open longer, or open it once more."""

import datetime as dt

import pytest

from meters import services
from meters.services import openings
from tenants.models import AuditEvent
from tests.meters.readings import MAY_3, second_point, submit

pytestmark = pytest.mark.django_db

MAY_1 = dt.date(2026, 5, 1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def extend(ana, ana_point, in_involta):
    def call(**more):
        options = {
            "utility": ana_point.utility, "rule_key": "electricity", "window_first": MAY_1, "open_until": dt.date(2026, 5, 8),
            "reason": "Izpad portala", "by": ana, "now": MAY_3,
        }  # fmt: skip
        return services.extend_window(**options | more)

    return call


def test_an_extended_window_takes_readings_until_its_new_last_day(ana, ana_point, extend):
    extend()
    submission = submit(ana, ana_point, now=MAY_3 + 5 * DAY)
    assert submission.window_first == MAY_1
    assert submission.window_last == dt.date(2026, 5, 8)
    with pytest.raises(services.ReadingWindowClosed):
        submit(ana, ana_point, now=MAY_3 + 6 * DAY)


def test_a_reopened_window_is_open_from_the_day_it_was_reopened(ana_point, extend):
    extend(now=MAY_3 + 9 * DAY, open_until=dt.date(2026, 5, 14))
    seen = {day: openings.opening(ana_point, day=dt.date(2026, 5, day)).last_day for day in (5, 6, 11, 12, 14, 15)}
    last = dt.date(2026, 5, 14)
    assert seen == {5: dt.date(2026, 5, 5), 6: None, 11: None, 12: last, 14: last, 15: None}


def test_an_extension_for_one_point_opens_no_other(ana, ana_point, extend):
    other = second_point(ana, commodity="electricity")
    extend(supply_point=ana_point)
    assert openings.opening(ana_point, day=dt.date(2026, 5, 8)).window
    assert openings.opening(other, day=dt.date(2026, 5, 8)).window is None


def test_who_extended_and_why_stands_in_the_audit(extend):
    extend()
    assert AuditEvent.objects.get(action="window.extended").data["reason"] == "Izpad portala"


@pytest.mark.parametrize(
    ("change", "failure"),
    [
        ({"rule_key": "water"}, services.NoSuchWindow),
        ({"rule_key": "gas"}, services.NoSuchWindow),  # has no window
        ({"window_first": dt.date(2026, 5, 2)}, services.NoSuchWindow),
        ({"open_until": dt.date(2026, 5, 5)}, services.NothingExtended),
        ({"now": MAY_3 + 20 * DAY}, services.NothingExtended),
        ({"open_until": dt.date(2026, 6, 1)}, services.ReachesNextWindow),
    ],
)
def test_what_makes_no_sense_is_refused(extend, change, failure):
    with pytest.raises(failure):
        extend(**change)
