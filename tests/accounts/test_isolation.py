"""The same address at two portals: neither notices the other, and nothing of one is worth anything at the other.

Each guard of `accounts` has a test here that fails without it; the last part switches guards off and looks at what is behind them.
"""

from __future__ import annotations

import pytest
from allauth.account import app_settings
from allauth.account.internal import userkit
from allauth.account.internal.flows.manage_email import email_already_exists
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied
from django.db import connection, models, transaction
from django.test import RequestFactory

from accounts import tokens
from accounts.adapters import AccountAdapter
from accounts.backends import ScopedBackend
from accounts.models import CrossTenantWrite, TenantSession, User
from accounts.services import recovery, registration
from accounts.sessions import SessionStore
from tenants import scope
from tests import factories
from tests.accounts import mailbox, walks
from tests.accounts.conftest import EMAIL, OTHER_PASSWORD
from tests.scopes import no_scope, working_for

HOME = "/accounts/activity/"

ON_POSTGRESQL = connection.vendor == "postgresql"


def is_signed_in(client):
    return client.get(HOME).status_code == 200


@pytest.fixture
def both(at_involta, at_zagorje):
    return at_involta, at_zagorje


# --- From end to end ------------------------------------------------------------------------------------------------------------
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


# --- Links ----------------------------------------------------------------------------------------------------------------------
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


def test_a_half_way_reset_is_dead_at_the_other_with_the_copied_cookie(both, page_client, involta):
    client = page_client("involta.localhost")
    with working_for(involta):
        url = recovery.reset_url(both[0])
    page = client.visit(url.removeprefix("http://involta.localhost"))
    assert page.path.endswith("-set-password/")
    assert pasted(client, page_client("zagorje.localhost")).visit(page.path).h1 == "Ta povezava ne deluje več"


def test_links_in_mails_lead_to_the_accounts_own_host(page_client, involta, zagorje):
    """Whatever a request says about itself: the link is built from the tenant's row."""
    client = page_client("involta.localhost")
    client.defaults |= {"HTTP_X_FORWARDED_HOST": "zlo.example", "HTTP_FORWARDED": "host=zlo.example", "SERVER_PORT": "8443"}
    walks.register(client, walks.INVOLTA)
    found = mailbox.links(mailbox.last(involta, EMAIL))
    assert found
    assert {link.split("/")[2] for link in found} == {"involta.localhost"}


# --- Sessions -------------------------------------------------------------------------------------------------------------------
def test_a_cookie_of_one_is_nothing_at_the_other(both, page_client):
    client = page_client("involta.localhost")
    walks.sign_in(client, "mojca.kovac", walks.PASSWORD)
    assert is_signed_in(client)
    assert not is_signed_in(pasted(client, page_client("zagorje.localhost")))
    assert is_signed_in(client), "and it still works where it belongs"
    assert is_signed_in(pasted(client, page_client("involta.localhost"))), "so that the test can fail"


def pasted(client, other):
    """Another browser with a copy of the session cookie."""
    other.cookies["session"] = client.cookies["session"].value
    return other


def test_a_session_is_not_read_at_another_tenant(involta, zagorje):
    with working_for(involta):
        store = SessionStore()
        store["secret"] = "involta"
        store.save()
        assert TenantSession.objects.get().tenant_id == involta.pk
    with working_for(zagorje):
        assert SessionStore(store.session_key).get("secret") is None


def test_without_a_tenant_a_cookie_means_nothing_and_nothing_is_written(involta):
    with working_for(involta):
        store = SessionStore()
        store["secret"] = "involta"
        store.save()
    with no_scope():
        assert SessionStore(store.session_key).load() == {}
        with pytest.raises(scope.NoTenant):
            SessionStore().create()


def test_the_health_check_answers_to_somebody_with_a_cookie(at_involta, page_client):
    client = page_client("involta.localhost")
    walks.sign_in(client, "mojca.kovac", walks.PASSWORD)
    assert client.get("/healthz").status_code == 200


def test_a_half_way_sign_in_with_second_factor_does_not_go_on_at_the_other(both, page_client, involta, zagorje):
    secrets = {}
    for tenant, user in zip((involta, zagorje), both, strict=True):
        with working_for(tenant):
            secrets[tenant.slug] = generate_totp_secret()
            TOTP.activate(user, secrets[tenant.slug])
    client = page_client("involta.localhost")
    page = walks.sign_in(client, "mojca.kovac", walks.PASSWORD)
    assert page.path == "/accounts/2fa/authenticate/"
    other = pasted(client, page_client("zagorje.localhost"))
    assert other.visit("/accounts/2fa/authenticate/").path == "/accounts/login/"
    code = f"{hotp_value(secrets['involta'], next(iter(yield_hotp_counters_from_time()))):06d}"
    page.submit("/accounts/2fa/authenticate/", code=code)
    assert is_signed_in(client)


def test_the_second_factor_names_the_tenant_and_is_not_readable_in_the_database(at_involta, involta, page_client):
    client = page_client("involta.localhost")
    walks.sign_in(client, "mojca.kovac", walks.PASSWORD)
    assert app_settings is not None
    with working_for(involta):
        secret = generate_totp_secret()
        TOTP.activate(at_involta, secret)
        assert secret not in str(Authenticator.objects.get().data)


# --- Limits ---------------------------------------------------------------------------------------------------------------------
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


@pytest.mark.parametrize("twin", ["ANA", "ａｎａ", " ana "])
def test_the_limit_of_failed_sign_ins_does_not_see_case_or_twins(in_involta, twin):
    key = AccountAdapter()._get_login_attempts_cache_key(None, username=twin)
    assert key == AccountAdapter()._get_login_attempts_cache_key(None, username="ana")


def test_after_five_wrong_passwords_even_the_right_one_waits(ana, page_client, visitor):
    for _try in range(5):
        walks.sign_in(visitor, "ana", "napačno")
    assert "Preveč poskusov" in walks.sign_in(visitor, "ana", factories.PASSWORD).errors[""]
    assert not is_signed_in(visitor)


def test_a_reset_by_mail_ends_the_wait(ana, visitor, involta):
    """A stranger who burns the limit does not shut the owner out."""
    for _try in range(6):
        walks.sign_in(visitor, "ana", "napačno")
    visitor.visit("/accounts/password/reset/").submit(email="ana@example.si")
    visitor.visit(mailbox.path_of(mailbox.last(involta, "ana@example.si"), "/reset/key/")).submit(
        password1="Nova-Zvezda-77", password2="Nova-Zvezda-77"
    )
    walks.sign_in(visitor, "ana", "Nova-Zvezda-77")
    assert is_signed_in(visitor)


# --- Redirects ------------------------------------------------------------------------------------------------------------------
HOSTILE = [
    "https://zagorje.localhost/",
    "//zagorje.localhost/",
    "https://zlo.example/",
    "//zlo.example",
    "/\\zlo.example",
    "https:zlo.example",
    "javascript:alert(1)",
    "http:///zlo.example",
    "\thttps://zlo.example",
    "https://involta.localhost@zlo.example/",
    "https://involta.localhost.zlo.example/",
]


@pytest.mark.parametrize("target", HOSTILE)
def test_signing_in_leads_to_no_other_host(ana, visitor, target):
    response = visitor.post(
        "/accounts/login/",
        {"login": "ana", "password": factories.PASSWORD, "next": target, "csrfmiddlewaretoken": token(visitor)},
    )
    assert response.status_code == 302
    assert response["Location"].startswith("/")
    assert not response["Location"].startswith(("//", "/\\"))


def token(client):
    return client.visit("/accounts/login/").form("/accounts/login/").values["csrfmiddlewaretoken"][0]


def test_signing_in_leads_back_to_the_page_that_was_asked_for(ana, visitor):
    page = visitor.visit("/accounts/activity/")
    assert page.path == "/accounts/login/"
    assert "potrebna prijava" in page.main
    assert page.submit("/accounts/login/", login="ana", password=factories.PASSWORD).path == "/accounts/activity/"


# --- Look-ups: everything that allauth and Django ask -----------------------------------------------------------------------------
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


# --- Writes ---------------------------------------------------------------------------------------------------------------------
def test_a_user_is_not_written_from_another_tenant(at_involta, zagorje):
    with working_for(zagorje), pytest.raises(CrossTenantWrite):
        at_involta.save(update_fields=["last_login"])


def test_two_accounts_of_one_address_at_one_tenant_are_refused_by_the_database(in_involta):
    factories.UserFactory(email=EMAIL, username="one")
    with pytest.raises(Exception, match=r"(?i)unique"), transaction.atomic():
        factories.UserFactory(email=EMAIL, username="two")


# --- Guards switched off, one at a time -----------------------------------------------------------------------------------------
@pytest.fixture
def open_users(monkeypatch):
    """The scoped manager switched off: what is behind it?"""
    from accounts.querysets import ScopedUserManager

    monkeypatch.setattr(ScopedUserManager, "get_queryset", models.Manager.get_queryset)


@pytest.fixture
def open_addresses(monkeypatch):
    monkeypatch.setattr(type(EmailAddress.objects), "get_queryset", models.Manager.get_queryset)


def test_behind_the_user_manager_the_backend_refuses(open_users, at_involta, zagorje):
    """On PostgreSQL row security is one more layer: there the row is not even seen."""
    with working_for(zagorje):
        assert User.objects.filter(pk=at_involta.pk).exists() != ON_POSTGRESQL, "the guard is off"
        assert ScopedBackend().get_user(at_involta.pk) is None


def test_behind_the_user_manager_signing_in_is_refused(open_users, open_addresses, at_involta, zagorje):
    with working_for(zagorje):
        request = RequestFactory().post("/")
        assert bool(userkit.filter_users_by_email(EMAIL)) != ON_POSTGRESQL, "the guards are off"
        assert ScopedBackend().authenticate(request, email=EMAIL, password=walks.PASSWORD) is None


def test_before_a_session_begins_a_stranger_is_turned_away(at_involta, zagorje):
    """allauth takes users in whom the backend refused; this door is behind that."""
    with working_for(zagorje), pytest.raises(PermissionDenied):
        AccountAdapter().pre_login(None, at_involta, email_verification="", signal_kwargs=None, email=None, signup=False, redirect_url=None)


def test_behind_the_user_manager_a_reset_token_is_refused(open_users, open_addresses, at_involta, involta, zagorje):
    with working_for(involta):
        token = tokens.ResetTokenGenerator().make_token(at_involta)
        assert tokens.ResetTokenGenerator().check_token(at_involta, token)
    with working_for(zagorje):
        assert not tokens.ResetTokenGenerator().check_token(at_involta, token)


def test_allauths_own_activation_key_is_signed_per_tenant_too(at_involta, involta, zagorje, open_addresses):
    with working_for(involta):
        address = EmailAddress.objects.get(user=at_involta)
        EmailAddress.objects.filter(pk=address.pk).update(verified=False)
        key = EmailConfirmationHMAC(address).key
        assert EmailConfirmationHMAC.from_key(key) is not None
    with working_for(zagorje):
        assert EmailConfirmationHMAC.from_key(key) is None


# --- The platform ---------------------------------------------------------------------------------------------------------------
@pytest.fixture
def operator(platform):
    with working_for(platform):
        return User.objects.create_superuser("Operater", "Operater@example.si", OTHER_PASSWORD)


def test_an_operator_does_not_exist_at_a_tenant(operator, involta, page_client):
    client = page_client("involta.localhost")
    walks.sign_in(client, "operater", OTHER_PASSWORD)
    assert not is_signed_in(client)


def test_an_operator_signs_in_at_the_platform(operator, page_client, platform):
    client = page_client("localhost")
    response = client.post("/accounts/login/", {"login": "operater", "password": OTHER_PASSWORD, "csrfmiddlewaretoken": token(client)})
    assert response.status_code == 302
    assert response["Location"] == "/admin/"


def test_a_customer_does_not_exist_at_the_platform(at_involta, page_client):
    client = page_client("localhost")
    client.post("/accounts/login/", {"login": "mojca.kovac", "password": walks.PASSWORD, "csrfmiddlewaretoken": token(client)})
    assert "_auth_user_id" not in session_of(client)


def session_of(client):
    from tenants.models import Tenant

    with working_for(Tenant.objects.get(pk=1)):
        return dict(client.session)


def test_nobody_registers_at_the_platform(platform, page_client):
    client = page_client("localhost")
    page = client.visit("/accounts/signup/")
    assert page.h1 == "Registracija je zaprta"
