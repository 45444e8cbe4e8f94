"""Supply points, meters, readings and windows, for staff. Registered in `portal/admin.py`; what waits for a decision:
`meters/admin_submissions.py`."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from meters.admin_window import EXTEND_WINDOW
from meters.admin_words import KINDS, READING_STATES, SOURCES, RegisterColumns, WithCommodity, register_name
from meters.models import Meter, Reading, Register, WindowChange
from tenants import admin_words
from tenants.admin_base import Related, TenantModelAdmin
from tenants.rules.search_text import letters_and_digits


# --- What the utility's own system says ------------------------------------------------------------------------------------------
class SupplyPointAdmin(WithCommodity, TenantModelAdmin):
    """Places of delivery, as imported."""

    utility_path = "utility"
    list_display = ("number", "commodity_word", "street", "postcode", "city", "operator", "utility")
    list_filter = ("utility", "remotely_read")
    list_select_related = ("operator", "utility")
    fields = (
        "number", "gsrn", "utility", "commodity_word", "street", "postcode", "city", "operator", "kind_of_use", "remotely_read",
        "reading_rule",
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
            ("register_word", "unit", "whole_digits", "decimals", "direction_word", "factor_word"),
            shown_by=RegisterColumns(),
        ),
        Related(
            _("readings"),
            lambda meter: Reading.objects.filter(register__meter=meter).select_related("register").order_by("-read_on", "-pk"),
            ("read_on", "register_word", "shown_value", "source_word", "kind_word", "state_word"),
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
    list_display = ("read_on", "meter", "register_word", "shown_value", "source_word", "kind_word", "state_word", "received_at")
    list_filter = (("state", admin_words.choice_filter(READING_STATES)), ("source", admin_words.choice_filter(SOURCES)))
    list_select_related = ("register__meter",)
    fields = (
        "read_on", "meter", "register_word", "shown_value", "source_word", "kind_word", "state_word", "window_first", "window_last",
        "settles", "received_at", "submission",
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

    @admin.display(description=_("register"))
    def register_word(self, reading: Reading) -> str:
        return register_name(reading.register.code)

    def title_of(self, row: Reading) -> str:
        return f"{self.meter(row)}, {formats.date_format(row.read_on, 'SHORT_DATE_FORMAT')}: {self.shown_value(row)}"


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
