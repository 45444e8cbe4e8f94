"""What staff may do to a row: one page and one address per deed, one call of a service, the audit row written there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST_AT_ONCE = 200
"""Rows that one press changes; the rest stays and can be pressed again. Keeps the transaction short."""


class DeedForm(forms.Form):
    """A form about one row: it validates and converts. ``row`` is the row, ``actor`` the member of staff."""

    use_required_attribute = True

    def __init__(self, *args: Any, row: Model, actor: Any, **kwargs: Any) -> None:
        self.row = row
        self.actor = actor
        kwargs.setdefault("label_suffix", ":")
        super().__init__(*args, **kwargs)


@dataclass(frozen=True)
class Deed:
    """Something staff do to a row.

    ``run`` is called as ``run(request, row, **cleaned_data)`` and calls one service. ``failures``: what the service may raise →
    its words, a text or a function of the error. ``offered``: whether it makes sense for a row as it is. ``bulk``: may be done
    to many rows from the list; only where the form asks nothing. ``danger``: the button says that something is lost.
    """

    name: str
    label: Any
    run: Callable[..., Any]
    done: Any
    explanation: Any = ""
    form: type[DeedForm] = DeedForm
    offered: Callable[[HttpRequest, Any], bool] = lambda request, row: True
    failures: Mapping[type[Exception], Any] = field(default_factory=dict)
    bulk: bool = False
    danger: bool = False

    def words_for(self, error: Exception) -> str:
        """What is shown for a failure of the service."""
        words = next(words for kind, words in self.failures.items() if isinstance(error, kind))
        return str(words(error) if callable(words) else words)


class DeedsMixin:
    """Gives a ``ModelAdmin`` the addresses and pages of its ``deeds``."""

    deeds: tuple[Deed, ...] = ()
    model: Any
    opts: Any
    admin_site: Any
    get_object: Callable[..., Any]
    message_user: Callable[..., None]
    title_of: Callable[[Any], str]

    def deed_urls(self) -> list[URLPattern]:
        return [path(f"<str:object_id>/{deed.name}/", self._deed_view(deed), name=self._deed_url_name(deed)) for deed in self.deeds]

    def deeds_for(self, request: HttpRequest, row: Any) -> list[dict[str, Any]]:
        """The buttons of a row's page."""
        return [
            {"label": deed.label, "url": self._address(self._deed_url_name(deed), row)} for deed in self.deeds if deed.offered(request, row)
        ]

    def bulk_actions(self) -> dict[str, Any]:
        return {deed.name: (self._bulk(deed), deed.name, deed.label) for deed in self.deeds if deed.bulk}

    def _deed_url_name(self, deed: Deed) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{deed.name}"

    def _address(self, name: str, row: Any) -> str:
        return reverse(f"admin:{name}", args=[quote(row.pk)], current_app=self.admin_site.name)

    def _deed_view(self, deed: Deed) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, object_id: str) -> HttpResponse:
            row = self.get_object(request, unquote(object_id))
            if row is None or not self.has_view_permission(request, row):  # type: ignore[attr-defined]  # mixed into a ModelAdmin
                raise Http404
            record = self._address(f"{self.opts.app_label}_{self.opts.model_name}_change", row)
            if not deed.offered(request, row):
                self.message_user(request, _("This cannot be done any more: look at the record as it is now."), messages.WARNING)
                return HttpResponseRedirect(record)
            form = deed.form(request.POST if request.method == "POST" else None, row=row, actor=request.user)
            if request.method == "POST" and form.is_valid() and self._did(deed, request, row, form):
                self.message_user(request, str(deed.done), messages.SUCCESS)
                return HttpResponseRedirect(record)
            context = {
                **self.admin_site.each_context(request),
                "title": deed.label,
                "subtitle": self.title_of(row),
                "deed": deed,
                "form": form,
                "row": row,
                "opts": self.opts,
                "record_url": record,
            }
            request.current_app = self.admin_site.name
            return TemplateResponse(request, "admin/deed.html", context)

        view.__name__ = deed.name
        wrapped: Callable[..., HttpResponse] = self.admin_site.admin_view(view)
        return wrapped

    @staticmethod
    def _did(deed: Deed, request: HttpRequest, row: Any, form: DeedForm) -> bool:
        try:
            with transaction.atomic():
                deed.run(request, row, **form.cleaned_data)
        except tuple(deed.failures) as error:
            form.add_error(None, deed.words_for(error))
            return False
        return True

    def _bulk(self, deed: Deed) -> Callable[[Any, HttpRequest, QuerySet], None]:
        def act(model_admin: Any, request: HttpRequest, queryset: QuerySet) -> None:
            done = failed = 0
            for row in queryset[:MOST_AT_ONCE]:
                form = deed.form({}, row=row, actor=request.user)
                if deed.offered(request, row) and form.is_valid() and self._did(deed, request, row, form):
                    done += 1
                else:
                    failed += 1
            if done:
                self.message_user(request, ngettext("%d record: done.", "%d records: done.", done) % done, messages.SUCCESS)
            if failed:
                words = ngettext("%d record was left as it is.", "%d records were left as they are.", failed)
                self.message_user(request, words % failed, messages.WARNING)

        return act
