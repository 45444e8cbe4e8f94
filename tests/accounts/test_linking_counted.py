"""A guess is counted before it is checked: whatever breaks afterwards, the count stays and no link is left half made."""

from __future__ import annotations

import pytest

from accounts.models import Link, LinkAttempt
from tenants import scope
from tenants.models import AuditEvent
from tests.accounts.guesses import evaluated, guess
from tests.accounts.linking_page import PAGE
from tests.scopes import working_for


class Broken(RuntimeError):
    pass


@pytest.fixture
def broken_afterwards(monkeypatch):
    """The page fails after the values were found right: the notice cannot be written."""

    def fail(link):
        raise Broken

    monkeypatch.setattr("accounts.services.link_notice.send", fail)


def post_and_break(client):
    """A right number on a page that breaks: 500."""
    token = client.visit(PAGE).form(PAGE).token
    client.raise_request_exception = False
    assert client.post(PAGE, {"csrfmiddlewaretoken": token, "customer_number": "300003"}).status_code == 500


def what_is_left(tenant):
    with working_for(tenant):
        return evaluated(), Link.objects.count(), AuditEvent.objects.filter(action="link.made").count()


def test_an_attempt_is_still_counted_when_the_view_raises_after_it(involta, unlinked, marta, page_client, broken_afterwards):
    post_and_break(page_client("involta.localhost", unlinked))
    assert what_is_left(involta) == (1, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_an_attempt_is_still_counted_when_commits_are_real(transactional_db, involta, unlinked, marta, page_client, broken_afterwards):
    post_and_break(page_client("involta.localhost", unlinked))
    assert what_is_left(involta) == (1, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_after_the_count_has_counted(transactional_db, involta, unlinked, marta, monkeypatch):
    """As if the process were gone: nothing after the checkpoint runs, nothing is tidied up."""

    class Dead(BaseException):
        pass

    def die(**kwargs):
        raise Dead

    monkeypatch.setattr("accounts.services.evidence.find", die)
    with scope.variable(involta), pytest.raises(Dead):
        guess(unlinked, "300003")
    assert what_is_left(involta) == (1, 0, 0)


@pytest.mark.postgresql
def test_linking_works_as_the_app_role(involta, unlinked, marta, page_client, app_role):
    page = page_client("involta.localhost", unlinked).visit(PAGE)
    assert page.submit(PAGE, customer_number="999999").path == PAGE
    assert page.submit(PAGE, customer_number="300003").path == "/"
    with working_for(involta):
        assert LinkAttempt.objects.count() == 2
