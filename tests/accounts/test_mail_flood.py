"""T15: the portal is no weapon. Nobody fills somebody else's mailbox with it, and nobody's way back in is used up by a stranger."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts import tokens
from accounts.models import Customer, Link, LinkNotice
from accounts.services import activity, closing, link_notice, linking
from tenants import due, scope
from tenants.models import AuditEvent
from tests import factories, people
from tests.accounts import mailbox, walks
from tests.accounts.bills import printed
from tests.accounts.guesses import customer_with_number, guess
from tests.accounts.linking_page import PAGE
from tests.scopes import working_for


@pytest.fixture
def neighbour(ana, involta):
    """The address on file of Ana's customer is Nika's, who linked and unlinks as she likes; Ana is told each time."""
    nika = people.person(involta, username="nika", full_name="Nika Novak")
    with working_for(involta):
        customer = ana.links.get().customer
        customer.email = nika.email
        customer.save()
        printed(customer, customer_number=customer.number)
    return nika


def link_and_unlink(client):
    client.visit(PAGE).submit(PAGE, customer_number="100001")
    ends = [form.action for form in client.visit(PAGE).forms if form.action.endswith("/end/")]
    if ends:
        client.visit(PAGE).submit(ends[0])


def test_linking_and_unlinking_again_and_again_floods_nobody(ana, neighbour, involta, page_client):
    """The limits on guesses do not hold whoever has the address on file."""
    client = page_client("involta.localhost", neighbour)
    for _time in range(6):
        link_and_unlink(client)
    assert 0 < len(mailbox.messages(involta, ana.email)) <= 5
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        client.sign_in(neighbour)
        client.visit(PAGE).submit(PAGE, customer_number="100001")
        with working_for(involta):
            assert Link.objects.filter(user=neighbour, valid_to=None).exists(), "two days later it is an honest wish again"


def ask(client, path, **values):
    client.visit(path).submit(path, **values)


def test_a_stranger_cannot_use_up_the_mails_that_let_somebody_in_again(ana, involta, page_client):
    """Signing up with somebody's address, or asking for the user name, all day long: the forgotten password is mailed all the same."""
    for hour in range(8):
        with time_machine.travel(timezone.now() + timedelta(hours=hour)):
            for number in range(4):
                walks.register(page_client(), walks.INVOLTA, email=ana.email, username=f"oseba{hour}{number}")
                ask(page_client(), "/accounts/forgotten-username/", email=ana.email)
    before = mailbox.messages(involta, ana.email)
    assert len(before) <= 20
    with time_machine.travel(timezone.now() + timedelta(hours=8)):
        ask(page_client(), "/accounts/password/reset/", email=ana.email)
    assert mailbox.last(involta, ana.email).event == "password_reset"


def test_all_kinds_together_stay_below_five_an_hour_and_twenty_a_day(ana, involta, page_client):
    for hour in range(7):
        with time_machine.travel(timezone.now() + timedelta(hours=hour, minutes=hour)):
            count = len(mailbox.messages(involta, ana.email))
            for _time in range(4):
                ask(page_client(), "/accounts/password/reset/", email=ana.email)
                ask(page_client(), "/accounts/forgotten-username/", email=ana.email)
            assert len(mailbox.messages(involta, ana.email)) - count <= 5
    assert len(mailbox.messages(involta, ana.email)) <= 20


# --- Several accounts that know the values ----------------------------------------------------------------------------------------
MARTA = "marta@example.si"


@pytest.fixture
def crowd(involta):
    """Five accounts whose owners have Marta's bill; the address on file is hers."""
    customer_with_number(involta, "300003")
    with working_for(involta):
        Customer.objects.filter(number="300003").update(email=MARTA)
        return [factories.UserFactory() for _person in range(5)]


def link_and_end(involta, user):
    with working_for(involta):
        assert guess(user, "300003", address=f"2001:db8:{user.pk.hex[:4]}::1")
        linking.unlink(link=Link.objects.get(user=user, valid_to=None), by=user)


def link_and_end_by_staff(involta, user):
    """Twice, whatever the limits on guesses say."""
    with working_for(involta):
        for _time in range(2):
            made = linking.link(user=user, customer=Customer.objects.get(number="300003"), rule_key="staff", by="staff")
            linking.unlink(link=made, by="staff")


def told_of(message):
    """How many links a gathered mail says were made, and how many ended."""
    made = message.text.count("/objection/")
    return made, len(re.findall(r"^\d.* 2\d{3}: ", message.text, re.MULTILINE)) - made


def test_several_accounts_cannot_flood_the_address_on_file_and_nothing_is_lost(crowd, involta):
    for user in crowd[:4]:
        link_and_end(involta, user)
    [first] = mailbox.messages(involta, MARTA)
    assert first.event == "link_notice"
    assert mailbox.gather(involta, minutes=58) == 0, "the hour is not over"
    assert mailbox.gather(involta) == 1
    gathered = mailbox.last(involta, MARTA)
    assert (gathered.event, told_of(gathered)) == ("link_news", (3, 4)), "all that the first mail could not say"
    assert mailbox.gather(involta, minutes=130) == 0, "and once"
    with working_for(involta):
        links = list(Link.objects.order_by("pk").values_list("public_id", flat=True))
        named = [tokens.read_objection_key(path.split("/")[-2]).link for path in mailbox.links(gathered) if "/objection/" in path]
        assert named == links[1:]


def test_each_link_of_a_gathered_mail_ends_the_access_that_it_names(crowd, involta, visitor):
    with working_for(involta):
        for user in crowd[:3]:
            guess(user, "300003", address=f"2001:db8:{user.pk.hex[:4]}::1")
    mailbox.gather(involta)
    gathered = mailbox.last(involta, MARTA)
    path = [urlsplit(link).path for link in mailbox.links(gathered) if "/objection/" in link][1]
    visitor.visit(path).submit()
    with working_for(involta):
        assert set(Link.objects.filter(valid_to=None).values_list("user", flat=True)) == {crowd[0].pk, crowd[1].pk}


def test_one_notice_that_waited_is_told_in_the_words_of_one(crowd, involta):
    link_and_end(involta, crowd[0])
    mailbox.gather(involta)
    assert [message.event for message in mailbox.messages(involta, MARTA)] == ["link_notice", "link_end"]


def test_the_next_mail_tells_what_waited_before_the_job_does(crowd, involta):
    link_and_end(involta, crowd[0])
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        link_and_end(involta, crowd[1])
    gathered = mailbox.last(involta, MARTA)
    assert (gathered.event, told_of(gathered)) == ("link_news", (1, 1))


def test_each_address_is_counted_by_itself(crowd, involta):
    """Those who share the access are told at once, whatever the mailbox of the address on file was told."""
    with working_for(involta):
        guess(crowd[0], "300003")
        guess(crowd[1], "300003", address="2001:db8::1")
    assert [message.event for message in mailbox.messages(involta, crowd[0].email)] == ["link_notice"]
    assert len(mailbox.messages(involta, MARTA)) == 1


def test_an_address_on_file_that_is_none_is_noted_and_keeps_nobody_waiting(crowd, involta):
    with working_for(involta):
        Customer.objects.filter(number="300003").update(email="to ni naslov")
        for user in crowd[:2]:
            assert guess(user, "300003", address=f"2001:db8:{user.pk.hex[:4]}::1")
    mailbox.gather(involta)
    with working_for(involta):
        assert not LinkNotice.objects.filter(sent_at=None).exists()
        assert AuditEvent.objects.filter(action="link.notice_impossible").count() == 2
    assert mailbox.messages(involta, crowd[0].email), "the other one was told all the same"


def test_an_address_at_which_the_portal_fails_keeps_no_other_waiting(crowd, involta, monkeypatch):
    with working_for(involta):
        for user in crowd[:3]:
            guess(user, "300003", address=f"2001:db8:{user.pk.hex[:4]}::1")
    queue = link_notice._queue

    def fails(address, waiting):
        if address == MARTA:
            raise RuntimeError("broken")
        queue(address, waiting)

    monkeypatch.setattr(link_notice, "_queue", fails)
    with pytest.raises(link_notice.SomeNotTold, match="1 addresses, 1 others"):
        mailbox.gather(involta)
    monkeypatch.undo()
    assert mailbox.gather(involta) == 1
    assert told_of(mailbox.last(involta, MARTA)) == (2, 0), "still there"


def test_whoever_deleted_the_account_is_told_nothing_any_more_and_the_others_are(crowd, involta):
    with working_for(involta):
        for user in crowd[:3]:
            guess(user, "300003", address=f"2001:db8:{user.pk.hex[:4]}::1")
        assert LinkNotice.objects.filter(to=crowd[0].email, sent_at=None).exists()
        closing.close_account(user=crowd[0], client=activity.Client())
        assert not LinkNotice.objects.filter(to=crowd[0].email).exists()
    mailbox.gather(involta)
    assert told_of(mailbox.last(involta, MARTA)) == (2, 1), "two more links were made, and the closed account's has ended"


def test_notices_are_kept_as_long_as_they_count(crowd, involta, time_machine):
    forget = due.jobs()["old notices of links forgotten"]
    link_and_end(involta, crowd[0])
    with working_for(involta):
        time_machine.move_to(timezone.now() + timedelta(hours=25))
        assert forget() == 1, "the one that was sent"
        assert LinkNotice.objects.get().sent_at is None, "what nobody was told of stays"
        assert forget() == 0


def test_all_kinds_with_those_about_links_stay_below_five_an_hour_and_twenty_a_day(crowd, involta, page_client):
    """The public pages and the links together; Marta has an account, too."""
    people.person(involta, username="marta", full_name="Marta Hribar")
    for hour in range(24):
        with time_machine.travel(timezone.now() + timedelta(hours=hour, minutes=hour)):
            before = len(mailbox.messages(involta, MARTA))
            for _time in range(3 if hour < 5 else 0):
                ask(page_client(), "/accounts/password/reset/", email=MARTA)
                ask(page_client(), "/accounts/forgotten-username/", email=MARTA)
            if hour < len(crowd):
                link_and_end_by_staff(involta, crowd[hour])
            mailbox.gather(involta, minutes=0)
            new = mailbox.messages(involta, MARTA)[before:]
            assert len(new) <= 5, [message.event for message in new]
    counted = [message.event for message in mailbox.messages(involta, MARTA)]
    assert len(counted) <= 20, counted
    assert {"password_reset", "username"} < set(counted)
    with working_for(involta):
        assert not LinkNotice.objects.filter(sent_at=None).exists(), "told in the end"


@pytest.mark.postgresql
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_accounts_that_link_at_the_same_moment_make_one_mail(transactional_db, crowd, involta):
    start = Barrier(len(crowd))

    def link(user):
        try:
            with scope.variable(involta):
                start.wait(timeout=30)
                return guess(user, "300003", address=f"2001:db8:{user.pk.hex[:4]}::1")
        finally:
            connection.close()

    with ThreadPoolExecutor(len(crowd)) as pool:
        linked = sum(pool.map(link, crowd))
    assert linked == 4, "as many as the limit on guesses lets through"
    assert len(mailbox.messages(involta, MARTA)) == 1
    with working_for(involta):
        assert LinkNotice.objects.filter(to=MARTA).count() == 4
