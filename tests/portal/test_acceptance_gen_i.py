"""Walk G-21, G-22, G-24: dates by operator, the menu with all its pages, help by commodity at Moj GEN-I."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from tenants import middleware
from tenants.services import apply_tenant
from tests import factories, people
from tests.presets import local_text
from tests.scopes import no_scope, working_for

HOST = "gen-i.localhost"
MENU = {
    "Zakaj moj GEN-I?": "/pages/why/",
    "Akcijske ponudbe": "/pages/offers/",
    "Poveži pogodbe": "/accounts/link/",
    "Imam vprašanje": "/ask/",
    "Kdaj lahko sporočim števčno stanje?": "/meters/dates/",
    "Pregled pogodb": "/billing/contracts/",
    "Oddaj števčno stanje": "/meters/",
    "Pogosto zastavljena vprašanja": "/pages/faq/",
    "Koristne povezave": "/pages/links/",
    "Računi": "/billing/invoices/",
    "Moje ugodnosti": "/pages/benefits/",
    "Arhiv novic": "/pages/news/",
    "NASTAVITVE": "/accounts/settings/",
}
TEXTS = ("why", "offers", "faq", "links", "benefits", "news")


@pytest.fixture
def gen_i(apply_preset):
    tenant = apply_preset("gen-i")
    with working_for(tenant):
        for code, name, commodity in (
            ("elektro-ljubljana", "Elektro Ljubljana", "electricity"),
            ("elektro-maribor", "Elektro Maribor", "electricity"),
            ("elektro-celje", "Elektro Celje", "electricity"),
            ("plinovodi", "Plinovodi", "gas"),
        ):
            factories.OperatorFactory(code=code, name=name, commodity=commodity)
    return tenant


@pytest.fixture
def gorazd(gen_i):
    return people.household(gen_i, username=None, full_name="Gorazd Zorman", number="300001", commodity="electricity")


@pytest.fixture
def visitor(gen_i, page_client):
    return page_client(HOST)


@pytest.fixture
def gorazd_client(gorazd, page_client):
    return page_client(HOST, gorazd)


def without(gen_i, *entries):
    """The same file with these entries of the menu switched off."""
    text = local_text("gen-i")
    for entry in entries:
        assert f'"{entry}", ' in text
        text = text.replace(f'"{entry}", ', "", 1)
    with no_scope():
        apply_tenant(text=text, by="tests")
    middleware.hosts.clear()


def row_of(page, operator):
    return next(text for text in (" ".join("".join(item.itertext()).split()) for item in page.all("li")) if text.startswith(operator))


def on(day):
    return time_machine.travel(dt.datetime.combine(day, dt.time(11), dt.UTC), tick=False)


def test_g21_the_page_gives_dates_by_operator_computed_from_the_rules(visitor):
    with on(dt.date(2026, 12, 10)):
        page = visitor.visit("/meters/dates/")
    assert page.h1 == "Kdaj lahko sporočim števčno stanje?"
    assert "od četrtka, 31. decembra, do vključno nedelje, 3. januarja" in row_of(page, "Elektro Ljubljana")
    assert "od nedelje, 31. januarja, do vključno srede, 3. februarja" in row_of(page, "Elektro Ljubljana")
    assert "od petka, 1. januarja, do vključno sobote, 2. januarja" in row_of(page, "Elektro Maribor")
    assert "od nedelje, 27. decembra, do vključno četrtka, 31. decembra" in row_of(page, "Plinovodi")


def test_g21_an_operator_that_reads_the_meter_itself_takes_none_and_says_why(visitor):
    with on(dt.date(2026, 12, 10)):
        page = visitor.visit("/meters/dates/")
    assert "Distribucijski operater števec odčitava sam" in row_of(page, "Elektro Celje")
    assert any(link.href == "https://www.elektro-celje.si/" for link in page.links)


def test_g21_an_open_window_says_so_and_the_own_points_come_first(gen_i, gorazd, gorazd_client):
    with working_for(gen_i):
        point = people.point_of(gorazd)
        from meters.models import Operator, SupplyPoint

        SupplyPoint.objects.filter(pk=point.pk).update(operator=Operator.objects.get(code="elektro-maribor"))
    with on(dt.date(2026, 12, 1)):
        page = gorazd_client.visit("/meters/dates/")
    own = page.main.index("Vaša merilna mesta")
    assert own < page.main.index("Elektro Ljubljana")
    assert "Odprto zdaj od torka, 1. decembra, do vključno srede, 2. decembra" in page.main[own : page.main.index("Elektro Ljubljana")]
    assert "Odprto zdaj od ponedeljka, 30. novembra" in row_of(page, "Elektro Ljubljana")


def test_g21_a_longer_window_by_staff_shows_its_new_end(gen_i, visitor):
    with working_for(gen_i):
        from tenants.models import Utility

        factories.WindowChangeFactory(
            utility=Utility.objects.get(), rule_key="gas", window_first=dt.date(2026, 11, 26), opens_on=dt.date(2026, 11, 30),
            open_until=dt.date(2026, 12, 4),
        )  # fmt: skip
    with on(dt.date(2026, 12, 1)):
        assert "do vključno petka, 4. decembra" in row_of(visitor.visit("/meters/dates/"), "Plinovodi")


def test_g22_every_entry_of_the_manual_stands_in_the_menu_and_leads_to_its_page(gorazd_client):
    page = gorazd_client.visit("/")
    links = {link.text: link.href for link in page.links}
    assert {label: links.get(label) for label in MENU} == MENU
    for path in MENU.values():
        assert gorazd_client.visit(path).h1


def test_g22_four_entries_are_in_sight_and_the_others_behind_more(gorazd_client):
    page = gorazd_client.visit("/pages/faq/")
    [nav] = [item for item in page.all("nav") if item.get("aria-label") == "Glavni meni"]
    [more] = nav.iter("details")
    behind = [item.get("href") for item in more.iter("a")]
    in_sight = [item.get("href") for item in nav.iter("a") if item.get("href") not in behind]
    assert in_sight == ["/", "/meters/", "/billing/invoices/", "/help/"]
    assert len(behind) == 12
    assert [item.get("href") for item in nav.iter("a") if item.get("aria-current") == "page"] == ["/pages/faq/"]


@pytest.mark.parametrize("entry", TEXTS)
def test_g22_a_text_switched_off_is_neither_in_the_menu_nor_there(gen_i, gorazd_client, visitor, entry):
    without(gen_i, entry)
    assert f"/pages/{entry}/" not in {link.href for link in gorazd_client.visit("/").links}
    visitor.visit(f"/pages/{entry}/", status=404)


@pytest.mark.parametrize(("entry", "path"), [("reading_dates", "/meters/dates/"), ("ask", "/ask/")])
def test_g22_a_page_switched_off_is_neither_in_the_menu_nor_there(gen_i, gorazd_client, entry, path):
    without(gen_i, entry)
    assert path not in {link.href for link in gorazd_client.visit("/").links}
    gorazd_client.visit(path, status=404)


def test_g22_texts_are_open_to_visitors_who_find_them_at_the_foot(visitor):
    foot = {link.href for link in visitor.visit("/accounts/login/").links}
    assert {f"/pages/{entry}/" for entry in TEXTS} | {"/meters/dates/"} <= foot
    for entry in TEXTS:
        visitor.visit(f"/pages/{entry}/")


def test_g22_news_stand_newest_first_and_fall_back_to_the_first_language(gen_i, page_client):
    page = page_client(HOST, language="en").visit("/pages/news/")
    titles = [" ".join("".join(item.itertext()).split()) for item in page.all("h2")]
    assert titles == ["New: your own record", "Opomniki za vsako merilno mesto", "Prenovljene koristne povezave"]
    assert [item.get("lang") for item in page.all("article")] == [None, "sl", "sl"]


def test_g24_help_names_both_addresses_the_free_number_and_the_hours(visitor, gorazd_client):
    for client in (visitor, gorazd_client):
        text = client.visit("/help/").main
        assert "Elektrika pocenielektrika@gen-i.si" in text.replace("080 1558 · ", "")
        assert "Plin poceniplin@gen-i.si" in text.replace("080 1558 · ", "")
        assert "080 1558" in text
        assert "od ponedeljka do sobote med 8. in 20. uro" in text
