"""Accounts that operators make."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.management.base import CommandError

from accounts.models import User
from tenants.models import AuditEvent
from tests.accounts import walks
from tests.scopes import working_for


def test_create_staff_makes_a_confirmed_colleague_and_prints_a_link(manage, zagorje, page_client):
    printed = manage("create_staff", "--tenant", "zagorje", "Vida@example.si", "--name", "Vida Hribar")
    with working_for(zagorje):
        user = User.objects.get()
        assert (user.email, user.username, user.is_staff, user.is_superuser) == ("vida@example.si", None, True, False)
        assert EmailAddress.objects.get().verified
        assert not user.has_usable_password()
        assert AuditEvent.objects.get(action="staff.created").actor_label == "operator"
    path = re.search(r"http://zagorje\.localhost(/\S+)", printed).group(1)
    client = page_client("zagorje.localhost")
    client.visit(path).submit(password1="Nova-Zvezda-77", password2="Nova-Zvezda-77")
    client.post(
        "/accounts/login/", {"login": "vida@example.si", "password": "Nova-Zvezda-77", "csrfmiddlewaretoken": client.cookies["csrf"].value}
    )
    assert client.get("/accounts/activity/").status_code == 200


def test_create_staff_with_a_password_prints_it_once(manage, involta, page_client):
    printed = manage("create_staff", "--tenant", "involta", "vida@example.si", "--username", "Vida", "--with-password")
    password = re.search(r"Password: (\S+)", printed).group(1)
    with working_for(involta):
        assert User.objects.get(username="vida").check_password(password)


def test_where_people_sign_in_by_name_the_address_is_one(manage, involta):
    manage("create_staff", "--tenant", "involta", "vida@example.si")
    with working_for(involta):
        assert User.objects.get().username == "vida@example.si"


def test_a_customer_is_never_made_staff(manage, ana, involta):
    with pytest.raises(CommandError, match="already"):
        manage("create_staff", "--tenant", "involta", "ana@example.si")
    with working_for(involta):
        assert not User.objects.get(pk=ana.pk).is_staff


@pytest.mark.parametrize("wrong", ["vida", "vida@example.si\nBcc: x@example.si"])
def test_an_address_that_is_none_is_refused(manage, involta, wrong):
    with pytest.raises(CommandError, match="not an e-mail address"):
        manage("create_staff", "--tenant", "involta", wrong)


def test_operators_belong_to_the_platform(manage, platform, involta, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", walks.PASSWORD)
    manage("createsuperuser", "--username", "Operater", "--email", "Op@example.si", interactive=False)
    with working_for(platform):
        user = User.objects.get()
        assert (user.username, user.email, user.is_superuser) == ("operater", "op@example.si", True)
        assert EmailAddress.objects.get().verified
    with working_for(involta):
        assert not User.objects.exists()


def test_no_operator_is_made_at_a_tenant(in_involta):
    with pytest.raises(ValueError, match="platform"):
        User.objects.create_superuser("x", "x@example.si", walks.PASSWORD)


def test_changepassword_asks_which_tenant(manage, ana, ana_client, involta, monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda prompt="": "Nova-Zvezda-77")
    manage("changepassword", "--tenant", "involta", "ANA")
    assert ana_client.get("/accounts/activity/").status_code == 302, "whoever was signed in is not any more"
    with working_for(involta):
        assert User.objects.get(pk=ana.pk).check_password("Nova-Zvezda-77")
    with pytest.raises(CommandError, match="does not exist"):
        manage("changepassword", "ana")
