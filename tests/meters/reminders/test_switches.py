"""How somebody asks for reminders, and ends them: on the pages, and by the link in the message without signing in."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from meters.models import ReminderChoice
from tests import people
from tests.accounts.mailbox import messages
from tests.meters.readings import second_point
from tests.meters.reminders.wishes import TWO_DAYS_BEFORE, phone, remind, wants, wish
from tests.scopes import working_for

pytestmark = pytest.mark.django_db


def test_g12_both_ticks_stand_beside_the_days_of_the_point(gen_i, gorazd, point, client, at):
    """The manual's labels: `Opomnik`, `Opomnik SMS`."""
    at(TWO_DAYS_BEFORE)
    phone(gorazd)
    page = client.visit(f"/meters/{point.public_id}/submit/")
    form = page.form("reminders-form")
    words = " ".join(" ".join(item.itertext()) for item in form.element.iter("label"))
    assert re.search(r"Opomnik\s.*Opomnik SMS\s", words, re.DOTALL)
    page.submit("reminders-form", **{f"{point.public_id}-email": True, f"{point.public_id}-sms": True})
    assert wants(gorazd, point)
    assert remind(gen_i) == 2


def test_g23_the_ticks_are_set_on_the_page_of_the_point(gen_i, gorazd, point, client, at):
    at(TWO_DAYS_BEFORE)
    page = client.visit(f"/meters/{point.public_id}/")
    assert f"{point.public_id}-email" in page.form("reminders-form").names
    page.submit("reminders-form", **{f"{point.public_id}-email": "on"})
    with working_for(gen_i):
        chosen = {(row.supply_point_id, row.channel): row.is_on for row in ReminderChoice.objects.all()}
    assert chosen == {(point.pk, "email"): True}, "SMS cannot be chosen without a number"


def test_g23_all_points_stand_on_one_page(gen_i, gorazd, point, client, at):
    at(TWO_DAYS_BEFORE)
    phone(gorazd)
    second = second_point(gorazd, commodity="gas", number="3-300002")
    page = client.visit("/meters/reminders/")
    assert "3-300001" in page.main
    assert "3-300002" in page.main
    page.submit(**{f"{second.public_id}-sms": "on"})
    with working_for(gen_i):
        assert [(row.supply_point_id, row.channel) for row in ReminderChoice.objects.filter(is_on=True)] == [(second.pk, "sms")]


def test_g23_a_strangers_point_cannot_be_chosen(gen_i, gorazd, client, at):
    stranger = people.household(gen_i, username=None, full_name="Tuja Oseba", number="300009", commodity="electricity")
    other = people.point_of(stranger)
    own = client.visit("/meters/reminders/").form()
    data = {"csrfmiddlewaretoken": own.token, f"{other.public_id}-email": "on"}
    assert client.post(f"/meters/{other.public_id}/reminders/", data).status_code == 404
    with working_for(gen_i):
        assert not ReminderChoice.objects.exists()


@pytest.fixture
def stop_path(gen_i, gorazd, point, at):
    wish(gorazd, point)
    at(TWO_DAYS_BEFORE)
    remind(gen_i)
    return re.search(r"/r/\w{16}/", messages(gen_i)[0].text)[0]


def test_g23_opening_the_link_changes_nothing_and_the_button_ends_it_without_signing_in(gorazd, point, stop_path, page_client):
    visitor = page_client("gen-i.localhost")
    page = visitor.visit(stop_path)
    assert wants(gorazd, point)
    page = page.submit()
    assert not wants(gorazd, point)
    assert "3-300001" in page.main


def test_g23_a_program_of_mail_ends_it_with_one_post_and_is_not_led_elsewhere(gorazd, point, stop_path, gen_i):
    answer = Client(headers={"host": "gen-i.localhost"}, enforce_csrf_checks=True).post(stop_path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not wants(gorazd, point)


def test_g23_one_point_that_is_stopped_leaves_the_others(gen_i, gorazd, point, stop_path, page_client, at):
    second = second_point(gorazd, commodity="electricity", number="3-300002")
    wish(gorazd, second)
    page_client("gen-i.localhost").visit(stop_path).submit()
    assert not wants(gorazd, point)
    assert wants(gorazd, second)


def test_a_link_of_another_tenant_ends_nothing(stop_path, zagorje, page_client, gorazd, point):
    page_client("zagorje.localhost").visit(stop_path, status=404)
    assert page_client("zagorje.localhost").post(stop_path, {}).status_code == 404
    assert wants(gorazd, point)


def test_z35_reminders_stop_when_the_switch_of_the_account_is_off(zagorje, cilka, cilka_client, at):
    at("2026-05-31 09:00")
    phone(cilka)
    page = cilka_client.visit("/meters/reminders/")
    assert page.form().names == ["all-sms"]
    page.submit(**{"all-sms": None})
    assert remind(zagorje) == 0
