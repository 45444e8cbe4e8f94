"""Who may only hand in readings stands at the meter: with the value before it, or with what is usual, she would know what was used."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest

from accounts.models import Link
from tenants.models import Utility
from tests import factories, people
from tests.accounts.files import WEAK, apply_changed
from tests.meters.readings import MAY_3, effective, meter_of, past, submit
from tests.scopes import working_for

VT, MT = 24815, 18302
SECRETS = ("24815", "18302", "190", "220", "250", "data-last", "data-low", "data-high", "1 Apr")
"""The last values, what was used in the months before, the usual range, and when it was read."""


@pytest.fixture(autouse=True)
def _in_the_window(at):
    at("2026-05-03 10:00")


@pytest.fixture
def point(ana_point, involta):
    with working_for(involta):
        past(ana_point, VT=VT, MT=MT)
    return ana_point


def helper_of(owner, name="Nika"):
    user = people.person(owner.tenant, username=name.lower(), full_name=f"{name} Novak")
    with working_for(owner.tenant):
        factories.LinkFactory(user=user, customer=owner.links.get().customer, role=Link.Role.MAY_SUBMIT)
    return user


@pytest.fixture
def helper(ana, point):
    return helper_of(ana)


@pytest.fixture
def client(helper, page_client):
    return page_client("involta.localhost", helper, language="en")


def form_of(point):
    return f"/meters/{point.public_id}/submit/"


def assert_secret(page):
    """The drawing of a meter is full of numbers, and the same for everybody."""
    text = re.sub(r"<svg.*?</svg>", "", page.html, flags=re.DOTALL).replace("\u202f", "").replace("&nbsp;", " ")
    assert [secret for secret in SECRETS if secret in text] == []


def test_the_form_shows_the_meter_and_no_value_of_it(client, point):
    page = client.visit(form_of(point))
    assert meter_of_serial(point) in page.main
    assert "Earlier readings are not shown to you" in page.main
    assert "none yet" not in page.main, "it would be a lie"
    assert_secret(page)


def meter_of_serial(point):
    with working_for(point.tenant):
        return meter_of(point).serial


def test_whoever_may_read_sees_them_all_the_same(ana, point, page_client):
    page = page_client("involta.localhost", ana, language="en").visit(form_of(point))
    for secret in ("24815", "data-last", "data-low", "1 Apr"):
        assert secret in page.html
    assert "not shown to you" not in page.main


@pytest.mark.parametrize("vt", ["24000", "99000"])
def test_a_doubtful_value_is_asked_about_in_the_same_words_whichever_side_it_lies_on(client, point, vt):
    page = client.visit(form_of(point)).submit("", value_vt=vt, value_mt="18511")
    assert f"Is the reading VT really {vt}?" in page.main
    assert "It does not fit the readings before it. Look at the meter once more." in page.main
    assert list(page.form().options("reason")) == ["wrong_entry", "meter_exchanged", "passed_zero", "value_is_right"]
    assert_secret(page)
    with working_for(point.tenant):
        assert effective(point) == {}


def test_neither_is_a_likely_slip_of_two_digits_named(client, point):
    page = client.visit(form_of(point)).submit("", value_vt="52034", value_mt="18511")
    assert "25034" not in page.main
    assert_secret(page)


def test_a_value_that_the_rule_refuses_is_refused_without_the_last_one(db, page_client):
    tenant = apply_changed("involta", ("max_age_days = 5", 'max_age_days = 5\nlower = "refuse"'))
    ana = people.household(tenant, username="ana", full_name="Ana Kranjc", number="100001", commodity="electricity")
    point = people.point_of(ana)
    with working_for(tenant):
        past(point, VT=VT, MT=MT)
    client = page_client("involta.localhost", helper_of(ana), language="en")
    page = client.visit(form_of(point)).submit("", value_vt="24000", value_mt="18511")
    assert page.errors["value_vt"] == "The reading cannot be lower than the last one. If it is right, please write to us."
    assert_secret(page)
    owner = page_client("involta.localhost", ana, language="en").visit(form_of(point)).submit("", value_vt="24000", value_mt="18511")
    assert "24815" in owner.errors["value_vt"]


def test_the_receipt_of_her_own_reading_says_nothing_of_what_was_used(client, helper, point, involta):
    page = client.visit(form_of(point)).submit("", value_vt="25034", value_mt="18511")
    assert page.h1 == "The reading is handed in"
    assert "Difference" not in page.main
    for amount in ("219", "209", "1 Apr"):
        assert amount not in page.main
    with working_for(involta):
        assert effective(point) == {"VT": 25034, "MT": 18511}
    again = client.visit(form_of(point))
    assert "Already handed in: VT 25034, MT 18511" in again.main, "her own she knows"


def test_what_somebody_else_handed_in_is_said_without_values_and_without_its_receipt(client, ana, point, involta):
    with working_for(involta):
        submission = submit(ana, point)
    page = client.visit(form_of(point))
    assert "A reading has been handed in already" in page.main
    assert "25034" not in page.html
    page = client.visit(f"/meters/{point.public_id}/")
    assert "Handed in" in page.main
    for secret in (submission.number, submission.public_id, "25034"):
        assert secret not in page.html
    client.visit(f"/meters/receipts/{submission.public_id}/", status=404)


def test_taking_back_her_entry_does_not_show_whose_counts_again(db, page_client, at):
    tenant = apply_changed("involta", ("delete = false", "delete = true"))
    ana = people.household(tenant, username="ana", full_name="Ana Kranjc", number="100001", commodity="electricity")
    point, nika = people.point_of(ana), helper_of(ana)
    with working_for(tenant):
        submit(ana, point)
        hers = submit(nika, point, values={"VT": Decimal(25100), "MT": Decimal(18600)}, now=MAY_3 + dt.timedelta(hours=1))
    at("2026-05-03 12:00")
    client = page_client("involta.localhost", nika, language="en")
    page = client.visit(f"/meters/receipts/{hers.public_id}/withdraw/")
    assert "An earlier entry then counts again." in page.main
    assert "25034" not in page.html
    page.submit(f"/meters/receipts/{hers.public_id}/withdraw/")
    with working_for(tenant):
        assert effective(point) == {"VT": 25034, "MT": 18511}


def test_a_link_that_was_proved_too_weakly_to_see_readings_is_treated_alike(db, page_client):
    tenant = apply_changed("involta", WEAK)
    ana = people.household(tenant, username="ana", full_name="Ana Kranjc", number="100001", commodity="electricity")
    point = people.point_of(ana)
    user = people.person(tenant, username="nika", full_name="Nika Novak")
    with working_for(tenant):
        assert Utility.objects.get().rules.linking.weak_link_may
        past(point, VT=VT, MT=MT)
        factories.LinkFactory(user=user, customer=ana.links.get().customer, rule_key="customer_number")
    assert_secret(page_client("involta.localhost", user, language="en").visit(form_of(point)))
