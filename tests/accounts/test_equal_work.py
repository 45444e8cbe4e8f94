"""T10: what a public page does with an address is the same work whoever it belongs to, so that its time tells nothing.

Measured with `python -m tests.bench`; here counted: the same statements in the same order, the same number of templates."""

from __future__ import annotations

import re
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.template.loader import render_to_string

from tenants import letter
from tests import people
from tests.accounts import mailbox, walks
from tests.scopes import working_for

KNOWN, WAITING, UNKNOWN = "mojca@example.si", "matej@example.si", "milan@example.si"

PAGES = ["/accounts/password/reset/", "/accounts/forgotten-username/", "/accounts/activate/resend/"]


@pytest.fixture
def addresses(involta):
    """One that has an account, one whose account was never activated, one that has none; all equally long."""
    people.person(involta, username="mojca", full_name="Mojca Zorko", email=KNOWN)
    waiting = people.person(involta, username="matej", full_name="Matej Zorko", email=WAITING)
    with working_for(involta):
        EmailAddress.objects.filter(user=waiting).update(verified=False)
    return KNOWN, WAITING, UNKNOWN


@contextmanager
def letters():
    """The templates of mails that are drawn inside."""
    found = []

    def note(name, values):
        found.append(name)
        return render_to_string(name, values)

    with patch.object(letter, "render_to_string", note):
        yield found


def shape(sql):
    """The statement without its values."""
    return re.sub(r"""'(?:[^']|'')*'|"s\d+_x\d+"|\b\d+(?:\.\d+)?\b|NULL""", "?", sql)


def work(client, path, **values):
    """What one post does: its statements without their values, and its templates in any order."""
    form = client.visit(path).form(path)
    with letters() as rendered:
        reply = client.post(path, {"csrfmiddlewaretoken": form.token, **values})
    assert reply.status_code == 302
    return [shape(sql) for sql in client.all_queries], sorted(rendered)


@pytest.mark.parametrize("path", PAGES)
def test_an_address_is_the_same_work_whoever_it_belongs_to(addresses, page_client, involta, path):
    known, *others = [work(page_client(), path, email=email) for email in addresses]
    assert len({message.event for message in mailbox.messages(involta)}) > 1, "the mails tell the truth"
    for other in others:
        assert other == known


@pytest.mark.parametrize("path", PAGES)
def test_beyond_the_limit_it_is_still_the_same_work(addresses, page_client, involta, path):
    """Each kind of mail is limited by itself: a page that did nothing beyond would tell which one it was."""
    first = [work(page_client(), path, email=email) for email in addresses]
    for _time in range(2):
        last = [work(page_client(), path, email=email) for email in addresses]
    assert [len(mailbox.messages(involta, email)) for email in addresses] == [2, 2, 2]
    for statements, rendered in last:
        assert rendered == first[0][1]
        assert [sql for sql in statements if "SAVEPOINT" not in sql] == [sql for sql in first[0][0] if "SAVEPOINT" not in sql]


def test_a_registration_writes_the_same_letters_for_a_known_address(addresses, page_client):
    fields = {**walks.INVOLTA, "terms": "on"}
    known, unknown = (
        work(page_client(), "/accounts/signup/", **{**fields, "email": email, "username": name})[1]
        for email, name in ((KNOWN, "nova.oseba"), (UNKNOWN, "novi.oseba"))
    )
    assert known == unknown
    assert {"mail/activation.html", "mail/account_exists.html"} < set(known)
