"""What staff read above columns and beside values: models carry no words, so their admin gives them some, once, at the start.

Only the running model is told (``verbose_name``); migrations look at what the model's own source says and see no change.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

LABELS: Mapping[str, Any] = MappingProxyType(
    {
        "utility": _("utility"),
        "number": _("number"),
        "name": _("name"),
        "code": _("code"),
        "street": _("street"),
        "postcode": _("postcode"),
        "city": _("city"),
        "email": _("e-mail"),
        "phone": _("telephone"),
        "kind": _("kind"),
        "state": _("state"),
        "customer": _("customer"),
        "supply_point": _("supply point"),
        "meter": _("meter"),
        "register": _("register"),
        "user": _("account"),
        "commodity": _("commodity"),
        "valid_from": _("valid from"),
        "valid_to": _("valid to"),
        "created_at": _("made at"),
        "public_id": _("name in addresses"),
        "billing_mode": _("billing mode"),
        "unit": _("unit"),
        "invoice": _("bill"),
        "net": _("net"),
        "text": _("text"),
        "reason": _("reason"),
        "language": _("language"),
        "is_active": _("active"),
        "read_on": _("read on"),
        "received_at": _("received at"),
        "window_first": _("window from"),
        "window_last": _("window to"),
    }
)
"""Column name → what it means wherever nothing else is said."""


def name(model: type[Model], singular: Any, plural: Any, **labels: Any) -> None:
    """Give ``model`` and its columns their words for staff; ``labels`` win over :data:`LABELS`."""
    model._meta.verbose_name = singular
    model._meta.verbose_name_plural = plural
    for field in model._meta.concrete_fields:
        label = labels.pop(field.name, None) or LABELS.get(field.name)
        if label is not None:
            field.verbose_name = label
    if labels:
        raise LookupError(f"{model._meta.label} has no {sorted(labels)}.")


def choice_column(field: str, words: Mapping[str, Any], label: Any = None) -> Any:
    """A column that shows a choice of the model in words: ``state_word = choice_column("state", STATES)`` in a ModelAdmin.

    ``label``: what stands above it, where :data:`LABELS` does not say it."""

    def shown(self: Any, row: Model) -> str:
        value = str(getattr(row, field))
        return str(words.get(value, value))

    return admin.display(description=label or LABELS[field], ordering=field)(shown)


def choice_filter(words: Mapping[str, Any]) -> type[admin.ChoicesFieldListFilter]:
    """The same words in the list's filter: ``list_filter = [("state", choice_filter(STATES))]``."""

    class WordsFilter(admin.ChoicesFieldListFilter):
        def choices(self, changelist: Any) -> Any:
            shown = {str(label): value for value, label in self.field.flatchoices}
            for choice in super().choices(changelist):
                value = shown.get(str(choice["display"]), "")
                yield {**choice, "display": words.get(str(value), choice["display"])}

    return WordsFilter
