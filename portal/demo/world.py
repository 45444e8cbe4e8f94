"""One utility's invented data: rows as the import reads them, dates counted back from today."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from portal.demo import consumption, ledger_cases, numbers, tariffs
from portal.demo.people import Person, somebody
from portal.demo.plans import PURPOSE_CODES, Plan

MONTHS = 24
REGISTERS = {"electricity": (("VT", "kWh"), ("MT", "kWh")), "gas": (("GAS", "m³"),), "water": (("COLD", "m³"),)}
WHOLE_DIGITS = {"electricity": 6, "gas": 5, "water": 5}
DECIMALS = {"electricity": 1, "gas": 3, "water": 3}

Row = dict[str, Any]


@dataclass
class World:
    """All rows of one utility, file by file, and who of its customers plays which part in the demo."""

    plan: Plan
    today: date
    files: dict[str, list[Row]] = field(default_factory=dict)
    people: list[tuple[str, Person]] = field(default_factory=list)

    def add(self, file: str, **row: Any) -> None:
        self.files.setdefault(file, []).append(row)

    def is_first(self, point: str) -> bool:
        """The point of the ready account that shows every case."""
        return bool(self.files["supply_points"][0]["number"] == point)

    def latest_invoice(self, customer_number: str) -> Row:
        return [row for row in self.files["invoices"] if row["customer"] == customer_number][-1]


def month_starts(today: date) -> list[date]:
    """First days of the last two years' finished months, the oldest first."""
    first = today.replace(day=1)
    found = []
    for _ in range(MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
        found.append(first)
    return found[::-1]


def month_end(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def build(plan: Plan, today: date, *, customers: int | None = None) -> World:
    """The same plan and day give the same world: the demo's numbers do not change under a person's hands."""
    world = World(plan, today)
    random = Random(f"{plan.slug}/{plan.utility}")  # noqa: S311  (no secret: the world must come out the same each time)
    for index in range(customers or plan.customers):
        _customer(world, random, index)
    return world


def _customer(world: World, random: Random, index: int) -> None:
    plan = world.plan
    number = f"{plan.customer_prefix}{1000 + index * 7}"
    person = somebody(random, plan.towns)
    world.people.append((number, person))
    world.add(
        "customers",
        number=number,
        name=person.name,
        street=person.street,
        postcode=person.postcode,
        city=person.city,
        email=person.email if random.random() < 0.7 else "",
        phone="",
        tax_number="",
        kind="household",
    )
    for position, commodity in enumerate(plan.commodities[index % len(plan.commodities)]):
        _point(world, random, index, number, person, commodity, position)


def _point(world: World, random: Random, index: int, customer: str, person: Person, commodity: str, position: int) -> None:
    plan = world.plan
    point = {
        "electricity": f"4-{1200000 + index * 31 + position}",
        "gas": f"{5520000 + index * 17}",
        "water": f"{plan.customer_prefix}{80000 + index}",
    }[commodity]
    operators = plan.operators.get(commodity, ())
    operator, operator_name = operators[index % len(operators)] if operators else ("", "")
    starts = month_starts(world.today)
    world.add(
        "supply_points",
        number=point,
        commodity=commodity,
        operator=operator,
        operator_name=operator_name,
        street=person.street,
        postcode=person.postcode,
        city=person.city,
        gsrn=numbers.gsrn(f"383111{58000000000 + int(plan.customer_prefix) * 1000000 + index:011d}") if commodity == "electricity" else "",
        kind_of_use="gospodinjstvo",
        remotely_read=False,
        reading_rule="",
    )
    world.add(
        "contracts",
        number=f"P-{point.replace('-', '')}",
        customer=customer,
        supply_point=point,
        commodity=commodity,
        product={"electricity": "Osnovna oskrba", "gas": "Plin dom", "water": "Oskrba s pitno vodo"}[commodity],
        billing_mode="monthly",
        valid_from=starts[0],
        valid_to=None,
    )
    registers = REGISTERS[commodity]
    if commodity == "electricity" and index % 4 == 3:
        registers = (("ET", "kWh"),)
    if commodity == "water" and index % 5 == 4:
        registers = (("COLD", "m³"), ("HOT", "m³"))
    _measure(world, random, index, customer, point, commodity, registers)


def _measure(world: World, random: Random, index: int, customer: str, point: str, commodity: str, registers: Any) -> None:
    """Meter, monthly readings, monthly bills. The first customer's first meter is exchanged half-way."""
    starts = month_starts(world.today)
    size = random.uniform(0.7, 1.4)
    months = [start.month for start in starts]
    used = {code: consumption.monthly(random, commodity, code, months, size) for code, _unit in registers}
    serial = str(random.randint(20_000_000, 69_999_999))
    exchange = starts[12].replace(day=15) if index == 0 and commodity in ("electricity", "water") else None
    state = {code: random.randint(300, 24_000) for code, _unit in registers}
    _meter(world, point, commodity, registers, serial, installed=starts[0], removed=exchange)
    for code, value in state.items():
        _reading(world, point, serial, code, starts[0], value, "exchange_in")
    for month, start in enumerate(starts):
        end = month_end(start)
        if exchange and start <= exchange <= end:
            serial, state = _exchange(world, random, point, commodity, registers, serial, state, used, month, exchange)
        else:
            state = {code: value + used[code][month] for code, value in state.items()}
        source = "estimate" if random.random() < 0.08 else "utility"
        for code, value in state.items():
            _reading(world, point, serial, code, end, value, source)
        _bill(world, random, index, customer, point, commodity, {code: used[code][month] for code in used}, start, end)
        if world.is_first(point):
            ledger_cases.add(world, world.latest_invoice(customer), months_ago=MONTHS - month)


def _meter(world: World, point: str, commodity: str, registers: Any, serial: str, *, installed: date, removed: date | None) -> None:
    kind = {"electricity": "AM550", "gas": "G4", "water": "DN20"}[commodity]
    world.add("meters", supply_point=point, serial=serial, type=kind, installed_on=installed, removed_on=removed)
    for code, unit in registers:
        world.add(
            "registers",
            meter=serial,
            supply_point=point,
            code=code,
            unit=unit,
            whole_digits=WHOLE_DIGITS[commodity],
            decimals=DECIMALS[commodity],
            direction="in",
            factor=Decimal(1),
        )


def _exchange(world: World, random: Random, point: str, commodity: str, registers: Any, serial: str, state: dict[str, int],
              used: dict[str, list[int]], month: int, day: date) -> tuple[str, dict[str, int]]:  # fmt: skip
    """Half of the month on the old meter, half on the new one, which begins near zero."""
    new_serial = str(random.randint(70_000_000, 79_999_999))
    _meter(world, point, commodity, registers, new_serial, installed=day, removed=None)
    after = {}
    for code, value in state.items():
        half = used[code][month] // 2
        _reading(world, point, serial, code, day, value + half, "exchange_out")
        _reading(world, point, new_serial, code, day, 2, "exchange_in")
        after[code] = 2 + used[code][month] - half
    return new_serial, after


def _reading(world: World, point: str, meter: str, register: str, day: date, value: int, source: str) -> None:
    world.add("readings", supply_point=point, meter=meter, register=register, read_on=day, value=Decimal(value), source=source)


def _bill(world: World, random: Random, index: int, customer: str, point: str, commodity: str, used: dict[str, int],
          start: date, end: date) -> None:  # fmt: skip
    """One bill a month, due on the 18th; older ones are paid, of the latest some are not."""
    plan, issued = world.plan, min(end + timedelta(days=4), world.today)
    due = (end + timedelta(days=18)).replace(day=18)
    lines = tariffs.LINES[commodity](used)
    sums = tariffs.totals(lines)
    position = len(world.files.get("invoices", ())) + 1
    number = f"{start:%Y-%m}-{position:06d}"
    world.add(
        "invoices",
        number=number,
        customer=customer,
        supply_point=point,
        kind="invoice",
        commodity=commodity,
        issued_on=issued,
        due_on=due,
        service_from=start,
        service_to=end,
        net=sums.net,
        vat=sums.vat,
        gross=sums.gross,
        reference=numbers.reference(f"{start:%y%m}{position:06d}"),
        iban=numbers.iban(plan.account),
        recipient=plan.recipient,
        purpose_code=PURPOSE_CODES[commodity],
        purpose=f"Račun {number}",
        annulled=False,
        access_code=f"{random.randint(0, 9999):04d}" if plan.access_codes else "",
    )
    for line_number, line in enumerate(lines, start=1):
        world.add(
            "invoice_lines",
            invoice=number,
            position=line_number,
            text=line.text,
            quantity=line.quantity,
            unit=line.unit,
            price=line.price,
            net=line.net,
            vat_rate=line.vat_rate,
        )
    unpaid_for = 44 if world.is_first(point) else 32 if index == 0 else 0  # days: the last two bills, or the last one
    if due <= world.today and (world.today - due).days >= unpaid_for and (random.random() < 0.97 or index == 0):
        paid = min(due - timedelta(days=random.randint(0, 9)), world.today)
        world.add("payments", number=f"PL-{number}", customer=customer, invoice=number, paid_on=paid, amount=sums.gross, text="UPN")
