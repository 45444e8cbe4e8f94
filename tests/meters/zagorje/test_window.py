"""From the 25th to the 2nd: when an entry is taken, and which one counts (Z-15 to Z-19, Z-21, Z-22)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from meters.models import Submission
from tests.meters.readings import states, submit
from tests.meters.zagorje.entries import BUTTON, LJUBLJANA, enter
from tests.scopes import working_for

pytestmark = pytest.mark.django_db


INSTANTS = [
    ("2026-05-24 23:59:59", False),
    ("2026-05-25 00:00:00", True),
    ("2026-06-02 23:59:59", True),
    ("2026-06-03 00:00:00", False),
    ("2026-12-24 23:59:59", False),
    ("2026-12-25 00:00:00", True),
    ("2026-12-31 23:59:59", True),
    ("2027-01-01 00:00:00", True),
    ("2027-01-02 23:59:59", True),
    ("2027-01-03 00:00:00", False),
    ("2027-02-24 23:59:59", False),
    ("2027-02-25 00:00:00", True),
    ("2027-02-28 23:59:59", True),
    ("2027-03-02 23:59:59", True),
    ("2027-03-03 00:00:00", False),
    ("2028-02-25 00:00:00", True),
    ("2028-02-29 12:00:00", True),
    ("2028-03-02 23:59:59", True),
    ("2028-03-03 00:00:00", False),
    ("2026-10-24 23:59:59", False),
    ("2026-10-25 00:00:00", True),
    ("2026-11-02 23:59:59", True),
    ("2026-11-03 00:00:00", False),
    ("2027-03-24 23:59:59", False),
    ("2027-03-25 00:00:00", True),
    ("2027-03-28 01:59:59", True),
    ("2027-03-28 03:00:00", True),
    ("2027-04-02 23:59:59", True),
    ("2027-04-03 00:00:00", False),
]


def is_taken(arrive, cilka_point, form, moment):
    """Whether the page offers the form at that moment, and a direct request then is taken; both must say the same."""
    client = arrive(moment)
    page = client.visit(form)
    offered = bool([item for item in page.forms if BUTTON in item.buttons])
    token = page.form("/accounts/logout/").token
    key = "".join(filter(str.isalnum, moment))
    data = {"csrfmiddlewaretoken": token, "form_key": key, "value_cold": "1342"}
    client.send(form, data, status=200 if offered else 409)
    with working_for(cilka_point.tenant):
        assert Submission.objects.filter(form_key=key).exists() is offered
    return offered


@pytest.mark.parametrize(("moment", "is_open"), INSTANTS[:4])
def test_z15_from_the_25th_to_the_2nd_both_days_included(arrive, cilka_point, form, moment, is_open):
    assert is_taken(arrive, cilka_point, form, moment) is is_open


@pytest.mark.parametrize(("moment", "is_open"), INSTANTS[4:10])
def test_z16_the_window_over_new_year_is_open_without_a_break(arrive, cilka_point, form, moment, is_open):
    assert is_taken(arrive, cilka_point, form, moment) is is_open


def test_z16_entries_before_and_after_new_year_replace_each_other(cilka, cilka_point, zagorje):
    enter(cilka, cilka_point, 1400, "2026-12-28 12:00")
    enter(cilka, cilka_point, 1402, "2027-01-01 12:00")
    with working_for(zagorje):
        assert states(cilka_point) == [("COLD", 1400, "replaced"), ("COLD", 1402, "accepted")]
        assert {row.window_first for row in Submission.objects.all()} == {dt.date(2026, 12, 25)}


@pytest.mark.parametrize(("moment", "is_open"), INSTANTS[10:19])
def test_z17_from_25_february_to_2_march_in_a_leap_year_too(arrive, cilka_point, form, moment, is_open):
    assert is_taken(arrive, cilka_point, form, moment) is is_open


@pytest.mark.parametrize(("moment", "is_open"), INSTANTS[19:])
def test_z18_across_the_change_of_the_clocks_local_days_count(arrive, cilka_point, form, moment, is_open):
    assert is_taken(arrive, cilka_point, form, moment) is is_open


@pytest.mark.parametrize("year", range(2024, 2045))
def test_z18_every_march_and_october_window_contains_the_change_of_the_clocks(year):
    for month in (3, 10):
        last = max(day for day in range(25, 32) if dt.date(year, month, day).weekday() == 6)
        before, after = (dt.datetime(year, month, last, hour, tzinfo=LJUBLJANA).utcoffset() for hour in (0, 12))
        assert before != after


def test_z18_half_past_two_that_comes_twice_is_one_window(cilka, cilka_point, zagorje):
    enter(cilka, cilka_point, 1400, "2026-10-25 02:30")
    with working_for(zagorje):
        again = dt.datetime(2026, 10, 25, 2, 30, tzinfo=LJUBLJANA, fold=1)
        submit(cilka, cilka_point, values={"COLD": Decimal(1401)}, now=again, read_on=dt.date(2026, 10, 25))
        assert [state for _, _, state in states(cilka_point)] == ["replaced", "accepted"]


def test_z19_until_the_end_the_last_entry_counts_and_the_page_says_so(cilka, cilka_client, cilka_point, zagorje, form, at):
    enter(cilka, cilka_point, 1340, "2026-01-26 12:00")
    at("2026-02-01 12:00")
    page = cilka_client.visit(form)
    assert "1340" in page.main
    assert "velja zadnji vnos" in page.main.lower()
    page.submit(value_cold="1342")
    with working_for(zagorje):
        assert states(cilka_point) == [("COLD", 1340, "replaced"), ("COLD", 1342, "accepted")]


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [("2026-01-26 12:00", "2026-02-01 12:00", True), ("2026-02-02 23:59", "2026-02-25 00:00", False)],
)
def test_z19_which_entries_are_of_one_window(cilka, cilka_point, zagorje, first, second, same):
    enter(cilka, cilka_point, 1340, first)
    enter(cilka, cilka_point, 1342, second)
    with working_for(zagorje):
        assert [state for _, _, state in states(cilka_point)] == (["replaced", "accepted"] if same else ["accepted", "accepted"])


def test_z21_of_two_tabs_the_later_one_counts(cilka_client, cilka_point, zagorje, form, at):
    at("2026-05-26 10:00")
    one, other = cilka_client.visit(form), cilka_client.visit(form)
    other.submit(value_cold="1342")
    at("2026-05-26 10:01")
    one.submit(value_cold="1343")
    with working_for(zagorje):
        assert states(cilka_point) == [("COLD", 1342, "replaced"), ("COLD", 1343, "accepted")]


def test_z21_a_double_click_is_one_entry(cilka_client, cilka_point, zagorje, form, at):
    at("2026-05-26 10:00")
    page = cilka_client.visit(form)
    assert page.submit(value_cold="1342").path == page.submit(value_cold="1342").path
    with working_for(zagorje):
        assert states(cilka_point) == [("COLD", 1342, "accepted")]


@pytest.mark.parametrize(
    ("moment", "opens"),
    [("2026-05-24 23:59", "25. maja"), ("2026-06-03 00:00", "25. junija"), ("2027-01-03 00:00", "25. januarja")],
)
def test_z22_outside_the_window_the_page_names_the_next_one_also_to_a_direct_request(arrive, cilka_point, zagorje, form, moment, opens):
    cilka_client = arrive(moment)
    page = cilka_client.visit(form)
    assert opens in page.main
    token = page.form("/accounts/logout/").token
    refused = cilka_client.send(form, {"csrfmiddlewaretoken": token, "form_key": "neposredna0zahteva", "value_cold": "1342"}, status=409)
    assert opens in refused.main
    assert "1342" in refused.main
    with working_for(zagorje):
        assert states(cilka_point) == []
