"""From registration to the receipt of a reading at the other portals, in a real browser, on data that the real import brought in.

Each portal has its own way in: a code after the first sign-in, reference and code in the form, a contract's four values, two
numbers of a payment slip. Each is walked on a telephone and on a wide screen, light and dark.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from portal import exchange
from portal.demo import folders, state, world
from portal.demo.plans import PLANS
from tenants import scope
from tests.browser.walk import ON_BOTH_SCREENS, Walk
from tests.browser.window import Window

BUSINESS_DAY = date(2026, 5, 1)
"""All four portals take readings on a first of the month."""

EMAIL = "bralka@example.si"
PASSWORD = "Modra-Reka-2026"
CUSTOMER = 1
"""The second of the utility's customers: the first one's meter was exchanged, which has tests of its own."""

on_both_screens = pytest.mark.parametrize("size", ON_BOTH_SCREENS)
Start = Callable[..., tuple[Walk, dict[str, Any]]]


@pytest.fixture
def start(apply_preset: Any, portal_server: int, tmp_path: Path, settings: Any, open_window: Callable[..., Window]) -> Start:
    """``start("zagorje", "zagorje", size)``: a person in front of that portal, and the last bill, contract and point on their table."""

    def make(slug: str, utility: str, size: dict[str, Any]) -> tuple[Walk, dict[str, Any]]:
        tenant = apply_preset(slug)
        settings.DEMO = True
        settings.DEMO_DIR, settings.DEMO_CLOCK_FILE = tmp_path, tmp_path / "clock"
        state.set_day(BUSINESS_DAY, at=time(12))
        built = world.build(next(plan for plan in PLANS if plan.utility == utility), BUSINESS_DAY, customers=3)
        with scope.bound(tenant):
            rules = tenant.rules.utility(utility)
        folders.write(built, rules.exchange, tmp_path / "delivery")
        exchange.run_import(tenant=tenant, folder=tmp_path / "delivery", utility_code=utility, by="tests")
        number = built.people[CUSTOMER][0]
        contract = next(row for row in built.files["contracts"] if row["customer"] == number)
        point = next(row for row in built.files["supply_points"] if row["number"] == contract["supply_point"])
        window = open_window(f"{slug}.localhost", reduced_motion="reduce", **size)
        return Walk(window, tenant, EMAIL), {"bill": built.latest_invoice(number), "contract": contract, "point": point}

    return make


def activate(walk: Walk, heading: str) -> None:
    """The mail's link opens a page; only its button activates."""
    walk.open(walk.link_in_mail("activation", "/activate/"))
    walk.look(heading)
    walk.main.locator("form button").first.click()


def sign_in(walk: Walk, button: str) -> None:
    walk.fill(login=EMAIL, password=PASSWORD)
    walk.press(button)


def hand_in(walk: Walk, heading: str, button: str) -> None:
    """Usual values go through without a question; the receipt has a number."""
    walk.look(heading)
    last, usual = PREVIOUS.findall(walk.text), re.findall(r"Običajno\s+(\d+)–(\d+)", walk.text)
    counters = walk.main.locator("[name^=value_]").all()
    for counter, value, (low, high) in zip(counters, last, usual, strict=True):
        counter.fill(str(int(value) + (int(low) + int(high)) // 2))
    walk.press(button)
    walk.look("Stanje je oddano")
    assert re.search(r"Potrdilo št\.\s+\S+", walk.text)


PREVIOUS = re.compile(r"(?:Zadnje stanje|Staro stanje vodomera)\s+(\d+)")


@on_both_screens
def test_ma_register_first_and_link_by_code_after_the_first_sign_in(size: dict[str, Any], start: Start) -> None:
    walk, table = start("mojupravljalec", "dolina", size)
    walk.window.goto("/meters/")
    assert "Za dostop do zahtevane strani je potrebna prijava." in walk.window.page.locator("body").inner_text()
    walk.follow("Nov uporabnik")
    walk.look("Registracija")
    walk.fill(utility="dolina")
    walk.press("Naprej")
    walk.look("Registracija")
    walk.fill(email=EMAIL, first_name="Breda", last_name="Bralka", password=PASSWORD, password_repeat=PASSWORD)
    walk.press("Potrdi")
    walk.look("Preverite e-pošto")
    activate(walk, "Aktivacija")
    sign_in(walk, "Prijava")
    walk.look("Prikluči stranko")
    walk.fill(customer_code=table["bill"]["access_code"])
    walk.press("Potrdi")
    walk.look("Breda")
    walk.menu("Odčitki")
    walk.look("Odčitki")
    walk.follow(re.compile("^Podrobnosti"))
    walk.look("Voda")
    walk.follow(re.compile("Oddaj"))
    hand_in(walk, "Oddaja stanja vodomera", "Oddaj")
    walk.menu("Finančna kartica")
    walk.look("Finančna kartica")
    walk.sign_out()
    walk.look("Prijava")


@on_both_screens
def test_mb_reference_and_code_in_the_form_and_nothing_more_to_link(size: dict[str, Any], start: Start) -> None:
    walk, table = start("mojupravljalec", "logatec", size)
    walk.window.goto("/")
    walk.follow("Nov uporabnik")
    walk.fill(utility="logatec")
    walk.press("Naprej")
    walk.look("Registracija")
    assert "01 750 81 10" in walk.text
    walk.fill(reference=table["bill"]["reference"], code=table["bill"]["access_code"], terms="yes")
    walk.fill(email=EMAIL, password=PASSWORD, password_repeat=PASSWORD)
    walk.press("ustvari račun")
    walk.look("Preverite e-pošto")
    activate(walk, "Aktivacija")
    sign_in(walk, "Prijava")
    walk.look("Dober dan")
    walk.follow(re.compile("Oddaj"))
    hand_in(walk, "Oddaja stanja vodomera", "Oddaj")
    walk.menu("Mesečni računi")
    walk.look("Mesečni računi")
    walk.sign_out()
    walk.look("Prijava")


@on_both_screens
def test_g_the_four_values_of_a_contract_then_reading_own_record_and_list(size: dict[str, Any], start: Start) -> None:
    walk, table = start("gen-i", "gen-i", size)
    walk.window.goto("/")
    walk.follow("REGISTRIRAJTE SE")
    walk.look("Registracija")
    walk.fill(email=EMAIL, password=PASSWORD, password_repeat=PASSWORD, full_name="Breda Bralka", street="Primerna ulica 1")
    walk.fill(city="Krško", postcode="8270 Krško", phone="041 000 001", terms="on")
    walk.press("Registracija")
    walk.look("Preverite e-pošto")
    activate(walk, "Aktivacija")
    sign_in(walk, "Prijava")
    walk.look("POVEŽI POGODBE")
    contract, point = table["contract"], table["point"]
    walk.fill(point_number=point["number"], contract_number=contract["number"], commodity=contract["commodity"], operator=point["operator"])
    walk.press("DODAJ")
    walk.window.goto("/")
    walk.look("Breda")
    walk.menu("Oddaj števčno stanje")
    walk.look("Oddaj števčno stanje")
    walk.follow(re.compile("oddaj", re.IGNORECASE))
    hand_in(walk, "ODDAJ ŠTEVČNO STANJE", "Oddaj")
    walk.follow("Vsi odčitki")
    walk.look("Električna energija")
    assert "OBSTOJEČI ODČITKI" in walk.text
    walk.menu("Kdaj lahko sporočim števčno stanje?")
    walk.look("Kdaj lahko sporočim števčno stanje?")
    walk.menu("Imam vprašanje")
    walk.look("Imam vprašanje")
    walk.sign_out()
    walk.look("Prijava")


@on_both_screens
def test_z_terms_on_a_page_of_their_own_then_the_payment_slip_and_the_water_meter(size: dict[str, Any], start: Start) -> None:
    walk, table = start("zagorje", "zagorje", size)
    walk.window.goto("/")
    walk.follow("Nov uporabnik? Registracija")
    walk.look("Registracija")
    walk.fill(first_name="Breda", last_name="Bralka", email=EMAIL, phone="041 000 001", password=PASSWORD, password_repeat=PASSWORD)
    walk.press("Registracija")
    walk.look("Pogoji uporabe")
    walk.press("Potrdi")
    walk.look("Preverite e-pošto")
    activate(walk, "Aktivacija")
    sign_in(walk, "Prijava")
    walk.look("DODAJ ODJEMNO MESTO")
    walk.fill(purpose=table["bill"]["purpose"], reference=table["bill"]["reference"])
    walk.press("Pošlji")
    walk.window.goto("/")
    walk.look("Dobrodošli v vaš spletni profil Komunale Zagorje")
    walk.menu("Odjemna mesta")
    walk.follow(re.compile("vnesi|vnos|oddaj", re.IGNORECASE))
    hand_in(walk, "VNOS STANJA VODOMERA", "Vnesi")
    walk.menu("Uporabnik")
    walk.look("Uporabnik")
    walk.sign_out()
    walk.look("Prijavi se v svoj račun")
