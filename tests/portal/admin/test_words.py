"""Staff read words: no code of ours stands on their pages, and no number beside a noun in the wrong case."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import pytest

from accounts.admin import ACTIVITIES
from accounts.models import ActivityEvent, Link, LinkRequest, User
from meters.models import Meter, ReadingBatch, Submission, SupplyPoint
from meters.rules.entry_check import Reason
from portal.admin_audit import ACTIONS
from portal.models import ImportRun
from tenants import audit
from tenants.models import AuditEvent, Utility
from tests import factories
from tests.portal.admin.addresses import address
from tests.scopes import working_for
from tests.source import application
from tests.staff import AdminClient


def recorded_actions() -> Iterator[str]:
    """Every action that the source writes into the trail; of a computed one each form."""
    for source in application():
        constants = {
            target.id: node.value.value
            for node in source.tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(target := node.targets[0], ast.Name)
        }
        for node in ast.walk(source.tree):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record"):
                continue
            match node.args[0]:
                case ast.Constant(value=action):
                    yield action
                case ast.Name(id=name):
                    yield constants[name]
                case written:
                    assert ast.unparse(written) == "f'batch.{state}'", f"{source.name}:{node.lineno}: say here which actions this writes"
                    yield from (f"batch.{state}" for state in ReadingBatch.State.values if state != ReadingBatch.State.MADE)


def test_every_action_of_the_trail_has_words_and_no_words_are_left_over() -> None:
    assert set(recorded_actions()) == set(ACTIONS)


def test_the_trail_is_read_in_words_and_found_by_them(involta: Any, sonja: Any, staff_client: AdminClient) -> None:
    with working_for(involta):
        link = factories.LinkFactory(customer=factories.CustomerFactory(number="300003"))
        audit.record("link.ended", by="address on file", on=link, reason="objection", customer="300003")
        audit.record("reading.accepted", by=sonja, on=factories.SubmissionFactory(number="2026-1"))
        event = AuditEvent.objects.get(action="link.ended")
    listed = staff_client.text(address(AuditEvent), q="ukinjen")
    for words in ("dostop ukinjen", "naslov iz evidence", "Dostop 300003"):
        assert words in listed
    assert "odčitek sprejet" not in listed
    for code in ("link.ended", "address on file"):
        assert code not in listed
    shown = staff_client.text(address(AuditEvent, "change", event.pk))
    assert "Razlog: »to nisem jaz«" in shown.replace("&#x27;", "'")
    assert f'href="{address(Link, "change", link.pk)}"' in shown
    assert "objection" not in shown
    for wanted in ("reading.accepted", "odčitek sprejet", str(sonja)):
        found = staff_client.text(address(AuditEvent), q=wanted)
        assert "odčitek sprejet" in found
        assert "dostop ukinjen" not in found


def test_what_an_import_counted_and_refused_is_said_in_sentences(involta: Any, staff_client: AdminClient) -> None:
    with working_for(involta):
        refused = {"file": "meters.csv", "line": 7, "column": "STEVEC", "value": "x", "reason": "Tega števca ni."}
        run = factories.ImportRunFactory(counts={"customers": {"new": 3, "changed": 1, "unchanged": 36}}, problems=[refused])
    page = staff_client.text(address(ImportRun, "change", run.pk))
    assert "Stranke: novih 3, spremenjenih 1, nespremenjenih 36" in page
    assert "meters.csv, vrstica 7, stolpec »STEVEC«, vrednost »x«: Tega števca ni." in page
    assert "&quot;new&quot;" not in page


def test_what_is_measured_and_how_is_said_in_words(involta: Any, staff_client: AdminClient) -> None:
    with working_for(involta):
        utility = Utility.objects.get(code="involta")
        point = factories.SupplyPointFactory(utility=utility, commodity="gas")
        register = factories.RegisterFactory(meter=factories.MeterFactory(supply_point=point), code="GAS", unit="m³", factor="1.0000")
        submission = factories.SubmissionFactory(meter=register.meter, reason="meter_exchanged")
        factories.ReadingFactory(register=register, submission=submission)
    for page in (address(SupplyPoint), address(SupplyPoint, "change", point.pk)):
        assert "zemeljski plin" in staff_client.text(page)
    meter = staff_client.text(address(Meter, "change", register.meter.pk))
    assert "odjem" in meter
    assert "1,0000" not in meter
    for page in (address(Submission), address(Submission, "change", submission.pk)):
        text = staff_client.text(page)
        assert "števec je bil zamenjan" in text
        assert "meter_exchanged" not in text


def test_every_reason_of_a_customer_has_words() -> None:
    from meters.admin_words import REASONS

    assert set(REASONS) == {reason.value for reason in Reason}


def test_every_kind_of_activity_has_words_and_devices_have_names(involta: Any, staff_client: AdminClient) -> None:
    assert set(ACTIVITIES) == set(ActivityEvent.Kind.values)
    with working_for(involta):
        event = factories.ActivityEventFactory(kind="factor_added", agent="Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0 Safari/537.36")
    page = staff_client.text(address(User, "change", event.user_id))
    assert "nastavitev dodatne kode" in page
    assert "Chrome, Linux" in page
    assert "Mozilla" not in page


def test_how_a_link_was_proved_is_said_by_the_labels_of_the_form(involta: Any, staff_client: AdminClient) -> None:
    with working_for(involta):
        proved = factories.LinkFactory(rule_key=involta.rules.utilities[0].linking.rules[0].key)
        made = factories.LinkFactory(rule_key="staff")
    assert "Številka kupca" in staff_client.text(address(Link, "change", proved.pk))
    assert "zaposleni" in staff_client.text(address(Link, "change", made.pk))


def test_requests_for_access_stand_among_what_waits(involta: Any, staff_client: AdminClient) -> None:
    with working_for(involta):
        factories.LinkRequestFactory()
        factories.LinkRequestFactory(state=LinkRequest.State.REFUSED)
    page = staff_client.visit("/admin/")
    assert "Zahtevki za dostop, ki čakajo na odločitev 1" in page.text
    address_of_list = next(link.href for link in page.links if "ki čakajo na odločitev" in link.text and "linkrequest" in link.href)
    listed = staff_client.text(address_of_list)
    assert "Skupaj: 1" in listed


@pytest.mark.parametrize("count", [1, 2, 5])
def test_numbers_stand_without_a_noun(involta: Any, staff_client: AdminClient, count: int) -> None:
    """Django's Slovenian says "1 zadetkov", and its list ends in "5 stranke"."""
    with working_for(involta):
        for _each in range(count):
            factories.SupplyPointFactory(number_search="x")
    page = staff_client.text(address(SupplyPoint), q="x")
    assert f"Najdeno: {count}" in page
    assert f"Skupaj: {count}" in page
    assert "zadet" not in page


def test_the_head_of_the_page_greets_nobody_by_a_blank(involta: Any, sonja: Any, staff_client: AdminClient) -> None:
    page = staff_client.visit("/admin/")
    assert sonja.display_name in page.text
    assert "Dobrodošli" not in page.text
