"""Guards between portals switched off, one at a time: what is behind them holds."""

from __future__ import annotations

import pytest
from allauth.account.internal import userkit
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.core.exceptions import PermissionDenied
from django.db import connection, models
from django.test import RequestFactory

from accounts import tokens
from accounts.adapters import AccountAdapter
from accounts.backends import ScopedBackend
from accounts.models import User
from accounts.querysets import ScopedUserManager
from tests.accounts import walks
from tests.accounts.conftest import EMAIL
from tests.scopes import working_for

ON_POSTGRESQL = connection.vendor == "postgresql"


@pytest.fixture
def open_users(monkeypatch):
    """The scoped manager switched off: what is behind it?"""
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
