"""A parsed page: what stands on it, where it leads, and its forms, filled in as a person fills them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

import html5lib
from django.http import HttpResponse

if TYPE_CHECKING:
    from tests.client import PageClient

UNSEEN = {"script", "style", "template", "title", "head", "noscript"}
BUTTON_TYPES = {"submit", "image", "button", "reset"}


def text_of(element: Element) -> str:
    """What a person reads in it: blanks folded, hidden parts left out."""
    return " ".join("".join(_pieces(element)).split())


BLOCKS = {"p", "div", "li", "td", "th", "tr", "h1", "h2", "h3", "h4", "dt", "dd", "br", "section", "label", "option", "legend", "summary"}


def _pieces(element: Element) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in UNSEEN or "hidden" in element.attrib:
        return
    edge = " " if element.tag in BLOCKS else ""
    yield edge + (element.text or "")
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
    yield edge


@dataclass(frozen=True)
class Link:
    text: str
    href: str


class Form:
    """One form of a page: its controls with the values that a browser would send."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.id = element.get("id", "")
        self.action = element.get("action", "")
        self.method = element.get("method", "get").lower()

    @cached_property
    def controls(self) -> list[Element]:
        return [item for item in self.element.iter() if item.tag in {"input", "select", "textarea", "button"} and item.get("name")]

    @property
    def names(self) -> list[str]:
        """Names of everything that can be filled in, each once, in the page's order."""
        return list(dict.fromkeys(item.get("name", "") for item in self.controls if item.get("type") not in BUTTON_TYPES | {"hidden"}))

    @property
    def buttons(self) -> list[str]:
        found = [item for item in self.element.iter() if item.tag == "button" or item.get("type") in {"submit", "image"}]
        return [text_of(item) or item.get("value", "") for item in found]

    @property
    def values(self) -> dict[str, list[str]]:
        """Name → values as they stand, without any button."""
        found: dict[str, list[str]] = {}
        for item in self.controls:
            if "disabled" not in item.attrib and item.tag != "button" and item.get("type") not in BUTTON_TYPES | {"file"}:
                found.setdefault(item.get("name", ""), []).extend(_values(item))
        return {name: values for name, values in found.items() if values}

    @property
    def token(self) -> str:
        """What a post by hand must bring along."""
        return self.values["csrfmiddlewaretoken"][0]

    def options(self, name: str) -> dict[str, str]:
        """Value → words of a list or of radio buttons."""
        found = {}
        for item in self.controls:
            if item.get("name") == name and item.tag == "select":
                found |= {option.get("value", text_of(option)): text_of(option) for option in item.iter("option")}
            elif item.get("name") == name and item.get("type") in {"radio", "checkbox"}:
                found[item.get("value", "on")] = item.get("value", "on")
        return found


def _values(item: Element) -> list[str]:
    if item.tag == "textarea":
        return [item.text or ""]
    if item.tag == "select":
        options = list(item.iter("option"))
        chosen = [option for option in options if "selected" in option.attrib]
        if not chosen and "multiple" not in item.attrib:
            chosen = options[:1]
        return [option.get("value", text_of(option)) for option in chosen]
    if item.get("type") in {"checkbox", "radio"}:
        return [item.get("value", "on")] if "checked" in item.attrib else []
    return [item.get("value", "")]


class Page:
    """A page that a :class:`tests.client.PageClient` was given, parsed strictly: wrong HTML is an error."""

    def __init__(self, response: HttpResponse, client: PageClient, redirects: tuple[tuple[int, str], ...] = ()) -> None:
        self.response = response
        self.client = client
        self.redirects = redirects
        self.status = response.status_code
        self.path: str = response.request["PATH_INFO"]
        self.html = response.content.decode()

    def __repr__(self) -> str:
        return f"<Page {self.status} {self.path}>"

    @cached_property
    def root(self) -> Element:
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        return parser.parse(self.html)

    def all(self, *tags: str, **attributes: str) -> list[Element]:
        """Elements with one of ``tags`` whose attributes have these values, in order. ``class_`` compares one class."""
        wanted_class = attributes.pop("class_", None)
        wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
        return [
            item
            for item in self.root.iter()
            if isinstance(item.tag, str)
            and (not tags or item.tag in tags)
            and all(item.get(name) == value for name, value in wanted.items())
            and (wanted_class is None or wanted_class in item.get("class", "").split())
        ]

    def by_id(self, name: str) -> Element:
        found = self.all(id=name)
        assert found, f"nothing on {self.path} has the id {name}"
        return found[0]

    @property
    def language(self) -> str:
        return self.root.get("lang", "")

    @property
    def title(self) -> str:
        return " ".join((self.all("title")[0].text or "").split())

    @property
    def h1(self) -> str:
        return text_of(self.all("h1")[0])

    @cached_property
    def text(self) -> str:
        """All that can be read, blanks folded."""
        return text_of(self.all("body")[0])

    @property
    def main(self) -> str:
        """The same without header and footer."""
        return text_of(self.all("main")[0])

    @property
    def links(self) -> list[Link]:
        return [Link(text_of(item), item.get("href", "")) for item in self.all("a") if "href" in item.attrib]

    def link(self, words: str) -> str:
        """Where the link with these words leads; they may be part of its text."""
        found = [link.href for link in self.links if words in link.text]
        assert found, f"no link '{words}' on {self.path}; there are {[link.text for link in self.links]}"
        return found[0]

    def follow(self, words: str, *, status: int = 200) -> Page:
        return self.client.visit(self.link(words), status=status)

    @property
    def forms(self) -> list[Form]:
        return [Form(item) for item in self.all("form")]

    def form(self, name: str = "") -> Form:
        """The form with this id, action or button; without a name the only one inside `main` that is no search or sign-out,
        and that stands in no `aside` where there is another."""
        if name:
            found = [form for form in self.forms if name in {form.id, form.action, *form.buttons}]
        else:
            beside = {id(item) for aside in self.all("aside") for item in aside.iter("form")}
            inside = list(self.all("main")[0].iter("form"))
            found = [Form(item) for item in inside if id(item) not in beside] or [Form(item) for item in inside]
            posts = [form for form in found if form.method == "post"]
            found = posts if len(found) > 1 and posts else found
        assert found, f"no form '{name}' on {self.path}; there are {[(form.id, form.action, form.buttons) for form in self.forms]}"
        assert len(found) == 1 or name, f"several forms on {self.path}: name one of {[(f.id, f.action, f.buttons) for f in found]}"
        return found[0]

    def submit(self, form: str = "", /, *, press: str = "", status: int = 200, files: dict[str, Any] | None = None, **values: Any) -> Page:
        """Fill in and send. A name that the form does not have is an error; ``None`` takes a value away (an unticked box).

        A name with a hyphen is given as ``**{"reading-VT": "1234"}``; ``press`` names the button where several differ.
        """
        chosen = self.form(form)
        data = {name: found[0] if len(found) == 1 else found for name, found in chosen.values.items()}
        known = {item.get("name") for item in chosen.controls}
        for name, value in values.items():
            assert name in known, f"the form has no '{name}'; it has {chosen.names}"
            if value is None:
                data.pop(name, None)
            else:
                data[name] = "on" if value is True else value
        if press:
            data |= self._button(chosen, press)
        data |= files or {}
        return self.client.send(chosen.action or self.path, data, status=status, method=chosen.method)

    @staticmethod
    def _button(form: Form, words: str) -> dict[str, str]:
        for item in form.controls:
            if item.get("type", "submit") == "submit" and words in {text_of(item), item.get("value"), item.get("name")}:
                return {item.get("name", ""): item.get("value", "")}
        raise AssertionError(f"no button '{words}' with a name; there are {form.buttons}")

    @property
    def errors(self) -> dict[str, str]:
        """Control's name → what stands at it as an error; '' → what is said about the form as a whole."""
        found = {}
        for item in self.all("input", "select", "textarea", "fieldset"):
            for explained in item.get("aria-describedby", "").split():
                if explained.endswith("_error"):
                    found[item.get("name") or explained.removeprefix("id_").removesuffix("_error")] = text_of(self.by_id(explained))
        whole = [text_of(item) for item in self.all(role="alert")]
        return {**found, **({"": " ".join(whole)} if whole else {})}

    @property
    def messages(self) -> list[str]:
        return [text_of(item) for item in self.all(role="status")]

    @property
    def leftovers(self) -> list[str]:
        """Template syntax that reached the reader."""
        return re.findall(r"\{\{|\{%|%\}|\}\}", self.html)
