"""The one base of every admin screen. Staff of different companies use it: each screen is hostile ground.

* Rows come from the model's scoped manager, and where a member of staff works for some utilities only, from those.
* Nothing is typed into rows: no add, change, delete, bulk delete, inline or editable list exists. What staff may do is a
  :class:`tenants.admin_deeds.Deed`, which calls a service.
* What is not there, or is somebody else's, is 404 everywhere, the history included; the history is the audit trail.
* Lists take only the filters they show, never a lookup that somebody thought of (``password__startswith``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import display_for_field, display_for_value, label_for_field, lookup_field, quote, unquote
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.core.paginator import Paginator
from django.db.models import JSONField, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tenants.admin_deeds import DeedsMixin
from tenants.models import AuditEvent

MOST_COUNTED = 10_000
"""A list says how many rows it has up to here; counting ten million readings would take longer than showing them."""

MOST_RELATED = 50
"""Rows of another table shown on a record's page."""

EMPTY = "–"


class BoundedPaginator(Paginator):
    """Counts no further than :data:`MOST_COUNTED`; who needs the next row narrows the search."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[:MOST_COUNTED].count())


@dataclass(frozen=True)
class Related:
    """Rows of another table on a record's page. ``rows`` gives them for a row, ordered, with what the columns need joined.

    ``utility_path``: from those rows to their utility, where they need not share the record's. ``more``: name of the column of
    the other table's list that leads back here: the table then ends in a link to all of them. ``shown_by``: an object with columns
    of a table that has no list of its own."""

    title: Any
    rows: Callable[[Any], QuerySet]
    columns: tuple[str, ...]
    utility_path: str = ""
    more: str = ""
    shown_by: Any = None


def is_key(field: Any, text: str) -> bool:
    """Whether ``text`` can be a key of that column: the database itself would answer an impossible number with an error."""
    try:
        value = field.to_python(text)
    except ValidationError:
        return False
    return value is not None and (not isinstance(value, int) or 0 < value < 2**63)


def own_utilities(request: HttpRequest) -> list[int] | None:
    """Keys of the utilities that this member of staff works for; None: for all of the tenant."""
    if not hasattr(request, "_own_utilities"):
        found = list(request.user.utility_limits.values_list("utility_id", flat=True))  # type: ignore[union-attr]  # the admin lets no anonymous person in
        request._own_utilities = found or None  # type: ignore[attr-defined]  # kept on the request
    return request._own_utilities  # type: ignore[attr-defined]  # kept on the request


class TenantModelAdmin(DeedsMixin, admin.ModelAdmin):
    """A list, a page per record, its history, its deeds.

    ``fields``: what a record's page shows. ``utility_path``: from a row to its utility; None: the table belongs to the whole
    tenant, and who works for some utilities only does not see it. ``reached_by``: foreign keys by which links of other
    pages narrow the list.
    """

    fields: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    utility_path: str | None = None
    reached_by: tuple[str, ...] = ()

    actions = ()
    change_list_template = "admin/record_list.html"
    list_per_page = 50
    list_max_show_all = 200
    ordering: Any = ("-pk",)
    paginator = BoundedPaginator
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    sortable_by: Any = ()
    view_on_site = False
    empty_value_display = EMPTY

    # --- who may -----------------------------------------------------------------------------------------------------------------
    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request) and (self.utility_path is not None or own_utilities(request) is None)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def title_of(self, row: Any) -> str:
        """How a record is called above its page."""
        return str(row)

    # --- what there is -----------------------------------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return self.of_own_utilities(request, super().get_queryset(request), self.utility_path)

    @staticmethod
    def of_own_utilities(request: HttpRequest, rows: QuerySet, utility_path: str | None) -> QuerySet:
        own = own_utilities(request)
        return rows.filter(**{f"{utility_path}__in": own}) if own is not None and utility_path else rows

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """By primary key only."""
        return super().get_object(request, object_id)

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        return to_field == self.opts.pk.name

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup in self._lookups(request)

    def _lookups(self, request: HttpRequest | None) -> set[str]:
        """The parameters that the list's own filters and the links of other pages write into an address."""
        found = {f"{name}__id__exact" for name in self._narrowed_by(request)}
        for item in self.get_list_filter(request):  # type: ignore[arg-type]  # our filters are names, pairs or classes
            if isinstance(item, type) and issubclass(item, admin.SimpleListFilter):
                found.add(str(item.parameter_name))
            elif (name := item if isinstance(item, str) else str(item[0])) not in self._narrowed_by(request):  # type: ignore[index]  # our filters are names, pairs or classes
                found |= {f"{name}__exact", f"{name}__isnull"}
        return found

    def _narrowed_by(self, request: HttpRequest | None) -> list[str]:
        filters = [name for name in self.get_list_filter(request) if isinstance(name, str)]  # type: ignore[arg-type]  # our filters are names, pairs or classes
        return [*self.reached_by, *(name for name in filters if self.opts.get_field(name).is_relation)]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {} if IS_POPUP_VAR in request.GET else self.bulk_actions()

    # --- addresses ---------------------------------------------------------------------------------------------------------------
    def get_urls(self) -> list[Any]:
        info = f"{self.opts.app_label}_{self.opts.model_name}"
        gone = {f"{info}_add", f"{info}_delete"}
        return [*self.deed_urls(), *(pattern for pattern in super().get_urls() if pattern.name not in gone)]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise Http404
        if any("\x00" in value for values in request.GET.lists() for value in (values[0], *values[1])):
            return HttpResponseRedirect(request.path)
        for name in self._narrowed_by(request):
            if not all(is_key(self.opts.get_field(name).target_field, key) for key in request.GET.getlist(f"{name}__id__exact")):
                return HttpResponseRedirect(request.path)
        if not all(is_key(self.opts.pk, key) for key in request.POST.getlist("_selected_action")):
            raise SuspiciousOperation("A key that is none.")
        return super().changelist_view(request, {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})})

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        raise Http404

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        raise Http404

    def changeform_view(self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A record, to be read. There is no form: nothing that is posted here can change anything."""
        row = self._own(request, object_id)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        context = {
            "title": capfirst(self.opts.verbose_name),
            "subtitle": self.title_of(row),
            "original": row,
            "facts": [self._fact(name, row) for name in self.fields],
            "tables": [self._table(request, row, related) for related in self.related],
            "deeds": self.deeds_for(request, row),
            "history_url": self._address(f"{self.opts.app_label}_{self.opts.model_name}_history", row),
            "preserved_filters": self.get_preserved_filters(request),
        }
        return self._page(request, "admin/record.html", context)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """What was done to a record: the audit trail, not Django's own log."""
        row = self._own(request, object_id)
        events = AuditEvent.objects.filter(object_type=self.opts.label_lower, object_id=str(row.pk)).order_by("-at", "-pk")
        trail: Any = self.admin_site.get_model_admin(AuditEvent)
        told = [{"at": event.at, "who": trail.who(event), "what": trail.what(event)} for event in events[:MOST_RELATED]]
        context = {"title": _("History"), "subtitle": self.title_of(row), "original": row, "events": told}
        return self._page(request, "admin/record_history.html", context)

    def _own(self, request: HttpRequest, object_id: str | None) -> Any:
        row = self.get_object(request, unquote(object_id)) if object_id else None
        if row is None or not self.has_view_permission(request, row):
            raise Http404
        return row

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        request.current_app = self.admin_site.name
        return TemplateResponse(request, template, {**self.admin_site.each_context(request), "opts": self.opts, **context})

    # --- how it is shown ---------------------------------------------------------------------------------------------------------
    def _fact(self, name: str, row: Any) -> dict[str, Any]:
        return {"label": label_for_field(name, self.model, self), **self._value(name, row, self)}

    def _value(self, name: str, row: Any, model_admin: Any) -> dict[str, Any]:
        field, attribute, value = lookup_field(name, row, model_admin)
        if field is None:
            return {"value": display_for_value(value, EMPTY, boolean=getattr(attribute, "boolean", False))}
        if isinstance(value, Model):
            return {"value": str(value), "url": self._record_address(value)}
        if isinstance(field, JSONField):
            return {"value": json.dumps(value, ensure_ascii=False, indent=2, default=str) if value else EMPTY, "verbatim": bool(value)}
        return {"value": display_for_field(value, field, EMPTY)}

    def _record_address(self, row: Model) -> str:
        if not self.admin_site.is_registered(type(row)):
            return ""
        return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[quote(row.pk)], current_app=self.admin_site.name)

    def _table(self, request: HttpRequest, row: Any, related: Related) -> dict[str, Any]:
        rows = self.of_own_utilities(request, related.rows(row), related.utility_path)
        model = rows.model
        listed = self.admin_site.is_registered(model)
        shown_by = self.admin_site.get_model_admin(model) if listed else related.shown_by
        found = list(rows[: MOST_RELATED + 1])
        return {
            "title": related.title,
            "headers": [label_for_field(name, model, shown_by) for name in related.columns],
            "rows": [self._cells(related.columns, each, shown_by, listed=listed) for each in found[:MOST_RELATED]],
            "all_url": self._list_address(model, related.more, row) if related.more and len(found) > MOST_RELATED else "",
        }

    def _cells(self, columns: Iterable[str], row: Any, shown_by: Any, *, listed: bool) -> list[dict[str, Any]]:
        cells = [self._value(name, row, shown_by) for name in columns]
        if listed and not cells[0].get("url"):
            cells[0]["url"] = self._record_address(row)
        return cells

    def _list_address(self, model: type[Model], name: str, row: Any) -> str:
        try:
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist", current_app=self.admin_site.name)
        except NoReverseMatch:
            return ""
        return f"{address}?{name}__id__exact={row.pk}"
