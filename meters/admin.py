"""Supply points, meters, readings and what waits to be decided on, for staff. Registered in `portal/admin.py`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from meters import services
from meters.admin_window import EXTEND_WINDOW
from meters.models import Meter, Operator, Reading, Register, Submission, SupplyPeriod, SupplyPoint, WindowChange
from meters.services import receipts
from meters.views.receipts import picture
from tenants import admin_words
from tenants.admin_base import Related, TenantModelAdmin
from tenants.admin_deeds import Deed, DeedForm
from tenants.models import Utility
from tenants.rules.search_text import letters_and_digits

READING_STATES = {
    "received": _("received"),
    "needs_review": _("waits for a decision"),
    "accepted": _("accepted"),
    "sent": _("sent to billing"),
    "used": _("used on a bill"),
    "replaced": _("replaced"),
    "refused": _("refused"),
    "withdrawn": _("taken back by the customer"),
}
SOURCES = {
    "customer": _("customer"),
    "utility": _("utility"),
    "estimate": _("estimate"),
    "exchange_out": _("exchange, old meter"),
    "exchange_in": _("exchange, new meter"),
}
KINDS = {"billing": _("for billing"), "own": _("own record")}
CHANNELS = {"web": _("portal"), "staff": _("staff")}

admin_words.name(Utility, _("utility"), _("utilities"))
admin_words.name(Operator, _("distribution operator"), _("distribution operators"))
admin_words.name(
    SupplyPoint,
    _("supply point"),
    _("supply points"),
    gsrn=_("GSRN"),
    operator=_("distribution operator"),
    kind_of_use=_("kind of use"),
    remotely_read=_("read remotely"),
    reading_rule=_("its own reading rule"),
)
admin_words.name(SupplyPeriod, _("time of supply"), _("times of supply"))
admin_words.name(
    Meter, _("meter"), _("meters"), serial=_("serial number"), type=_("type"), installed_on=_("installed on"), removed_on=_("removed on")
)
admin_words.name(
    Register,
    _("register"),
    _("registers"),
    whole_digits=_("whole digits"),
    decimals=_("decimals"),
    direction=_("direction"),
    factor=_("factor"),
)
admin_words.name(
    Submission,
    _("handed-in reading"),
    _("handed-in readings"),
    channel=_("way in"),
    staff_note=_("note to the customer"),
    number=_("receipt"),
)
admin_words.name(
    Reading, _("reading"), _("readings"), value=_("value"), source=_("source"), settles=_("settles the month"), submission=_("receipt"),
    batch=_("handed over in batch"),
)  # fmt: skip
admin_words.name(
    WindowChange, _("window kept open"), _("windows kept open"), rule_key=_("rule"), opens_on=_("opened on"), open_until=_("open until")
)


# --- What waits for a decision ---------------------------------------------------------------------------------------------------
class WaitingFilter(admin.SimpleListFilter):
    """What staff have to look at."""

    title = _("decision")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Only what waits for a decision"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        return queryset.waiting() if self.value() == "yes" else queryset


class RefusalForm(DeedForm):
    note = forms.CharField(
        label=_("Note to the customer"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The customer reads it beside the refused reading."),
    )


def accept_reading(request: HttpRequest, submission: Submission) -> None:
    services.accept_reading(submission=submission, by=request.user)


def refuse_reading(request: HttpRequest, submission: Submission, note: str) -> None:
    services.refuse_reading(submission=submission, by=request.user, note=note)


def waits(request: HttpRequest, submission: Submission) -> bool:
    return any(reading.state == Reading.State.NEEDS_REVIEW for reading in submission.readings.all())


NOTHING_WAITS = _("Somebody decided on it already, or a later reading took its place.")


class SubmissionAdmin(TenantModelAdmin):
    """What customers handed in, and the decision where a value was unusual."""

    utility_path = "supply_point__utility"
    list_display = ("received_at", "number", "supply_point", "meter", "read_on", "values", "states", "reason")
    list_filter = (WaitingFilter,)
    list_select_related = ("supply_point", "meter")
    fields = (
        "number", "supply_point", "meter", "user", "read_on", "received_at", "window_first", "window_last", "channel_word", "reason",
        "picture", "staff_note",
    )  # fmt: skip
    related = (
        Related(
            _("values"),
            lambda submission: submission.readings.select_related("register").order_by("register__position", "pk"),
            ("register", "shown_value", "kind_word", "state_word"),
        ),
        Related(
            _("earlier readings of this meter"),
            lambda submission: (
                Reading.objects.filter(register__meter=submission.meter_id, read_on__lte=submission.read_on)
                .exclude(submission=submission)
                .select_related("register")
                .order_by("-read_on", "-pk")[:12]
            ),
            ("read_on", "register", "shown_value", "source_word", "state_word"),
        ),
    )
    reached_by = ("supply_point", "meter", "user")
    search_fields = ("number",)
    search_help_text = _("Receipt, number of the supply point, or serial number of the meter.")
    channel_word = admin_words.choice_column("channel", CHANNELS, _("way in"))
    deeds = (
        Deed(
            name="accept_reading",
            label=_("Accept"),
            run=accept_reading,
            done=_("The reading was accepted."),
            explanation=_("It takes the place of a reading that was accepted earlier in the same window."),
            offered=waits,
            failures={
                services.NothingWaits: NOTHING_WAITS,
                services.AlreadyBilled: _("A bill rests on the earlier reading of this window already."),
            },
            bulk=True,
        ),
        Deed(
            name="refuse_reading",
            label=_("Refuse"),
            run=refuse_reading,
            done=_("The reading was refused."),
            explanation=_("A reading that was accepted earlier in the same window stays."),
            form=RefusalForm,
            offered=waits,
            failures={services.NothingWaits: NOTHING_WAITS},
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("readings__register")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        term, compact = search_term.strip(), letters_and_digits(search_term)
        if not term:
            return queryset, False
        by_receipt = queryset.filter(number__in={term, term.upper()})
        if by_receipt.exists():
            return by_receipt, False
        points = SupplyPoint.objects.filter(number_search=compact).values("pk")
        metered = Meter.objects.filter(serial_search=compact).values("pk")
        return queryset.filter(supply_point__in=points) | queryset.filter(meter__in=metered), False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.photo_view)
        return [path("<str:object_id>/photo/", view, name="meters_submission_photo"), *super().get_urls()]

    def photo_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The photo of a doubtful entry, for staff of its utility."""
        submission = self._own(request, object_id)
        content = receipts.photo_of(submission)
        if content is None:
            raise Http404
        return picture(content, f"{submission.number}.jpg")

    @admin.display(description=_("photo"))
    def picture(self, submission: Submission) -> str:
        if not submission.photos.exists():
            return ""
        address = reverse("admin:meters_submission_photo", args=[submission.pk], current_app=self.admin_site.name)
        return format_html('<a href="{0}"><img src="{0}" alt="{1}" width="320"></a>', address, _("Photo of the meter"))

    @admin.display(description=_("values"))
    def values(self, submission: Submission) -> str:
        return ", ".join(f"{reading.register.code} {reading.value.normalize():f}" for reading in submission.readings.all())

    @admin.display(description=_("state"))
    def states(self, submission: Submission) -> str:
        return ", ".join(sorted({str(READING_STATES[reading.state]) for reading in submission.readings.all()}))


# --- What the utility's own system says ------------------------------------------------------------------------------------------
class SupplyPointAdmin(TenantModelAdmin):
    """Places of delivery, as imported."""

    utility_path = "utility"
    list_display = ("number", "commodity", "street", "postcode", "city", "operator", "utility")
    list_filter = ("utility", "remotely_read")
    list_select_related = ("operator", "utility")
    fields = (
        "number", "gsrn", "utility", "commodity", "street", "postcode", "city", "operator", "kind_of_use", "remotely_read", "reading_rule",
    )  # fmt: skip
    related = (
        Related(
            _("customers"),
            lambda point: point.periods.select_related("customer").order_by("-valid_from", "-pk"),
            ("customer", "billing_mode", "valid_from", "valid_to"),
        ),
        Related(
            _("meters"),
            lambda point: point.meters.order_by("-installed_on", "-pk"),
            ("serial", "type", "installed_on", "removed_on"),
        ),
        Related(
            _("handed-in readings"),
            lambda point: point.submissions.order_by("-received_at", "-pk").prefetch_related("readings__register"),
            ("number", "received_at", "read_on", "values", "states"),
            more="supply_point",
        ),
    )
    search_fields = ("number",)
    search_help_text = _("Number of the supply point, or serial number of a meter.")
    deeds = (EXTEND_WINDOW,)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        compact = letters_and_digits(search_term)
        if not compact:
            return queryset, False
        metered = Meter.objects.filter(serial_search=compact).values("supply_point")
        return queryset.filter(number_search=compact) | queryset.filter(pk__in=metered), False


class MeterAdmin(TenantModelAdmin):
    """Devices, as imported."""

    utility_path = "supply_point__utility"
    list_display = ("serial", "supply_point", "type", "installed_on", "removed_on")
    list_select_related = ("supply_point",)
    fields = ("serial", "supply_point", "type", "installed_on", "removed_on")
    related = (
        Related(
            _("registers"),
            lambda meter: meter.registers.order_by("position", "pk"),
            ("code", "unit", "whole_digits", "decimals", "direction", "factor"),
        ),
        Related(
            _("readings"),
            lambda meter: Reading.objects.filter(register__meter=meter).select_related("register").order_by("-read_on", "-pk"),
            ("read_on", "register", "shown_value", "source_word", "kind_word", "state_word"),
        ),
    )
    search_fields = ("serial_search",)
    search_help_text = _("The whole serial number.")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        compact = letters_and_digits(search_term)
        return (queryset.filter(serial_search=compact) if compact else queryset), False


class ReadingAdmin(TenantModelAdmin):
    """Every value of every register: the newest entries first. It is the largest table, so its list is neither sorted nor counted."""

    utility_path = "register__meter__supply_point__utility"
    list_display = ("read_on", "meter", "register", "shown_value", "source_word", "kind_word", "state_word", "received_at")
    list_filter = (("state", admin_words.choice_filter(READING_STATES)), ("source", admin_words.choice_filter(SOURCES)))
    list_select_related = ("register__meter",)
    fields = (
        "read_on", "meter", "register", "shown_value", "source_word", "kind_word", "state_word", "window_first", "window_last", "settles",
        "received_at", "submission",
    )  # fmt: skip
    reached_by = ("register", "submission")
    search_fields = ("register__meter__serial_search",)
    search_help_text = _("The whole serial number of the meter.")
    state_word = admin_words.choice_column("state", READING_STATES)
    source_word = admin_words.choice_column("source", SOURCES, _("source"))
    kind_word = admin_words.choice_column("kind", KINDS)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        compact = letters_and_digits(search_term)
        if not compact:
            return queryset, False
        registers = Register.objects.filter(meter__in=Meter.objects.filter(serial_search=compact).values("pk")).values("pk")
        return queryset.filter(register__in=registers), False

    @admin.display(description=_("value"))
    def shown_value(self, reading: Reading) -> str:
        return f"{reading.value.normalize():f} {reading.register.unit}"

    @admin.display(description=_("meter"))
    def meter(self, reading: Reading) -> str:
        return reading.register.meter.serial


# --- When readings are taken -----------------------------------------------------------------------------------------------------
class UtilityAdmin(TenantModelAdmin):
    """The tenant's utilities; their rules stand in its file."""

    utility_path = "pk"
    list_display = ("name", "code", "is_active")
    fields = ("name", "code", "is_active")
    ordering = ("name", "pk")
    related = (
        Related(
            _("windows kept open"),
            lambda utility: WindowChange.objects.filter(utility=utility).select_related("supply_point").order_by("-created_at", "-pk"),
            ("rule_key", "supply_point", "window_first", "opens_on", "open_until", "reason"),
        ),
    )
    deeds = (EXTEND_WINDOW,)


class WindowChangeAdmin(TenantModelAdmin):
    """Windows that staff kept open longer or opened once more. A new one is made on the utility's or the supply point's page."""

    utility_path = "utility"
    list_display = ("created_at", "utility", "rule_key", "supply_point", "window_first", "opens_on", "open_until", "reason")
    list_filter = ("utility",)
    list_select_related = ("utility", "supply_point")
    fields = ("utility", "rule_key", "supply_point", "window_first", "opens_on", "open_until", "reason", "created_at")
