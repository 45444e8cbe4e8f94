"""The utility's own PDF of a bill, drawn for the demo. Vera, which comes with the library, has the Slovenian letters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import reportlab
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from portal.demo.people import Person

FONT, BOLD = "PortalText", "PortalBold"


def _fonts() -> None:
    if FONT not in pdfmetrics.getRegisteredFontNames():
        folder = Path(reportlab.__file__).parent / "fonts"
        pdfmetrics.registerFont(TTFont(FONT, str(folder / "Vera.ttf")))
        pdfmetrics.registerFont(TTFont(BOLD, str(folder / "VeraBd.ttf")))


def _number(value: Any, places: int = 2) -> str:
    return f"{value:,.{places}f}".replace(",", " ").replace(".", ",").replace(" ", ".")


def draw(path: Path, invoice: dict[str, Any], lines: list[dict[str, Any]], person: Person) -> None:
    """One page: who, what, how much, how to pay. The same input gives the same bytes."""
    _fonts()
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    canvas.setTitle(f"Račun {invoice['number']}")
    _head(canvas, invoice, person)
    bottom = _lines(canvas, invoice, lines)
    _payment(canvas, invoice, bottom - 18 * mm)
    canvas.save()


def _head(canvas: Canvas, invoice: dict[str, Any], person: Person) -> None:
    canvas.setFont(BOLD, 14)
    canvas.drawString(20 * mm, 275 * mm, invoice["recipient"].split(",")[0])
    canvas.setFont(FONT, 9)
    canvas.drawString(20 * mm, 269 * mm, invoice["recipient"].partition(", ")[2])
    for row, text in enumerate((person.name, person.street, f"{person.postcode} {person.city}")):
        canvas.drawString(20 * mm, (248 - row * 5) * mm, text)
    facts = (
        ("Račun št.", invoice["number"]),
        ("Številka kupca", invoice["customer"]),
        ("Merilno / odjemno mesto", invoice["supply_point"]),
        ("Datum izdaje", f"{invoice['issued_on']:%d. %m. %Y}"),
        ("Datum storitve", f"{invoice['service_from']:%d. %m. %Y} – {invoice['service_to']:%d. %m. %Y}"),
        ("Rok plačila", f"{invoice['due_on']:%d. %m. %Y}"),
        *([("Koda za portal", invoice["access_code"])] if invoice["access_code"] else []),
    )
    for row, (label, value) in enumerate(facts):
        canvas.setFont(FONT, 9)
        canvas.drawString(112 * mm, (275 - row * 5.5) * mm, label)
        canvas.setFont(BOLD, 9)
        canvas.drawRightString(190 * mm, (275 - row * 5.5) * mm, value)


def _lines(canvas: Canvas, invoice: dict[str, Any], lines: list[dict[str, Any]]) -> float:
    height = 215 * mm
    canvas.setFont(BOLD, 9)
    canvas.drawString(20 * mm, height, "Postavka")
    for label, right in (("Količina", 125), ("Cena", 155), ("Znesek", 190)):
        canvas.drawRightString(right * mm, height, label)
    canvas.setFont(FONT, 9)
    for line in lines:
        height -= 6 * mm
        canvas.drawString(20 * mm, height, line["text"])
        canvas.drawRightString(125 * mm, height, f"{_number(line['quantity'], 1)} {line['unit']}")
        canvas.drawRightString(155 * mm, height, _number(line["price"], 5))
        canvas.drawRightString(190 * mm, height, _number(line["net"]))
    height -= 3 * mm
    canvas.line(20 * mm, height, 190 * mm, height)
    for label, key in (("Skupaj brez DDV", "net"), ("DDV", "vat"), ("Za plačilo EUR", "gross")):
        height -= 6 * mm
        canvas.setFont(BOLD if key == "gross" else FONT, 10 if key == "gross" else 9)
        canvas.drawString(112 * mm, height, label)
        canvas.drawRightString(190 * mm, height, _number(invoice[key]))
    return height


def _payment(canvas: Canvas, invoice: dict[str, Any], height: float) -> None:
    canvas.setFont(BOLD, 10)
    canvas.drawString(20 * mm, height, "Podatki za plačilo")
    canvas.setFont(FONT, 9)
    facts = (
        ("Prejemnik", invoice["recipient"]),
        ("IBAN", invoice["iban"]),
        ("Sklic", f"{invoice['reference'][:4]} {invoice['reference'][4:]}"),
        ("Namen plačila", invoice["purpose"]),
        ("Koda namena", invoice["purpose_code"]),
    )
    for row, (label, value) in enumerate(facts, start=1):
        canvas.drawString(20 * mm, height - row * 5.5 * mm, label)
        canvas.drawString(52 * mm, height - row * 5.5 * mm, value)
    canvas.drawString(20 * mm, 15 * mm, "Primer računa za predstavitev portala. Ni za plačilo.")
