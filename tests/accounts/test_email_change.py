"""Another address: who may confirm it, what it does to others, and what the operators' host answers."""

from __future__ import annotations

import time

import pytest
import time_machine
from allauth.account.models import EmailAddress

from accounts.models import PendingEmail, User
from accounts.services import activity, email_change, recovery
from tests import factories, people
from tests.accounts import mailbox
from tests.factories import PASSWORD
from tests.scopes import working_for
from tests.staff import colleague

PAGE, NEW = "/accounts/email/", "ana.nova@example.si"


def ask(client, email=NEW, **more):
    return client.visit(PAGE).submit(PAGE, email=email, **{"password": PASSWORD, **more})


@pytest.fixture
def link(ana, involta):
    """Ana has asked for :data:`NEW`; the path of the link."""
    with working_for(involta):
        email_change.request_change(user=ana, email=NEW, client=activity.Client())
    return mailbox.path_of(mailbox.last(involta, NEW), "/email/confirm/")


def email_of(user):
    with working_for(user.tenant):
        return User.objects.get(pk=user.pk).email


def test_it_is_not_confirmed_by_whoever_holds_the_link(visitor, bojan_client, ana, link):
    """A typing error in the new address would hand the account to a stranger."""
    assert visitor.visit(link).path == "/accounts/login/"
    bojan_client.visit(link, status=404)
    token = bojan_client.visit(PAGE).form(PAGE).token
    assert bojan_client.post(link, {"csrfmiddlewaretoken": token}).status_code == 404
    assert email_of(ana) == "ana@example.si"


def test_one_confirmed_address_is_left_afterwards(ana, ana_client, involta, link):
    ana_client.visit(link).submit()
    with working_for(involta):
        assert list(EmailAddress.objects.filter(user=ana).values_list("email", "verified", "primary")) == [(NEW, True, True)]
        assert not PendingEmail.objects.exists()
    ana_client.visit(link, status=404)


def test_an_account_that_was_never_activated_does_not_block_an_address(ana, ana_client, involta, link):
    with working_for(involta):
        factories.UserFactory(username="zaseda", email=NEW, confirmed=False)
    ana_client.visit(link).submit()
    assert email_of(ana) == NEW


def test_an_address_that_became_somebody_elses_is_refused(ana, ana_client, involta, link):
    with working_for(involta):
        factories.UserFactory(username="lastnik", email=NEW)
    assert "ne moremo potrditi" in ana_client.visit(link).submit().main
    assert email_of(ana) == "ana@example.si"


def test_a_session_that_was_left_open_does_not_change_the_address(ana, ana_client, involta):
    """Whoever finds the browser of somebody else must know the password too."""
    assert ask(ana_client, password="napačno").errors["password"]
    assert mailbox.messages(involta, NEW) == []


def test_a_link_runs_out(ana, ana_client, link):
    with time_machine.travel(time.time() + 4 * 24 * 3600):
        ana_client.sign_in(ana)
        ana_client.visit(link, status=404)


def test_the_present_address_is_refused(ana_client):
    assert ask(ana_client, "ANA@example.si").errors["email"]


def test_a_cancelled_change_has_a_dead_link(ana, ana_client, involta, link):
    ana_client.visit(PAGE).submit("/accounts/email/cancel/")
    ana_client.visit(link, status=404)
    assert email_of(ana) == "ana@example.si"


def test_a_new_password_by_mail_ends_a_change_that_somebody_else_asked_for(ana, ana_client, involta, link, visitor):
    with working_for(involta):
        reset = recovery.reset_url(ana).removeprefix("http://involta.localhost")
    visitor.visit(reset).submit(password1="Nova-Zvezda-77", password2="Nova-Zvezda-77")
    with working_for(involta):
        ana.refresh_from_db()
    ana_client.sign_in(ana)
    ana_client.visit(link, status=404)


def test_a_pending_address_is_no_way_in(visitor, ana, involta, link):
    """Stock allauth would mail a stranger the key to somebody's account."""
    visitor.visit("/accounts/password/reset/").submit(email=NEW)
    assert mailbox.last(involta, NEW).event == "unknown_account"


def test_a_link_of_one_portal_means_nothing_at_another(ana, cilka, cilka_client, link):
    cilka_client.visit(link, status=404)
    assert email_of(cilka) == "cilka@example.si"


def test_an_operator_changes_the_address_on_the_operators_host(platform, page_client):
    olga = colleague(platform, username="olga", full_name="Olga Operater", is_superuser=True)
    client = page_client("localhost", olga)
    ask(client, "olga.nova@example.si")
    link = mailbox.path_of(mailbox.last(platform, "olga.nova@example.si"), "/email/confirm/")
    client.visit(link).submit()
    assert email_of(olga) == "olga.nova@example.si"


def test_an_operator_changes_the_password_on_the_operators_host(platform, page_client):
    olga = colleague(platform, username="olga", full_name="Olga Operater", is_superuser=True)
    client = page_client("localhost", olga)
    csrf = client.visit("/accounts/password/change/").form("/accounts/password/change/").token
    sent = {"oldpassword": PASSWORD, "password1": "Nova-Zvezda-2077", "password2": "Nova-Zvezda-2077", "csrfmiddlewaretoken": csrf}
    assert client.post("/accounts/password/change/", sent)["Location"] == "/admin/"
    with working_for(platform):
        assert User.objects.get(pk=olga.pk).check_password("Nova-Zvezda-2077")


def test_the_same_work_for_an_address_in_use(ana_client, involta):
    people.person(involta, username="darja", full_name="Darja Kos")
    counts = []
    for address in ("darja@example.si", "nihce@example.si"):
        csrf = ana_client.visit(PAGE).form(PAGE).token
        ana_client.post(PAGE, {"email": address, "password": PASSWORD, "csrfmiddlewaretoken": csrf})
        counts.append(len(ana_client.queries))
    assert counts[0] == counts[1]
