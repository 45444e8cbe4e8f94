"""Where signing in leads: back to the page that was asked for, and never to another host."""

from __future__ import annotations

import pytest

from tests.accounts.walks import SIGN_IN
from tests.factories import PASSWORD

HOSTILE = [
    "https://zagorje.localhost/",
    "//zagorje.localhost/",
    "https://zlo.example/",
    "//zlo.example",
    "/\\zlo.example",
    "https:zlo.example",
    "javascript:alert(1)",
    "http:///zlo.example",
    "\thttps://zlo.example",
    "https://involta.localhost@zlo.example/",
    "https://involta.localhost.zlo.example/",
]


@pytest.mark.parametrize("target", HOSTILE)
def test_signing_in_leads_to_no_other_host(ana, visitor, target):
    token = visitor.visit(SIGN_IN).form(SIGN_IN).token
    response = visitor.post(SIGN_IN, {"login": "ana", "password": PASSWORD, "next": target, "csrfmiddlewaretoken": token})
    assert response.status_code == 302
    assert response["Location"].startswith("/")
    assert not response["Location"].startswith(("//", "/\\"))


def test_signing_in_leads_back_to_the_page_that_was_asked_for(ana, visitor):
    page = visitor.visit("/accounts/activity/")
    assert page.path == SIGN_IN
    assert "potrebna prijava" in page.main
    assert page.submit(SIGN_IN, login="ana", password=PASSWORD).path == "/accounts/activity/"
