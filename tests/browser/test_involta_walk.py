"""From the bill on the fridge to receipt and invoice at Moja Involta, in a real browser, on data that the real import brought in.

The way is walked on a telephone, on a dark screen and without JavaScript. Each page on it is looked at: axe, width, console, policy.
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
from tenants.models import Tenant
from tests.browser.walk import IN_BOTH_LANGUAGES, ON_BOTH_SCREENS, Walk
from tests.browser.window import Window

BUSINESS_DAY = date(2026, 5, 2)
"""A Saturday inside the window from the 1st to the 5th; the portal's day, not the browser's."""

EMAIL = "bralka@example.si"
PASSWORD = "Modra-Reka-2026"


@pytest.fixture
def bill(involta: Tenant, portal_server: int, tmp_path: Path, settings: Any) -> str:
    """The customer number on a bill that nobody has registered yet: electricity (VT, MT) and gas, two years of both, PDFs."""
    settings.DEMO = True
    settings.DEMO_DIR, settings.DEMO_CLOCK_FILE = tmp_path, tmp_path / "clock"
    state.set_day(BUSINESS_DAY, at=time(12))
    built = world.build(next(plan for plan in PLANS if plan.slug == "involta"), BUSINESS_DAY, customers=2)
    folders.write(built, involta.rules.exchange, tmp_path / "delivery")
    exchange.run_import(tenant=involta, folder=tmp_path / "delivery", utility_code=None, by="tests")
    return built.people[0][0]


def usual_values(walk: Walk) -> list[int]:
    """For each counter the last reading and the middle of the usual range, as they stand beside it."""
    last, usual = re.findall(r"Zadnje stanje\s+(\d+)", walk.text), re.findall(r"Običajno\s+(\d+)–(\d+)", walk.text)
    return [int(value) + (int(low) + int(high)) // 2 for value, (low, high) in zip(last, usual, strict=True)]


def from_entrance_to_overview(walk: Walk, number: str) -> None:
    walk.window.goto("/")
    walk.look("Prijava v Mojo Involto")
    walk.follow("Ustvarite račun Moja Involta")
    walk.look("Ustvarite račun Moja Involta")
    walk.fill(customer_number=number, username="bralka", password=PASSWORD, password_repeat=PASSWORD, email=EMAIL, terms="on")
    walk.press("Registracija")
    walk.look("Preverite e-pošto")
    walk.open(walk.link_in_mail("activation", "/activate/"))
    walk.look("AKTIVACIJA RAČUNA")
    walk.main.locator("form button").click()
    assert "Uporabniški račun je sedaj aktiviran." in walk.text
    walk.look("AKTIVACIJA RAČUNA")
    walk.fill(login="bralka", password=PASSWORD)
    walk.press("PRIJAVA")
    walk.look("Dober dan")


def hand_in_a_reading(walk: Walk) -> None:
    """A slip of the finger in MT is asked about, corrected, and handed in."""
    walk.follow(re.compile("Oddaj stanje"))
    walk.look("ODDAJ STANJE ŠTEVCA ELEKTRIČNE ENERGIJE")
    vt, mt = usual_values(walk)
    walk.fill(value_vt=str(vt), value_mt=str(mt + 9000))
    walk.press("ODDAJ")
    assert f"Ali je stanje MT res {mt + 9000}?" in walk.text
    assert walk.typed("value_mt") == str(mt + 9000), "what was typed stays"
    walk.look("ODDAJ STANJE ŠTEVCA ELEKTRIČNE ENERGIJE")
    walk.fill(value_mt=str(mt))
    walk.press("Potrdi in oddaj")
    walk.look("Stanje je oddano")
    assert re.search(r"Potrdilo št\.\s+\S+", walk.text)
    walk.follow("Vsi odčitki")
    walk.look("Električna energija")
    newest = walk.main.locator("tbody tr").first.inner_text()
    for words in ("2. 5. 2026", str(vt), "Stranka", "Sprejeto"):
        assert words in newest


def read_a_bill(walk: Walk) -> None:
    walk.menu("Računi")
    walk.look("Računi")
    walk.follow(re.compile(r"^2026-04-"))
    walk.look("Račun št. 2026-04-")
    with walk.window.page.expect_download() as download:
        walk.follow(re.compile("PDF"))
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")


def sign_out(walk: Walk) -> None:
    walk.sign_out()
    walk.look("Prijava v Mojo Involto")
    assert "Odjavljeni ste." in walk.text
    walk.window.goto("/meters/")
    walk.look("Prijava v Mojo Involto")


@pytest.mark.parametrize(
    "options",
    [
        *ON_BOTH_SCREENS,
        pytest.param({"width": 360, "java_script_enabled": False}, id="without-javascript", marks=pytest.mark.postgresql),
    ],
)
def test_the_way_from_registration_to_receipt_and_invoice(
    options: dict[str, Any], bill: str, involta: Tenant, open_window: Callable[..., Window]
) -> None:
    window = open_window(reduced_motion="reduce", **options)
    walk = Walk(window, involta, EMAIL, axe=options.get("java_script_enabled", True))
    from_entrance_to_overview(walk, bill)
    hand_in_a_reading(walk)
    read_a_bill(walk)
    sign_out(walk)


WORDS = {
    "sl": {
        "customer_number": "Vpišite številke, ki so natisnjene na računu.",
        "username": "Uporabite samo črke, števke in znake",
        "password": "Uporabite vsaj 8 znakov.",
        "email": "Vpišite celoten naslov",
        "terms": "Brez vašega soglasja",
        "reading": "Vpišite samo črne števke, brez vejice in decimalk",
    },
    "en": {
        "customer_number": "Enter the digits",
        "username": "Use letters, digits and the signs",
        "password": "Use at least 8 characters.",
        "email": "Write the whole address",
        "terms": "Without your agreement",
        "reading": "Enter only the black digits",
    },
}


def message_at(walk: Walk, name: str) -> str:
    """What the browser's own tree of descriptions says is wrong with the field."""
    field = walk.main.locator(f"[name={name}]")
    assert field.get_attribute("aria-invalid") == "true", f"{name} is not marked"
    described = (field.get_attribute("aria-describedby") or "").split()
    return " ".join(walk.window.page.locator(f"#{each}").inner_text() for each in described if each.endswith("_error"))


def choose_language(walk: Walk, language: str) -> None:
    if language == "en":
        walk.window.page.locator("footer").get_by_role("button", name="English").click()
    assert walk.window.page.locator("html").get_attribute("lang") == language


@pytest.mark.parametrize("language", IN_BOTH_LANGUAGES)
def test_bad_input_is_answered_beside_the_field_in_the_customers_language_and_stays(
    language: str, involta: Tenant, browser_page: Window
) -> None:
    walk, words = Walk(browser_page, involta, EMAIL), WORDS[language]
    browser_page.goto("/accounts/signup/")
    choose_language(walk, language)
    wrong = {"customer_number": "abc", "username": "a b", "password": "kratko", "password_repeat": "kratko", "email": "ni-naslov"}
    walk.fill(**wrong)
    browser_page.expect_problem("422")
    walk.main.locator("form button[type=submit]:not([data-reveal])").first.click()
    for name in ("customer_number", "username", "password", "email", "terms"):
        assert words[name] in message_at(walk, name)
    assert {name: walk.typed(name) for name in ("customer_number", "username", "email")} == {
        name: wrong[name] for name in ("customer_number", "username", "email")
    }
    assert walk.typed("password") == "", "a password is not sent back"
    walk.look("")


@pytest.mark.parametrize("language", IN_BOTH_LANGUAGES)
def test_a_reading_with_decimals_is_answered_at_the_counter_and_stays(
    language: str, bill: str, ana: Any, involta: Tenant, browser_page: Window, sign_in_browser: Callable[[Window, Any], None]
) -> None:
    walk = Walk(browser_page, involta, EMAIL)
    sign_in_browser(browser_page, ana)
    browser_page.goto("/")
    choose_language(walk, language)
    walk.main.locator("a[href$='/submit/']").first.click()
    walk.fill(value_vt="1234,5", value_mt="abc")
    browser_page.expect_problem("422")
    walk.main.locator("form button[type=submit]").last.click()
    assert WORDS[language]["reading"] in message_at(walk, "value_vt")
    assert (walk.typed("value_vt"), walk.typed("value_mt")) == ("1234,5", "abc")
    walk.look("")
