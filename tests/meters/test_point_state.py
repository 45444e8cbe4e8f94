"""How supply points stand today: for the overview and the list."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import Link
from meters.models import Reading
from meters.services import point_state
from meters.services.point_state import PointStatus
from tests import factories
from tests.meters.readings import meter_of, past, second_point, submit

pytestmark = pytest.mark.django_db

MAY_3 = dt.date(2026, 5, 3)


def state_of(person, day=MAY_3):
    [state] = point_state.point_states(person, today=day)
    return state


@pytest.fixture
def point(ana_point, in_involta):
    past(ana_point, VT=24816, MT=18302)
    return ana_point


def test_an_open_window_says_until_when_and_what_was_read_last(ana, point):
    state = state_of(ana)
    assert state.status is PointStatus.OPEN
    assert (state.days_left, state.last_day) == (3, dt.date(2026, 5, 5))
    assert [(each.register.code, int(each.last.value), each.last.read_on) for each in state.registers] == [
        ("VT", 24816, dt.date(2026, 4, 1)), ("MT", 18302, dt.date(2026, 4, 1)),
    ]  # fmt: skip


def test_after_handing_in_it_names_the_submission(ana, point):
    submission = submit(ana, point)
    state = state_of(ana)
    assert (state.status, state.submission, state.can_submit) == (PointStatus.HANDED_IN, submission, True)


def test_a_doubtful_reading_is_in_review(ana, point):
    submit(ana, point, values={"VT": Decimal(52034), "MT": Decimal(18511)}, reason="value_is_right")
    assert state_of(ana).status is PointStatus.IN_REVIEW


def test_last_months_entry_is_not_this_months(ana, point):
    submit(ana, point)
    assert state_of(ana, dt.date(2026, 6, 2)).status is PointStatus.OPEN


def test_a_closed_window_names_the_next_one(ana, point):
    state = state_of(ana, dt.date(2026, 5, 6))
    assert (state.status, state.can_submit, state.days_left) == (PointStatus.CLOSED, False, None)
    assert state.coming.window.first == dt.date(2026, 6, 1)


def test_a_point_without_a_meter_offers_nothing(ana, point):
    meter = meter_of(point)
    meter.removed_on = dt.date(2026, 4, 30)
    meter.save()
    assert state_of(ana).status is PointStatus.NO_METER


def test_a_point_without_any_rule_offers_nothing(ana, point):
    point.commodity = "heat"
    point.save()
    assert state_of(ana).status is PointStatus.NEVER


def test_always_open_has_no_last_day_and_counts_what_came_this_month(bojan, bojan_point, in_involta):
    assert (state_of(bojan).status, state_of(bojan).last_day) == (PointStatus.OPEN, None)
    submit(bojan, bojan_point, values={"GAS": Decimal(3100)}, read_on=dt.date(2026, 4, 29))
    assert state_of(bojan).status is PointStatus.HANDED_IN


def test_who_may_only_read_cannot_submit_and_who_may_only_submit_sees_no_values(ana, point):
    link = ana.links.get()
    link.role = Link.Role.MAY_READ
    link.save()
    assert state_of(ana).status is PointStatus.READ_ONLY
    link.role = Link.Role.MAY_SUBMIT
    link.save()
    state = state_of(ana)
    assert state.status is PointStatus.OPEN
    assert [each.last for each in state.registers] == [None, None]


def test_an_own_record_is_never_the_last_reading(ana, point):
    register = meter_of(point).registers.get(code="VT")
    factories.ReadingFactory(
        register=register, read_on=MAY_3, value=Decimal(99999), source=Reading.Source.CUSTOMER,
        kind=Reading.Kind.OWN, state=Reading.State.RECEIVED, window_first=dt.date(2026, 5, 1),
    )  # fmt: skip
    assert int(state_of(ana).registers[0].last.value) == 24816
    assert state_of(ana).status is PointStatus.OPEN


@pytest.mark.parametrize("points", [1, 3, 9])
def test_five_queries_however_many_points_there_are(ana, point, points, django_assert_num_queries):
    for number in range(points - 1):
        second_point(ana, number=f"3-90000{number}")
    with django_assert_num_queries(5):
        assert len(point_state.point_states(ana, today=MAY_3)) == points
