"""The list of readings to take along: XLSX and CSV, in the reader's language (G-20)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import formats
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from meters.models import SupplyPoint
from meters.services import history, past
from meters.views import access, rows
from tenants import clock
from tenants.rules.safe_cell import text_cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
WIDTHS = (14, 18, 30, 14, 22, 14, 8, 14, 22, 18, 18, 18, 20)

Cell = str | Decimal | date | datetime | None


@require_safe
def readings_xlsx(request: HttpRequest, public_id: str) -> HttpResponse:
    """All readings of a point as a workbook: numbers are numbers, days are days, text is never a formula."""
    point, table = _table(request, public_id)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Readings"))
    sheet.freeze_panes = "A2"
    for place, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEFGHIJKLM"[place]].width = width
    for number, line in enumerate(table):
        sheet.append([_xlsx_cell(sheet, value, heading=number == 0) for value in line])
    out = io.BytesIO()
    book.save(out)
    return _download(out.getvalue(), point, "xlsx", XLSX)


@require_safe
def readings_csv(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same as CSV: UTF-8 with a byte-order mark, semicolons, the decimal mark of the reader's language, ISO days."""
    point, table = _table(request, public_id)
    return _download(csv_content(table), point, "csv", CSV)


def csv_content(table: Iterable[Sequence[Cell]]) -> bytes:
    """A table as every CSV of the portal is written: see :func:`readings_csv`; text is never a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    mark = formats.get_format("DECIMAL_SEPARATOR")
    for line in table:
        writer.writerow([_csv_cell(value, mark) for value in line])
    return out.getvalue().encode("utf-8-sig")


def _table(request: HttpRequest, public_id: str) -> tuple[SupplyPoint, Iterable[Sequence[Cell]]]:
    """The point, and what was read there in the reader's own times, with a line of headings; whoever has left it takes hers along,
    too. 404 where the utility's file says no ``reading.export``."""
    point, stays = access.readable_stays(request.user, public_id, day=clock.today())
    if not point.utility.rules.reading.export:
        raise Http404
    found = history.list_of_stays(past.load_past(point, superseded=True), stays)
    return point, [_headings(point), *(_line(row, point) for row in found)]


def _headings(point: SupplyPoint) -> list[Cell]:
    labels = rows.history_labels(point)
    first = [labels["date"], labels["point"], _("Address"), rows.point_labels(point)["meter"], labels["tariff"], labels["reading"]]
    return [*first, _("Unit"), labels["difference"], labels["source"], labels["kind"], labels["state"], _("Receipt no."), _("Received")]


def _line(row: history.HistoryRow, point: SupplyPoint) -> list[Cell]:
    reading = row.reading
    [words] = rows.reading_rows([row], point)
    received = reading.received_at.astimezone(clock.zone()).replace(tzinfo=None) if reading.received_at else None
    about = [reading.read_on, point.number, point.address, reading.serial, words.tariff, reading.value.normalize(), reading.unit]
    return [*about, words.difference, words.source, words.kind, words.state, reading.receipt or "", received]


def _xlsx_cell(sheet: Any, value: Cell, *, heading: bool) -> Any:
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl would make a formula of what begins with =
        cell.quotePrefix = text_cell(value) != value
    elif isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm:ss"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    if heading:
        cell.font = Font(bold=True)
    return cell


def _csv_cell(value: Cell, mark: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return text_cell(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date) else f"{value:f}".replace(".", mark)


def _download(content: bytes, point: SupplyPoint, ending: str, content_type: str) -> HttpResponse:
    name = f"{slugify(_('Readings'))}-{slugify(point.number) or point.public_id}.{ending}"
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
