"""What makes a ledger worth reading: a bill paid in part, one paid twice over, a credit note, an annulled bill, interest, money on account.

All of it on the first customer of each utility, whose account stands on the demo's index."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from portal.demo import numbers, tariffs

if TYPE_CHECKING:
    from portal.demo.world import World

Row = dict[str, Any]


def add(world: World, bill: Row, *, months_ago: int) -> None:
    """The case of the month that ended ``months_ago`` months ago, beside its ``bill``; most months have none."""
    match months_ago:
        case 2:
            _pay(world, bill, "A", bill["due_on"], (bill["gross"] / 2).quantize(tariffs.CENT))
        case 4:
            _document(world, bill, "D", "credit_note", days=10, line=("Popravek obračuna", Decimal("-6.40")))
        case 5:
            _pay(world, bill, "B", bill["due_on"] + timedelta(days=2), Decimal(5))
        case 6:
            _annulled(world, bill)
        case 8:
            interest = _document(world, bill, "O", "debit_note", days=14, line=("Zamudne obresti", Decimal("0.82")))
            interest |= {"supply_point": "", "commodity": "", "service_from": None, "service_to": None}
            _pay(world, interest, "O", interest["due_on"], interest["gross"])
        case 9:
            _pay(world, bill | {"number": ""}, "P", bill["due_on"], Decimal(10))


def _pay(world: World, bill: Row, mark: str, day: date, amount: Decimal) -> None:
    number = f"PL-{bill['number'] or bill['purpose'][-14:]}-{mark}"
    world.add("payments", number=number, customer=bill["customer"], invoice=bill["number"], paid_on=min(day, world.today), amount=amount,
              text="UPN" if bill["number"] else "Preplačilo")  # fmt: skip


def _document(world: World, bill: Row, mark: str, kind: str, *, days: int, line: tuple[str, Decimal]) -> Row:
    """A document of one line that follows ``bill``; a credit note bears its minus."""
    text, net = line
    rate = Decimal("9.5") if bill["commodity"] == "water" else Decimal(22)
    vat = (net * rate / 100).quantize(tariffs.CENT)
    number, issued = f"{bill['number']}-{mark}", bill["issued_on"] + timedelta(days=days)
    digits = "".join(filter(str.isdigit, bill["number"]))[2:] + "1"
    row = bill | {
        "number": number, "kind": kind, "issued_on": issued, "due_on": issued + timedelta(days=14), "net": net, "vat": vat,
        "gross": net + vat, "reference": numbers.reference(digits), "purpose": f"Račun {number}",
    }  # fmt: skip
    world.files["invoices"].append(row)
    world.add("invoice_lines", invoice=number, position=1, text=text, quantity=Decimal(1), unit="", price=net, net=net, vat_rate=rate)
    return row


def _annulled(world: World, bill: Row) -> None:
    """A first bill of the same month with a mistake, annulled and made anew."""
    wrong = bill | {"number": f"{bill['number']}-S", "annulled": True}
    world.files["invoices"].append(wrong)
    own = [line for line in world.files["invoice_lines"] if line["invoice"] == bill["number"]]
    world.files["invoice_lines"] += [line | {"invoice": wrong["number"]} for line in own]
