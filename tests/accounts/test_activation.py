"""The link in the activation mail, in every state it can be found."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts import tokens
from tests import factories
from tests.accounts import mailbox
from tests.scopes import working_for


@pytest.fixture
def waiting(involta):
    """Registered at Involta, not activated: dana@example.si."""
    with working_for(involta):
        return factories.UserFactory(username="dana", email="dana@example.si", confirmed=False)


@pytest.fixture
def path(waiting, involta):
    with working_for(involta):
        return f"/accounts/activate/{tokens.address_key(waiting, waiting.email)}/"


def is_active(tenant, user):
    with working_for(tenant):
        return EmailAddress.objects.get(user=user, email=user.email).verified


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(visitor, involta, waiting, path, method):
    assert getattr(visitor, method)(path).status_code == 200
    assert not is_active(involta, waiting)


def test_without_a_token_of_the_page_nothing_is_activated(visitor, involta, waiting, path):
    assert visitor.post(path).status_code == 403
    assert not is_active(involta, waiting)


def test_pressing_the_button_activates_and_is_written_down(visitor, involta, waiting, path):
    visitor.visit(path).submit()
    assert is_active(involta, waiting)
    with working_for(involta):
        assert list(waiting.activity.values_list("kind", flat=True)) == ["activated"]
    assert mailbox.last(involta, waiting.email).event == "registered"


def test_pressing_twice_tells_it_once(visitor, involta, waiting, path):
    page = visitor.visit(path)
    page.submit()
    assert "že aktiven" in page.submit().main
    assert [message.event for message in mailbox.messages(involta)] == ["registered"]


def test_an_old_link_offers_a_new_one_with_one_button(visitor, involta, waiting, path):
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        page = visitor.visit(path)
        assert "potekla" in page.main
        assert visitor.post(path, {"csrfmiddlewaretoken": page.form().token}).status_code == 200
        assert not is_active(involta, waiting), "also when somebody presses a button that is not there"
        page.submit()
        assert not is_active(involta, waiting)
        assert mailbox.last(involta, waiting.email).event == "activation"
        new = mailbox.path_of(mailbox.last(involta, waiting.email), "/activate/")
        visitor.visit(new).submit()
    assert is_active(involta, waiting)


def test_a_link_that_is_cut_off_leads_to_a_new_one(visitor, involta, waiting, path):
    page = visitor.visit(path[:-4] + "/", status=404)
    page = page.follow("Pošljite novo povezavo").submit(email="Dana@Example.si")
    assert mailbox.last(involta, waiting.email).event == "activation"


@pytest.mark.parametrize(
    ("email", "event"), [("dana@example.si", "activation"), ("ana@example.si", "account_exists"), ("nihce@example.si", "unknown_account")]
)
def test_asking_again_says_the_same_to_everybody(visitor, involta, ana, waiting, email, event):
    page = visitor.visit("/accounts/activate/resend/").submit(email=email)
    assert page.main.replace(email, "…") == visitor.visit("/accounts/activate/resend/").submit(email="drug@example.si").main.replace(
        "drug@example.si", "…"
    )
    assert mailbox.last(involta, email).event == event


def test_a_forgotten_password_of_a_waiting_account_mails_the_activation(visitor, involta, waiting):
    """GEN-I's manual sends people there when no mail came."""
    visitor.visit("/accounts/password/reset/").submit(email=waiting.email)
    assert mailbox.last(involta, waiting.email).event == "activation"


def test_looking_at_somebody_elses_link_signs_nobody_out(ana_client, involta, waiting, path):
    """A program that opens the links of a mail, in the browser of somebody else."""
    for _ in range(2):
        assert "Ana Novak" not in ana_client.visit(path).text
        assert ana_client.head(path).status_code == 200
    assert ana_client.get("/accounts/activity/").status_code == 200
    assert not is_active(involta, waiting)


def test_pressing_the_button_of_somebody_elses_link_ends_the_own_session(ana_client, involta, waiting, path):
    page = ana_client.visit(path).submit()
    assert is_active(involta, waiting)
    assert page.form("/accounts/login/").names == ["login", "password", "remember"]
    assert ana_client.get("/accounts/activity/").status_code == 302


def test_the_key_tells_no_row_numbers(waiting, involta):
    """allauth's own key is the number of a row, one sequence for all tenants."""
    from django.core import signing

    with working_for(involta):
        key = tokens.address_key(waiting, waiting.email)
        number = EmailAddress.objects.get().pk
    payload = signing.b64_decode(key.split(":")[0].encode()).decode()
    assert payload == f'["{waiting.pk.hex}","dana@example.si"]'
    assert str(number) != payload
