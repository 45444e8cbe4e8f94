"""What a link allows: by how well it was proved, by how old it is, by whether the supply still goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.models import Link
from accounts.rules import link_rights
from accounts.services import linking
from tenants import clock, middleware
from tenants.models import AuditEvent, Utility
from tenants.rules.linking import Evidence, Linking, LinkingRule
from tenants.services import apply_tenant
from tests import factories, people
from tests.accounts.bills import printed
from tests.accounts.files import NOTHING_LEFT, WEAK, apply_changed
from tests.accounts.linking_page import PAGE
from tests.presets import local_text
from tests.scopes import no_scope, working_for

DAY_LATER = ('former_customer = "own_period"', 'former_customer = "own_period"\npdf_after_hours = 24')

NUMBER = Evidence("number", "digits")
PIN = Evidence("pin", "code", length=8, random=True)
RULES = Linking(
    evidence=(NUMBER, PIN),
    rules=(LinkingRule("number", ("number",)), LinkingRule("pin", ("pin",))),
    weak_link_may=("submit_readings",),
)


@pytest.mark.parametrize(
    ("rule", "on_file", "right", "allowed"),
    [
        ("number", False, "submit_readings", True),
        ("number", False, "see_invoices", False),
        ("number", True, "see_invoices", True),
        ("pin", False, "see_invoices", True),
        ("staff", False, "see_invoices", True),
        ("gone", False, "see_invoices", False),
    ],
)
def test_weak_proof_allows_what_the_file_says(rule, on_file, right, allowed):
    assert link_rights.may(RULES, right, rule_key=rule, on_file=on_file) is allowed


def household(tenant, number="300003", email="marta@example.si"):
    """A customer with a point and a bill with a PDF; nobody is linked."""
    with working_for(tenant):
        customer = factories.CustomerFactory(utility=Utility.objects.get(), number=number, name="Marta Hribar", email=email)
        point = factories.SupplyPointFactory(utility=customer.utility, number=f"P-{number}")
        factories.SupplyPeriodFactory(supply_point=point, customer=customer)
        meter = factories.MeterFactory(supply_point=point)
        register = factories.RegisterFactory(meter=meter, code="ET")
        factories.ReadingFactory(register=register, value=4711)
        factories.ContractFactory(customer=customer, supply_point=point, number=f"C-{number}")
        pdf = default_storage.save("links/bill.pdf", ContentFile(b"%PDF-1.7"))
        factories.InvoiceFactory(customer=customer, supply_point=point, number=f"R-{number}", pdf=pdf)
        printed(customer, customer_number=number)
    return customer


def linked_by_number(tenant, page_client, email="darko@example.si"):
    user = people.person(tenant, username="darko2", full_name="Darko Kos", email=email)
    client = page_client("involta.localhost", user)
    client.visit(PAGE).submit(PAGE, customer_number="300003")
    return client


def invoice_path(customer):
    with working_for(customer.tenant):
        return f"/billing/invoices/{customer.invoices.get().public_id}/"


def point_path(customer):
    with working_for(customer.tenant):
        return f"/meters/{customer.supply_periods.get().supply_point.public_id}/"


# --- weak_link_may ------------------------------------------------------------------------------------------------------------------
def test_a_weak_link_sees_only_what_the_file_leaves_it(page_client, db):
    tenant = apply_changed("involta", WEAK)
    customer = household(tenant)
    client = linked_by_number(tenant, page_client)
    assert "R-300003" not in client.visit("/billing/invoices/").main
    assert client.get(invoice_path(customer)).status_code == 403, "her own, without the right"
    assert "C-300003" in client.visit("/billing/contracts/").main
    page = client.visit(point_path(customer))
    assert "4711" not in page.main.replace(" ", "")
    assert "P-300003" in client.visit("/meters/").main


def test_a_link_by_the_address_on_file_is_not_weak(page_client, db):
    tenant = apply_changed("involta", WEAK)
    customer = household(tenant, email="darko@example.si")
    client = linked_by_number(tenant, page_client)
    assert client.get(invoice_path(customer)).status_code == 200


def test_staffs_link_after_a_weak_one_raises_it(page_client, db):
    tenant = apply_changed("involta", WEAK)
    customer = household(tenant)
    client = linked_by_number(tenant, page_client)
    with working_for(tenant):
        link = Link.objects.get(customer=customer)
        linking.link(user=link.user, customer=customer, rule_key="staff", by="tests")
        assert Link.objects.get(customer=customer).rule_key == "staff", "the same row, proved better"
        assert AuditEvent.objects.filter(action="link.raised").count() == 1
    assert client.get(invoice_path(customer)).status_code == 200


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ("may_read", "owner", "owner"),
        ("may_submit", "may_act", "may_act"),
        ("owner", "may_read", "owner"),
        ("may_read", "may_submit", "may_read"),
    ],
)
def test_a_stronger_link_raises_a_weaker_one_and_never_lowers_it(in_involta, unlinked, before, after, kept):
    customer = factories.CustomerFactory(utility=Utility.objects.get())
    first = linking.link(user=unlinked, customer=customer, role=before, rule_key="staff", by="tests")
    second = linking.link(user=unlinked, customer=customer, role=after, rule_key="staff", by="tests")
    assert (second.pk, second.role) == (first.pk, kept)


# --- pdf_after_hours ------------------------------------------------------------------------------------------------------------------
def test_a_pdf_opens_only_after_the_hours_in_which_somebody_may_object(page_client, time_machine, db):
    tenant = apply_changed("involta", DAY_LATER)
    customer = household(tenant)
    begin = timezone.now()
    time_machine.move_to(begin, tick=False)
    client = linked_by_number(tenant, page_client)
    path = invoice_path(customer)
    assert "PDF tega računa še ni mogoče odpreti" in client.visit(path).main
    assert client.get(f"{path}pdf/").status_code == 403
    time_machine.move_to(begin + timedelta(hours=24, seconds=1), tick=False)
    assert client.get(f"{path}pdf/").status_code == 200


def test_whoever_has_the_address_on_file_need_not_wait(page_client, db):
    tenant = apply_changed("involta", DAY_LATER)
    customer = household(tenant, email="darko@example.si")
    client = linked_by_number(tenant, page_client)
    assert client.get(f"{invoice_path(customer)}pdf/").status_code == 200


# --- The end of the supply --------------------------------------------------------------------------------------------------------------
@pytest.fixture
def marta(involta):
    return household(involta)


@pytest.fixture
def client(unlinked, page_client, marta):
    page = page_client("involta.localhost", unlinked)
    page.visit(PAGE).submit(PAGE, customer_number="300003")
    return page


def end_supply(customer, last_day):
    with working_for(customer.tenant):
        customer.supply_periods.update(valid_to=last_day)


@pytest.mark.parametrize("one_point", [False, True])
def test_l9_after_the_last_day_the_point_is_closed_before_any_import(ana, ana_client, ana_point, one_point):
    with working_for(ana.tenant):
        if one_point:
            Link.objects.filter(user=ana).update(supply_point=ana_point)
        customer = people.customer_of(ana)
    end_supply(customer, clock_today(ana))
    path = f"/meters/{ana_point.public_id}/"
    assert ana_client.get(path).status_code == 200, "the last day is included"
    end_supply(customer, clock_today(ana) - timedelta(days=1))
    assert ana_client.get(f"{path}submit/").status_code == 404
    for page in ("/meters/", path):
        assert f"{path}submit/" not in ana_client.visit(page).html, "the own time is left, nothing to hand in"
    assert ana_point.number not in ana_client.visit("/").main
    with no_scope():
        apply_tenant(text=local_text("involta").replace(*NOTHING_LEFT), by="tests")
    middleware.hosts.clear()
    assert ana_client.get(path).status_code == 404
    assert ana_point.number not in ana_client.visit("/meters/").main


def clock_today(user):
    with working_for(user.tenant):
        return clock.today()


def test_l9_a_link_is_made_no_longer_than_the_known_end(involta, unlinked, marta, page_client):
    with working_for(involta):
        last_day = clock.today() + timedelta(days=5)
    end_supply(marta, last_day)
    client = page_client("involta.localhost", unlinked)
    client.visit(PAGE).submit(PAGE, customer_number="300003")
    with working_for(involta):
        link = Link.objects.get(user=unlinked)
        assert (link.valid_to, link.end_reason) == (last_day, "supply")
        assert not Link.objects.visible_to(unlinked, day=last_day + timedelta(days=1)).exists()


def ended(tenant, customer):
    """The supply ended the day before yesterday, and the import has closed the link."""
    with working_for(tenant):
        last_day = clock.today() - timedelta(days=2)
    end_supply(customer, last_day)
    with working_for(tenant):
        linking.close_links(customer_id=customer.pk, supply_point_id=None, last_day=last_day, by="import")


def test_own_period_leaves_a_former_customer_own_bills_and_the_own_time_of_the_point(involta, unlinked, client, marta, page_client):
    ended(involta, marta)
    assert "R-300003" in client.visit("/billing/invoices/").main
    assert client.get(invoice_path(marta)).status_code == 200
    assert client.get(f"{point_path(marta)}submit/").status_code == 404
    assert not client.visit(point_path(marta)).all("form", action=f"{point_path(marta)}submit/")
    with working_for(involta):
        successor = factories.CustomerFactory(utility=marta.utility, number="300004")
        point = marta.supply_periods.get().supply_point
        factories.SupplyPeriodFactory(supply_point=point, customer=successor, valid_from=clock.today() - timedelta(days=1))
        later = factories.InvoiceFactory(customer=successor, supply_point=point, number="R-LATER")
    assert "R-LATER" not in client.visit("/billing/invoices/").main
    assert client.get(f"/billing/invoices/{later.public_id}/").status_code == 404


def test_nothing_leaves_a_former_customer_nothing(page_client, db):
    tenant = apply_changed("involta", NOTHING_LEFT)
    customer = household(tenant)
    client = linked_by_number(tenant, page_client)
    assert client.get(invoice_path(customer)).status_code == 200
    ended(tenant, customer)
    assert client.get(invoice_path(customer)).status_code == 404
    assert client.get(point_path(customer)).status_code == 404
    assert "R-300003" not in client.visit("/billing/invoices/").main


def test_a_link_that_somebody_ended_leaves_nothing_whatever_the_file_says(involta, client, marta):
    client.visit(PAGE).submit("Prekini povezavo – Marta Hribar, 300003")
    assert client.get(invoice_path(marta)).status_code == 404


def test_a_supply_that_goes_on_after_all_prolongs_its_link(in_involta, unlinked):
    customer = factories.CustomerFactory(utility=Utility.objects.get())
    link = linking.link(user=unlinked, customer=customer, rule_key="staff", by="tests")
    linking.close_links(customer_id=customer.pk, supply_point_id=None, last_day=clock.today(), by="import")
    assert linking.prolong_links(link_ids=[link.pk], last_day=None, by="import") == 1
    link.refresh_from_db()
    assert (link.valid_to, link.end_reason) == (None, "")


def test_a_link_that_somebody_ended_is_not_prolonged(in_involta, unlinked):
    customer = factories.CustomerFactory(utility=Utility.objects.get())
    link = linking.link(user=unlinked, customer=customer, rule_key="staff", by="tests")
    linking.unlink(link=link, by=unlinked)
    assert linking.prolong_links(link_ids=[link.pk], last_day=None, by="import") == 0


def test_a_point_is_not_shown_before_moving_in(ana, ana_client, ana_point):
    """Whoever lives there now has readings of the same point."""
    with working_for(ana.tenant):
        Link.objects.filter(user=ana).update(supply_point=ana_point)
        people.customer_of(ana).supply_periods.update(valid_from=clock.today() + timedelta(days=3))
    assert ana_client.get(f"/meters/{ana_point.public_id}/").status_code == 404
    assert ana_point.number not in ana_client.visit("/meters/").main
