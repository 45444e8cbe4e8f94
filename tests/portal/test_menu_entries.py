"""An entry of the menu that is off: its pages are not there, and nothing leads to them."""

from __future__ import annotations

import re

import pytest
from django.urls import get_resolver

from billing.urls import urlpatterns as billing_addresses
from meters.models import SupplyPoint
from portal import context
from tenants import entries, middleware
from tenants.models import Utility
from tenants.services import apply_tenant
from tests import factories, people
from tests.presets import local_text
from tests.scopes import no_scope, working_for

ALWAYS = {"overview", "readings", "linking", "terms", "help", "settings"}
"""Entries whose pages are there whatever the menu says: nobody may be without them."""

PAGES = {
    "invoices": ("/billing/invoices/", "/billing/payments/", "{bill}"),
    "ledger": ("/billing/ledger/", "/billing/ledger.csv"),
    "contracts": ("/billing/contracts/", "{contract}"),
    "consumption": ("/meters/consumption/", "{point}consumption/"),
    "reading_dates": ("/meters/dates/",),
    "ask": ("/ask/", "{question}"),
}


def with_menu(*listed: str) -> None:
    text, found = re.subn(r"^entries = .*$", f"entries = {list(listed)!r}".replace("'", '"'), local_text("involta"), flags=re.MULTILINE)
    assert found == 1
    with no_scope():
        apply_tenant(text=text, by="tests")
    middleware.hosts.clear()


@pytest.fixture
def addresses(ana, ana_point: SupplyPoint) -> dict[str, str]:
    with working_for(ana.tenant):
        customer = people.customer_of(ana)
        bill = factories.InvoiceFactory(customer=customer, supply_point=ana_point)
        contract = factories.ContractFactory(customer=customer, supply_point=ana_point)
        question = factories.QuestionFactory(user=ana, utility=Utility.objects.get())
    return {
        "bill": f"/billing/invoices/{bill.public_id}/",
        "contract": f"/billing/contracts/{contract.public_id}/",
        "point": f"/meters/{ana_point.public_id}/",
        "question": f"/ask/{question.public_id}/",
    }


@pytest.mark.parametrize("entry", PAGES)
def test_the_pages_of_an_entry_that_is_off_are_not_there(entry, ana_client, addresses):
    paths = [path.format(**addresses) for path in PAGES[entry]]
    with_menu("overview", *PAGES)
    before = [ana_client.get(path).status_code for path in paths]
    assert set(before) <= {200, 302}
    with_menu("overview", *(each for each in PAGES if each != entry))
    assert [ana_client.get(path).status_code for path in paths] == [404] * len(paths)


@pytest.mark.parametrize("entry", PAGES)
def test_no_page_leads_to_an_entry_that_is_off(entry, ana_client, addresses):
    with_menu("overview", *(each for each in PAGES if each != entry))
    gone = tuple(path.format(**addresses) for path in PAGES[entry])
    others = [path.format(**addresses) for each, paths in PAGES.items() if each != entry for path in paths]
    seen = ["/", "/meters/", addresses["point"], "/help/", *(path for path in others if not path.endswith(".csv"))]
    for path in seen:
        page = ana_client.visit(path)
        assert not {link.href.split("?")[0] for link in page.links} & set(gone), path


def test_each_page_behind_the_menu_asks_for_its_entry():
    meant = {f"billing:{pattern.name}": {"invoices", "ledger", "contracts"} for pattern in billing_addresses}
    meant |= {"payment_picture": {"invoices"}}
    for entry, place in context.MENU.items():
        if entry not in ALWAYS and place.name != "page":
            meant |= {name: {entry} for name in (place.name, *place.below)}
    views = dict(_views(get_resolver("portal.urls")))
    assert [name for name, allowed in meant.items() if getattr(views[name], "menu_entry", "") not in allowed] == []


def _views(resolver, space=""):
    """(name, view) of every address."""
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _views(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield f"{space}{pattern.name}", pattern.callback


def test_an_entry_that_does_not_exist_is_a_mistake_of_the_code():
    with pytest.raises(ValueError, match="'shop' is no entry of the menu"):
        entries.belongs_to("shop")


def test_i14_consumption_that_the_portal_promises_is_in_the_menu(ana_client, ana_point):
    page = ana_client.visit("/")
    assert "pregled nad vašo porabo" in page.main
    assert page.follow("Poraba").h1
