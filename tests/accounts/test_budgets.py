"""The rows that are locked while guesses are counted: kept as long as something counts under them, and no longer."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Event

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import LinkAttempt, LinkBudget, SignInFailure
from accounts.services import budgets, sign_in_failures
from tenants import due, sweep
from tests import factories
from tests.accounts.guesses import customer_with_number, guess
from tests.scopes import no_scope, working_for

FIRST = datetime(2026, 3, 2, 8, tzinfo=UTC)
YEAR = timedelta(days=365)
LONG_AGO = date(2020, 1, 1)


def forget():
    return due.jobs()["budgets without guesses forgotten"]()


def tidy_all():
    for job in due.jobs().values():
        job()


def keys():
    return set(LinkBudget.objects.values_list("key", flat=True))


def test_a_budget_goes_when_nothing_counts_under_it_any_more(in_involta, time_machine):
    time_machine.move_to(FIRST, tick=False)
    budgets.hold(["old", "used again"])
    time_machine.move_to(FIRST + timedelta(days=200), tick=False)
    budgets.hold(["used again", "young"])
    time_machine.move_to(FIRST + YEAR, tick=False)
    assert forget() == 0, "a guess of that day may still count"
    time_machine.move_to(FIRST + YEAR + timedelta(days=1), tick=False)
    assert forget() == 1
    assert keys() == {"used again", "young"}


def test_a_row_is_made_and_locked_by_one_statement(in_involta):
    """Between two the tidy-up could take it away, and two guesses at once would hold nothing."""
    budgets.hold(["there"])
    with CaptureQueriesContext(connection) as captured:
        budgets.hold(["there", "new"])
    assert len([query for query in captured if "accounts_linkbudget" in query["sql"]]) == 1
    assert keys() == {"there", "new"}


def test_while_a_guess_counts_its_budgets_stay(unlinked, involta, time_machine):
    """At the last moment of the year as well: whatever is still counted can still be locked."""
    time_machine.move_to(FIRST, tick=False)
    customer_with_number(involta, "300003")
    with working_for(involta):
        assert guess(unlinked, "300003")
        sign_in_failures.count(name="ana", checkpoint=lambda: None)
        held = keys()
        assert len(held) == 5, "the number, the account, its address, the name, the mails about links"
        time_machine.move_to(FIRST + YEAR, tick=False)
        tidy_all()
        assert LinkAttempt.objects.exists()
        assert SignInFailure.objects.exists()
        assert held <= keys()
        time_machine.move_to(FIRST + YEAR + timedelta(days=1), tick=False)
        tidy_all()
        assert not LinkAttempt.objects.exists()
        assert not SignInFailure.objects.exists()
        assert not keys() & held


def test_the_round_of_all_that_is_due_tidies_them_and_those_of_no_other_tenant_than_its_own(involta, zagorje, time_machine):
    time_machine.move_to(FIRST, tick=False)
    for tenant in (involta, zagorje):
        with working_for(tenant):
            budgets.hold(["old"])
    with working_for(zagorje):
        LinkBudget.objects.update(used_on=FIRST + timedelta(days=300))
    time_machine.move_to(FIRST + timedelta(days=366), tick=False)
    with no_scope():
        assert "involta: budgets without guesses forgotten: 1" in sweep.run().lines
    with working_for(zagorje):
        assert keys() == {"old"}


@pytest.mark.postgresql
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_tidy_up_takes_no_row_that_somebody_holds(transactional_db, involta):
    """It finds the old row, waits for the one who counts a guess under it, and then leaves it."""
    with working_for(involta):
        factories.LinkBudgetFactory(key="old", used_on=LONG_AGO)
    held, tidying = Event(), Event()

    def count():
        try:
            with working_for(involta):
                budgets.hold(["old"])
                held.set()
                assert tidying.wait(30)
                wait_until_somebody_waits()
        finally:
            connection.close()

    def tidy():
        try:
            assert held.wait(30)
            with working_for(involta):
                tidying.set()
                return forget()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        counting, tidied = pool.submit(count), pool.submit(tidy)
        counting.result(60)
        assert tidied.result(60) == 0
    with working_for(involta):
        assert keys() == {"old"}


def wait_until_somebody_waits():
    """For a lock in this database."""
    deadline = time.monotonic() + 30
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("the other one did not wait")
