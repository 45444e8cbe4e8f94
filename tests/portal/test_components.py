"""The components: checked parameters, one template, style sheet and gallery entry each, and what a form field says."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import html5lib
import pytest
from django import forms
from django.conf import settings
from django.template import Context, TemplateSyntaxError, engines
from django.utils import formats, translation

from portal.static_storage import IMPORT, joined
from portal.ui import charts, counters, days, icons, words
from portal.views import gallery
from tenants.rules import brand as brand_rules

ROOT = Path(settings.BASE_DIR)
STYLES = ROOT / "static" / "css"
COMPONENTS = ROOT / "templates" / "components"
NAMES = sorted(path.stem for path in COMPONENTS.glob("*.html"))
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|color)\(")


def draw(source: str, **values) -> str:
    return engines["django"].engine.from_string(source).render(Context(values))


def parsed(html: str):
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(f"<!doctype html><title>t</title>{html}")


# --- The house of the components -------------------------------------------------------------------------------------------------
def test_every_component_has_a_template_a_style_sheet_and_a_gallery_entry():
    assert {path.stem for path in (STYLES / "components").glob("*.css")} == set(NAMES)
    assert {path.stem for path in (ROOT / "templates" / "gallery").glob("*.html")} == set(NAMES)


ADMIN = "admin.css"
"""Staff's pages are Django's own; they load this one and nothing of ours."""


def test_every_style_sheet_is_imported_once_into_its_layer():
    imported = {found["file"]: found["layer"] for found in IMPORT.finditer((STYLES / "main.css").read_text())}
    files = {path.relative_to(STYLES).as_posix() for path in STYLES.rglob("*.css")} - {"main.css", ADMIN}
    assert set(imported) == files
    assert all((layer == "components") == name.startswith("components/") for name, layer in imported.items())


def test_main_sheet_holds_the_layer_order_and_imports_only():
    first, *rest = (STYLES / "main.css").read_text().splitlines()
    assert first == "@layer reset, tokens, theme, base, layout, components, pages, utilities;"
    assert all(IMPORT.match(line) for line in rest)


@pytest.mark.parametrize("sheet", sorted(STYLES.rglob("*.css")), ids=lambda path: path.stem)
def test_colours_stand_only_in_the_tokens_and_no_rule_shouts(sheet):
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    if sheet.stem != "tokens":
        assert not COLOUR.findall(text)
    if sheet.stem != "reset":
        assert "!important" not in text
    selectors = re.findall(r"([^{}]+)\{", text)
    assert not [selector for selector in selectors if re.search(r"#[a-zA-Z]", selector)], "ids are never styled"


def test_templates_carry_no_colours_and_no_inline_styles():
    for path in (ROOT / "templates").rglob("*.html"):
        if "mail" in path.parts or path.name == "unknown_host.html":
            continue
        text = re.sub(r"""(?:href|id)=["'][^"']*["']""", "", path.read_text())
        assert not re.search(r"""(?:fill|stroke|stop-color)="(?:#|rgb)|style="|<style|<script>""", text), path


def test_the_served_style_sheet_is_one_piece_in_the_same_layers():
    sources = {path.relative_to(ROOT / "static").as_posix(): (StaticFolder, str(path)) for path in STYLES.rglob("*.css")}
    sheet = joined(sources)
    assert "@import" not in sheet
    assert sheet.index("@layer reset {") < sheet.index("@layer tokens {") < sheet.index("@layer components {")
    assert ".counter__cells" in sheet


class StaticFolder:
    """Stands for the storage that a collected file comes from."""

    @staticmethod
    def open(path):
        return BytesIO(Path(path).read_bytes())


# --- Checked parameters ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "source",
    [
        '{% button "Send" colour="red" %}',
        '{% note tone="bad" %}{% endnote %}',
        '{% sheet title="x" dark=True %}{% endsheet %}',
        '{% state "Sent" %}{% state %}',
        '{% days first=a last=b %}',
    ],
)  # fmt: skip
def test_an_unknown_or_missing_parameter_is_refused_when_the_template_is_read(source):
    with pytest.raises(TemplateSyntaxError):
        engines["django"].engine.from_string(source)


@pytest.mark.parametrize(
    "source", ['{% note kind="angry" %}{% endnote %}', '{% state "Sent" kind="blue" %}', '{% icon "unicorn" %}', '{% drawing "car" %}']
)
def test_an_unknown_kind_is_refused(source):
    with pytest.raises(ValueError, match=r"unicorn|angry|blue|car"):
        draw(source)


def test_what_a_person_typed_is_escaped_in_every_place():
    bad = "<script>alert(1)</script>"
    html = draw(
        "{% button x href='/' spoken=x %}{% note title=x %}{{ x }}{% endnote %}{% sheet title=x id='s' %}{{ x }}{% endsheet %}"
        "{% copylist %}{% copyrow x x copy=x %}{% endcopylist %}{% facts %}{% fact x x note=x %}{% endfacts %}{% state x %}",
        x=bad,
    )
    assert bad not in html
    assert html.count("&lt;script&gt;") >= 12


def test_every_mark_a_tenant_may_name_is_drawn():
    assert set(icons.LOGOS) == set(brand_rules.MARKS)


@pytest.mark.parametrize(
    ("name", "wordmark", "parts"),
    [
        ("Moja Involta", ("Moja", "Involta"), ("Moja ", "Involta", "")),
        ("mojupravljalec.si", ("moj", "upravljalec"), ("moj", "upravljalec", ".si")),
        ("Moja Komunala Zagorje", ("Moja ", "Komunala Zagorje"), ("Moja ", "Komunala Zagorje", "")),
        ("Vodovod", ("", ""), ("", "Vodovod", "")),
        ("Elektro", ("Moj", "Plin"), ("", "Elektro", "")),
    ],
)
def test_a_wordmark_never_loses_a_letter_of_the_name(name, wordmark, parts):
    assert words.wordmark(SimpleNamespace(name=name, wordmark=wordmark)) == parts
    assert "".join(parts) == name


# --- Numbers, dates --------------------------------------------------------------------------------------------------------------
def test_dates_and_numbers_as_slovenes_write_them():
    with translation.override("sl"):
        assert formats.date_format(date(2026, 5, 3), "DATE_FORMAT") == "3. 5. 2026"
        assert formats.date_format(date(2026, 5, 3), "SHORT_DATE_FORMAT") == "3. 5. 2026"
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1
        assert formats.number_format(Decimal("1234567.89"), use_l10n=True, force_grouping=True) == "1.234.567,89"
        assert forms.DateField().clean("3. 5. 2026") == date(2026, 5, 3)
        assert words.quantity(27218) == "27\u202f218"
        assert words.quantity(Decimal("12.50")) == "12,5"
        assert words.quantity(Decimal("-3.000")) == "−3"


def test_money_in_english_has_its_sign_in_front():
    with translation.override("en"):
        assert words.money(Decimal("1268.7")) == "€1,268.70"
        assert words.money(Decimal("-12")) == "−€12.00"
        assert words.money(None) == ""


def test_a_telephone_number_becomes_a_link_without_blanks():
    assert words.tel("+386 (0)3 566 00 00") == "tel:+386035660000"


# --- The ruler of a window -------------------------------------------------------------------------------------------------------
def marks(**window) -> list[tuple[str, str]]:
    return [(day.number, day.classes) for day in days.ruler(**window)]


def test_an_open_window_shows_past_today_and_coming_days():
    shown = marks(first=date(2026, 12, 1), last=date(2026, 12, 5), today=date(2026, 12, 3))
    assert shown == [
        ("29", "gone"), ("30", "gone"), ("1", "open gone"), ("2", "open gone"), ("3", "open today"), ("4", "open"), ("5", "open"),
        ("6", ""), ("7", ""),
    ]  # fmt: skip


def test_a_window_to_come_is_outlined_and_today_stands_apart():
    shown = marks(first=date(2026, 12, 26), last=date(2026, 12, 29), today=date(2026, 12, 3))
    assert shown[:3] == [("3", "today"), ("…", ""), ("25", "")]
    assert [number for number, classes in shown if classes == "open next"] == ["26", "27", "28", "29"]


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 1, 15), date(2026, 1, 31), date(2025, 12, 1), date(2026, 3, 1)])
def test_a_window_of_a_whole_month_still_fits_on_a_phone(today):
    ruler = days.ruler(first=date(2026, 1, 1), last=date(2026, 1, 31), today=today)
    assert len(ruler) <= days.MOST + 1
    assert sum(day.is_today for day in ruler) == 1
    assert {"1", "31"} <= {day.number for day in ruler if "open" in day.classes}


# --- The counter -----------------------------------------------------------------------------------------------------------------
class ReadingForm(forms.Form):
    vt = forms.CharField(
        label="VT",
        widget=forms.TextInput(
            {"data-whole": 6, "data-decimals": 1, "data-unit": "kWh", "data-last": 24816, "data-low": 180, "data-high": 260}
            | {"data-below": 120, "data-above": 390}
        ),
    )

    def clean_vt(self):
        if not self.cleaned_data["vt"].isdigit():
            raise forms.ValidationError("Only digits.")
        return self.cleaned_data["vt"]


@pytest.mark.parametrize(
    ("typed", "cells", "red", "difference"),
    [
        ("", 6, 1, "–"),
        ("25034", 6, 1, "218 kWh, as usual"),
        ("25206", 6, 1, "390 kWh, a little more than usual"),
        ("25207", 6, 1, "391 kWh, more than usual"),
        ("24936", 6, 1, "120 kWh, a little less than usual"),
        ("52034", 6, 1, "27\u202f218 kWh, more than usual"),
        ("24900", 6, 1, "84 kWh, less than usual"),
        ("24000", 6, 1, "less than last time"),
        ("25034,7", 7, 0, "only digits, without a comma"),
        ("123456789", 9, 1, "123\u202f431\u202f973 kWh, more than usual"),
        ("abc", 6, 0, "only digits, without a comma"),
    ],
)
def test_the_counter_says_the_difference_and_never_cuts_what_was_typed(typed, cells, red, difference):
    with translation.override("en"):
        register = counters.for_field(ReadingForm({"vt": typed})["vt"])
    assert (register.drums.cells, register.drums.red, register.difference) == (cells, red, difference)


def test_the_reading_field_is_one_described_native_input():
    page = parsed(draw("<div class=meter>{% counter form.vt last_on=day code='1.8.1' describedby='how' %}</div>",
                       form=ReadingForm({"vt": "25034,7"}), day=date(2026, 11, 1)))  # fmt: skip
    [field] = page.iter("input")
    assert field.get("value") == "25034,7"
    assert "maxlength" not in field.attrib
    assert field.get("inputmode") == "numeric"
    assert field.get("aria-invalid") == "true"
    described = field.get("aria-describedby").split()
    assert described == ["id_vt_facts", "how", "id_vt_error"]
    ids = {element.get("id") for element in page.iter() if element.get("id")}
    assert {"id_vt_facts", "id_vt_error"} <= ids


def test_a_stored_reading_is_drawn_with_zeros_and_said_without():
    page = parsed(draw("{% reading 3127 whole=5 decimals=3 unit='m³' %}"))
    [image] = [element for element in page.iter("div") if element.get("role") == "img"]
    assert image.get("aria-label") == "3127 m³"
    assert "03127" in "".join(image.itertext())


def test_the_scale_keeps_a_far_value_on_the_paper():
    scale = counters.scale(180, 260, 27218)
    assert (scale.top, scale.left, scale.right, scale.mark, scale.is_far) == ("416.0", "129.8", "187.5", "298.0", True)


@pytest.mark.parametrize(("highest", "top"), [(0, "1"), (7, "8"), (13, "14"), (540, "600"), (1000, "1000"), ("0.35", "0.4")])
def test_the_chart_ends_at_a_round_number(highest, top):
    assert charts.round_top(Decimal(highest)) == Decimal(top)


def test_a_chart_draws_missing_periods_as_nothing_and_lists_all_values():
    bars = [{"label": "J", "title": "January", "value": 8, "before": None}, {"label": "F", "title": "February", "value": None, "before": 9}]
    html = draw("{% chart bars unit='m³' now='2026' before='2025' description='Water' %}", bars=bars)
    svg = html.split("</svg>")[0]
    assert svg.count('class="is"') == 1
    assert svg.count('class="was"') == 1
    rows = ["".join(row.itertext()) for row in parsed(html).iter("tr")]
    assert [row.replace(" ", "") for row in rows[1:]] == ["January8–", "February–9"]


# --- Fields ----------------------------------------------------------------------------------------------------------------------
class SignUp(forms.Form):
    email = forms.EmailField(label="Email", help_text="We send the confirmation to it.")
    phone = forms.CharField(label="Phone", required=False)
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    sex = forms.ChoiceField(label="Sex", choices=[("m", "Male"), ("f", "Female")], widget=forms.RadioSelect, help_text="As on the bill.")
    remember = forms.BooleanField(label="Remember me", required=False, help_text="For 30 days.")
    key = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].rules = [{"text": "at least 8 characters", "met": None}]


def control(page, name):
    return next(element for element in page.iter() if element.tag in {"input", "select", "textarea"} and element.get("name") == name)


def test_an_empty_form_shows_hints_and_marks_what_is_optional():
    with translation.override("en"):
        html = draw("{{ form }}", form=SignUp())
    page = parsed(html)
    assert control(page, "email").get("aria-describedby") == "id_email_helptext"
    assert control(page, "email").get("class") == "input"
    assert "aria-invalid" not in control(page, "email").attrib
    assert control(page, "password").get("aria-describedby") == "id_password_rules"
    labels = {element.get("for"): " ".join("".join(element.itertext()).split()) for element in page.iter("label")}
    assert labels["id_phone"] == "Phone (optional)"
    assert labels["id_email"] == "Email"
    assert "(optional)" not in labels["id_remember"]
    assert 'role="alert"' not in html
    assert control(page, "key").get("type") == "hidden"


def test_a_refused_form_links_each_mistake_to_its_field_and_keeps_what_was_typed():
    with translation.override("en"):
        page = parsed(draw("{{ form }}", form=SignUp({"email": "mojca", "key": "k"})))
    field = control(page, "email")
    assert field.get("value") == "mojca"
    assert field.get("aria-invalid") == "true"
    assert field.get("aria-describedby") == "id_email_helptext id_email_error"
    [summary] = [element for element in page.iter() if element.get("role") == "alert"]
    targets = [link.get("href") for link in summary.iter("a")]
    assert targets == ["#id_email", "#id_password", "#id_sex_0"]
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert {target[1:] for target in targets} <= set(ids)
    assert len(ids) == len(set(ids))
    [group] = page.iter("fieldset")
    assert group.get("aria-describedby") == "id_sex_helptext id_sex_error"
    assert "Correct 3 fields" in "".join(summary.itertext())


def test_every_explanation_a_field_names_is_on_the_page():
    page = parsed(draw("{{ form }}", form=SignUp({})))
    ids = {element.get("id") for element in page.iter()}
    named = {name for element in page.iter() for name in (element.get("aria-describedby") or "").split()}
    assert named
    assert named <= ids


def test_a_password_can_be_shown_only_where_a_script_runs():
    page = parsed(draw("{{ form.password.as_field_group }}", form=SignUp()))
    [button] = page.iter("button")
    assert "hidden" in button.attrib
    assert button.get("type") == "button"
    assert button.get("data-reveal") == "id_password"


def test_errors_of_the_form_as_a_whole_come_first():
    form = SignUp({})
    form.add_error(None, "The name or the password is not right.")
    html = draw("{% errorsummary form %}", form=form)
    assert html.index("The name or the password is not right.") < html.index("#id_email")


# --- The gallery and the error pages -----------------------------------------------------------------------------------------------
def test_the_gallery_is_one_valid_page_with_every_component(rf, settings):
    settings.DEMO = True
    request = rf.get("/gallery/")
    html = gallery.gallery(request).content.decode()
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), {name for name in ids if ids.count(name) > 1}
    assert set(NAMES) <= set(ids)
    pointed = {name for element in page.iter() for name in (element.get("aria-describedby") or "").split()}
    assert pointed <= set(ids)


def test_the_page_of_a_failure_needs_no_context_and_no_query(db, django_assert_num_queries):
    with django_assert_num_queries(0), translation.override("en"):
        html = engines["django"].engine.get_template("500.html").render(Context())
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    assert "".join(next(page.iter("h1")).itertext()) == "Something went wrong on our side"
    assert not list(page.iter("script"))


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html"])
def test_error_pages_stand_without_a_tenant(name):
    html = engines["django"].engine.get_template(name).render(Context({"portal": None}))
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    assert len(list(page.iter("h1"))) == 1
    assert "theme.css" not in html
