"""T15: the portal is no weapon. Nobody fills somebody else's mailbox with it, and nobody's way back in is used up by a stranger."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Link
from tests import people
from tests.accounts import mailbox, walks
from tests.accounts.bills import printed
from tests.accounts.test_linking import PAGE
from tests.scopes import working_for


@pytest.fixture
def neighbour(ana, involta):
    """The address on file of Ana's customer is Nika's, who linked and unlinks as she likes; Ana is told each time."""
    nika = people.person(involta, username="nika", full_name="Nika Novak")
    with working_for(involta):
        customer = ana.links.get().customer
        customer.email = nika.email
        customer.save()
        printed(customer, customer_number=customer.number)
    return nika


def link_and_unlink(client):
    client.visit(PAGE).submit(PAGE, customer_number="100001")
    ends = [form.action for form in client.visit(PAGE).forms if form.action.endswith("/end/")]
    if ends:
        client.visit(PAGE).submit(ends[0])


def test_linking_and_unlinking_again_and_again_floods_nobody(ana, neighbour, involta, page_client):
    """The limits on guesses do not hold whoever has the address on file."""
    client = page_client("involta.localhost", neighbour)
    for _time in range(6):
        link_and_unlink(client)
    assert 0 < len(mailbox.messages(involta, ana.email)) <= 5
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        client.sign_in(neighbour)
        client.visit(PAGE).submit(PAGE, customer_number="100001")
        with working_for(involta):
            assert Link.objects.filter(user=neighbour, valid_to=None).exists(), "two days later it is an honest wish again"


def ask(client, path, **values):
    client.visit(path).submit(path, **values)


def test_a_stranger_cannot_use_up_the_mails_that_let_somebody_in_again(ana, involta, page_client):
    """Signing up with somebody's address, or asking for the user name, all day long: the forgotten password is mailed all the same."""
    for hour in range(8):
        with time_machine.travel(timezone.now() + timedelta(hours=hour)):
            for number in range(4):
                walks.register(page_client(), walks.INVOLTA, email=ana.email, username=f"oseba{hour}{number}")
                ask(page_client(), "/accounts/forgotten-username/", email=ana.email)
    before = mailbox.messages(involta, ana.email)
    assert len(before) <= 20
    with time_machine.travel(timezone.now() + timedelta(hours=8)):
        ask(page_client(), "/accounts/password/reset/", email=ana.email)
    assert mailbox.last(involta, ana.email).event == "password_reset"


def test_all_kinds_together_stay_below_five_an_hour_and_twenty_a_day(ana, involta, page_client):
    for hour in range(7):
        with time_machine.travel(timezone.now() + timedelta(hours=hour, minutes=hour)):
            count = len(mailbox.messages(involta, ana.email))
            for _time in range(4):
                ask(page_client(), "/accounts/password/reset/", email=ana.email)
                ask(page_client(), "/accounts/forgotten-username/", email=ana.email)
            assert len(mailbox.messages(involta, ana.email)) - count <= 5
    assert len(mailbox.messages(involta, ana.email)) <= 20
