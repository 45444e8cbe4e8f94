"""Accounts that operators make."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import check_password
from django.core.management.base import CommandError

from accounts.models import ActivityEvent, EarlierPassword, PendingPassword, User
from accounts.services import activity, passwords
from tenants.models import AuditEvent
from tests import factories, people
from tests.accounts import mailbox, walks
from tests.accounts.files import apply_changed
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


def test_changepassword_does_all_that_a_change_does(manage, db, monkeypatch):
    tenant = apply_changed("involta", ("history = 0", "history = 3"))
    ana = people.person(tenant, username="ana", full_name="Ana Kranjc")
    with working_for(tenant):
        passwords.request_change(user=ana, password="Tretja-Zvezda-77", sign_out_others=False, session_key="", client=activity.Client())
    monkeypatch.setattr("getpass.getpass", lambda prompt="": "Nova-Zvezda-77")
    manage("changepassword", "--tenant", "involta", "ana")
    with working_for(tenant):
        assert [check_password(factories.PASSWORD, row.password) for row in EarlierPassword.objects.filter(user=ana)] == [True]
        assert not PendingPassword.objects.exists(), "the link that was mailed before is dead"
        assert AuditEvent.objects.get(action="password.changed").actor_label == "operator"
        assert ActivityEvent.objects.filter(user=ana, kind="password_changed").count() == 1
    told = mailbox.last(tenant, ana.email)
    assert told.event == "password_changed"
    assert "from the address" not in told.text
    monkeypatch.setattr("getpass.getpass", lambda prompt="": factories.PASSWORD)
    with pytest.raises(CommandError, match="Aborting password change"):
        manage("changepassword", "--tenant", "involta", "ana")  # one of the last three


def test_changepassword_of_an_operator_without_an_address_tells_nobody(manage, platform, monkeypatch):
    with working_for(platform):
        user = User.objects.create_superuser("op", "", walks.PASSWORD)
    monkeypatch.setattr("getpass.getpass", lambda prompt="": "Nova-Zvezda-77")
    manage("changepassword", "op")
    with working_for(platform):
        assert User.objects.get(pk=user.pk).check_password("Nova-Zvezda-77")


def test_a_changepassword_that_is_given_up_changes_nothing(manage, ana, ana_client, involta, monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda prompt="": "kratko")
    with pytest.raises(CommandError, match="Aborting password change"):
        manage("changepassword", "--tenant", "involta", "ana")
    assert ana_client.get("/accounts/activity/").status_code == 200
    with working_for(involta):
        assert User.objects.get(pk=ana.pk).check_password(factories.PASSWORD)
        assert not EarlierPassword.objects.exists()
