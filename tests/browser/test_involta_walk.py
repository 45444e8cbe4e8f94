"""From the bill on the fridge to receipt and invoice at Moja Involta, in a real browser, on data that the real import brought in.

The way is walked on a telephone, on a dark screen and without JavaScript. Each page on it is looked at: axe, width, console, policy.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from portal import exchange
from portal.demo import folders, state, world
from portal.demo.plans import PLANS
from tenants.models import Tenant
from tenants.outbox import deliver
from tests.accounts import mailbox
from tests.browser.window import Window

BUSINESS_DAY = date(2026, 5, 2)
"""A Saturday inside the window from the 1st to the 5th; the portal's day, not the browser's."""

EMAIL = "bralka@example.si"
PASSWORD = "Modra-Reka-2026"
NARROWEST = 320


@pytest.fixture
def bill(involta: Tenant, portal_server: int, tmp_path: Path, settings: Any) -> str:
    """The customer number on a bill that nobody has registered yet: electricity (VT, MT) and gas, two years of both, PDFs."""
    settings.DEMO = True
    settings.DEMO_DIR, settings.DEMO_CLOCK_FILE = tmp_path, tmp_path / "clock"
    state.set_day(BUSINESS_DAY)
    built = world.build(next(plan for plan in PLANS if plan.slug == "involta"), BUSINESS_DAY, customers=2)
    folders.write(built, involta.rules.exchange, tmp_path / "delivery")
    exchange.run_import(tenant=involta, folder=tmp_path / "delivery", utility_code=None, by="tests")
    return built.people[0][0]


def look(window: Window, heading: str, *, axe: bool = True) -> None:
    """The page that stands there is the expected one, and nothing about it is wrong."""
    page = window.page
    assert heading in page.locator("h1").inner_text()
    size = page.viewport_size
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    assert window.overflow() == 0, f"{page.url} is wider than {NARROWEST} px"
    page.set_viewport_size(size)
    assert window.overflow() == 0, page.url
    if axe:
        assert window.axe() == [], page.url
    assert window.unexpected == [], page.url


def press(window: Window, name: str) -> None:
    window.page.locator("main").get_by_role("button", name=name, exact=True).click()


def follow(window: Window, name: str | re.Pattern[str]) -> None:
    window.page.locator("main").get_by_role("link", name=name).first.click()


def fill(window: Window, **values: str) -> None:
    for name, value in values.items():
        window.page.locator(f"main [name={name}]").fill(value)


def typed(window: Window, name: str) -> str:
    return window.page.locator(f"main [name={name}]").input_value()


def usual_values(window: Window) -> list[int]:
    """For each counter the last reading and the middle of the usual range, as they stand beside it."""
    words = window.page.locator("main").inner_text()
    last, usual = re.findall(r"Zadnje stanje\s+(\d+)", words), re.findall(r"Običajno\s+(\d+)–(\d+)", words)
    return [int(value) + (int(low) + int(high)) // 2 for value, (low, high) in zip(last, usual, strict=True)]


def link_in_mail(tenant: Tenant, event: str, containing: str) -> str:
    """Send what waits, as the worker does, and open the mail that arrived."""
    message = next(found for found in reversed(mailbox.messages(tenant, EMAIL)) if found.event == event)
    deliver(tenant, message.pk)
    arrived = next(sent for sent in mail.outbox if sent.to == [EMAIL] and containing in sent.body)
    return next(found for found in re.findall(r"https?://\S+", arrived.body) if containing in found)


def register(window: Window, number: str) -> None:
    fill(window, customer_number=number, username="bralka", password=PASSWORD, password_repeat=PASSWORD, email=EMAIL)
    window.page.locator("main [name=terms]").check()
    press(window, "Registracija")


def from_entrance_to_overview(window: Window, tenant: Tenant, number: str, *, axe: bool) -> None:
    window.goto("/")
    look(window, "Prijava v Mojo Involto", axe=axe)
    follow(window, "Ustvarite račun Moja Involta")
    look(window, "Ustvarite račun Moja Involta", axe=axe)
    register(window, number)
    look(window, "Preverite e-pošto", axe=axe)
    window.page.goto(link_in_mail(tenant, "activation", "/activate/"))
    look(window, "AKTIVACIJA RAČUNA", axe=axe)
    window.page.locator("main form button").click()
    assert "Uporabniški račun je sedaj aktiviran." in window.page.locator("main").inner_text()
    look(window, "AKTIVACIJA RAČUNA", axe=axe)
    fill(window, login="bralka", password=PASSWORD)
    press(window, "PRIJAVA")
    look(window, "Dober dan", axe=axe)


def hand_in_a_reading(window: Window, *, axe: bool) -> None:
    """A slip of the finger in MT is asked about, corrected, and handed in."""
    main = window.page.locator("main")
    follow(window, re.compile("Oddaj stanje"))
    look(window, "ODDAJ STANJE ŠTEVCA ELEKTRIČNE ENERGIJE", axe=axe)
    vt, mt = usual_values(window)
    fill(window, value_vt=str(vt), value_mt=str(mt + 9000))
    press(window, "ODDAJ")
    assert f"Ali je stanje MT res {mt + 9000}?" in main.inner_text()
    assert typed(window, "value_mt") == str(mt + 9000), "what was typed stays"
    look(window, "ODDAJ STANJE ŠTEVCA ELEKTRIČNE ENERGIJE", axe=axe)
    fill(window, value_mt=str(mt))
    press(window, "Potrdi in oddaj")
    look(window, "Stanje je oddano", axe=axe)
    assert re.search(r"Potrdilo št\.\s+\S+", main.inner_text())
    follow(window, "Vsi odčitki")
    look(window, "Električna energija", axe=axe)
    newest = window.page.locator("main tbody tr").first.inner_text()
    for words in ("2. 5. 2026", str(vt), "Stranka", "Sprejeto"):
        assert words in newest


def read_a_bill(window: Window, *, axe: bool) -> None:
    window.page.locator("nav").get_by_role("link", name="Računi").click()
    look(window, "Računi", axe=axe)
    follow(window, re.compile(r"^2026-04-"))
    look(window, "Račun št. 2026-04-", axe=axe)
    with window.page.expect_download() as download:
        follow(window, re.compile("PDF"))
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")


def sign_out(window: Window, *, axe: bool) -> None:
    window.page.locator("header summary").click()
    window.page.locator("header").get_by_role("button", name="Odjava").click()
    look(window, "Prijava v Mojo Involto", axe=axe)
    assert "Odjavljeni ste." in window.page.locator("main").inner_text()
    window.goto("/meters/")
    look(window, "Prijava v Mojo Involto", axe=axe)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"width": 360}, id="telephone"),
        pytest.param({"width": 1280, "height": 900, "color_scheme": "dark"}, id="dark-screen"),
        pytest.param({"width": 360, "java_script_enabled": False}, id="without-javascript"),
    ],
)
def test_the_way_from_registration_to_receipt_and_invoice(
    options: dict[str, Any], bill: str, involta: Tenant, open_window: Callable[..., Window]
) -> None:
    axe = options.get("java_script_enabled", True)  # axe itself is a script
    window = open_window(reduced_motion="reduce", **options)
    from_entrance_to_overview(window, involta, bill, axe=axe)
    hand_in_a_reading(window, axe=axe)
    read_a_bill(window, axe=axe)
    sign_out(window, axe=axe)


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


def message_at(window: Window, name: str) -> str:
    """What the browser's own tree of descriptions says is wrong with the field."""
    field = window.page.locator(f"main [name={name}]")
    assert field.get_attribute("aria-invalid") == "true", f"{name} is not marked"
    described = (field.get_attribute("aria-describedby") or "").split()
    return " ".join(window.page.locator(f"#{each}").inner_text() for each in described if each.endswith("_error"))


def choose_language(window: Window, language: str) -> None:
    if language == "en":
        window.page.locator("footer").get_by_role("button", name="English").click()
    assert window.page.locator("html").get_attribute("lang") == language


@pytest.mark.parametrize("language", ["sl", "en"])
def test_bad_input_is_answered_beside_the_field_in_the_customers_language_and_stays(
    language: str, involta: Tenant, browser_page: Window
) -> None:
    window, words = browser_page, WORDS[language]
    window.goto("/accounts/signup/")
    choose_language(window, language)
    wrong = {"customer_number": "abc", "username": "a b", "password": "kratko", "password_repeat": "kratko", "email": "ni-naslov"}
    fill(window, **wrong)
    window.expect_problem("422")
    window.page.locator("main form button[type=submit]:not([data-reveal])").first.click()
    for name in ("customer_number", "username", "password", "email", "terms"):
        assert words[name] in message_at(window, name)
    assert {name: typed(window, name) for name in ("customer_number", "username", "email")} == {
        name: wrong[name] for name in ("customer_number", "username", "email")
    }
    assert typed(window, "password") == "", "a password is not sent back"
    look(window, window.page.locator("h1").inner_text())


@pytest.mark.parametrize("language", ["sl", "en"])
def test_a_reading_with_decimals_is_answered_at_the_counter_and_stays(
    language: str, bill: str, ana: Any, browser_page: Window, sign_in_browser: Callable[[Window, Any], None]
) -> None:
    window = browser_page
    sign_in_browser(window, ana)
    window.goto("/")
    choose_language(window, language)
    window.page.locator("main a[href$='/submit/']").first.click()
    fill(window, value_vt="1234,5", value_mt="abc")
    window.expect_problem("422")
    window.page.locator("main form button[type=submit]").last.click()
    assert WORDS[language]["reading"] in message_at(window, "value_vt")
    assert (typed(window, "value_vt"), typed(window, "value_mt")) == ("1234,5", "abc")
    look(window, window.page.locator("h1").inner_text())
