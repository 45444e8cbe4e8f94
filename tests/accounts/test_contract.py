"""What this house relies on in allauth beyond its published hooks: read before every upgrade, and run."""

from __future__ import annotations

import importlib

import pytest
from allauth.account import app_settings, managers
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import AppSettings
from allauth.account.models import EmailAddress
from allauth.mfa import app_settings as mfa_settings
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from accounts import allauth_settings, apps
from tests.scopes import no_scope, working_for


# --- The one patch --------------------------------------------------------------------------------------------------------------
def test_allauths_manager_still_has_no_queryset_of_its_own():
    """Ours is marked; the class as allauth wrote it has none."""
    fresh = importlib.util.find_spec("allauth.account.managers")
    module = importlib.util.module_from_spec(fresh)
    fresh.loader.exec_module(module)
    assert "get_queryset" not in vars(module.EmailAddressManager)
    assert managers.EmailAddressManager.get_queryset.is_tenant_scoped


def test_the_portal_does_not_start_when_allauth_brings_one(monkeypatch):
    monkeypatch.setattr(managers.EmailAddressManager, "get_queryset", lambda self: None)
    with pytest.raises(ImproperlyConfigured, match="get_queryset of its own"):
        apps.scope_email_addresses()


def test_the_patch_may_be_put_on_twice():
    apps.scope_email_addresses()
    assert managers.EmailAddressManager.get_queryset.is_tenant_scoped


# --- The setting getter ---------------------------------------------------------------------------------------------------------
def test_allauth_asks_the_getter_for_every_setting(monkeypatch):
    monkeypatch.setitem(allauth_settings.ANSWERS, "ACCOUNT_LOGIN_METHODS", lambda: {"username", "email"})
    assert {"username", "email"} == app_settings.LOGIN_METHODS


def test_what_nobody_answers_comes_from_the_settings(settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "none"
    assert app_settings.EMAIL_VERIFICATION == "none"
    assert allauth_settings.get("ACCOUNT_UNHEARD_OF", "default") == "default"


def test_the_answers_differ_by_tenant(involta, zagorje):
    with working_for(involta):
        here = (app_settings.LOGIN_METHODS, app_settings.SALT, mfa_settings.TOTP_ISSUER, set(app_settings.SIGNUP_FIELDS))
    with working_for(zagorje):
        there = (app_settings.LOGIN_METHODS, app_settings.SALT, mfa_settings.TOTP_ISSUER, set(app_settings.SIGNUP_FIELDS))
    assert here[0] == {"username"}
    assert there[0] == {"email"}
    assert here[1] != there[1]
    assert (here[2], there[2]) == ("Moja Involta", "Moja Komunala Zagorje")
    assert "username" in here[3]
    assert "username" not in there[3]


def test_the_tenants_file_is_read_on_every_request(involta, page_client):
    """A switch of the identifier takes effect without a restart."""
    from tenants.services import apply_tenant
    from tests.presets import local_text

    changes = {
        'identifier = "username"': 'identifier = "email"',
        "forgotten_username = true": "forgotten_username = false",
        '"evidence", "username",': '"evidence",',
    }
    text = local_text("involta")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    client = page_client("involta.localhost")
    assert "Uporabniško ime" in client.visit("/accounts/login/").main
    with no_scope():
        apply_tenant(text=text, by="tests")
    from tenants.middleware import hosts

    hosts.clear()
    form = client.visit("/accounts/login/").form("/accounts/login/")
    assert [item.get("type") for item in form.controls if item.get("name") == "login"] == ["email"]


def test_remember_me_lasts_as_long_as_the_tenant_says(involta):
    with working_for(involta):
        assert app_settings.SESSION_COOKIE_AGE == 30 * 24 * 3600


def test_long_windows_stop_patient_machines():
    """Five in five minutes alone would allow half a million guesses a year."""
    assert allauth_settings.RATE_LIMITS["login_failed"] == "10/m/ip,5/5m/key,20/d/key,50/30d/key"
    assert app_settings.RATE_LIMITS["login_failed"] == allauth_settings.RATE_LIMITS["login_failed"]


# --- Unique addresses -----------------------------------------------------------------------------------------------------------
def test_addresses_are_unique_in_the_flows_but_not_over_all_tenants_in_the_database():
    assert settings.ACCOUNT_UNIQUE_EMAIL is False
    assert app_settings.UNIQUE_EMAIL is True
    assert [c.name for c in EmailAddress._meta.constraints] == ["unique_primary_email"]


def test_while_models_load_they_are_not_unique(monkeypatch):
    monkeypatch.setattr("django.apps.apps.models_ready", False)
    assert app_settings.UNIQUE_EMAIL is False


def test_the_portal_does_not_start_without_the_getter(monkeypatch):
    monkeypatch.setattr(AppSettings, "UNIQUE_EMAIL", False)
    with pytest.raises(ImproperlyConfigured, match="ALLAUTH_SETTING_GETTER"):
        apps.refuse_global_unique_email()


def test_no_migration_is_missing_in_the_installed_packages(db):
    call_command("makemigrations", "account", "mfa", "usersessions", check=True, dry_run=True, verbosity=0)


# --- Names that are not published -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name",
    ["_get_login_attempts_cache_key", "_delete_login_attempts_cached_email", "respond_email_verification_sent", "post_login", "pre_login"],
)
def test_the_adapter_still_has_what_we_override(name):
    assert callable(getattr(DefaultAccountAdapter, name))


@pytest.mark.parametrize(
    "dotted",
    [
        "allauth.core.internal.ratelimit.consume",
        "allauth.core.context.request_context",
        "allauth.account.internal.flows.logout.logout",
        "allauth.usersessions.internal.flows.sessions.end_other_sessions",
        "allauth.core.exceptions.ImmediateHttpResponse",
    ],
)
def test_internal_names_we_use_are_where_they_were(dotted):
    module, name = dotted.rsplit(".", 1)
    assert hasattr(importlib.import_module(module), name)


def test_there_is_one_backend_and_it_asks_for_the_tenant():
    assert settings.AUTHENTICATION_BACKENDS == ["accounts.backends.ScopedBackend"]


def test_switches_that_are_frozen_at_import_are_as_the_flows_expect():
    assert app_settings.EMAIL_CONFIRMATION_HMAC is True
    assert app_settings.CHANGE_EMAIL is True
    assert app_settings.EMAIL_VERIFICATION_BY_CODE_ENABLED is False
    assert app_settings.LOGIN_BY_CODE_ENABLED is False
    assert app_settings.PASSWORD_RESET_BY_CODE_ENABLED is False
    assert app_settings.PREVENT_ENUMERATION is True
