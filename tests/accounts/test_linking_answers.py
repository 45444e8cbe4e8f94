"""Every failure at linking looks alike: page, headers and number of queries say nothing of what was wrong."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from accounts.models import Link
from tenants.models import Utility
from tests import factories, people
from tests.accounts.bills import customer_of, printed
from tests.accounts.guesses import customer_with_number, guess
from tests.accounts.linking_page import LOGATEC, PAGE, REFUSED
from tests.scopes import working_for


def bare(html):
    """The page without what differs every time: the token, and what was typed."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)
    return re.sub(r'name="(customer_number|reference|code)" value="[^"]+"', r'name="\1"', html)


def asked(client):
    """How many queries the last page took, without the look-up of the host, which is kept for some seconds."""
    return len([query for query in client.queries if '"tenants_host"' not in query])


LOCKED_ADDRESS = "203.0.113.9"

ASKED_BY_THE_BRAKE = 3
"""Failures by day; the row that is locked; whether staff were told today."""


def reply(page_client, tenant, number, *, name="", address="127.0.0.1"):
    """What somebody new sees who types ``number``: (status, page, headers, number of queries)."""
    person = people.person(tenant, username=f"p{name or number}", full_name="Petra Kos", email=f"p{name or number}@example.si")
    if name == "account":
        with working_for(tenant):
            for other in range(5):
                guess(person, f"90000{other}", address=f"192.0.2.10{other}")
    client = page_client("involta.localhost", person, REMOTE_ADDR=address)
    page = client.visit(PAGE).submit(PAGE, customer_number=number)
    assert page.errors == {"": REFUSED}, name or number
    headers = {name: value for name, value in page.response.headers.items() if name not in ("Content-Length",)}
    return page.status, bare(page.html), str(headers), asked(client)


def test_l6_wrong_unknown_locked_expired_and_foreign_numbers_get_equal_replies(involta, zagorje, page_client, marta):
    customer_with_number(involta, "700007")
    with working_for(involta):
        utility = Utility.objects.get()
        expired = factories.CustomerFactory(utility=utility, number="400004")
        printed(expired, customer_number="400004", valid_to=datetime(2020, 1, 1, tzinfo=UTC).date())
        for name in ("Ena", "Dva"):
            printed(factories.CustomerFactory(utility=utility, number=f"5-{name}", name=name), customer_number="500005")
        crowd = factories.UserFactory.create_batch(14)
        for number, person in enumerate(crowd[:4]):
            guess(person, "300003", address=f"192.0.2.{number}")
        for number, person in enumerate(crowd[4:]):
            guess(person, f"80000{number}", address=LOCKED_ADDRESS)
        Link.objects.all().delete()
    with working_for(zagorje):
        foreign = factories.CustomerFactory(utility=Utility.objects.get(), number="600006")
        printed(foreign, purpose="600006", reference="600006")
    replies = {
        "unknown": reply(page_client, involta, "999999"),
        "right, but too many tries at it": reply(page_client, involta, "300003"),
        "right, but too many tries of the account": reply(page_client, involta, "700007", name="account"),
        "right, but too many tries from there": reply(page_client, involta, "700007", name="address", address=LOCKED_ADDRESS),
        "unknown, and too many tries from there": reply(page_client, involta, "999998", address=LOCKED_ADDRESS),
        "not good any more": reply(page_client, involta, "400004"),
        "of two customers": reply(page_client, involta, "500005"),
        "of another tenant": reply(page_client, involta, "600006"),
    }
    for number, what in enumerate(("status", "page", "headers", "queries")):
        assert len({each[number] for each in replies.values()}) == 1, (what, {reason: each[3] for reason, each in replies.items()})


def test_l6_while_the_brake_holds_failures_look_as_ever_and_cost_the_same_whatever_was_typed(involta, page_client, marta):
    """The brake itself asks one thing more, the failures of the days before: for every guess, so it says nothing about a number."""
    with working_for(involta):
        for person in factories.UserFactory.create_batch(4):
            guess(person, "300003", address="192.0.2.1")
        Link.objects.all().delete()
    before = reply(page_client, involta, "999999")
    with working_for(involta):
        stranger = factories.UserFactory()
        for number in range(51):
            factories.LinkAttemptFactory(user=stranger, code_key=f"{number:064}", address=f"192.0.2.{number}")
        guess(factories.UserFactory(), "999990", address="192.0.2.200")  # the one that tells staff
    held = {number: reply(page_client, involta, number) for number in ("999998", "300003", "400004")}
    assert {each[:3] for each in held.values()} == {before[:3]}
    assert {each[3] for each in held.values()} == {before[3] + ASKED_BY_THE_BRAKE}


def test_l6_wrong_code_and_wrong_reference_get_equal_replies(apply_preset, page_client):
    tenant = apply_preset("mojupravljalec")
    with working_for(tenant):
        printed(customer_of("logatec", "700"), group="invoice/7", reference="122611000001070", code="0042")
    replies = set()
    for number, (reference, code) in enumerate([("122611000001070", "0043"), ("122611000001071", "0042"), ("122611000001071", "0043")]):
        person = people.person(tenant, username=None, full_name="Petra Kos", email=f"p{number}@example.si")
        client = page_client("mojupravljalec.localhost", person)
        page = client.visit(LOGATEC).submit(LOGATEC, reference=reference, code=code)
        replies.add((page.status, bare(page.html), asked(client)))
    assert len(replies) == 1
