"""L8: whoever is told of a new link can end it at once with the link in the mail, without an account."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from accounts import tokens
from accounts.models import Customer, Link, LinkRequest
from accounts.services import link_objection, linking
from tenants import clock, scope
from tenants.middleware import RequestTransaction
from tenants.models import AuditEvent, Utility
from tests import factories
from tests.accounts import mailbox
from tests.accounts.bills import printed
from tests.accounts.linking_page import PAGE
from tests.scopes import working_for
from tests.staff import AdminClient, colleague


@pytest.fixture
def marta(involta):
    with working_for(involta):
        customer = factories.CustomerFactory(utility=Utility.objects.get(), number="300003", name="Marta Hribar", email="marta@example.si")
        printed(customer, customer_number="300003")
    return customer


@pytest.fixture
def linked(unlinked, marta, page_client):
    """Darko named Marta's number; his pages."""
    client = page_client("involta.localhost", unlinked)
    client.visit(PAGE).submit(PAGE, customer_number="300003")
    return client


@pytest.fixture
def objection(linked, involta):
    """The path of "this was not me" in Marta's mail."""
    return mailbox.path_of(mailbox.last(involta, "marta@example.si"), "/objection/")


def open_links(tenant):
    with working_for(tenant):
        return Link.objects.filter(valid_to=None).count()


def test_l8_opening_the_link_changes_nothing_and_says_what_would_happen(objection, visitor, involta):
    page = visitor.visit(objection)
    for words in ("To nisem jaz", "Marta Hribar", "300003", "Ukinitev velja takoj"):
        assert words in page.main
    visitor.head(objection)
    assert open_links(involta) == 1


def test_l8_the_button_ends_the_access_at_once_and_once(objection, visitor, linked, unlinked, involta):
    page = visitor.visit(objection).submit()
    assert "Dostop je ukinjen" in page.main
    assert open_links(involta) == 0
    with working_for(involta):
        link = Link.objects.get()
        assert link.end_reason == "objection", "staff see why"
        ended = AuditEvent.objects.get(action="link.ended")
        assert (ended.actor_label, ended.data["reason"]) == ("address on file", "objection")
    assert "Vaš dostop je prenehal" in linked.visit("/").main, "gone with the next page"
    again = visitor.visit(objection)
    assert "že ukinjen" in again.main
    assert not [form for form in again.forms if form.action == objection]
    with working_for(involta):
        assert AuditEvent.objects.filter(action="link.ended").count() == 1


def test_l8_a_repeated_post_acts_once(objection, visitor, involta):
    token = visitor.visit(objection).form().token
    for _time in range(3):
        assert visitor.post(objection, {"csrfmiddlewaretoken": token}).status_code == 200
    with working_for(involta):
        assert AuditEvent.objects.filter(action="link.ended").count() == 1
    mailbox.gather(involta)
    assert sum(message.event == "link_end" for message in mailbox.messages(involta)) == 2, "the account and the address on file"


def test_those_concerned_are_told_that_access_ended(objection, visitor, unlinked, involta):
    visitor.visit(objection).submit()
    mailbox.gather(involta)
    told = {message.to: message for message in mailbox.messages(involta) if message.event == "link_end"}
    assert set(told) == {unlinked.email, "marta@example.si"}
    assert "vaš uporabniški račun" in told[unlinked.email].text
    assert "300003" in told["marta@example.si"].text
    assert unlinked.email not in told["marta@example.si"].text


def test_the_one_who_ends_an_own_link_is_not_mailed_about_it_and_others_are(linked, unlinked, involta):
    linked.visit(PAGE).submit("Prekini povezavo – Marta Hribar, 300003")
    mailbox.gather(involta)
    assert [message.to for message in mailbox.messages(involta) if message.event == "link_end"] == ["marta@example.si"]


# --- What the utility hears of it ---------------------------------------------------------------------------------------------------
TOLD = "Podjetje smo obvestili."


def told_of_objections(tenant):
    return [message for message in mailbox.messages(tenant) if message.event == "link_objection"]


def test_staff_are_mailed_once_and_the_page_says_so(objection, visitor, involta):
    sonja = colleague(involta, email="sonja@involta.si")
    colleague(involta, username="nekdanja", email="nekdanja@involta.si", is_active=False)
    page = visitor.visit(objection).submit()
    assert TOLD in page.main
    assert TOLD not in visitor.visit(objection).main, "only whoever pressed the button is thanked"
    [message] = told_of_objections(involta)
    assert message.to == sonja.email
    assert "300003" in message.text
    with working_for(involta):
        path = f"/admin/accounts/link/{Link.objects.get().pk}/change/"
    assert path in message.text
    assert "»to nisem jaz«" in AdminClient("involta.localhost", sonja).visit(path).text


def test_staff_of_another_utility_are_not_mailed(objection, visitor, involta):
    with working_for(involta):
        other = factories.UtilityFactory(code="other")
        here = Utility.objects.get(code="involta")
    elsewhere, own = colleague(involta, email="drugje@involta.si"), colleague(involta, username="tu", email="tu@involta.si")
    with working_for(involta):
        elsewhere.utility_limits.create(utility=other)
        own.utility_limits.create(utility=here)
        own.utility_limits.create(utility=other)
    visitor.visit(objection).submit()
    assert [message.to for message in told_of_objections(involta)] == [own.email]


def test_where_nobody_works_for_the_utility_its_contact_address_is_mailed(objection, visitor, involta):
    assert TOLD in visitor.visit(objection).submit().main
    assert [message.to for message in told_of_objections(involta)] == ["info@involta.si"]


def test_where_nobody_can_be_mailed_the_page_does_not_claim_it(cilka, zagorje, page_client):
    """Komunala Zagorje has a telephone only."""
    with working_for(zagorje):
        link = cilka.links.get()
        key = tokens.objection_key(link.public_id)
    page = page_client("zagorje.localhost").visit(f"/accounts/link/objection/{key}/").submit()
    assert "Dostop je ukinjen" in page.main
    assert TOLD not in page.main
    assert told_of_objections(zagorje) == []


def test_a_link_that_ends_otherwise_is_no_objection(linked, involta):
    colleague(involta, email="sonja@involta.si")
    linked.visit(PAGE).submit("Prekini povezavo – Marta Hribar, 300003")
    assert told_of_objections(involta) == []


def test_after_an_objection_a_match_waits_for_staff(objection, visitor, linked, unlinked, involta):
    visitor.visit(objection).submit()
    page = linked.visit(PAGE).submit(PAGE, customer_number="300003")
    assert "Čaka na potrditev podjetja" in page.main
    assert open_links(involta) == 0
    with working_for(involta):
        assert LinkRequest.objects.get().cause == "objection"


def test_the_link_is_worthless_at_another_tenant_and_when_tampered_with(objection, zagorje, page_client, visitor, involta):
    assert page_client("zagorje.localhost").get(objection).status_code == 404
    assert visitor.get(objection[:-3] + "xx/").status_code == 404
    assert open_links(involta) == 1


def test_keys_of_another_kind_open_nothing(visitor, ana, involta):
    with working_for(involta):
        key = tokens.address_key(ana, ana.email)
        assert tokens.read_address_key(tokens.objection_key(ana.links.get().public_id)) is None
    assert visitor.get(f"/accounts/link/objection/{key}/").status_code == 404


def test_an_old_mail_ends_nothing(objection, visitor, involta, time_machine):
    from django.utils import timezone

    time_machine.move_to(timezone.now() + timedelta(days=91))
    page = visitor.visit(objection)
    assert "prestaro" in page.main
    assert not [form for form in page.forms if form.action == objection]
    assert open_links(involta) == 1


def test_an_account_that_objects_stands_in_the_trail(ana, unlinked, involta, visitor):
    with working_for(involta):
        customer = ana.links.get().customer
        linking.link(user=unlinked, customer=customer, rule_key="customer_number", by=unlinked)
    path = mailbox.path_of(mailbox.last(involta, ana.email), "/objection/")
    visitor.visit(path).submit()
    with working_for(involta):
        assert AuditEvent.objects.get(action="link.ended").actor == ana
        assert Link.objects.filter(user=ana, valid_to=None).exists(), "only the one link"


@pytest.mark.postgresql
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_l8_fifty_presses_at_once_act_once(transactional_db, involta):
    with working_for(involta):
        customer = factories.CustomerFactory(utility=Utility.objects.get(), email="marta@example.si")
        link = linking.link(user=factories.UserFactory(), customer=customer, rule_key="customer_number", by="tests")
        key = tokens.objection_key(link.public_id)
    start = Barrier(25)

    def press(_number):
        try:
            with scope.variable(involta):
                start.wait(timeout=30)
                done = 0
                for _time in range(2):
                    own = RequestTransaction(involta.pk)
                    own.begin()
                    done += link_objection.object_to_link(key=key, client=linking.NOBODY)
                    own.end()
                return done
        finally:
            connection.close()

    with ThreadPoolExecutor(25) as pool:
        assert sum(pool.map(press, range(25))) == 1
    with working_for(involta):
        assert AuditEvent.objects.filter(action="link.ended").count() == 1


# --- Who may still object -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def told(ana, unlinked, involta):
    """The path of "this was not me" in Ana's mail, after Darko was linked to her customer."""
    with working_for(involta):
        customer = ana.links.get().customer
        Customer.objects.filter(pk=customer.pk).update(email="nekdo@example.si")
        linking.link(user=unlinked, customer=customer, rule_key="customer_number", by=unlinked)
    return mailbox.path_of(mailbox.last(involta, ana.email), "/objection/")


def test_an_account_that_lost_its_own_access_ends_nobody_elses(told, ana, unlinked, involta, visitor):
    """Whoever was linked wrongly is told of the rightful customer, and keeps the mail when staff have ended that link."""
    with working_for(involta):
        linking.unlink(link=ana.links.get(), by="tests", reason=Link.End.STAFF)
    assert visitor.get(told).status_code == 404
    assert press(visitor, told).status_code == 404
    with working_for(involta):
        assert Link.objects.filter(user=unlinked, valid_to=None).exists()


def test_the_key_of_a_deleted_account_does_not_count_as_the_address_on_file(told, ana, unlinked, involta, visitor):
    with working_for(involta):
        ana.delete()
    assert press(visitor, told).status_code == 404
    with working_for(involta):
        assert Link.objects.filter(user=unlinked, valid_to=None).exists()
        assert not AuditEvent.objects.filter(action="link.ended").exists()


def test_whoever_has_the_address_on_file_objects_without_a_link_too(told, ana, unlinked, involta, visitor):
    with working_for(involta):
        link = ana.links.get()
        Customer.objects.filter(pk=link.customer_id).update(email=ana.email)
        linking.unlink(link=link, by=ana)
    assert press(visitor, told).status_code == 200
    with working_for(involta):
        assert not Link.objects.filter(user=unlinked, valid_to=None).exists()


def press(client, path):
    """The button of the page, pressed without looking at the page."""
    token = client.visit("/accounts/login/").form("/accounts/login/").token
    return client.post(path, {"csrfmiddlewaretoken": token})


# --- After the supply has ended -----------------------------------------------------------------------------------------------------
@pytest.fixture
def marta_moves(linked, marta, involta):
    """``marta_moves(days_ago)``: the import says that Marta's supply ended then."""

    def move(days_ago):
        with working_for(involta):
            last_day = clock.today() - timedelta(days=days_ago)
            linking.close_links(customer_id=marta.pk, supply_point_id=None, last_day=last_day, by="import")

    with working_for(involta):
        Link.objects.update(valid_from=clock.today() - timedelta(days=90))
        factories.InvoiceFactory(customer=marta, utility=marta.utility, number="R-300003")
    return move


def sees_bill(client):
    return "R-300003" in client.visit("/billing/invoices/").main


def test_an_objection_also_ends_what_the_end_of_the_supply_had_left(marta_moves, objection, visitor, linked):
    """A former customer keeps the own period; whoever was linked wrongly must not keep Marta's."""
    marta_moves(5)
    assert sees_bill(linked)
    assert "Dostop je ukinjen" in visitor.visit(objection).submit().main
    assert not sees_bill(linked)
    assert "že ukinjen" in visitor.visit(objection).main


def test_the_end_of_the_supply_gives_nothing_back_that_was_objected_to(marta_moves, objection, visitor, linked, involta):
    """Files tell of an end of supply days later: by then the link has ended, and for another reason."""
    visitor.visit(objection).submit()
    marta_moves(5)
    assert not sees_bill(linked)
    with working_for(involta):
        link = Link.objects.get()
        assert link.end_reason == "objection"
        linking.prolong_links(link_ids=[link.pk], last_day=None, by="import")
    assert open_links(involta) == 0
    assert "Čaka na potrditev podjetja" in linked.visit(PAGE).submit(PAGE, customer_number="300003").main


def test_staff_end_what_the_end_of_the_supply_had_left(marta_moves, linked, involta):
    marta_moves(5)
    staff = AdminClient("involta.localhost", colleague(involta))
    with working_for(involta):
        link = Link.objects.get()
    staff.post(f"/admin/accounts/link/{link.pk}/unlink/")
    assert not sees_bill(linked)
