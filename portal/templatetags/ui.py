"""The components of every page. Registered as a template builtin: no ``{% load %}``.

The Python signature is the contract: an unknown parameter raises ``TemplateSyntaxError``, an unknown ``kind``, icon or
drawing raises ``ValueError``. One template (``templates/components/``), one CSS file (``static/css/components/``) and one
gallery fragment (``templates/gallery/``) per component, all of the same name; smaller pieces lie in ``components/parts/``.

Pages extend ``layouts/page.html`` (signed in), ``layouts/task.html`` (no tab bar on a phone), ``layouts/entrance.html``
(blocks ``sign`` and ``why``) or ``layouts/plain.html`` (narrow, no menu); blocks ``title`` and ``content``.

Words and numbers
    {% icon "bolt" fallback="" %}                    icons: portal/ui/icons.py; also by commodity and by menu entry
    {% logo "bolt" %}   {% brand portal.brand href="/" version="" %}
    {{ invoice.total|money }}  {{ total|money:"CHF" }}   1.268,74 €
    {{ difference|quantity }}                        27 218 (thin space; for differences, never for a meter's state)
    {{ date|day }}  {{ date|day:"year" }}            5. decembra (2026)
    {{ date|weekday }}                               sobote, 5. decembra (genitive: after "do", "od")
    {{ phone|tel }}                                  tel: link of a number as printed

Blocks (with a body; close with end<name>)
    {% sheet title="" level=2 tint=False id="" %}    the thing in hand; tint: something can be done now
    {% slip title="" level=2 id="" %}                money and proof; {% tear %} inside
    {% note kind="info" title="" level=2 live=False %}   kinds: info good warn bad; live: announced (role alert or status)
    {% lines %}                                      ruled list of <li>;
    {% item title="" icon="" level=3 action="" href="" quiet=False spoken="" %}   one <li> of it, with one action on the right
    {% facts id="" %}  {% fact "Label" value note="" %}  {% endfacts %}
    {% table "Caption" fold=True %}                  <thead>, <tbody>, <tfoot>; cells: class end (right), hide (not on a phone)
    {% copylist %}  {% copyrow "Label" value copy="" %}  {% endcopylist %}
    {% empty "Heading" drawing="" digits="404" lead="" %}         the whole page is empty, with its <h1>

Single tags
    {% button "Label" href="" quiet=False big=False icon="" spoken="" type="submit" name="" value="" form="" download=False %}
                                                     spoken: words only for screen readers, e.g. " – Gas, Main street 1"
    {% back "Label" href="/" arrow=True %}           link that stands alone
    {% state "Label" kind="" %}                      kinds: "" (to come) good warn bad now
    {% amount value %}                               the one number of a block
    {% days first=date last=date today=date %}       ruler of a window
    {% track steps flat=False label="" %}            steps: label, detail, state (done, now, wait)
    {% steps labels current=1 %}                     where in the registration; current counts from 1
    {% tabs entries label="" %}                      entries: label, url, icon, current
    {% qr code description="" %}                     a QR symbol; description: what it is, for who cannot see it
    {% bill marks %}                                 picture of a bill; marks: number, label, place (drawings.PLACES)
    {% drawing "electricity" %}                      electricity gas water bill drums (with digits="404") slip
    {% counter form.vt last_on=None code="" describedby="" last_label="" facts=True %}
                                                     the reading field: name, drawn meter; with facts last state, difference,
                                                     usual range. The field's widget carries attrs data-whole, data-decimals,
                                                     data-unit and, where known, data-last, data-low, data-high, data-below, data-above;
                                                     data-entry-decimals where decimals may be typed. Wrap it in <div class="meter">
    {% reading value whole=6 decimals=0 unit="" %}   the same drums, read only
    {% scale low high value=None unit="" %}          usual range
    {% chart bars unit="" now="" before="" description="" tall=False table=True %}
                                                     bars: label, title, value, before, estimated, note
    {% pagination newer="" older="" newer_label="" older_label="" %}   two links
    {% contacts portal.contacts %}                   contacts: label, email, phone, hours
    {% errorsummary form %}                          at the top of a form whose fields are placed one by one
    {% field form.email number=0 %}                  label, hint, error, widget; the same as {{ form.email.as_field_group }};
                                                     number: of the mark on the picture beside it
    {% widget form.email %}                          the widget alone, with our class and its explanations
"""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.text import slugify

from portal.ui import charts, codes, counters, days, drawings, fields, icons, words

register = template.Library()

NOTE_KINDS = ("info", "good", "warn", "bad")
MESSAGE_KINDS = {"debug": "info", "success": "good", "warning": "warn", "error": "bad"}
"""Levels of Django's messages, as kinds of a note."""

STATE_KINDS = ("", "good", "warn", "bad", "now")

register.filter("money", words.money)
register.filter("quantity", words.quantity)
register.filter("day", words.day)
register.filter("weekday", words.weekday)
register.filter("tel", words.tel)


def render(context: Context, component: str, /, **values: Any) -> SafeString:
    """Render one component with only its own values; nothing of the page leaks in."""
    engine = context.template.engine  # type: ignore[union-attr]  # a context that is being drawn has its template
    return engine.get_template(f"components/{component}.html").render(context.new(values))


def one_of(kind: str, allowed: Iterable[str], what: str) -> str:
    if kind not in allowed:
        raise ValueError(f"{what}: {kind!r} is none of {', '.join(repr(name) for name in allowed)}")
    return kind


def anchor(given: str, title: str) -> str:
    """The id of a block: what the page asked for, or one made from its heading."""
    return given or slugify(title)


@register.simple_tag(takes_context=True)
def icon(context, name, fallback=""):
    return render(context, "icon", path=icons.path(name, fallback))


@register.simple_tag(takes_context=True)
def logo(context, name):
    return render(context, "parts/logo", shapes=icons.logo(name))


@register.simple_tag(takes_context=True)
def brand(context, brand, href="/", version=""):
    values = {"shapes": icons.brand_mark(brand), "words": words.wordmark(brand), "version": version}
    return render(context, "brand", brand=brand, href=href, **values)


@register.simple_tag(takes_context=True)
def button(context, label, href="", quiet=False, big=False, icon="", spoken="", type="submit", name="", value="", form="", download=False):
    values = {"href": href, "quiet": quiet, "big": big, "icon": icon, "spoken": spoken, "type": type, "name": name}
    return render(context, "button", label=label, value=value, form=form, download=download, **values)


@register.simple_tag(takes_context=True)
def back(context, label, href="/", arrow=True):
    return render(context, "back", label=label, href=href, arrow=arrow)


@register.simple_tag(takes_context=True)
def state(context, label, kind=""):
    return render(context, "state", label=label, kind=one_of(kind, STATE_KINDS, "state"))


@register.simple_tag(takes_context=True)
def amount(context, value):
    return render(context, "amount", value=value)


@register.simple_block_tag(takes_context=True)
def sheet(context, content, title="", level=2, tint=False, id=""):
    return render(context, "sheet", body=content, title=title, level=level, tint=tint, id=anchor(id, title))


@register.simple_block_tag(takes_context=True)
def slip(context, content, title="", level=2, id=""):
    return render(context, "slip", body=content, title=title, level=level, id=anchor(id, title))


@register.simple_tag(takes_context=True)
def tear(context):
    return render(context, "parts/tear")


@register.simple_block_tag(takes_context=True)
def note(context, content, kind="info", title="", level=2, live=False):
    kind = one_of(MESSAGE_KINDS.get(kind, kind), NOTE_KINDS, "note")
    return render(context, "note", body=content, kind=kind, title=title, level=level, live=live)


@register.simple_block_tag(takes_context=True)
def lines(context, content):
    return render(context, "lines", body=content)


@register.simple_block_tag(takes_context=True)
def item(context, content, title="", icon="", level=3, action="", href="", quiet=False, spoken=""):
    values = {"icon": icon, "level": level, "action": action, "href": href, "quiet": quiet, "spoken": spoken}
    return render(context, "parts/item", body=content, title=title, **values)


@register.simple_block_tag(takes_context=True)
def facts(context, content, id=""):
    return render(context, "facts", body=content, id=id)


@register.simple_tag(takes_context=True)
def fact(context, label, value, note=""):
    return render(context, "parts/fact", label=label, value=value, note=note)


@register.simple_block_tag(takes_context=True)
def table(context, content, caption, fold=True):
    return render(context, "table", body=content, caption=caption, fold=fold)


@register.simple_block_tag(takes_context=True)
def copylist(context, content):
    return render(context, "copy", body=content)


@register.simple_tag(takes_context=True)
def copyrow(context, label, value, copy=""):
    return render(context, "parts/copyrow", label=label, value=value, copy=copy or value)


@register.simple_tag(takes_context=True)
def qr(context, code, description):
    return render(context, "qr", symbol=codes.symbol(code), description=description)


@register.simple_block_tag(takes_context=True)
def empty(context, content, title, drawing="", digits="404", lead=""):
    return render(context, "empty", body=content, title=title, drawing=drawing, digits=digits, lead=lead)


@register.simple_tag(takes_context=True, name="days")
def days_ruler(context, first, last, today):
    ruler = days.ruler(first=first, last=last, today=today)
    return render(context, "days", days=ruler, long=len(ruler) > days.SHORT)


@register.simple_tag(takes_context=True)
def track(context, steps, flat=False, label=""):
    return render(context, "track", steps=steps, flat=flat, label=label)


@register.simple_tag(takes_context=True)
def steps(context, labels, current=1):
    return render(context, "steps", labels=labels, current=current)


@register.simple_tag(takes_context=True)
def tabs(context, entries, label=""):
    return render(context, "tabs", entries=entries, label=label)


@register.simple_tag(takes_context=True)
def drawing(context, name, digits="404"):
    return render(context, "drawing", name=one_of(name, drawings.NAMES, "drawing"), **drawings.values(name, digits))


@register.simple_tag(takes_context=True)
def bill(context, marks):
    return render(context, "bill", **drawings.bill(marks))


@register.simple_tag(takes_context=True)
def counter(context, field, last_on=None, code="", describedby="", last_label="", facts=True):
    register_of = counters.for_field(field)
    values = {"register": register_of, "last_on": last_on, "code": code, "last_label": last_label, "facts": facts}
    widget = fields.counter_widget(field, register_of, describedby, has_facts=facts)
    return render(context, "counter", field=field, widget=widget, **values)


@register.simple_tag(takes_context=True)
def reading(context, value, whole=6, decimals=0, unit=""):
    return render(context, "parts/reading", drums=counters.for_value(value, whole, decimals), unit=unit)


@register.simple_tag(takes_context=True)
def scale(context, low, high, value=None, unit=""):
    return render(context, "scale", scale=counters.scale(low, high, value), unit=unit)


@register.simple_tag(takes_context=True)
def chart(context, bars, unit="", now="", before="", description="", tall=False, table=True):
    values = {"now": now, "before": before, "description": description, "tall": tall, "table": table}
    return render(context, "chart", chart=charts.layout(bars), unit=unit, **values)


@register.simple_tag(takes_context=True)
def pagination(context, newer="", older="", newer_label="", older_label=""):
    values = {"newer_label": newer_label, "older_label": older_label}
    return render(context, "pagination", newer=newer, older=older, **values)


@register.simple_tag(takes_context=True)
def contacts(context, contacts):
    return render(context, "contacts", contacts=words.contacts(contacts))


@register.simple_tag(takes_context=True)
def field(context, field, number=0):
    return render(context, "field", field=field, number=number, described_by=fields.described_by(field))


@register.simple_tag(takes_context=True)
def errorsummary(context, form):
    return render(context, "parts/errorsummary", summary=fields.summary(form))


@register.simple_tag
def widget(field):
    return fields.widget(field)
