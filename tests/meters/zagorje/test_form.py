"""The page of the point, and the form: one block for each meter, one button (Z-12 to Z-14)."""

from __future__ import annotations

import pytest

from meters.models import Submission
from tests.meters.readings import effective, states
from tests.meters.zagorje.entries import BUTTON
from tests.page import text_of
from tests.scopes import working_for

pytestmark = pytest.mark.django_db


def fields(page):
    """Register → name of its field, whichever meter it sits on."""
    return {name.rsplit("value_", 1)[1].upper(): name for name in page.form().names if "value_" in name}


def test_z12_a_point_shows_user_address_use_and_meter_and_the_last_reading(cilka_client, cilka_point, water, at):
    at("2026-05-10 10:00")
    page = cilka_client.visit(f"/meters/{cilka_point.public_id}/")
    for words in ("Cilka Zupan", "Slovenska cesta 1, 1000 Ljubljana", "gospodinjstvo", "Tip DN20", "1336"):
        assert words in page.main


@pytest.mark.parametrize("moment", ["2026-05-10 10:00", "2026-05-26 10:00"])
def test_z12_a_point_without_a_water_meter_offers_no_entry_and_shows_no_reading(
    cilka, cilka_client, zagorje, cilka_point, water, form, at, moment
):
    with working_for(zagorje):
        cilka_point.meters.update(removed_on="2026-05-01")
    at(moment)
    page = cilka_client.visit(f"/meters/{cilka_point.public_id}/")
    for words in ("Cilka Zupan", "Slovenska cesta 1, 1000 Ljubljana", "gospodinjstvo"):
        assert words in page.main
    assert "Zadnje stanje" not in page.main
    assert not [link for link in page.links if link.href == form]
    closed = cilka_client.visit(form)
    assert not [item for item in closed.forms if BUTTON in item.buttons]
    token = closed.form("/accounts/logout/").token
    cilka_client.send(form, {"csrfmiddlewaretoken": token, "form_key": "neposredna0zahteva", "value_cold": "1342"}, status=409)
    with working_for(zagorje):
        assert states(cilka_point) == []


def test_z13_each_meter_has_a_block_with_the_labels_of_the_manual(cilka_client, cilka_point, hot, form, at):
    at("2026-05-26 10:00")
    page = cilka_client.visit(form)
    assert page.h1 == "VNOS STANJA VODOMERA"
    assert f"Št. odjemnega mesta: {cilka_point.number}" in page.main
    blocks = [text_of(item) for item in page.all("div", role="group")]
    assert len(blocks) == 2
    for block, title, serial, kind, previous in zip(
        blocks, ("HLADNO", "TOPLO"), ("8200001", "7700002"), ("DN20", "DN15"), ("1336", "498"), strict=True
    ):
        assert block.startswith(f"ŠTEVEC ZA {title} VODO Številka {serial} Tip {kind}")
        assert "Novo stanje" in block
        assert f"Staro stanje vodomera {previous}" in block
    assert page.form().buttons == [BUTTON]
    assert "read_on" not in page.form().names


def test_z13_a_single_meter_has_the_same_block(cilka_client, water, form, at):
    at("2026-05-26 10:00")
    page = cilka_client.visit(form)
    assert "ŠTEVEC ZA HLADNO VODO Številka 8200001 Tip DN20" in page.main
    assert page.form().names == ["value_cold"]


@pytest.mark.parametrize(
    ("typed", "taken"),
    [({"COLD": "1342", "HOT": "501"}, {"COLD": 1342, "HOT": 501}), ({"COLD": "1342"}, {"COLD": 1342}), ({"HOT": "501"}, {"HOT": 501})],
)
def test_z14_both_meters_or_one_alone_are_taken(cilka_client, zagorje, cilka_point, hot, form, at, typed, taken):
    at("2026-05-26 10:00")
    page = cilka_client.visit(form)
    receipt = page.submit(**{fields(page)[code]: value for code, value in typed.items()})
    assert receipt.path.startswith("/meters/receipts/")
    with working_for(zagorje):
        assert effective(cilka_point) == taken
        assert Submission.objects.count() == len(taken)
    assert ("Oddano skupaj" in receipt.main or "Handed in together" in receipt.main) is (len(taken) == 2)


def test_z14_with_neither_the_page_says_so(cilka_client, zagorje, cilka_point, hot, form, at):
    at("2026-05-26 10:00")
    page = cilka_client.visit(form).submit()
    assert "vsaj eno stanje" in page.errors[""]
    with working_for(zagorje):
        assert states(cilka_point) == []


def test_z14_a_mistake_at_one_meter_takes_neither_and_loses_nothing(cilka_client, zagorje, cilka_point, hot, form, at):
    at("2026-05-26 10:00")
    page = cilka_client.visit(form)
    names = fields(page)
    again = page.submit(**{names["COLD"]: "1342", names["HOT"]: "501,5"})
    assert [name for name in again.errors if name] == [names["HOT"]]
    assert again.by_id(names["COLD"]).get("value") == "1342"
    with working_for(zagorje):
        assert states(cilka_point) == []
    again.submit(**{names["HOT"]: "501"})
    with working_for(zagorje):
        assert effective(cilka_point) == {"COLD": 1342, "HOT": 501}


def test_z14_a_doubt_about_one_meter_is_asked_and_the_other_goes_with_the_answer(cilka_client, zagorje, cilka_point, hot, form, at):
    at("2026-05-26 10:00")
    page = cilka_client.visit(form)
    names = fields(page)
    question = page.submit(**{names["COLD"]: "1300", names["HOT"]: "501"})
    assert "1300" in question.main
    assert "501" in question.main
    assert [name for name in question.form().names if "value_" in name] == [names["COLD"]]
    reason = next(name for name in question.form().names if name.endswith("reason"))
    question.submit(**{reason: "meter_exchanged"})
    with working_for(zagorje):
        assert sorted(states(cilka_point)) == [("COLD", 1300, "needs_review"), ("HOT", 501, "accepted")]


def test_z14_cold_stands_before_hot_also_where_the_last_readings_are_listed(cilka_client, hot, form, at):
    at("2026-05-10 10:00")
    listed = cilka_client.visit(form).main.partition("26. aprila")[0]
    assert "HLADNO" in listed
    assert "TOPLO" not in listed
