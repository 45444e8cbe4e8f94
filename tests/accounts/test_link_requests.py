"""`on_match = "review"`: a match waits for staff, who approve or refuse; the customer is told."""

from __future__ import annotations

import pytest

from accounts.models import Link, LinkAttempt, LinkRequest
from accounts.services import link_requests
from tenants.models import AuditEvent, Utility
from tests import factories, people
from tests.accounts import mailbox
from tests.accounts.bills import printed
from tests.accounts.files import REVIEW, apply_changed
from tests.accounts.linking_page import PAGE, REFUSED
from tests.scopes import working_for
from tests.staff import AdminClient, colleague

SLIP = {"purpose": "1104782", "reference": "SI122611001104782"}


@pytest.fixture
def tenant(db):
    return apply_changed("zagorje", REVIEW)


@pytest.fixture
def edo(tenant):
    return people.person(tenant, username=None, full_name="Edo Kos")


@pytest.fixture
def client(edo, page_client):
    return page_client("zagorje.localhost", edo)


@pytest.fixture
def point(tenant):
    with working_for(tenant):
        utility = Utility.objects.get()
        customer = factories.CustomerFactory(utility=utility, number="900", name="Hribar", email="hribar@example.si")
        point = factories.SupplyPointFactory(utility=utility, number="1104782", commodity="water")
        factories.SupplyPeriodFactory(supply_point=point, customer=customer)
        printed(customer, group="invoice/1", supply_point=point, purpose="1104782", reference="SI12 2611001104782")
    return point


@pytest.fixture
def asked(client, point, tenant):
    client.visit(PAGE).submit(PAGE, **SLIP)
    with working_for(tenant):
        return LinkRequest.objects.get()


@pytest.fixture
def staff(tenant):
    return AdminClient("zagorje.localhost", colleague(tenant, username=None, full_name="Zdenka Kos", email="zdenka@example.si"))


def deed(row, name):
    return f"/admin/accounts/linkrequest/{row.pk}/{name}/"


def test_a_match_waits_and_the_page_says_so(client, edo, point, tenant):
    page = client.visit(PAGE).submit(PAGE, **SLIP)
    assert page.path == PAGE
    assert "Čaka na potrditev podjetja" in page.main
    assert "Nobeno merilno mesto" in client.visit("/meters/").main
    with working_for(tenant):
        assert not Link.objects.filter(user=edo).exists()
        assert AuditEvent.objects.filter(action="link.requested", actor=edo).count() == 1
    assert mailbox.messages(tenant, "hribar@example.si") == [], "nothing is linked yet"


def test_asking_twice_makes_one_request(client, asked, tenant):
    client.visit(PAGE).submit(PAGE, **SLIP)
    with working_for(tenant):
        assert LinkRequest.objects.count() == 1


def test_wrong_values_get_the_one_answer_and_limits_hold(client, point, tenant):
    for _time in range(4):
        assert client.visit(PAGE).submit(PAGE, purpose="1104782", reference="SI12999").errors == {"": REFUSED}
    assert client.visit(PAGE).submit(PAGE, **SLIP).errors == {"": REFUSED}, "the fifth within a minute is not looked at"
    with working_for(tenant):
        assert LinkAttempt.objects.filter(evaluated=True).count() <= 8
        assert not LinkRequest.objects.exists()


def test_staff_approve_and_the_customer_and_those_concerned_are_told(client, edo, asked, staff, tenant):
    assert "hribar" not in staff.text("/admin/accounts/linkrequest/").lower() or "1104782" in staff.text("/admin/accounts/linkrequest/")
    staff.text(deed(asked, "approve"))
    assert staff.post(deed(asked, "approve")).status_code == 302
    with working_for(tenant):
        link = Link.objects.get(user=edo)
        assert (link.supply_point.number, link.valid_to) == ("1104782", None)
        assert AuditEvent.objects.filter(action="link.request_approved").count() == 1
    assert "1104782" in client.visit("/meters/").main
    assert "potrjen" in mailbox.last(tenant, edo.email).text
    assert mailbox.last(tenant, "hribar@example.si").event == "link_notice"
    assert "Čaka na potrditev" not in client.visit(PAGE).main


def test_staff_refuse_with_a_reason_that_the_customer_reads(client, edo, asked, staff, tenant):
    assert staff.post(deed(asked, "refuse"), {"reason": ""}).status_code == 200, "a reason is needed"
    assert staff.post(deed(asked, "refuse"), {"reason": "Ime se ne ujema s pogodbo."}).status_code == 302
    message = mailbox.last(tenant, edo.email)
    assert message.event == "link_refused"
    assert "Ime se ne ujema s pogodbo." in message.text
    assert "Hribar" not in message.text, "whose data it was is not told"
    with working_for(tenant):
        assert not Link.objects.filter(user=edo).exists()
        assert AuditEvent.objects.get(action="link.request_refused").data["reason"] == "Ime se ne ujema s pogodbo."


def test_a_request_is_decided_once(asked, staff, tenant):
    staff.post(deed(asked, "refuse"), {"reason": "Ne."})
    with working_for(tenant), pytest.raises(link_requests.AlreadyDecided):
        link_requests.approve(request=asked, by="tests")
    assert staff.post(deed(asked, "approve")).status_code == 302, "led back to the record"
    with working_for(tenant):
        assert not Link.objects.exists()


def test_staff_of_another_utility_do_not_see_it(asked, tenant):
    with working_for(tenant):
        other = factories.UtilityFactory()
    clerk = colleague(tenant, username=None, full_name="Tone Kos", email="tone@example.si")
    with working_for(tenant):
        factories.StaffUtilityFactory(user=clerk, utility=other)
    client = AdminClient("zagorje.localhost", clerk)
    assert client.get(deed(asked, "approve")).status_code == 404
    assert client.post(deed(asked, "approve")).status_code == 404
    assert "1104782" not in client.text("/admin/accounts/linkrequest/")


def test_the_confirmed_address_on_file_needs_no_staff(client, edo, point, tenant):
    with working_for(tenant):
        customer = point.periods.get().customer
        customer.email = edo.email.upper()
        customer.save()
    client.visit(PAGE).submit(PAGE, **SLIP)
    with working_for(tenant):
        assert Link.objects.get(user=edo).on_file
        assert not LinkRequest.objects.exists()
