"""What customers handed in, for staff: what waits for a decision, its photo, and the decision. Registered in `portal/admin.py`."""

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
from meters.admin_words import CHANNELS, READING_STATES, REASONS, register_name
from meters.models import Meter, Reading, Submission, SupplyPoint
from meters.services import receipts
from meters.views.receipts import picture
from tenants import admin_words
from tenants.admin_base import Related, TenantModelAdmin
from tenants.admin_deeds import Deed, DeedForm
from tenants.admin_filters import OnlyFilter
from tenants.rules.search_text import letters_and_digits


class WaitingFilter(OnlyFilter):
    title = _("decision")
    parameter_name = "waiting"
    words = _("Only what waits for a decision")

    def only(self, rows: Any) -> QuerySet:
        return rows.waiting()


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
    list_display = ("received_at", "number", "supply_point", "meter", "read_on", "values", "states", "reason_word")
    list_filter = (WaitingFilter,)
    list_select_related = ("supply_point", "meter")
    fields = (
        "number", "supply_point", "meter", "user", "read_on", "received_at", "window_first", "window_last", "channel_word", "reason_word",
        "picture", "staff_note",
    )  # fmt: skip
    related = (
        Related(
            _("values"),
            lambda submission: submission.readings.select_related("register").order_by("register__position", "pk"),
            ("register_word", "shown_value", "kind_word", "state_word"),
        ),
        Related(
            _("earlier readings of this meter"),
            lambda submission: (
                Reading.objects.filter(register__meter=submission.meter_id, read_on__lte=submission.read_on)
                .exclude(submission=submission)
                .select_related("register")
                .order_by("-read_on", "-pk")[:12]
            ),
            ("read_on", "register_word", "shown_value", "source_word", "state_word"),
        ),
    )
    reached_by = ("supply_point", "meter", "user")
    search_fields = ("number",)
    search_help_text = _("Receipt, number of the supply point, or serial number of the meter.")
    channel_word = admin_words.choice_column("channel", CHANNELS, _("way in"))
    reason_word = admin_words.choice_column("reason", REASONS)
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
        return ", ".join(f"{register_name(reading.register.code)} {reading.value.normalize():f}" for reading in submission.readings.all())

    @admin.display(description=_("state"))
    def states(self, submission: Submission) -> str:
        return ", ".join(sorted({str(READING_STATES[reading.state]) for reading in submission.readings.all()}))
