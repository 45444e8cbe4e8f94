"""Wrong passwords: the windows of the cache, the year's count of the database, and browsers that are known."""

from __future__ import annotations

import threading
import time

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection

from accounts.adapters import AccountAdapter
from accounts.models import SignInFailure, User
from accounts.rules import sign_in_budget
from accounts.services import recovery, sign_in_failures
from tenants import scope
from tests import people
from tests.accounts import mailbox, walks
from tests.client import PageClient
from tests.factories import PASSWORD
from tests.scopes import working_for

DAY = 24 * 3600


@pytest.fixture
def compared(monkeypatch):
    """How often a password of an account was really compared."""
    calls = []
    original = User.check_password
    monkeypatch.setattr(User, "check_password", lambda self, raw: calls.append(str(self)) or original(self, raw))
    return calls


def guesser(host="involta.localhost"):
    return PageClient(host, enforce_csrf_checks=False)


def guess(client, login="ana", **headers):
    return client.post(walks.SIGN_IN, {"login": login, "password": "napačno"}, **headers)


def use_up_the_year(tenant, name):
    with working_for(tenant):
        while sign_in_failures.count(name=name, checkpoint=lambda: None) is not None:
            pass


@pytest.mark.parametrize("twin", ["ANA", "ａｎａ", " ana "])
def test_the_limit_of_failed_sign_ins_does_not_see_case_or_twins(in_involta, twin):
    key = AccountAdapter()._get_login_attempts_cache_key(None, username=twin)
    assert key == AccountAdapter()._get_login_attempts_cache_key(None, username="ana")


def test_after_five_wrong_passwords_even_the_right_one_waits(ana, page_client, visitor):
    for _try in range(5):
        walks.sign_in(visitor, "ana", "napačno")
    assert "Preveč poskusov" in walks.sign_in(visitor, "ana", PASSWORD).errors[""]
    assert not walks.is_signed_in(visitor)


def test_a_reset_by_mail_ends_the_wait(ana, visitor, involta):
    """A stranger who burns the limit does not shut the owner out."""
    for _try in range(6):
        walks.sign_in(visitor, "ana", "napačno")
    visitor.visit("/accounts/password/reset/").submit(email="ana@example.si")
    visitor.visit(mailbox.path_of(mailbox.last(involta, "ana@example.si"), "/reset/key/")).submit(
        password1="Nova-Zvezda-77", password2="Nova-Zvezda-77"
    )
    walks.sign_in(visitor, "ana", "Nova-Zvezda-77")
    assert walks.is_signed_in(visitor)


def test_a_year_of_guesses_compares_no_more_than_a_hundred(ana, compared):
    """A patient machine: as many guesses as the windows of the cache let through, all year round, from changing addresses."""
    client, start = guesser(), time.time()
    for number in range(0, 365, 9):
        with time_machine.travel(start + number * DAY):
            for turn in range(5):
                guess(client, REMOTE_ADDR=f"198.51.{number % 250}.{turn}")
    assert 50 < len(compared) <= sign_in_budget.MOST_IN_A_YEAR <= 100


def test_a_restart_and_an_emptied_cache_forget_nothing_of_the_year(ana, involta, compared):
    use_up_the_year(involta, "ana")
    cache.clear()
    guess(guesser())
    assert compared == []


def test_the_windows_slide_and_guesses_count_again_after_a_year(ana, involta, compared):
    use_up_the_year(involta, "ana")
    with time_machine.travel(time.time() + 366 * DAY):
        guess(guesser())
    assert compared == ["ana"]


def test_after_the_years_guesses_the_right_password_gets_the_same_answer(ana, involta, page_client):
    answers = []
    for name in ("ana", "nihce"):
        use_up_the_year(involta, name)
        page = walks.sign_in(page_client(), name, PASSWORD)
        answers.append((page.errors, page.h1))
    assert answers[0] == answers[1]
    assert "novo geslo" in answers[0][0][""]


def test_a_mailed_link_opens_the_account_again(ana, involta, page_client):
    use_up_the_year(involta, "ana")
    use_up_the_year(involta, ana.email)
    with working_for(involta):
        link = recovery.reset_url(ana).removeprefix("http://involta.localhost")
    page_client().visit(link).submit(password1="Nova-Zvezda-77", password2="Nova-Zvezda-77")
    client = page_client()
    walks.sign_in(client, "ana", "Nova-Zvezda-77")
    assert walks.is_signed_in(client)


def test_a_right_password_is_no_failure_and_forgives_none(ana, involta, page_client):
    walks.sign_in(page_client(), "ana", "napačno")
    walks.sign_in(page_client(), "ana", PASSWORD)
    with working_for(involta):
        assert SignInFailure.objects.count() == 1


def test_a_stranger_cannot_lock_out_a_browser_that_is_known(ana, involta, page_client):
    home = page_client()
    walks.sign_in(home, "ana", PASSWORD)
    home.visit("/accounts/logout/").submit("/accounts/logout/")
    stranger = guesser()
    for _number in range(8):
        guess(stranger, REMOTE_ADDR="198.51.100.9")
    use_up_the_year(involta, "ana")
    elsewhere = page_client()
    walks.sign_in(elsewhere, "ana", PASSWORD)
    assert not walks.is_signed_in(elsewhere)
    walks.sign_in(home, "ana", PASSWORD)
    assert walks.is_signed_in(home)


def test_a_known_browser_has_its_own_limits(ana, page_client, compared):
    home = page_client()
    walks.sign_in(home, "ana", PASSWORD)
    home.visit("/accounts/logout/").submit("/accounts/logout/")
    compared.clear()
    for number in range(8):
        with_token = home.visit(walks.SIGN_IN).form(walks.SIGN_IN).token
        sent = {"login": "ana", "password": "napačno", "csrfmiddlewaretoken": with_token}
        home.post(walks.SIGN_IN, sent, REMOTE_ADDR=f"198.51.100.{number}")
    assert len(compared) == 5


def test_a_browser_is_known_for_those_who_signed_in_there_and_at_this_portal_only(ana, bojan, cilka, page_client, compared):
    home = page_client()
    walks.sign_in(home, "ana", PASSWORD)
    cookie = home.cookies["__Host-browser"] if "__Host-browser" in home.cookies else home.cookies["browser"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    for host, login in (("involta.localhost", "bojan"), ("zagorje.localhost", "cilka@example.si")):
        cache.clear()
        compared.clear()
        for number in range(8):
            browser = guesser(host)
            browser.cookies[cookie.key] = cookie.value
            guess(browser, login, REMOTE_ADDR=f"198.51.100.{number}")
        plain = guesser(host)
        guess(plain, login, REMOTE_ADDR="198.51.100.99")
        assert len(compared) == 5, "the cookie opened no budget of its own"


@pytest.mark.parametrize("forged", ["", "x", "WyJ4Il0:1abc:def"])
def test_a_forged_cookie_is_no_known_browser(ana, compared, forged):
    for number in range(8):
        client = guesser()
        client.cookies["browser"] = client.cookies["__Host-browser"] = forged
        guess(client, REMOTE_ADDR=f"198.51.100.{number}")
    assert len(compared) == 5


def test_case_twins_of_unicode_and_made_up_addresses_open_no_budget(ana, compared):
    names = ("ana", "ANA", "Ana ", "ａｎａ", "ᴀna", "𝐚𝐧𝐚", " aNa")
    client = guesser()
    for number, name in enumerate(names * 6):
        made_up = {"HTTP_X_FORWARDED_FOR": f"203.0.113.{number}", "HTTP_FORWARDED": f"for=203.0.113.{number}"}
        guess(client, name, REMOTE_ADDR=f"198.51.100.{number}", **made_up)
    assert len(compared) <= 5


def test_guesses_at_the_present_password_count_like_those_at_sign_in(ana, involta, page_client, compared):
    """Whoever found an open session must not try passwords there."""
    use_up_the_year(involta, "ana")
    client = page_client("involta.localhost", ana)
    page = client.visit("/accounts/password/change/").submit(oldpassword=PASSWORD, password1="modra reka teče", password2="modra reka teče")
    assert page.errors["oldpassword"]
    assert compared == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_hundred_guesses_at_once_stay_within_the_budget(apply_preset):
    tenant = apply_preset("involta")
    people.person(tenant, username="ana", full_name="Ana Novak")
    use_up = sign_in_budget.MOST_IN_A_YEAR - 7
    with scope.bound(tenant):
        for _number in range(use_up):
            sign_in_failures.count(name="ana", checkpoint=lambda: None)
    allowed, barrier, failures = [], threading.Barrier(20), []

    def run():
        try:
            barrier.wait(timeout=60)
            for _turn in range(10):
                with scope.bound(tenant):
                    allowed.append(sign_in_failures.count(name="ana", checkpoint=lambda: None) is not None)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert failures == []
    assert len(allowed) == 200
    assert sum(allowed) == 7
