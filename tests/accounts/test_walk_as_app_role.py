"""The walk of a customer as web and worker do it: under row security, by a role that owns nothing."""

from __future__ import annotations

import pytest

from tests.accounts import mailbox, walks

pytestmark = pytest.mark.postgresql


def test_from_registration_to_sign_out(page_client, involta, zagorje, app_role):
    client = page_client("involta.localhost")
    walks.register(client, walks.INVOLTA)
    walks.activate(client, involta, "mojca@example.si")
    walks.sign_in(client, "mojca.kovac", walks.PASSWORD)
    assert client.get("/accounts/activity/").status_code == 200
    client.visit("/accounts/logout/").submit("/accounts/logout/")
    client.visit("/accounts/password/reset/").submit(email="mojca@example.si")
    path = mailbox.path_of(mailbox.last(involta, "mojca@example.si"), "/reset/key/")
    assert client.visit(path).submit(password1="Nova-Zvezda-77", password2="Nova-Zvezda-77").h1 == "Novo geslo je shranjeno"
    assert mailbox.messages(zagorje) == []
