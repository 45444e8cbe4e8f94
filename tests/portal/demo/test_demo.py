"""The demo's index: seeded once a day through the real import, nothing of it without DEMO."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.core.management import CommandError

from accounts.models import Customer
from portal.demo import plans, state, views
from tenants import clock
from tenants.models import Tenant
from tests.scopes import working_for


@pytest.fixture
def demo(settings, tmp_path, monkeypatch):
    """A demo of its own folder, two customers a utility so that a test stays short."""
    settings.DEMO = True
    settings.DEMO_DIR = tmp_path / "demo"
    settings.DEMO_CLOCK_FILE = settings.DEMO_DIR / "clock"
    settings.EMAIL_FILE_PATH = str(settings.DEMO_DIR / "mail")
    small = tuple(plan.__class__(**{**vars(plan), "customers": 8}) for plan in plans.PLANS)
    monkeypatch.setattr("portal.demo.seeding.PLANS", small)
    return settings


def test_seed_demo_is_refused_without_demo(manage):
    with pytest.raises(CommandError, match="DEMO=1"):
        manage("seed_demo")


def test_serve_demo_says_in_one_sentence_that_static_files_are_missing(demo, manage, tmp_path):
    demo.STATIC_ROOT = tmp_path / "nothing"
    with pytest.raises(CommandError, match=r"static files are missing: run `manage.py collectstatic --no-input` first"):
        manage("serve_demo", port=0)


def test_seed_demo_fills_four_portals_once(db, demo, manage):
    printed = manage("seed_demo")
    assert "The demo is ready." in printed
    assert set(Tenant.objects.portals().values_list("slug", flat=True)) == {"involta", "mojupravljalec", "gen-i", "zagorje"}
    cards = {card.slug: card for card in state.cards()}
    assert cards["involta"].host == "involta.localhost"
    with working_for(Tenant.objects.get(slug="involta")):
        free = cards["involta"].bills[0].values["Številka kupca"]
        assert Customer.objects.get(number=free).links.count() == 0
    assert "The demo is there, of today." in manage("seed_demo")


def test_ready_account_of_the_index_signs_in(db, demo, manage, page_client):
    manage("seed_demo")
    account = next(card for card in state.cards() if card.slug == "involta").customers[0]
    client = page_client("involta.localhost")
    page = client.visit("/accounts/login/").submit("", login=account.sign_in, password=account.password)
    assert "Dober dan" in page.text


def test_a_portal_that_was_applied_beside_them_stands_on_the_index_too(demo, involta, zagorje):
    assert views.other_portals({"involta"}) == [("Moja Komunala Zagorje", "zagorje.localhost")]
    assert views.other_portals({"involta", "zagorje"}) == []


def test_clock_moves_the_portals_day_and_comes_back(demo, involta):
    with working_for(involta):
        state.set_day(dt.date(2027, 3, 1))
        assert clock.today() == dt.date(2027, 3, 1)
        state.set_day(None)
        assert clock.today() == dt.datetime.now(clock.zone()).date()


@pytest.mark.parametrize("instant", ["2026-11-21T22:30:00Z", "2026-11-21T23:30:00Z", "2026-07-21T21:30:00Z", "2026-07-21T22:30:00Z"])
@pytest.mark.parametrize("day", [dt.date(2027, 1, 31), dt.date(2027, 3, 28), dt.date(2027, 5, 2), dt.date(2027, 10, 31)])
def test_the_demos_day_is_the_one_that_was_chosen_also_around_midnight(demo, involta, instant, day):
    with working_for(involta), time_machine.travel(instant, tick=False):
        here = dt.datetime.now(clock.zone()).time()
        state.set_day(day)
        assert clock.now().astimezone(clock.zone()) == dt.datetime.combine(day, here, clock.zone())
        state.set_day(day, at=dt.time(12))
        assert clock.now().astimezone(clock.zone()) == dt.datetime.combine(day, dt.time(12), clock.zone())


def test_clock_stands_still_without_demo(demo, involta):
    state.set_day(dt.date(2027, 3, 1))
    demo.DEMO = False
    with working_for(involta):
        assert clock.today() == dt.datetime.now(clock.zone()).date()


def test_one_time_code_is_the_authenticators():
    from portal.demo import one_time_code

    assert re.fullmatch(r"\d{6}", one_time_code.now("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"))
    assert one_time_code.now("") == ""
