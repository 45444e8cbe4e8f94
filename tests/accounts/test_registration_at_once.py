"""Many sign-ups and many clicks at the same moment: one account for one address, one activation for one link."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client

from accounts import tokens
from accounts.models import ActivityEvent, User
from tests import factories
from tests.accounts import mailbox, walks
from tests.scopes import working_for

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

AT_ONCE = 20
"""Connections of one test; the server has a hundred for everybody."""


def together(jobs):
    """Run ``jobs``, at most :data:`AT_ONCE` at a time, the first ones from one barrier; what each gave back or raised."""
    barrier = threading.Barrier(AT_ONCE)

    def run(number, job):
        try:
            if number < AT_ONCE:
                barrier.wait(timeout=60)
            return job()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(len(jobs)), jobs))


def posted(path, data, number):
    """The status of one POST to Involta, from a browser and an address of its own."""
    browser = Client(headers={"host": "involta.localhost"}, REMOTE_ADDR=f"198.51.100.{number + 1}")
    return lambda: browser.post(path, data).status_code


def test_eighty_sign_ups_for_ten_addresses_make_ten_accounts(involta):
    emails = [f"oseba{number % 10}@example.si" for number in range(80)]
    data = [{**walks.INVOLTA, "username": f"ime{number}", "email": email, "terms": "on"} for number, email in enumerate(emails)]
    assert Counter(together([posted("/accounts/signup/", one, number) for number, one in enumerate(data)])) == {302: 80}
    with working_for(involta):
        assert sorted(User.objects.values_list("email", flat=True)) == sorted(set(emails))
        assert EmailAddress.objects.count() == 10
    for email in set(emails):
        assert "activation" in {message.event for message in mailbox.messages(involta, email)}


def test_of_fifty_clicks_at_once_one_activates(involta):
    with working_for(involta):
        waiting = factories.UserFactory(username="dana", email="dana@example.si", confirmed=False)
        path = f"/accounts/activate/{tokens.address_key(waiting, waiting.email)}/"
    assert Counter(together([posted(path, {}, number) for number in range(50)])) == {200: 50}
    with working_for(involta):
        assert EmailAddress.objects.get(user=waiting).verified
        assert list(ActivityEvent.objects.filter(user=waiting).values_list("kind", flat=True)) == ["activated"]
    assert [message.event for message in mailbox.messages(involta)] == ["registered"]
