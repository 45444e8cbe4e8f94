"""How many guesses are compared with the evidence: by code, account and address. Whatever else happens, none is uncounted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache

from accounts.models import Link, LinkAttempt, LinkBudget
from accounts.services import activity, attempts, linking
from tenants.middleware import RequestTransaction
from tenants.models import Utility
from tests import factories
from tests.accounts.bills import customer_of, printed
from tests.accounts.guesses import evaluated, guess
from tests.scopes import working_for
from tests.sizes import LONG

TRIES = 20_000 if LONG else 400


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
