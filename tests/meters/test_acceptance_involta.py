"""The walk through Moja Involta: what happens at the meter (I-14 to I-22). Labels are the manual's, letter by letter."""

import datetime as dt

import pytest

from meters.models import Submission
from tests.meters.readings import effective, past, second_point, states
from tests.scopes import working_for

pytestmark = pytest.mark.django_db

BUTTON = "ODDAJ"


@pytest.fixture
def at_may_3(at):
    at("2026-05-03 10:00")
    return at


@pytest.fixture
def electricity(ana_point, involta):
    """Two rates, last read on 1 April."""
    with working_for(involta):
        past(ana_point, VT=24816, MT=18302)
    return f"/meters/{ana_point.public_id}/submit/"


@pytest.fixture
def gas(ana):
    return f"/meters/{second_point(ana).public_id}/submit/"


def labels(page):
    """Field → the words of its label, the code on the meter's screen left out."""
    return {item.get("for"): (item.text or "").strip() for item in page.all("label")}


def test_i14_after_signing_in_both_forms_and_the_bills_are_one_step_away(ana_client, electricity, gas, at_may_3):
    page = ana_client.visit("/")
    addresses = {link.href for link in page.links}
    assert {electricity, gas} <= addresses
    assert any(address.startswith("/billing/") for address in addresses)


def test_i15_the_electricity_form_has_the_fields_of_the_manual(ana_client, electricity, at_may_3):
    page = ana_client.visit(electricity)
    assert page.h1 == "ODDAJ STANJE ŠTEVCA ELEKTRIČNE ENERGIJE"
    assert "Plačnik merilnega mesta: Ana Novak" in page.main
    assert "Številka merilnega mesta: 3-100001" in page.main
    assert labels(page)["read_on"] == "Datum odčitka"
    assert labels(page)["value_vt"].startswith("VT")
    assert labels(page)["value_mt"].startswith("MT")
    assert page.form().buttons == [BUTTON]


def test_i15_a_meter_with_one_rate_asks_et(ana_client, ana_point, electricity, involta, at_may_3):
    with working_for(involta):
        ana_point.meters.get().registers.filter(code="MT").delete()
        ana_point.meters.get().registers.update(code="ET")
    assert labels(ana_client.visit(electricity))["value_et"].startswith("ET")


def test_i16_the_gas_form_asks_one_volume_in_standard_cubic_metres(ana_client, gas, at_may_3):
    page = ana_client.visit(gas)
    assert page.h1 == "ODDAJ STANJE ŠTEVCA PLINOMERA"
    assert page.form().names == ["read_on", "value_gas"]
    assert labels(page)["value_gas"].startswith("Sm³")
    assert "m³" in page.main
    assert page.form().buttons == [BUTTON]


def test_i17_payer_and_point_come_from_the_link_and_the_point_can_be_chosen(ana_client, ana, electricity, gas, at_may_3):
    page = ana_client.visit(electricity)
    assert [link.href for link in page.links if link.href.endswith("/submit/")] == [electricity, gas]
    assert "Plačnik merilnega mesta: Ana Novak" in page.main
    assert "Številka merilnega mesta: 3-900001" in ana_client.visit(gas).main


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-04-30 23:59:59", False),
        ("2026-05-01 00:00:00", True),
        ("2026-05-05 23:59:59", True),
        ("2026-05-06 00:00:00", False),
    ],
)
def test_i18_the_window_is_open_from_the_first_to_the_fifth(ana_client, electricity, at, moment, is_open):
    at(moment)
    page = ana_client.visit(electricity)
    assert bool([form for form in page.forms if BUTTON in form.buttons]) is is_open


def test_i18_in_the_closed_window_no_direct_request_gets_in(ana_client, ana_point, electricity, involta, at):
    at("2026-05-05 23:59")
    data = {name: values[0] for name, values in ana_client.visit(electricity).form().values.items()}
    at("2026-05-06 00:00")
    ana_client.send(electricity, data | {"value_vt": "25034", "value_mt": "18511"}, status=409)
    with working_for(involta):
        assert states(ana_point) == []


@pytest.mark.parametrize(("day", "accepted"), [("2026-04-28", True), ("2026-04-27", False)])
def test_i19_a_reading_may_be_five_days_old_and_of_the_month_before(ana_client, electricity, involta, at_may_3, day, accepted):
    page = ana_client.visit(electricity).submit(read_on=day, value_vt="25034", value_mt="18511")
    assert ("read_on" in page.errors) is not accepted
    with working_for(involta):
        assert Submission.objects.filter(read_on=day, window_first=dt.date(2026, 5, 1)).exists() is accepted


def test_i20_a_date_in_the_future_is_refused(ana_client, electricity, at_may_3):
    page = ana_client.visit(electricity).submit(read_on="2026-05-04", value_vt="25034", value_mt="18511")
    assert "read_on" in page.errors


def test_i21_vt_and_mt_are_required_and_et_may_be_left_out(ana_client, ana_point, electricity, involta, at_may_3):
    from tests import factories

    with working_for(involta):
        factories.RegisterFactory(meter=ana_point.meters.get(), code="ET", position=2)
    page = ana_client.visit(electricity).submit(value_vt="25034")
    assert set(page.errors) - {""} == {"value_mt"}
    page.submit(value_mt="18511")
    with working_for(involta):
        assert effective(ana_point) == {"VT": 25034, "MT": 18511}


def test_i21_et_is_checked_against_the_sum(ana_client, ana_point, electricity, involta, at_may_3):
    from tests import factories

    with working_for(involta):
        factories.RegisterFactory(meter=ana_point.meters.get(), code="ET", position=2)
    form = ana_client.visit(electricity)
    question = form.submit(value_vt="25034", value_mt="18511", value_et="50000")
    assert "43545" in question.main
    question.submit(value_et="43545")
    with working_for(involta):
        assert effective(ana_point) == {"VT": 25034, "MT": 18511, "ET": 43545}


def test_i21_a_meter_with_one_rate_takes_et_alone(ana_client, ana_point, electricity, involta, at_may_3):
    with working_for(involta):
        ana_point.meters.get().registers.filter(code="MT").delete()
        ana_point.meters.get().registers.update(code="ET")
    ana_client.visit(electricity).submit(value_et="25034")
    with working_for(involta):
        assert effective(ana_point) == {"ET": 25034}


@pytest.mark.parametrize("moment", ["2026-05-06 00:00", "2026-05-20 12:00", "2026-05-31 23:59"])
def test_i22_gas_is_always_open_with_an_age_of_five_days(ana_client, gas, at, moment):
    at(moment)
    today = dt.date.fromisoformat(moment[:10])
    old = str(today - dt.timedelta(days=6))
    page = ana_client.visit(gas).submit(read_on=old, value_gas="3100")
    assert "read_on" in page.errors
    page = page.submit(read_on=str(today - dt.timedelta(days=5)), value_gas="3100")
    assert page.path.startswith("/meters/receipts/")
