"""The form of a reading, the question about a doubtful one, and the closed page."""

from __future__ import annotations

from decimal import Decimal
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from meters import services
from meters.forms import words
from meters.forms.meters import MeterForms
from meters.forms.reading import FORM_KEY, ReadingForm
from meters.models import Submission
from meters.rules.entry_check import Doubt
from meters.rules.plausibility import Assessment
from meters.services import point_state
from meters.services.entry import Entry, entries_of
from meters.views import access, reminders, rows
from tenants import clock
from tenants.requests import TenantRequest

MOST_METERS = 20
"""Meters of one point whose forms are looked at; nobody has as many."""


@require_http_methods(["GET", "HEAD", "POST"])
def submit_reading(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Hand in the registers of all meters of a point together. A repeated post leads to the receipt of the first."""
    today = clock.day_of(request.received_at)
    points = access.visible_points(request.user, day=today)
    point = access.chosen(points, public_id, right="may_submit")
    entries = entries_of(point=point, user=request.user, day=today)
    kinds = entries[0].kinds if entries else ()
    kind = "own" if (request.POST.get("kind") or request.GET.get("kind")) == "own" else "billing"
    if kind == "own" and kinds == ("billing",):
        raise Http404
    if kind not in kinds:
        return _earlier(request, point, today) or _closed(request, point, points, today)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    forms = MeterForms(*sent, entries=entries, kind=kind)
    if forms.is_bound and forms.is_valid() and not forms.doubtful and (taken := _submit(request, forms)):
        return redirect("meters:receipt", taken[0].public_id)
    earlier = _earlier(request, point, today) if forms.is_bound else None
    return earlier or render(request, "meters/submit_reading.html", _context(request, forms, points))


def _earlier(request: HttpRequest, point: Any, today: Any) -> HttpResponse | None:
    """The receipt of what this very form has handed in before; None where nothing was."""
    keys = [str(key) for name, key in request.POST.items() if name.endswith("form_key") and FORM_KEY.fullmatch(str(key))]
    if not keys:
        return None
    visible = Submission.objects.visible_to(request.user, day=today)
    earlier = visible.filter(supply_point=point, user=request.user, form_key__in=keys[:MOST_METERS]).first()
    return redirect("meters:receipt", earlier.public_id) if earlier else None


def _submit(request: TenantRequest, forms: MeterForms) -> list[Submission]:
    """Call the service; what it refuses (somebody was faster, the window closed) becomes a message of the form."""
    try:
        return services.submit_readings(
            supply_point=forms.point,
            handed=[form.handed for form in forms.filled],
            by=request.user,
            now=request.received_at,
        )
    except services.AlreadyBilled:
        forms.lead.add_error(None, _("The reading of this period is on a bill already. Please write to us, we will correct it."))
    except services.FormKeyTaken:
        forms.lead.add_error(None, _("This form was used already. Please open it again."))
    except services.ReadingRefused:
        forms.lead.add_error(None, _("Something has changed in the meantime. Please check the reading and send it again."))
    return []


def _context(request: SignedInRequest, forms: MeterForms, points: list[Any]) -> dict[str, Any]:
    entry = forms.lead.entry
    point = forms.point
    labels = rows.point_labels(point)
    blocks = [_block(form, several=len(forms.all) > 1) for form in forms.all]
    return {
        "form": forms,
        "forms": forms.all,
        "lead": forms.lead,
        "entry": entry,
        "point": point,
        "title": words.form_title(point),
        "own_text": words.reading_text(point) if "billing" in entry.kinds else "",
        "labels": labels,
        "blocks": blocks,
        "several": len(forms.all) > 1,
        "asks_photo": bool(forms.doubtful),
        "serial": "" if any(block["title"] for block in blocks) else entry.meter.serial,
        "screens": sum(len(block["counters"]) for block in blocks),
        "tabs": rows.point_tabs(points, point, "meters:submit_reading"),
        "standing": any(form.entry.handed_in(form.entry.preset_date()) for form in forms.all) if entry.opening.window else False,
        "handed_in": [text for form in forms.all for text in _handed_in(form.entry, request.user)] if entry.opening.window else [],
        "drawing": point.commodity if point.commodity in ("electricity", "gas", "water") else "",
        "action": request.get_full_path(),
        "switch": reminders.switch_for(request, point),
    }


def _block(form: ReadingForm, *, several: bool) -> dict[str, Any]:
    """One meter on the page: what it is called where there is more than one, its counters, and what is asked about them."""
    point, registers = form.entry.point, form.entry.registers
    title = words.block_title(point, registers[0].code) if len(registers) == 1 else ""
    if several and not title:
        title = (
            words.register_label(point, registers[0].code)
            if len(registers) == 1
            else _("Meter %(serial)s") % {"serial": form.entry.meter.serial}
        )
    return {
        "form": form,
        "title": title,
        "meter": form.entry.meter,
        "counters": _counters(form),
        "question": _question(form) if form.is_doubtful else [],
    }


def _counters(form: ReadingForm) -> list[dict[str, Any]]:
    """The registers as the page draws them; ``doubtful`` ones stay open on the page with the question."""
    doubtful = {code for doubt in form.doubts for code in doubt.codes}
    return [
        {
            "field": field,
            "code": register.code,
            "short": words.register_short(form.entry.point, register.code),
            "screen": words.register_screen(form.entry.point, register.code),
            "unit": register.unit,
            "last_on": form.known[register.code].previous_on,
            "doubtful": register.code in doubtful,
            "used": _used(form, register.code),
        }
        for register, field in form.register_fields
    ]


def _used(form: ReadingForm, code: str) -> Any:
    previous = form.known[code].previous
    value = form.values.get(code) if form.is_bound else None
    return value - previous if value is not None and previous is not None else None


def _question(form: ReadingForm) -> list[dict[str, Any]]:
    """What is asked, one part for each doubt."""
    return [_doubt(form, doubt, doubt.assessment if form.entry.tells else None) for doubt in form.doubts]


def _doubt(form: ReadingForm, doubt: Doubt, assessment: Assessment | None) -> dict[str, Any]:
    """``assessment``: figures that the person may see; without any the page asks for one more look at the meter."""
    return {
        "verdict": doubt.verdict.value,
        "names": [words.register_short(form.entry.point, code) for code in doubt.codes],
        "value": words.plain(form.values.get(doubt.codes[-1])),
        "values": [words.plain(form.values.get(code)) for code in doubt.codes],
        "sum": words.plain(sum((form.values[code] for code in doubt.codes[:2]), Decimal(0))) if len(doubt.codes) == 3 else "",
        "unit": form.entry.register(doubt.codes[0]).unit,
        "assessment": assessment,
        "apart": abs(assessment.difference) if assessment and assessment.difference is not None else None,
        "previous": words.plain(assessment.previous) if assessment else "",
        "meant": words.plain(assessment.meant) if assessment else "",
        "single": len(form.entry.registers) == 1,
    }


def _handed_in(entry: Entry, user: Any) -> list[str]:
    """What stands in this window already: `VT 25034`, `MT 18511`; whoever may not see readings is told her own."""
    standing = entry.handed_in(entry.preset_date())
    latest = max((reading.submission_id or 0 for reading in standing), default=0)
    several = len(entry.registers) > 1
    return [
        f"{words.register_short(entry.point, reading.code) if several else ''} {words.plain(reading.value)}".strip()
        for reading in standing
        if (reading.submission_id or 0) == latest and (entry.tells or reading.user_id == user.pk)
    ]


def _closed(request: HttpRequest, point: Any, points: list[Any], today: Any) -> HttpResponse:
    """No reading can be taken: why, when the next window opens, and what was typed, so that it is not lost."""
    [state] = point_state.states_of([point], today=today)
    typed = {name.partition("value_")[2].upper(): value for name, value in request.POST.items() if "value_" in name and value}
    context = {
        "point": point,
        "state": state,
        "row": rows.point_rows([state])[0],
        "title": words.form_title(point),
        "own_text": words.reading_text(point),
        "own_closed": words.own_word(point.utility, "reading.closed"),
        "labels": rows.point_labels(point),
        "today": today,
        "typed": list(typed.items())[:8],
        "own_url": f"{request.path}?kind=own",
        "never_reason": rows.closed_reason(state.opening),
        "tabs": rows.point_tabs(points, point, "meters:submit_reading"),
    }
    status = HTTPStatus.CONFLICT if request.method == "POST" else HTTPStatus.OK
    return render(request, "meters/reading_closed.html", context, status=status)
