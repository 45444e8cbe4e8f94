"""allauth's own pages wear our components: every element it knows is ours, and draws what ours would draw."""

from pathlib import Path

import allauth
import html5lib
import pytest
from django import forms
from django.conf import settings
from django.template import Context, Origin, Template, engines

OURS = Path(settings.BASE_DIR) / "templates" / "allauth" / "elements"
THEIRS = Path(allauth.__file__).parent / "templates" / "allauth" / "elements"
UNUSED = {"provider", "provider_list"}
"""Sign-in through other companies is not installed."""


def template(source: str) -> Template:
    """A template with a name of its own: elements ask for it."""
    return Template(source, origin=Origin("test.html", template_name="test.html"), engine=engines["django"].engine)


def draw(source: str, **values):
    html = template("{% load allauth %}" + source).render(Context(values))
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(f"<!doctype html><title>t</title>{html}")


def text(element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_every_element_of_the_library_is_ours():
    theirs = {path.stem for path in THEIRS.glob("*.html")}
    ours = {path.stem.split("__")[0] for path in OURS.glob("*.html")}
    assert theirs - UNUSED == ours


def test_a_form_is_drawn_by_our_renderer_and_checked_by_the_server():
    class Form(forms.Form):
        email = forms.EmailField(label="Email", widget=forms.EmailInput({"placeholder": "Email"}))

    page = draw(
        "{% element form form=form method='post' action='/x/' %}{% slot body %}{% element fields form=form unlabeled=True %}"
        "{% endelement %}{% endslot %}{% slot actions %}{% element button type='submit' %}Send"
        "{% endelement %}{% endslot %}{% endelement %}",
        form=Form({}),
    )
    [form] = page.iter("form")
    assert form.get("action") == "/x/"
    assert "novalidate" in form.attrib
    [label] = page.iter("label")
    [field] = page.iter("input")
    assert (text(label), label.get("for")) == ("Email", field.get("id"))
    assert field.get("aria-invalid") == "true"
    assert field.get("aria-describedby") == "id_email_error"
    assert "placeholder" not in field.attrib, "a placeholder that repeats the label only takes the place of what is typed"
    assert next(page.iter("button")).get("class") == "button"


@pytest.mark.parametrize("tags", ["secondary", "danger,delete", "outline,cancel", "link,cancel"])
def test_only_one_button_of_a_block_is_filled(tags):
    [button] = draw("{% element button type='submit' tags=tags %}Cancel{% endelement %}", tags=tags).iter("button")
    assert button.get("class") == "button button--quiet"


def test_a_button_with_an_address_is_a_link():
    [link] = draw("{% element button href='/mfa/' %}Activate{% endelement %}").iter("a")
    assert (link.get("href"), link.get("class"), text(link)) == ("/mfa/", "button", "Activate")


def test_a_single_field_has_its_label_hint_and_error_tied_to_it():
    page = draw(
        "{% element field id='id_code' name='code' type='text' value='12' errors=errors %}{% slot label %}Code{% endslot %}"
        "{% slot help_text %}Six digits.{% endslot %}{% endelement %}",
        errors=["The code is not right."],
    )
    [field] = page.iter("input")
    assert field.get("aria-describedby").split() == ["id_code_helptext", "id_code_error"]
    assert field.get("aria-invalid") == "true"
    assert {"id_code_helptext", "id_code_error"} <= {element.get("id") for element in page.iter()}


def test_a_radio_button_can_be_hit_by_its_words():
    page = draw(
        "{% element field id='e1' name='email' type='radio' value='a@b.si' checked=True %}"
        "{% slot label %}a@b.si{% endslot %}{% endelement %}"
    )
    [label] = page.iter("label")
    [radio] = label.iter("input")
    assert radio.get("type") == "radio"
    assert "checked" in radio.attrib
    assert text(label) == "a@b.si"


def test_other_elements_keep_their_words():
    page = draw(
        "{% element h1 %}Title{% endelement %}{% element p %}Words{% endelement %}{% element hr %}{% endelement %}"
        "{% element panel %}{% slot title %}Panel{% endslot %}{% slot body %}Body{% endslot %}"
        "{% slot actions %}Action{% endslot %}{% endelement %}"
        "{% element alert %}{% slot message %}Alert{% endslot %}{% endelement %}"
        "{% element badge tags='success' %}Verified{% endelement %}"
        "{% element details open=True %}{% slot summary %}More{% endslot %}{% slot body %}Inside{% endslot %}{% endelement %}"
        "{% element table %}{% element thead %}{% element tr %}{% element th %}Head{% endelement %}"
        "{% endelement %}{% endelement %}"
        "{% element tbody %}{% element tr %}{% element td align='right' %}Cell{% endelement %}"
        "{% endelement %}{% endelement %}{% endelement %}"
        "{% element button_group %}Group{% endelement %}{% element h2 %}Second{% endelement %}"
    )
    words = text(page)
    for word in ("Title", "Words", "Panel", "Body", "Action", "Alert", "Verified", "More", "Inside", "Head", "Cell", "Group", "Second"):
        assert words.count(word) == 1, word
    assert next(page.iter("th")).get("scope") == "col"
    assert next(page.iter("td")).get("class") == "end"


@pytest.mark.parametrize(("layout", "classes"), [("entrance", "button button--big"), ("manage", "button")])
def test_the_layouts_are_ours_and_decide_how_large_a_button_is(layout, classes):
    source = (
        f'{{% extends "allauth/layouts/{layout}.html" %}}'
        "{% load allauth %}{% block head_title %}Sign in{% endblock %}"
        "{% block content %}{% element h1 %}Sign in{% endelement %}{% element button type='submit' %}Send"
        "{% endelement %}{% endblock %}"
    )
    html = template(source).render(Context({"portal": None}))
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    assert text(next(page.iter("title"))) == "Sign in"
    assert [text(heading) for heading in page.iter("h1")] == ["Sign in"]
    [button] = [button for button in page.iter("button") if text(button) == "Send"]
    assert button.get("class") == classes
    assert len(list(page.iter("main"))) == 1
