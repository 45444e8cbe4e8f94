"""Forgotten things: one answer on the page, a link that works once."""

from __future__ import annotations

import re
import time

import pytest
import time_machine

from accounts.services import recovery
from tests import factories
from tests.accounts import mailbox
from tests.scopes import working_for


@pytest.fixture
def link(ana, involta):
    with working_for(involta):
        return recovery.reset_url(ana).removeprefix("http://involta.localhost")


def test_a_reset_link_works_once(ana, in_involta):
    token = re.search(r"/key/[0-9a-f]+-(.+)/$", recovery.reset_url(ana)).group(1)
    recovery.set_new_password(user=ana, token=token, password="Nova-Zvezda-77")
    with pytest.raises(recovery.LinkUsed):
        recovery.set_new_password(user=ana, token=token, password="Se-Ena-Zvezda-77")
    ana.refresh_from_db()
    assert ana.check_password("Nova-Zvezda-77")


def test_of_two_open_pages_the_second_is_sent_back(page_client, link):
    one, two = page_client(), page_client()
    first, second = one.visit(link), two.visit(link)
    first.submit(password1="Nova-Zvezda-77", password2="Nova-Zvezda-77")
    assert second.submit(password1="Druga-Zvezda-77", password2="Druga-Zvezda-77").h1 != "Novo geslo je shranjeno"


def test_a_reset_link_runs_out_after_an_hour(visitor, link):
    with time_machine.travel(time.time() + 61 * 60):
        assert visitor.visit(link).h1 == "Ta povezava ne deluje več"


def test_a_weak_new_password_is_refused_and_the_old_one_stays(visitor, ana, link, involta):
    page = visitor.visit(link).submit(password1="geslo123", password2="geslo123")
    assert page.errors["password1"]
    with working_for(involta):
        ana.refresh_from_db()
        assert ana.check_password(factories.PASSWORD)


def test_a_reset_ends_every_session(ana_client, visitor, link):
    assert ana_client.get("/accounts/activity/").status_code == 200
    visitor.visit(link).submit(password1="Nova-Zvezda-77", password2="Nova-Zvezda-77")
    assert ana_client.get("/accounts/activity/").status_code == 302


def test_where_the_address_is_the_name_there_is_no_forgotten_name(page_client, zagorje):
    client = page_client("zagorje.localhost")
    client.visit("/accounts/forgotten-username/", status=404)
    assert "pozabili uporabniško ime" not in client.visit("/accounts/login/").main


def test_the_mail_of_a_changed_password_says_when_and_from_where(visitor, link, ana, involta):
    visitor.visit(link).submit(password1="Nova-Zvezda-77", password2="Nova-Zvezda-77")
    assert "127.0.0.1" in mailbox.last(involta, ana.email).text
