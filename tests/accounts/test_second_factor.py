"""The second factor: offered to customers, asked of staff; our pages, our words, no password twice in a row."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth

from accounts.models import ActivityEvent
from tests import people
from tests.accounts import mailbox, walks
from tests.factories import PASSWORD
from tests.scopes import working_for
from tests.staff import code_of, colleague

INDEX, SET_UP, TURN_OFF = "/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/totp/deactivate/"
CODES, NEW_CODES = "/accounts/2fa/recovery-codes/", "/accounts/2fa/recovery-codes/generate/"

pytestmark = pytest.mark.django_db(transaction=True)
"""allauth tells of a new factor after the transaction: what it does then is part of the test."""


@pytest.fixture
def tenant(apply_preset):
    return apply_preset("zagorje")


@pytest.fixture
def cilka(tenant):
    return people.person(tenant, username=None, full_name="Cilka Zupan")


def signed_in(page_client, user, language="sl"):
    client = page_client("zagorje.localhost", language=language)
    walks.sign_in(client, user.email, PASSWORD)
    return client


def shown_code(page):
    secret = page.by_id("authenticator_secret").get("value")
    return auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30))


def set_up(client):
    page = client.visit(SET_UP)
    return page.submit(SET_UP, code=shown_code(page))


def test_a_customer_sets_it_up_is_asked_for_it_and_turns_it_off(page_client, cilka, tenant):
    client = signed_in(page_client, cilka)
    assert SET_UP in [link.href for link in client.visit(INDEX).links]
    assert "Koda iz aplikacije" in client.visit(SET_UP).main
    page = set_up(client)
    page = page.submit("/accounts/reauthenticate/", password=PASSWORD) if page.path != CODES else page
    assert page.h1 == "Rezervne kode"
    assert "Aplikacija s kodami je nastavljena" in page.main, "allauth's message comes after the reply: the page says it"
    assert "Rezervne kode" in client.visit(INDEX).main
    assert mailbox.last(tenant, cilka.email).event == "factor_added"
    other = page_client("zagorje.localhost")
    page = walks.sign_in(other, cilka.email, PASSWORD)
    assert other.get("/accounts/activity/").status_code == 302, "the password alone is not enough"
    page.submit("/accounts/2fa/authenticate/", code=code_of(cilka))
    assert other.get("/accounts/activity/").status_code == 200
    page = client.visit(TURN_OFF)
    page = page.submit("/accounts/reauthenticate/", password=PASSWORD) if page.path != TURN_OFF else page
    page.submit(TURN_OFF)
    assert mailbox.last(tenant, cilka.email).event == "factor_removed"
    with working_for(tenant):
        kinds = list(ActivityEvent.objects.filter(user=cilka).values_list("kind", flat=True))
    assert {"factor_added", "factor_removed"} <= set(kinds)


def test_recovery_codes_are_shown_and_made_anew(page_client, cilka, tenant):
    client = signed_in(page_client, cilka)
    set_up(client)
    page = client.visit(CODES)
    page = page.submit("/accounts/reauthenticate/", password=PASSWORD) if page.path != CODES else page
    first = page.main
    assert page.h1 == "Rezervne kode"
    client.visit(NEW_CODES).submit(NEW_CODES)
    assert client.visit(CODES).main != first
    assert mailbox.last(tenant, cilka.email).event == "codes_made"


@pytest.mark.parametrize("language", ["sl", "en"])
def test_every_page_of_it_is_in_the_readers_language(page_client, cilka, language):
    client = signed_in(page_client, cilka, language)
    heading, button = {"sl": ("Dodatna koda za prijavo", "Nastavi"), "en": ("Second factor", "Set up")}[language]
    page = client.visit(INDEX)
    assert page.h1 == heading
    assert button in page.main
    assert client.visit(SET_UP).language == language


def test_the_first_visit_of_staff_asks_the_password_once(page_client, tenant):
    sonja = colleague(tenant, username=None, factor=False)
    client = page_client("zagorje.localhost")
    page = client.get("/admin/", follow=True)
    assert page.redirect_chain
    walked = client.visit("/accounts/login/", next="/admin/login/?next=/admin/")
    walked = walked.submit("/accounts/login/", login=sonja.email, password=PASSWORD)
    assert walked.path == SET_UP, "straight to the authenticator, not to the password again"
    walked.submit(SET_UP, code=shown_code(walked))


def test_the_second_factor_names_the_tenant_and_is_not_readable_in_the_database(page_client, cilka, tenant):
    client = signed_in(page_client, cilka)
    page = client.visit(SET_UP)
    secret = page.by_id("authenticator_secret").get("value")
    with working_for(tenant):
        assert "issuer=Moja%20Komunala%20Zagorje" in get_adapter().build_totp_url(cilka, secret)
    page.submit(SET_UP, code=shown_code(page))
    with working_for(tenant):
        assert [secret in str(kept.data) for kept in Authenticator.objects.filter(user=cilka)] == [False, False]
