"""How the form renderer draws a widget: classes, described-by, and the list of errors at the top of a form."""

from dataclasses import dataclass
from typing import Any

from django.forms import BoundField, widgets
from django.utils.safestring import SafeString

from portal.ui.counters import Register

SHORT_WIDGETS = (widgets.DateInput, widgets.TimeInput, widgets.NumberInput)
UNBOXED_WIDGETS = (widgets.CheckboxInput, widgets.RadioSelect, widgets.CheckboxSelectMultiple)


@dataclass(frozen=True)
class Mistake:
    """One line of the error summary: where to go and what to do there; ``target`` empty for the form as a whole."""

    target: str
    label: str
    text: str


@dataclass(frozen=True)
class Summary:
    """The mistakes of a form. ``fields`` counts the fields to correct."""

    mistakes: tuple[Mistake, ...]
    fields: int


def summary(form: Any) -> Summary:
    """All mistakes of a bound form, those of the form as a whole first."""
    whole = [Mistake("", "", text) for text in form.non_field_errors()]
    visible = [field for field in form.visible_fields() if field.errors]
    hidden = [Mistake("", "", text) for field in form.hidden_fields() for text in field.errors]
    lines = [Mistake(target(field), str(field.label or ""), text) for field in visible for text in field.errors]
    return Summary(tuple(whole + hidden + lines), len(visible))


def target(field: BoundField) -> str:
    """Where a link to this field leads: its input, or its first choice."""
    return field.id_for_label or (f"{field.auto_id}_0" if field.auto_id else "")


def described_by(field: BoundField, *more: str) -> str:
    """Ids of everything that explains a field: its own attribute, hint, rules of a password, error."""
    ids = [field.field.widget.attrs.get("aria-describedby", ""), *more]
    if field.auto_id:
        ids += [f"{field.auto_id}_helptext"] if field.help_text else []
        ids += [f"{field.auto_id}_rules"] if getattr(field.field, "rules", None) else []
        ids += [f"{field.auto_id}_error"] if field.errors else []
    return " ".join(dict.fromkeys(part for one in ids for part in str(one).split()))


def widget(field: BoundField) -> SafeString:
    """The widget of a field with our class and its explanations. A placeholder that repeats the label is dropped."""
    kind = field.field.widget
    attrs: dict[str, Any] = {}
    if not isinstance(kind, UNBOXED_WIDGETS):
        short = " input--short" if isinstance(kind, SHORT_WIDGETS) else ""
        attrs["class"] = f"input{short} {kind.attrs.get('class', '')}".strip()
    if not field.use_fieldset and (explanations := described_by(field)):
        attrs["aria-describedby"] = explanations
    if kind.attrs.get("placeholder"):
        attrs["placeholder"] = False
    return field.as_widget(attrs=attrs)


def counter_widget(field: BoundField, register: Register, describedby: str = "", *, has_facts: bool = True) -> SafeString:
    """The one input that lies over the drums. ``has_facts``: whether what is known of the counter stands below it."""
    facts = f"{field.auto_id}_facts" if field.auto_id and has_facts else ""
    attrs = {"inputmode": "numeric", "autocomplete": "off", "enterkeyhint": "next"}
    if int(field.field.widget.attrs.get("data-entry-decimals", 0)):
        attrs["inputmode"] = "decimal"
    return field.as_widget(attrs={**attrs, "aria-describedby": described_by(field, facts, describedby)})
