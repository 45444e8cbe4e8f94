"""The utility's own sentences about readings: on the form, on the closed page, above the receipt's values."""

import pytest

from tests.accounts.files import apply_changed
from tests.meters.readings import past, second_point
from tests.scopes import working_for

pytestmark = pytest.mark.django_db

FROM_THE_1ST = "Stanje števca lahko oddate od 1. do 5. v mesecu."
OUTSIDE = "Izven tega obdobja novega stanja ni mogoče vnesti."


def submit_page(point):
    return f"/meters/{point.public_id}/submit/"


def test_the_form_and_the_closed_page_say_it_in_the_utilitys_words(ana_client, ana_point, at):
    at("2026-05-03 10:00")
    assert FROM_THE_1ST in ana_client.visit(submit_page(ana_point)).main
    at("2026-05-06 10:00")
    assert FROM_THE_1ST in ana_client.visit(submit_page(ana_point)).main


def test_what_is_said_of_electricity_is_not_said_of_gas(ana, ana_client, involta, at):
    at("2026-05-03 10:00")
    assert "električno energijo" not in ana_client.visit(submit_page(second_point(ana))).main


def test_words_of_one_commodity_win_over_those_of_all(ana, ana_client, ana_point, involta, at):
    apply_changed("involta", ('reading.submit = "ODDAJ"', 'reading.submit = "ODDAJ"\nreading.text = "Za vse enako."'))
    at("2026-05-03 10:00")
    electricity, gas = (ana_client.visit(submit_page(point)).main for point in (ana_point, second_point(ana)))
    assert "Za vse enako." not in electricity
    assert "Za vse enako." in gas


def test_z22_the_closed_page_has_the_manuals_sentence_beside_the_next_window(cilka_client, cilka_point, at):
    at("2026-05-10 10:00")
    main = cilka_client.visit(submit_page(cilka_point)).main
    assert OUTSIDE in main
    assert "Od 25. v mesecu do 2. v naslednjem mesecu" in main
    assert "25. maja" in main


def test_an_open_form_does_not_say_that_it_is_closed(cilka_client, cilka_point, at):
    at("2026-05-26 10:00")
    assert OUTSIDE not in cilka_client.visit(submit_page(cilka_point)).main


def test_the_receipt_has_the_utilitys_sentence_above_the_values(ana_client, ana_point, involta, at):
    apply_changed("involta", ('reading.submit = "ODDAJ"', 'reading.submit = "ODDAJ"\nreading.done = "Stanje je zapisano v naši knjigi."'))
    with working_for(involta):
        past(ana_point, VT=24816, MT=18302)
    at("2026-05-03 10:00")
    page = ana_client.visit(submit_page(ana_point)).submit(value_vt="25034", value_mt="18511")
    assert page.main.index("Stanje je zapisano v naši knjigi.") < page.main.index("25034")
