"""The form of a reading, the question about a doubtful one, and the closed page."""

from __future__ import annotations

from decimal import Decimal
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meters import services
from meters.forms import words
from meters.forms.reading import FORM_KEY, ReadingForm
from meters.models import Submission
from meters.services import point_state
from meters.services.entry import Entry, entry_of
from meters.views import access, rows
from tenants import clock


@require_http_methods(["GET", "HEAD", "POST"])
def submit_reading(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hand in the registers of one meter together. A repeated post leads to the receipt of the first."""
    today = clock.day_of(request.received_at)  # type: ignore[attr-defined]
    point = access.point_or_refused(request.user, public_id, day=today, right="may_submit")
    if request.method == "POST" and (earlier := _already_taken(request, point, today)):
        return redirect("meters:receipt", earlier.public_id)
    entry = entry_of(point=point, user=request.user, day=today, meter=request.GET.get("meter", ""))
    if entry is None and request.GET.get("meter"):
        raise Http404
    kind = "own" if request.GET.get("kind") == "own" else "billing"
    if entry is None or kind not in entry.kinds:
        return _closed(request, point, today)
    form = ReadingForm(request.POST if request.method == "POST" else None, entry=entry, kind=kind)
    if form.is_bound and form.is_valid() and not form.is_doubtful:
        submission = _submit(request, form)
        if submission is not None:
            return redirect("meters:receipt", submission.public_id)
    return render(request, "meters/submit_reading.html", _context(request, form))


def _already_taken(request: HttpRequest, point: Any, today: Any) -> Any:
    key = request.POST.get("form_key", "")
    if not FORM_KEY.fullmatch(key):
        return None
    return Submission.objects.visible_to(request.user, day=today).filter(supply_point=point, user=request.user, form_key=key).first()


def _submit(request: HttpRequest, form: ReadingForm) -> Submission | None:
    """Call the service; what it refuses (somebody was faster, the window closed) becomes a message of the form."""
    entry = form.entry
    try:
        return services.submit_reading(
            supply_point=entry.point,
            meter=entry.meter,
            values=form.values,
            read_on=form.read_on,
            kind=form.kind,
            reason=form.reason.value if form.doubts and form.reason else "",
            form_key=form.cleaned_data["form_key"],
            by=request.user,
            now=request.received_at,  # type: ignore[attr-defined]
        )
    except services.AlreadyBilled:
        form.add_error(None, _("The reading of this period is on a bill already. Please write to us, we will correct it."))
    except services.FormKeyTaken:
        form.add_error(None, _("This form was used already. Please open it again."))
    except services.ReadingRefused:
        form.add_error(None, _("Something has changed in the meantime. Please check the reading and send it again."))
    return None


def _context(request: HttpRequest, form: ReadingForm) -> dict[str, Any]:
    entry = form.entry
    point = entry.point
    address = request.path
    return {
        "form": form,
        "entry": entry,
        "point": point,
        "title": words.form_title(point),
        "labels": rows.point_labels(point),
        "counters": _counters(form),
        "question": _question(form) if form.is_bound and form.is_doubtful else None,
        "tabs": rows.point_tabs(access.visible_points(request.user, day=entry.today), point, "meters:submit_reading"),
        "meter_tabs": rows.meter_tabs(entry.others, entry.meter, address),
        "handed_in": _handed_in(entry) if form.kind == "billing" else [],
        "drawing": point.commodity if point.commodity in ("electricity", "gas", "water") else "",
        "action": request.get_full_path(),
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
    point = form.entry.point
    return [
        {
            "verdict": doubt.verdict.value,
            "names": [words.register_short(point, code) for code in doubt.codes],
            "value": words.plain(form.values.get(doubt.codes[-1])),
            "values": [words.plain(form.values.get(code)) for code in doubt.codes],
            "sum": words.plain(sum((form.values[code] for code in doubt.codes[:2]), Decimal(0))) if len(doubt.codes) == 3 else "",
            "unit": form.entry.register(doubt.codes[0]).unit,
            "assessment": doubt.assessment,
            "apart": abs(doubt.assessment.difference) if doubt.assessment and doubt.assessment.difference is not None else None,
            "previous": words.plain(doubt.assessment.previous) if doubt.assessment else "",
            "meant": words.plain(doubt.assessment.meant) if doubt.assessment else "",
            "single": len(form.entry.registers) == 1,
        }
        for doubt in form.doubts
    ]


def _handed_in(entry: Entry) -> list[str]:
    """What stands in this window already: `VT 25034`, `MT 18511`."""
    standing = entry.handed_in(entry.preset_date())
    latest = max((reading.submission_id or 0 for reading in standing), default=0)
    several = len(entry.registers) > 1
    return [
        f"{words.register_short(entry.point, reading.code) if several else ''} {words.plain(reading.value)}".strip()
        for reading in standing
        if (reading.submission_id or 0) == latest
    ]


def _closed(request: HttpRequest, point: Any, today: Any) -> HttpResponse:
    """No reading can be taken: why, when the next window opens, and what was typed, so that it is not lost."""
    [state] = point_state.states_of([point], today=today)
    typed = {name.removeprefix("value_").upper(): value for name, value in request.POST.items() if name.startswith("value_") and value}
    context = {
        "point": point,
        "state": state,
        "row": rows.point_rows([state])[0],
        "title": words.form_title(point),
        "labels": rows.point_labels(point),
        "today": today,
        "typed": list(typed.items())[:8],
        "own_url": f"{request.path}?kind=own",
        "never_reason": rows.closed_reason(state.opening),
        "tabs": rows.point_tabs(access.visible_points(request.user, day=today), point, "meters:submit_reading"),
    }
    status = HTTPStatus.CONFLICT if request.method == "POST" else HTTPStatus.OK
    return render(request, "meters/reading_closed.html", context, status=status)
