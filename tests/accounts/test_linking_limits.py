"""Guesses at linking are counted before they are checked, are never uncounted, and all failures look alike."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache

from accounts.models import Link, LinkAttempt, LinkBudget
from accounts.services import activity, attempts, linking
from tenants import scope
from tenants.middleware import RequestTransaction
from tenants.models import AuditEvent, Utility
from tests import factories, people
from tests.accounts.bills import customer_of, printed
from tests.accounts.test_linking import LOGATEC, PAGE, REFUSED
from tests.scopes import working_for
from tests.sizes import LONG

TRIES = 20_000 if LONG else 400


@pytest.fixture
def marta(involta):
    """A customer whose number is known and whose link everybody here tries to get."""
    return customer_with_number(involta, "300003")


def customer_with_number(tenant, number):
    with working_for(tenant):
        customer = factories.CustomerFactory(utility=Utility.objects.get(), number=number)
        printed(customer, customer_number=number)
    return customer


def guess(user, number, *, address="192.0.2.1"):
    """Whether the number linked; as a request does it, in the scope of the test."""
    own = RequestTransaction(user.tenant_id)
    own.begin()
    try:
        utility = Utility.objects.get()
        [rule] = utility.rules.linking.rules
        linking.prove(
            user=user,
            utility=utility,
            rule=rule,
            values={"customer_number": number},
            client=activity.Client(address=address),
            checkpoint=own.checkpoint,
        )
    except linking.LinkRefused:
        return False
    except BaseException:
        own.failed = True
        raise
    finally:
        own.end()
    return True


def evaluated():
    return LinkAttempt.objects.filter(evaluated=True).count()


# --- The limits, through the service ----------------------------------------------------------------------------------------------
def test_the_fifth_guess_at_a_code_waits_a_minute_and_the_sixth_a_day(in_involta, time_machine):
    people_ = factories.UserFactory.create_batch(7)
    time_machine.move_to(datetime(2026, 3, 2, 8, tzinfo=UTC), tick=False)
    for person in people_[:4]:
        guess(person, "999999")
    assert evaluated() == 4
    time_machine.shift(59)
    guess(people_[4], "999999")
    assert evaluated() == 4
    time_machine.shift(1)
    guess(people_[4], "999999")
    assert evaluated() == 5
    time_machine.shift(3600)
    guess(people_[5], "999999")
    assert evaluated() == 5
    time_machine.shift(24 * 3600)
    guess(people_[6], "999999")
    assert evaluated() == 6


def test_one_account_tries_five_codes_a_day(in_involta, unlinked, marta, time_machine):
    time_machine.move_to(datetime(2026, 3, 2, 8, tzinfo=UTC), tick=False)
    for number in range(5):
        guess(unlinked, f"90000{number}", address=f"192.0.2.{number}")
    assert not guess(unlinked, "300003"), "right, but the sixth"
    assert evaluated() == 5
    assert guess(factories.UserFactory(), "300003"), "somebody else is not concerned"
    time_machine.shift(24 * 3600)
    assert guess(unlinked, "300003")


def test_one_address_makes_ten_guesses_a_day(in_involta, marta, time_machine):
    time_machine.move_to(datetime(2026, 3, 2, 8, tzinfo=UTC), tick=False)
    crowd = factories.UserFactory.create_batch(11)
    for number, person in enumerate(crowd[:10]):
        guess(person, f"9000{number:02}", address=f"2001:db8:1:2::{number:x}")
    assert not guess(crowd[10], "300003", address="2001:db8:1:2:ffff::1"), "the same /64"
    assert evaluated() == 10
    assert guess(crowd[10], "300003", address="2001:db8:1:3::1")


@pytest.mark.parametrize("spoken", ["", "unknown", "300.1.1.1"])
def test_a_client_without_a_readable_address_has_no_limits_of_its_own(in_involta, spoken):
    crowd = factories.UserFactory.create_batch(11)
    for number, person in enumerate(crowd):
        guess(person, f"9000{number:02}", address=spoken)
    assert evaluated() == 10


def test_success_resets_nothing(in_involta, marta):
    crowd = factories.UserFactory.create_batch(6)
    assert [guess(person, "300003", address=f"192.0.2.{n}") for n, person in enumerate(crowd)] == [True] * 4 + [False] * 2


def test_different_spellings_are_one_code(in_involta, marta):
    crowd = factories.UserFactory.create_batch(6)
    for number, typed in enumerate(["999999", "999 999", "999-999", "９９９９９９", "št. 999999", "999999 "]):
        guess(crowd[number], typed, address=f"192.0.2.{number}")
    assert evaluated() == 4


@pytest.mark.slow
def test_l1_an_attack_of_a_year_on_one_number_is_evaluated_twelve_times_at_most(in_involta, marta, time_machine):
    """50 accounts, 200 addresses, tries through the whole year; every month the evidence is imported anew and the cache is lost.

    LONG=1 (`make faults`) makes it 20,000 tries, some minutes."""
    begin = datetime(2026, 1, 5, 8, tzinfo=UTC)
    time_machine.move_to(begin, tick=False)
    crowd = factories.UserFactory.create_batch(50)
    month = 0
    for number in range(TRIES):
        passed = timedelta(days=365) * number / TRIES
        time_machine.move_to(begin + passed, tick=False)
        if passed // timedelta(days=30) > month:
            month += 1
            marta.evidence.all().delete()
            printed(marta, customer_number="300003")
            cache.clear()
        guess(crowd[number % 50], "300003", address=f"198.51.{number % 200}.7")
    assert month == 12
    assert LinkAttempt.objects.count() == TRIES
    assert 8 <= evaluated() <= 12


def test_l7_the_address_on_file_links_while_strangers_have_used_up_all_guesses(in_involta, marta):
    """A stranger can burn the guesses at a number with a few requests; whoever confirmed the address on file needs none."""
    for number, person in enumerate(factories.UserFactory.create_batch(6)):
        guess(person, "300003" if number > 3 else "300 003", address=f"192.0.2.{number}")
    marta.email = "Marta@Example.si"
    marta.save()
    stranger, victim = factories.UserFactory(), factories.UserFactory(email="marta@example.si")
    assert not guess(stranger, "300003", address="192.0.2.77")
    assert guess(victim, "300003", address="192.0.2.1"), "from an address without guesses left, too"
    assert Link.objects.get(user=victim).on_file
    assert evaluated() == 4, "it was no guess"


def test_l7_an_address_that_is_not_confirmed_opens_nothing(in_involta, marta):
    for number, person in enumerate(factories.UserFactory.create_batch(5)):
        guess(person, "300003", address=f"192.0.2.{number}")
    marta.email = "marta@example.si"
    marta.save()
    assert not guess(factories.UserFactory(email="marta@example.si", confirmed=False), "300003", address="192.0.2.78")


def test_l7_the_address_on_file_does_not_replace_the_values(in_involta, marta):
    marta.email = "marta@example.si"
    marta.save()
    assert not guess(factories.UserFactory(email="marta@example.si"), "300004")


def test_l3_nothing_lowers_the_count(in_involta, marta):
    crowd = factories.UserFactory.create_batch(5)
    for number, person in enumerate(crowd):
        guess(person, "999999", address=f"192.0.2.{number}")
    cache.clear()
    for number in range(1000):
        cache.set(f"filler-{number}", number)
    crowd[0].delete()
    assert not guess(factories.UserFactory(), "999999")
    assert evaluated() == 4


def test_a_reference_that_changes_with_every_bill_opens_no_new_account_of_guesses(apply_preset):
    tenant = apply_preset("mojupravljalec")
    with working_for(tenant):
        customer = customer_of("logatec", "700")
        utility = customer.utility
        [rule] = utility.rules.linking.rules
        crowd = [factories.UserFactory(username=None, email=f"p{n}@example.si") for n in range(8)]
        for number, person in enumerate(crowd):
            printed(customer, group=f"invoice/{number}", reference=f"1226{number:02}000001070", code=f"77{number:02}")
            own = RequestTransaction(tenant.pk)
            own.begin()
            with pytest.raises(linking.LinkRefused):
                linking.prove(
                    user=person,
                    utility=utility,
                    rule=rule,
                    values={"reference": f"1226{number:02}000001070", "code": "0000"},
                    client=activity.Client(address=f"192.0.2.{number}"),
                    checkpoint=own.checkpoint,
                )
            own.end()
        assert evaluated() == 4


def test_strangers_with_the_same_short_code_do_not_use_up_each_others_guesses(apply_preset):
    tenant = apply_preset("mojupravljalec")
    with working_for(tenant):
        utility = Utility.objects.get(code="logatec")
        [rule] = utility.rules.linking.rules
        for number in range(8):
            customer = customer_of("logatec", f"70{number}")
            printed(customer, group=f"invoice/{number}", reference=f"12261100000{number}", code="1234")
            own = RequestTransaction(tenant.pk)
            own.begin()
            linking.prove(
                user=factories.UserFactory(username=None, email=f"p{number}@example.si"),
                utility=utility,
                rule=rule,
                values={"reference": f"12261100000{number}", "code": "1234"},
                client=activity.Client(address=f"192.0.2.{number}"),
                checkpoint=own.checkpoint,
            )
            own.end()
        assert Link.objects.count() == 8


def test_the_database_does_not_say_who_was_tried(in_involta, unlinked, marta):
    guess(unlinked, "300003", address="203.0.113.7")
    kept = " ".join(LinkBudget.objects.values_list("key", flat=True)) + " ".join(LinkAttempt.objects.values_list("code_key", flat=True))
    for said in ("300003", "203.0.113", str(unlinked.pk)):
        assert said not in kept


def test_old_guesses_are_forgotten_when_they_count_no_more(in_involta, unlinked, time_machine):
    time_machine.move_to(datetime(2026, 3, 2, 8, tzinfo=UTC), tick=False)
    guess(unlinked, "999999")
    time_machine.shift(timedelta(days=364))
    assert attempts.forget_old() == 0
    time_machine.shift(timedelta(days=2))
    assert attempts.forget_old() == 1


# --- Counted whatever happens next ------------------------------------------------------------------------------------------------
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
    token = client.visit(PAGE).form(PAGE).values["csrfmiddlewaretoken"][0]
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


# --- One answer -------------------------------------------------------------------------------------------------------------------
def bare(html):
    """The page without what differs every time: the token, and what was typed."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)
    return re.sub(r'name="(customer_number|reference|code)" value="[^"]+"', r'name="\1"', html)


def asked(client):
    """How many queries the last page took, without the look-up of the host, which is kept for some seconds."""
    return len([query for query in client.queries if '"tenants_host"' not in query])


LOCKED_ADDRESS = "203.0.113.9"

ASKED_BY_THE_BRAKE = 4
"""Failures by day; the row that is locked (made, taken); whether staff were told today."""


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
