"""A cookie of one portal, copied to another: a session, a half-way reset and a half-way sign-in are nothing there."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time

from accounts.models import TenantSession
from accounts.services import recovery
from accounts.sessions import SessionStore
from tenants import scope
from tests.accounts import walks
from tests.accounts.walks import is_signed_in
from tests.scopes import no_scope, working_for


def pasted(client, other):
    """Another browser with a copy of the session cookie."""
    other.cookies["session"] = client.cookies["session"].value
    return other


def test_a_cookie_of_one_is_nothing_at_the_other(both, page_client):
    client = page_client("involta.localhost")
    walks.sign_in(client, "mojca.kovac", walks.PASSWORD)
    assert is_signed_in(client)
    assert not is_signed_in(pasted(client, page_client("zagorje.localhost")))
    assert is_signed_in(client), "and it still works where it belongs"
    assert is_signed_in(pasted(client, page_client("involta.localhost"))), "so that the test can fail"


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


def test_a_half_way_reset_is_dead_at_the_other_with_the_copied_cookie(both, page_client, involta):
    client = page_client("involta.localhost")
    with working_for(involta):
        url = recovery.reset_url(both[0])
    page = client.visit(url.removeprefix("http://involta.localhost"))
    assert page.path.endswith("-set-password/")
    assert pasted(client, page_client("zagorje.localhost")).visit(page.path).h1 == "Ta povezava ne deluje več"
