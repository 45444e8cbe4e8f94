"""The same address at two portals: neither notices the other, and nothing of one is worth anything at the other.

Sessions have a file of their own (`test_isolation_of_sessions`), and so has what is behind each guard (`test_isolation_unguarded`).
"""

from __future__ import annotations

import pytest
from allauth.account.internal import userkit
from allauth.account.internal.flows.manage_email import email_already_exists
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from django.contrib.auth import authenticate
from django.db import transaction
from django.test import RequestFactory

from accounts import tokens
from accounts.backends import ScopedBackend
from accounts.models import CrossTenantWrite, TenantSession, User
from accounts.services import recovery, registration
from tenants import scope
from tests import factories
from tests.accounts import mailbox, walks
from tests.accounts.conftest import EMAIL, OTHER_PASSWORD
from tests.accounts.walks import is_signed_in
from tests.scopes import working_for


# --- From end to end -------------------------------------------------------------------------------------------------------------
def test_one_address_registers_at_two_portals_with_two_passwords(both, page_client):
    at_involta, at_zagorje = both
    assert at_involta.email == at_zagorje.email == EMAIL
    assert at_involta.pk != at_zagorje.pk
    involta, zagorje = page_client("involta.localhost"), page_client("zagorje.localhost")
    walks.sign_in(involta, "mojca.kovac", walks.PASSWORD)
    walks.sign_in(zagorje, EMAIL, OTHER_PASSWORD)
    assert is_signed_in(involta)
    assert is_signed_in(zagorje)


def test_the_password_of_one_does_not_open_the_other(both, page_client):
    involta, zagorje = page_client("involta.localhost"), page_client("zagorje.localhost")
    walks.sign_in(involta, "mojca.kovac", OTHER_PASSWORD)
    walks.sign_in(zagorje, EMAIL, walks.PASSWORD)
    assert not is_signed_in(involta)
    assert not is_signed_in(zagorje)


def test_signing_in_is_by_user_name_here_and_by_address_there(both, page_client):
    """Exclusive: at a portal with user names an e-mail address does not sign in."""
    client = page_client("involta.localhost")
    walks.sign_in(client, EMAIL, walks.PASSWORD)
    assert not is_signed_in(client)


def test_registering_at_the_second_is_mailed_like_any_other(at_involta, page_client, zagorje):
    walks.register(page_client("zagorje.localhost"), walks.ZAGORJE)
    assert [message.event for message in mailbox.messages(zagorje)] == ["activation"]


def test_a_user_name_of_one_is_free_at_the_other(at_involta, apply_preset, page_client, zagorje):
    with working_for(zagorje):
        assert not registration.username_taken("mojca.kovac")


def test_a_reset_at_one_changes_nothing_at_the_other(both, page_client, involta, zagorje):
    client = page_client("involta.localhost")
    client.visit("/accounts/password/reset/").submit(email=EMAIL)
    assert mailbox.last(involta, EMAIL).event == "password_reset"
    assert mailbox.last(zagorje, EMAIL).event == "registered"
    client.visit(mailbox.path_of(mailbox.last(involta, EMAIL), "/reset/key/")).submit(
        password1="Nova-Zvezda-77", password2="Nova-Zvezda-77"
    )
    other = page_client("zagorje.localhost")
    walks.sign_in(other, EMAIL, OTHER_PASSWORD)
    assert is_signed_in(other)


# --- Links -----------------------------------------------------------------------------------------------------------------------
def test_an_activation_link_of_one_is_unknown_at_the_other(page_client, involta, zagorje):
    walks.register(page_client("involta.localhost"), walks.INVOLTA)
    path = mailbox.path_of(mailbox.last(involta, EMAIL), "/activate/")
    other = page_client("zagorje.localhost")
    other.visit(path, status=404)
    with working_for(involta):
        assert not EmailAddress.objects.get().verified


def test_an_activation_key_says_nothing_without_the_tenant_it_was_signed_for(at_involta, involta, zagorje):
    """The salt of the signature: a layer of its own, below the look-up of the address."""
    with working_for(involta):
        key = tokens.address_key(at_involta, EMAIL)
        assert tokens.read_address_key(key).user_id == at_involta.pk
    with working_for(zagorje):
        assert tokens.read_address_key(key) is None


def test_a_reset_link_of_one_is_dead_at_the_other(both, page_client, involta):
    with working_for(involta):
        url = recovery.reset_url(both[0])
    other = page_client("zagorje.localhost")
    assert other.visit(url.removeprefix("http://involta.localhost")).h1 == "Ta povezava ne deluje več"


def test_links_in_mails_lead_to_the_accounts_own_host(page_client, involta, zagorje):
    """Whatever a request says about itself: the link is built from the tenant's row."""
    client = page_client("involta.localhost")
    client.defaults |= {"HTTP_X_FORWARDED_HOST": "zlo.example", "HTTP_FORWARDED": "host=zlo.example", "SERVER_PORT": "8443"}
    walks.register(client, walks.INVOLTA)
    found = mailbox.links(mailbox.last(involta, EMAIL))
    assert found
    assert {link.split("/")[2] for link in found} == {"involta.localhost"}


# --- Limits ----------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("action", "key"),
    [
        ("login_failed", "mojca"),
        ("unasked_mail", EMAIL),
        ("way_in_mail", EMAIL),
        ("confirm_email", EMAIL),
        ("signup", None),
        ("reset_password", None),
    ],
)
def test_a_limit_used_up_at_one_is_whole_at_the_other(involta, zagorje, action, key):
    """By name and by address: traffic at one portal locks nobody at another."""
    request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.1")

    def used_up():
        return any(not ratelimit.consume(request, app="allauth.account", action=action, key=key or "x") for _try in range(100))

    with working_for(involta):
        assert used_up()
    with working_for(zagorje):
        assert ratelimit.consume(request, app="allauth.account", action=action, key=key or "x")


def test_signing_up_at_both_within_a_minute_is_mailed_at_both(page_client, involta, zagorje):
    walks.register(page_client("involta.localhost"), walks.INVOLTA)
    walks.register(page_client("zagorje.localhost"), walks.ZAGORJE)
    assert len(mailbox.messages(involta, EMAIL)) == len(mailbox.messages(zagorje, EMAIL)) == 1


# --- Look-ups: everything that allauth and Django ask ----------------------------------------------------------------------------
LOOK_UPS = {
    "users by address": lambda user: userkit.filter_users_by_email(EMAIL),
    "users by address, for signing in": lambda user: userkit.filter_users_by_email(EMAIL, prefer_verified=True, for_login=True),
    "users by name": lambda user: list(userkit.filter_users_by_username("mojca.kovac")),
    "user by name": lambda user: userkit.get_user_by_username("mojca.kovac"),
    "a known address": lambda user: email_already_exists(EMAIL)[1],
    "a confirmed address": lambda user: EmailAddress.objects.is_verified(EMAIL),
    "addresses": lambda user: list(EmailAddress.objects.lookup([EMAIL])),
    "users of an address": lambda user: EmailAddress.objects.get_users_for(EMAIL),
    "owner": lambda user: registration.confirmed_owner(EMAIL),
    "address of a link": lambda user: registration.address_of(user_id=user.pk, email=EMAIL),
    "user by key": lambda user: User.objects.filter(pk=user.pk).first(),
    "user of a session": lambda user: ScopedBackend().get_user(user.pk),
    "natural key": lambda user: User.objects.filter(username="mojca.kovac").exists(),
    "signing in by name": lambda user: authenticate(None, username="mojca.kovac", password=walks.PASSWORD),
    "signing in by address": lambda user: authenticate(None, email=EMAIL, password=walks.PASSWORD),
    "addresses of a user": lambda user: list(user.emailaddress_set.all()),
}


@pytest.mark.parametrize("name", LOOK_UPS)
def test_a_look_up_at_another_tenant_finds_nobody(at_involta, zagorje, name):
    with working_for(zagorje):
        assert not LOOK_UPS[name](at_involta)


@pytest.mark.parametrize("name", [name for name in LOOK_UPS if name != "signing in by address"])
def test_the_same_look_up_at_home_finds_somebody(at_involta, involta, name):
    """So that the test above can fail."""
    with working_for(involta):
        assert LOOK_UPS[name](at_involta)


def test_an_address_confirmed_at_one_can_be_confirmed_at_the_other(at_involta, zagorje):
    with working_for(zagorje):
        user = factories.UserFactory(email=EMAIL, username=None, confirmed=False)
        assert EmailAddress.objects.get(user=user).can_set_verified()


@pytest.mark.parametrize("model", [User, EmailAddress, TenantSession])
def test_without_a_tenant_nothing_is_asked(db, model):
    with pytest.raises(scope.NoTenant):
        model.objects.count()


# --- Writes ----------------------------------------------------------------------------------------------------------------------
def test_a_user_is_not_written_from_another_tenant(at_involta, zagorje):
    with working_for(zagorje), pytest.raises(CrossTenantWrite):
        at_involta.save(update_fields=["last_login"])


def test_two_accounts_of_one_address_at_one_tenant_are_refused_by_the_database(in_involta):
    factories.UserFactory(email=EMAIL, username="one")
    with pytest.raises(Exception, match=r"(?i)unique"), transaction.atomic():
        factories.UserFactory(email=EMAIL, username="two")
