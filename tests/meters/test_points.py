"""The list of supply points, one of them with its history, and the receipt."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Link
from tests import factories
from tests.meters.readings import meter_of, past, second_point, submit
from tests.scopes import working_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(ana, page_client):
    return page_client("involta.localhost", ana, language="en")


@pytest.fixture
def point(ana, ana_point, involta, at):
    with working_for(involta):
        past(ana_point, VT=24816, MT=18302)
    at("2026-05-03 10:00")
    return ana_point


# --- The list -------------------------------------------------------------------------------------------------------------------
def test_the_list_names_each_point_its_state_and_what_to_do(client, ana, point):
    second_point(ana)
    page = client.visit("/meters/")
    assert "Electricity, Slovenska cesta 1" in page.main
    assert "Natural gas, Slovenska cesta 1" in page.main
    assert "until Tuesday, 5 May" in page.main
    assert "24816" in page.main
    assert page.link("HAND IN – Electricity") == f"/meters/{point.public_id}/submit/"


def test_who_has_no_point_is_told_how_to_get_one(unlinked, page_client):
    page = page_client("involta.localhost", unlinked, language="en").visit("/meters/")
    assert page.h1 == "No supply point is linked"


def queries(client, path):
    """How many questions a page asks the database; opening the transaction and its wall is not the page's doing."""
    client.get(path)
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    wall = ("SAVEPOINT", "RELEASE", "SELECT set_config", "SELECT current_setting")
    return len([each for each in found if not each["sql"].startswith(wall)])


def test_the_list_costs_the_same_queries_with_one_point_and_with_three(client, ana, point):
    alone = queries(client, "/meters/")
    second_point(ana, number="3-900001")
    second_point(ana, number="3-900002")
    assert queries(client, "/meters/") == alone == 8  # session, user, the five of point_states, former points


# --- One point ------------------------------------------------------------------------------------------------------------------
def test_the_page_of_a_point_shows_payer_meter_window_and_last_reading(client, point):
    page = client.visit(f"/meters/{point.public_id}/")
    for words in ("Ana Novak", "3-100001", "8100001", "3 days left", "1 April 2026"):
        assert words in page.main
    assert page.link("HAND IN") == f"/meters/{point.public_id}/submit/"


def values(page):
    return [item.text for row in page.all("tbody")[0] for item in row.iter("strong")]


def test_the_history_lists_all_counters_with_differences_and_each_alone(client, point):
    page = client.visit(f"/meters/{point.public_id}/")
    assert values(page)[:4] == ["24816", "18302", "24596", "18082"]
    assert "220" in page.main
    assert values(client.visit(f"/meters/{point.public_id}/", register="VT")) == ["24816", "24596", "24406", "24156"]
    assert values(client.visit(f"/meters/{point.public_id}/", register="MT"))[0] == "18302"


def test_an_exchange_stands_in_the_history_and_links_survive_it(client, point, involta):
    with working_for(involta):
        old, day = meter_of(point), dt.date(2026, 4, 20)
        point.meters.update(removed_on=day)
        factories.ReadingFactory(register=old.registers.get(code="VT"), read_on=day, value=24900, source="exchange_out")
        new = factories.MeterFactory(supply_point=point, serial="9000001", installed_on=day)
        register = factories.RegisterFactory(meter=new, code="VT")
        factories.ReadingFactory(register=register, read_on=day, value=0, source="exchange_in")
        factories.ReadingFactory(register=register, read_on=dt.date(2026, 5, 1), value=136)
    page = client.visit(f"/meters/{point.public_id}/")
    assert "last reading of meter 8100001" in page.main
    assert "first reading of meter 9000001" in page.main
    assert "both meters together" in page.main
    assert "−" not in page.main


def test_a_point_costs_the_same_queries_with_one_reading_and_with_three(client, ana_point, involta, at):
    at("2026-05-03 10:00")
    found = []
    for month in (2, 3, 4):
        with working_for(involta):
            register = meter_of(ana_point).registers.get(code="VT")
            factories.ReadingFactory(register=register, read_on=dt.date(2026, month, 1), value=100 * month)
        found.append(queries(client, f"/meters/{ana_point.public_id}/"))
    assert found == [9, 9, 9]  # session, user, link and point, four of the state, whose it is and what was read


def test_the_form_costs_the_same_queries_whatever_was_read_before(client, ana_point, point, at):
    path = f"/meters/{ana_point.public_id}/submit/"
    assert queries(client, path) == 8


def test_who_may_only_submit_sees_no_history(client, ana, point, involta):
    with working_for(involta):
        ana.links.update(role=Link.Role.MAY_SUBMIT)
    page = client.visit(f"/meters/{point.public_id}/")
    assert "24816" not in page.main
    assert not page.all("table")


def test_a_stranger_finds_neither_point_nor_receipt(bojan_client, ana, point, involta):
    with working_for(involta):
        submission = submit(ana, point)
    bojan_client.visit(f"/meters/{point.public_id}/", status=404)
    bojan_client.visit(f"/meters/receipts/{submission.public_id}/", status=404)


def test_who_moved_in_does_not_read_what_was_handed_in_before(ana, bojan, page_client, point, involta, at):
    with working_for(involta):
        submission = submit(ana, point)
        moved_in = bojan.links.get().customer
        point.periods.update(valid_to=dt.date(2026, 5, 9))
        factories.SupplyPeriodFactory(supply_point=point, customer=moved_in, valid_from=dt.date(2026, 5, 10))
    at("2026-05-12 10:00")
    newcomer = page_client("involta.localhost", bojan, language="en")
    newcomer.visit(f"/meters/{point.public_id}/")
    newcomer.visit(f"/meters/receipts/{submission.public_id}/", status=404)


def test_a_link_that_ended_yesterday_shows_nothing_today(client, ana, point, involta):
    with working_for(involta):
        ana.links.update(valid_to=dt.date(2026, 5, 2))
    client.visit(f"/meters/{point.public_id}/", status=404)


# --- The receipt ----------------------------------------------------------------------------------------------------------------
@pytest.fixture
def submission(ana, point, involta):
    with working_for(involta):
        return submit(ana, point)


def test_the_receipt_has_number_server_time_values_and_differences(client, submission):
    page = client.visit(f"/meters/receipts/{submission.public_id}/")
    for words in (submission.number, "10:00:00", "25034", "18511", "218 kWh", "3-100001"):
        assert words in page.main


def test_the_receipt_says_what_follows_and_until_when_it_can_be_corrected(client, submission, point):
    page = client.visit(f"/meters/receipts/{submission.public_id}/")
    current = [item for item in page.all("li") if item.get("aria-current") == "step"]
    assert [item.findtext("strong") for item in current] == ["Accepted"]
    assert "Until 5 May" in page.main
    assert page.link("Correct the reading") == f"/meters/{point.public_id}/submit/"


def test_the_receipt_of_a_replaced_entry_says_so(client, ana, submission, point, involta):
    with working_for(involta):
        submit(ana, point)
    page = client.visit(f"/meters/receipts/{submission.public_id}/")
    assert page.h1 == "Replaced by a later entry"


def test_the_receipt_of_a_refused_entry_shows_the_word_of_staff(client, ana, bojan, point, involta):
    from decimal import Decimal

    from meters import services

    with working_for(involta):
        doubtful = submit(ana, point, values={"VT": Decimal(52034), "MT": Decimal(18511)}, reason="value_is_right")
        services.refuse_reading(submission=doubtful, by=bojan, note="The photo shows 25034.")
    page = client.visit(f"/meters/receipts/{doubtful.public_id}/")
    assert page.h1 == "The reading was refused"
    assert "The photo shows 25034." in page.main
