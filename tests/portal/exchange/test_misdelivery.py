"""No document ever reaches a wrong customer, however the keys of a delivery are spoiled (threat T4)."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Evidence
from billing.models import Invoice, Payment
from portal.exchange import ImportRefused, run_import
from portal.exchange.cells import cleaned
from tests.portal.exchange.deliveries import PDF, Delivery, customer, invoice, payment
from tests.scopes import no_scope
from tests.sizes import size

pytestmark = pytest.mark.django_db

PEOPLE = ["1001", "1002", "A-1", "77/3", "0009"]
SPOILED = [
    "01001", "1 001", "\u00a01001 ", "１００１", "10O1", "100l", "a-1", "А-1", "A/1", "A1", "", " ", "9", "77-3", "1002", "1001", "2001",
    "\u200b1001",
]  # fmt: skip
"""Keys as files of this world have them: padded, blank, full-width, with an O for a zero, with a Cyrillic A, somebody else's."""
PLACES = ["customer", "invoice", "invoice.customer", "payment", "payment.customer", "payment.invoice", "pdf", "pdf.customer"]


class _Undo(Exception):
    """Nothing of one example reaches the next."""


def test_a_document_goes_to_the_customer_it_names_or_nowhere(probe, in_probe):
    """What is taken stands under exactly the number that its row bore; what cannot be told apart is refused with its place."""
    taken, refused = [], []

    @settings(max_examples=size(40, 400), deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(
        seed=st.integers(0, 10**6),
        spoiling=st.lists(st.tuples(st.sampled_from(PLACES), st.integers(0, 9), st.sampled_from(SPOILED)), max_size=2),
    )
    def every_delivery(seed, spoiling):
        with TemporaryDirectory() as name:
            delivery = _delivery(Path(name), Random(seed), spoiling)
            try:
                with transaction.atomic():
                    with no_scope():
                        run_import(tenant=probe, folder=delivery.write(), utility_code=None, by="tests")
                    _everything_is_where_it_was_addressed(delivery)
                    taken.append(len(delivery.files["invoices"]))
                    raise _Undo
            except _Undo:
                pass
            except ImportRefused as refusal:
                refused.append([problem for problem in refusal.problems if not problem.line and not problem.file.startswith("pdf/")])

    every_delivery()
    assert sum(taken) > 25
    assert len(refused) > 5
    assert not any(refused), "every problem names its line or its file"


def _delivery(folder, random, spoiling):
    """Shuffled rows that name each other, then up to two keys spoiled."""
    bills = [(str(number), random.choice(PEOPLE)) for number in random.sample(range(1, 999), 5)] + [("2026/1", "A-1")]
    rows = {
        "customer": [{"number": number} for number in PEOPLE],
        "invoice": [{"number": number, "customer": who} for number, who in bills],
        "payment": [{"number": f"P{number}", "customer": who, "invoice": number} for number, who in bills[:3]],
        "pdf": [{"number": number.replace("/", "-"), "customer": who.replace("/", "_")} for number, who in bills[2:]],
    }
    for place, which, key in spoiling:
        table, _dot, column = place.partition(".")
        rows[table][which % len(rows[table])][column or "number"] = key
    for table in rows.values():
        random.shuffle(table)
    files = {
        "customers": [customer(row["number"], f"Customer {place}") for place, row in enumerate(rows["customer"])],
        "invoices": [
            invoice(row["number"], row["customer"], "", access_code=f"{place:08d}", purpose=f"for {row['customer']}")
            for place, row in enumerate(rows["invoice"])
        ],
        "payments": [payment(row["number"], row["customer"], row["invoice"]) for row in rows["payment"]],
    }
    drawn = [(row["customer"].strip(), row["number"].strip()) for row in rows["pdf"]]
    names = {f"{who}/{number}.pdf" for who, number in drawn if who and number and "/" not in who + number}
    return Delivery(folder / "delivery", files, dict.fromkeys(sorted(names), PDF))


def _everything_is_where_it_was_addressed(delivery):
    addressed = {cleaned(row["number"]): cleaned(row["customer"]) for row in delivery.files["invoices"]}
    assert Invoice.objects.count() == len(delivery.files["invoices"])
    drawn = {_marks_alike(name.removesuffix(".pdf")) for name in delivery.pdfs}
    for bill in Invoice.objects.select_related("customer"):
        assert addressed[bill.number] == bill.customer.number
        assert bill.purpose.split() == ["for", *bill.customer.number.split()]
        assert not bill.pdf or _marks_alike(f"{bill.customer.number}/{bill.number}") in drawn
    for proof in Evidence.objects.filter(name="code").select_related("customer"):
        assert addressed[proof.group.removeprefix("invoice/")] == proof.customer.number
    for paid in Payment.objects.select_related("customer", "invoice"):
        assert paid.invoice is None or paid.invoice.customer_id == paid.customer_id


def _marks_alike(path):
    """A name in a folder cannot bear a `/`."""
    return "/".join(cleaned(part) for part in re.split(r"[-_/]", path))
