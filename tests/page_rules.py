"""What must hold for every page of the portal, whoever sees it."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from django.conf import settings
from django.urls import Resolver404, resolve

from tests.page import text_of

if TYPE_CHECKING:
    from tests.page import Page

UNLABELLED_TYPES = {"hidden", "submit", "button", "reset", "image"}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
POINTING = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "aria-details", "list", "form")
"""Attributes that name ids of the same page. `headers` and `for` are looked at where they matter."""


def check(page: Page) -> None:
    """All rules, first the ones that explain the others. Parsing itself is the first: html5lib refuses wrong HTML."""
    assert not page.leftovers, f"{page}: template syntax reached the reader: {page.leftovers}"
    for rule in (_head, _ids, _labels, _forms, _links, _nothing_inline, _headers, _typography):
        rule(page)


def _head(page: Page) -> None:
    offered = {code for code, _name in settings.LANGUAGES}
    assert page.language in offered, f"{page}: lang is {page.language!r}"
    assert page.response.headers.get("Content-Language") in {page.language, None}, f"{page}: the header names another language"
    assert len(page.all("title")) == 1, f"{page}: one title, please"
    assert page.title, f"{page}: the title is empty"
    headings = [text_of(item) for item in page.all("h1")]
    assert len(headings) == 1, f"{page}: one h1, not {headings}"
    assert headings[0], f"{page}: the h1 is empty"
    assert len(page.all("main")) == 1, f"{page}: one main, please"
    _levels(page)


def _levels(page: Page) -> None:
    """Headings go down one level at a time, as a reader of the outline expects."""
    levels = [int(item.tag[1]) for item in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    for before, after in itertools.pairwise(levels):
        assert after <= before + 1, f"{page}: an h{after} follows an h{before}"


def _ids(page: Page) -> None:
    counted = Counter(item.get("id") for item in page.root.iter() if item.get("id"))
    twice = [name for name, times in counted.items() if times > 1]
    assert not twice, f"{page}: ids given twice: {twice}"
    for item in page.root.iter():
        for attribute in POINTING:
            missing = [name for name in (item.get(attribute) or "").split() if name not in counted]
            assert not missing, f"{page}: {attribute} names {missing}, which is not on the page"


def _labels(page: Page) -> None:
    labelled = {item.get("for") for item in page.all("label") if text_of(item)}
    inside = {id(child) for item in page.all("label") if text_of(item) for child in item.iter()}
    for item in page.all("input", "select", "textarea"):
        if item.get("type", "text") in UNLABELLED_TYPES:
            continue
        named = item.get("id") in labelled or id(item) in inside or item.get("aria-label") or item.get("aria-labelledby")
        assert named, f"{page}: the field {item.get('name')!r} has no label"
    for item in page.all("button"):
        named = text_of(item) or item.get("aria-label") or _hidden_words(item)
        assert named, f"{page}: a button without a word"
    for item in page.all("img"):
        assert "alt" in item.attrib, f"{page}: the picture {item.get('src')} has no alt"


def _hidden_words(item: Element) -> bool:
    """A button that a script shows later carries the attribute itself; its words count."""
    return any((child.text or "").strip() for child in item.iter())


def _forms(page: Page) -> None:
    for item in page.all("form"):
        action = item.get("action")
        assert action, f"{page}: a form without an action"
        _resolves(page, action)
        if item.get("method", "get").lower() == "post":
            tokens = [field for field in item.iter("input") if field.get("name") == "csrfmiddlewaretoken"]
            assert len(tokens) == 1, f"{page}: the form {action} has {len(tokens)} CSRF tokens"
        buttons = [field for field in item.iter() if field.tag == "button" or field.get("type") in {"submit", "image"}]
        assert buttons, f"{page}: the form {action} has no button, so it cannot be sent without a script"


def _links(page: Page) -> None:
    for item in page.all("a"):
        address = item.get("href")
        assert address, f"{page}: the link {text_of(item)!r} leads nowhere"
        named = text_of(item) or item.get("aria-label") or any(picture.get("alt") for picture in item.iter("img"))
        assert named or _drawing_named(item), f"{page}: the link {address} has no words"
        _resolves(page, address)


def _drawing_named(item: Element) -> bool:
    return any(child.get("aria-label") for child in item.iter())


def _resolves(page: Page, address: str) -> None:
    """An address of our own exists; others are not asked."""
    parts = urlsplit(address)
    if parts.scheme in {"mailto", "tel"} or (parts.netloc and parts.netloc != page.client.host):
        return
    assert parts.scheme in {"", "http", "https"}, f"{page}: {address} is no address"
    if not parts.path:
        if parts.fragment:
            page.by_id(parts.fragment)
        return
    if parts.path.startswith(settings.STATIC_URL):
        return
    try:
        resolve(parts.path, getattr(page.response.wsgi_request, "urlconf", None))
    except Resolver404:
        raise AssertionError(f"{page}: {address} leads to nothing") from None


def _nothing_inline(page: Page) -> None:
    assert not page.all("style"), f"{page}: an inline style sheet"
    for item in page.root.iter():
        assert "style" not in item.attrib, f"{page}: an inline style on <{item.tag}>"
        handlers = [name for name in item.attrib if str(name).startswith("on")]
        assert not handlers, f"{page}: inline handlers {handlers}"
        for name in ("href", "src", "action", "formaction"):
            assert not (item.get(name) or "").lower().startswith(("javascript:", "data:")), f"{page}: {name}={item.get(name)}"
    for item in page.all("script"):
        assert item.get("src") or item.get("type") == "application/json", f"{page}: an inline script"
    for item in page.all("script", "link", "img"):
        assert not urlsplit(item.get("src") or item.get("href") or "").netloc, f"{page}: something is fetched from elsewhere"


def _headers(page: Page) -> None:
    headers = page.response.headers
    for name, value in HEADERS.items():
        assert headers.get(name) == value, f"{page}: {name} is {headers.get(name)!r}"
    policy = headers.get("Content-Security-Policy", "")
    assert "default-src 'none'" in policy, f"{page}: the content policy is {policy!r}"
    assert "unsafe" not in policy, f"{page}: the content policy is {policy!r}"
    assert "no-store" in headers.get("Cache-Control", ""), f"{page}: a shared computer would keep it"
    assert "Host" in headers.get("Vary", ""), f"{page}: a cache would mix hosts"


def _typography(page: Page) -> None:
    """Typographic marks in Slovenian text; what a person typed stands in fields and is not looked at."""
    if page.language != "sl":
        return
    for wrong, right in {'"': "„…“ or »…«", " - ": "–", "...": "…"}.items():
        assert wrong not in page.text, f"{page}: write {right}, not {wrong!r}: {_around(page.text, wrong)}"


def _around(text: str, what: str) -> str:
    at = text.index(what)
    return text[max(0, at - 40) : at + 40]
