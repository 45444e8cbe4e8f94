"""Deliveries as data: files of rows, written as the utility writes them."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

PDF = b"%PDF-1.4\n%a bill\n%%EOF\n"

Table = list[dict[str, str]]


@dataclass
class Delivery:
    """``files``: name to rows; ``pdfs``: name below ``pdf/`` to content."""

    folder: Path
    files: dict[str, Table] = field(default_factory=dict)
    pdfs: dict[str, bytes] = field(default_factory=dict)
    encoding: str = "utf-8"
    separator: str = ";"

    def write(self) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        for old in self.folder.glob("*.csv"):
            old.unlink()
        for name, rows in self.files.items():
            with (self.folder / f"{name}.csv").open("w", encoding=self.encoding, newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]), delimiter=self.separator)
                writer.writeheader()
                writer.writerows(rows)
        for name, content in self.pdfs.items():
            path = self.folder / "pdf" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return self.folder

    def only(self, *names: str) -> Delivery:
        return Delivery(self.folder, {name: self.files[name] for name in names}, {}, self.encoding, self.separator)


def customer(number: str, name: str = "Ana Žnidaršič", **more: str) -> dict[str, str]:
    row = {"number": number, "name": name, "street": "Čopova 1", "postcode": "1000", "city": "Ljubljana", "email": "", "kind": ""}
    return row | more


def point(number: str, **more: str) -> dict[str, str]:
    row = {"number": number, "commodity": "electricity", "operator": "EL", "operator_name": "Elektro Ljubljana"}
    return row | {"street": "Čopova 1", "postcode": "1000", "city": "Ljubljana", "remotely_read": "ne"} | more


def meter(supply_point: str, serial: str, **more: str) -> dict[str, str]:
    return {"supply_point": supply_point, "serial": serial, "type": "E", "installed_on": "01.01.2020", "removed_on": ""} | more


def register(supply_point: str, serial: str, code: str, **more: str) -> dict[str, str]:
    return {"supply_point": supply_point, "meter": serial, "code": code, "whole_digits": "6", "decimals": "1"} | more


def reading(supply_point: str, serial: str, code: str, day: str, value: str, **more: str) -> dict[str, str]:
    return {"supply_point": supply_point, "meter": serial, "register": code, "read_on": day, "value": value, "source": "utility"} | more


def contract(number: str, customer: str, supply_point: str, **more: str) -> dict[str, str]:
    row = {"number": number, "customer": customer, "supply_point": supply_point, "commodity": "electricity", "product": "Dom"}
    return row | {"billing_mode": "monthly", "valid_from": "01.01.2020", "valid_to": ""} | more


def invoice(number: str, customer: str, supply_point: str, **more: str) -> dict[str, str]:
    row = {"number": number, "customer": customer, "supply_point": supply_point, "commodity": "electricity", "kind": "invoice"}
    row |= {"issued_on": "05.02.2026", "due_on": "20.02.2026", "service_from": "01.01.2026", "service_to": "31.01.2026"}
    row |= {"net": "100,00", "vat": "22,00", "gross": "122,00", "reference": "SI12 1805000001070", "annulled": "0"}
    return row | {"iban": "SI56 1910 0000 0123 438", "purpose": "Račun", "purpose_code": "ENRG", "access_code": "12345678"} | more


def line(invoice: str, position: str, **more: str) -> dict[str, str]:
    row = {"invoice": invoice, "position": position, "text": "Energija VT", "quantity": "250,5", "unit": "kWh"}
    return row | {"price": "0,12345", "net": "50,00", "vat_rate": "22"} | more


def payment(number: str, customer: str, invoice: str, **more: str) -> dict[str, str]:
    return {"number": number, "customer": customer, "invoice": invoice, "paid_on": "10.02.2026", "amount": "22,00", "text": ""} | more


def good(folder: Path, people: int = 3) -> Delivery:
    """Customers 1001, 1002, ... each with a point `3-...`, a meter with two registers, a contract, two bills, a payment."""
    delivery = Delivery(folder, {name: [] for name in FILES})
    for place in range(people):
        who, where, serial = str(1001 + place), f"3-{1001 + place}", f"M{1001 + place}"
        files = delivery.files
        files["customers"].append(customer(who))
        files["supply_points"].append(point(where))
        files["meters"].append(meter(where, serial))
        files["registers"] += [register(where, serial, "VT"), register(where, serial, "MT")]
        files["readings"] += [reading(where, serial, code, "31.01.2026", "1234,5") for code in ("VT", "MT")]
        files["contracts"].append(contract(f"K-{who}", who, where))
        for month, code in (("01", f"1111{who}"), ("02", f"2222{who}")):
            number = f"R-{month}-{who}"
            files["invoices"].append(invoice(number, who, where, issued_on=f"05.{month}.2026", access_code=code))
            files["invoice_lines"] += [line(number, "1"), line(number, "2", text="Omrežnina")]
        files["payments"].append(payment(f"P-{who}", who, f"R-01-{who}"))
        files["evidence"].append({"customer": who, "name": "letter_code", "value": f"3333{who}"})
    return delivery


FILES = (
    "customers",
    "supply_points",
    "meters",
    "registers",
    "readings",
    "contracts",
    "invoices",
    "invoice_lines",
    "payments",
    "evidence",
)
