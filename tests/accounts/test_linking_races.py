"""Guesses that arrive at the same moment: the budget is never overrun, and one person gets one link."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import Link, LinkAttempt
from tenants import scope
from tenants.models import Utility
from tests import factories
from tests.accounts.bills import printed
from tests.accounts.guesses import guess
from tests.scopes import working_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

AT_ONCE = 20


def all_at_once(tenant, jobs: list[Callable[[], bool]]) -> list[bool]:
    """Run ``jobs`` on threads that start together, each with a connection of its own, as requests do."""
    start = Barrier(AT_ONCE)

    def work(own: list[Callable[[], bool]]) -> list[bool]:
        try:
            with scope.variable(tenant):
                start.wait(timeout=30)
                return [job() for job in own]
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        shares = pool.map(work, [jobs[number::AT_ONCE] for number in range(AT_ONCE)])
        return [answer for share in shares for answer in share]


@pytest.fixture
def world(transactional_db, involta):
    with working_for(involta):
        customer = factories.CustomerFactory(utility=Utility.objects.get(), number="300003", email="")
        printed(customer, customer_number="300003")
        return [factories.UserFactory() for _person in range(AT_ONCE)]


@pytest.mark.postgresql
def test_l2_two_hundred_simultaneous_guesses_never_exceed_the_budget_of_a_code(involta, world):
    jobs = [partial(guess, world[n % AT_ONCE], "300003", address=f"192.0.2.{n}") for n in range(200)]
    linked = sum(all_at_once(involta, jobs))
    with working_for(involta):
        assert LinkAttempt.objects.filter(evaluated=True).count() == 4
        assert LinkAttempt.objects.count() == 200
        assert Link.objects.count() == linked <= 4


@pytest.mark.postgresql
def test_simultaneous_guesses_from_one_address_never_exceed_its_budget(involta, world):
    jobs = [partial(guess, world[n % AT_ONCE], f"9{n:05}", address="192.0.2.1") for n in range(100)]
    all_at_once(involta, jobs)
    with working_for(involta):
        assert LinkAttempt.objects.filter(evaluated=True).count() == 10


@pytest.mark.postgresql
def test_simultaneous_guesses_of_one_account_never_exceed_its_budget(involta, world):
    jobs = [partial(guess, world[0], f"9{n:05}", address=f"192.0.2.{n}") for n in range(100)]
    all_at_once(involta, jobs)
    with working_for(involta):
        assert LinkAttempt.objects.filter(evaluated=True).count() == 5


@pytest.mark.sqlite
def test_l2_simultaneous_guesses_never_exceed_the_budget_on_sqlite_either(involta, world):
    jobs = [partial(guess, world[n % AT_ONCE], "300003", address=f"192.0.2.{n}") for n in range(60)]
    all_at_once(involta, jobs)
    with working_for(involta):
        assert LinkAttempt.objects.filter(evaluated=True).count() == 4
        assert LinkAttempt.objects.count() == 60


def test_four_clicks_at_once_make_one_link(involta, world):
    all_at_once(involta, [partial(guess, world[0], "300003", address=f"192.0.2.{n}") for n in range(4)] * 5)
    with working_for(involta):
        assert Link.objects.count() == 1
