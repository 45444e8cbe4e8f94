"""Every text that is to be translated, found without GNU gettext: templates through Django's own reader, Python through its tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import template

from tests.source import ROOT, application, templates

CALLS = {
    "_": ("msgid",),
    "gettext": ("msgid",),
    "gettext_lazy": ("msgid",),
    "gettext_noop": ("msgid",),
    "ngettext": ("msgid", "plural"),
    "ngettext_lazy": ("msgid", "plural"),
    "pgettext": ("context", "msgid"),
    "pgettext_lazy": ("context", "msgid"),
    "npgettext": ("context", "msgid", "plural"),
    "npgettext_lazy": ("context", "msgid", "plural"),
}
"""Function → what its first arguments are."""


@dataclass(frozen=True)
class Text:
    msgid: str
    plural: str = ""
    context: str = ""


@dataclass(frozen=True)
class Use:
    """Where a text stands; ``text`` is None where the call has no literal, so that nobody can translate it."""

    where: str
    text: Text | None


def _use(call: ast.Call, where: str) -> Use | None:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    parts = CALLS.get(name)
    if parts is None:
        return None
    values = [argument.value if isinstance(argument, ast.Constant) else None for argument in call.args[: len(parts)]]
    if len(values) < len(parts) or not all(isinstance(value, str) for value in values):
        return Use(where, None)
    return Use(where, Text(**dict(zip(parts, values, strict=True))))


def in_python() -> Iterator[Use]:
    for source in application():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and (use := _use(node, f"{source.name}:{node.lineno}")):
                yield use


def in_template(path: Path) -> Iterator[Use]:
    """`templatize` writes each text of a template as a call of gettext between padding."""
    name = path.relative_to(ROOT).as_posix()
    readable = template.templatize(path.read_text(encoding="utf-8"), origin=name)
    for found in re.finditer(r"\b(n?p?gettext|_)\(", readable):
        call = _balanced(readable, found.start())
        tree = ast.parse(call, mode="eval").body
        if isinstance(tree, ast.Call) and (use := _use(tree, name)):
            yield use


def _balanced(text: str, start: int) -> str:
    """The shortest piece from ``start`` that is a whole Python expression."""
    end = text.index(")", start)
    while True:
        piece = text[start : end + 1]
        try:
            ast.parse(piece, mode="eval")
        except SyntaxError:
            end = text.index(")", end + 1)
        else:
            return piece


def uses() -> list[Use]:
    return [*in_python(), *(use for path in templates() for use in in_template(path))]
