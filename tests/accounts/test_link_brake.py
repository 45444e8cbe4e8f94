"""The tenant's brake: many more wrong guesses than usual send every match to staff, and stop nobody without a word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Link, LinkAttempt, LinkRequest
from accounts.rules.attempt_limits import brakes
from accounts.services import brake
from tenants.models import AuditEvent
from tests import factories
from tests.accounts import mailbox
from tests.accounts.linking_page import PAGE
from tests.scopes import working_for
from tests.staff import colleague

NOW = datetime(2026, 11, 10, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "daily", "on"),
    [
        (50, [], False),
        (51, [], True),
        (51, [30] * 13, True),  # half of the 28 days had none, so the median is none
        (51, [30] * 28, False),
        (150, [30] * 28, False),
        (151, [30] * 28, True),
        (60, [5] * 28, True),
        (1000, [200] * 29, False),
    ],
)
def test_the_brake_is_beyond_fifty_and_five_times_the_median_of_four_weeks(failures, daily, on):
    assert brakes(failures, daily) is on


@pytest.fixture
def sonja(involta):
    return colleague(involta)


def fail(tenant, count, *, ago=timedelta(hours=1)):
    """So many wrong guesses of strangers."""
    with working_for(tenant):
        user = factories.UserFactory(username=None, email=f"x{ago.total_seconds()}@example.si")
        rows = [factories.LinkAttemptFactory(user=user, code_key=f"{n:064}", address=f"192.0.2.{n}") for n in range(count)]
        LinkAttempt.objects.filter(pk__in=[row.pk for row in rows]).update(at=NOW - ago)


@pytest.fixture
def client(unlinked, page_client, time_machine):
    time_machine.move_to(NOW, tick=False)
    return page_client("involta.localhost", unlinked)


def test_below_the_limit_a_match_links_at_once(client, involta, marta, unlinked):
    fail(involta, 50)
    assert client.visit(PAGE).submit(PAGE, customer_number="300003").path == "/"
    with working_for(involta):
        assert not AuditEvent.objects.filter(action=brake.EVENT).exists()


def test_beyond_it_a_match_waits_for_staff_who_are_told(client, involta, marta, unlinked, sonja):
    fail(involta, 51)
    page = client.visit(PAGE).submit(PAGE, customer_number="300003")
    assert "Čaka na potrditev podjetja" in page.main, "never a silent stop"
    with working_for(involta):
        assert LinkRequest.objects.get().cause == "brake"
        assert not Link.objects.filter(user=unlinked).exists()
        assert AuditEvent.objects.get(action=brake.EVENT).data["failures"] == 51
    message = mailbox.last(involta, sonja.email)
    assert message.event == "link_brake"
    assert "51" in message.text
    assert "/admin/accounts/linkrequest/" in message.text


def test_staff_are_told_once_a_day(client, involta, marta, sonja):
    fail(involta, 60)
    for number in ("999991", "999992", "300003"):
        client.visit(PAGE).submit(PAGE, customer_number=number)
    assert sum(message.event == "link_brake" for message in mailbox.messages(involta)) == 1


def test_the_confirmed_address_on_file_links_at_once_all_the_same(client, involta, marta, unlinked):
    fail(involta, 51)
    with working_for(involta):
        marta.email = unlinked.email
        marta.save()
    assert client.visit(PAGE).submit(PAGE, customer_number="300003").path == "/"


def test_yesterdays_failures_count_no_more(client, involta, marta):
    fail(involta, 51, ago=timedelta(hours=25))
    assert client.visit(PAGE).submit(PAGE, customer_number="300003").path == "/"


def test_what_is_usual_here_does_not_brake(client, involta, marta):
    for day in range(1, 29):
        fail(involta, 12, ago=timedelta(days=day, hours=12))
    fail(involta, 58)
    assert client.visit(PAGE).submit(PAGE, customer_number="300003").path == "/"
