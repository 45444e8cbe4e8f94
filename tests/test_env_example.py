"""`.env.example` is the list of everything that can be set: the same names, in the same order, each explained."""

from __future__ import annotations

import ast
import re

from tests.source import ROOT


def read_by_settings() -> list[str]:
    """Names that `portal/settings.py` asks `env` for, in the order of the file, each once."""
    tree = ast.parse((ROOT / "portal" / "settings.py").read_text(encoding="utf-8"))
    asked = [
        (node.lineno, node.col_offset, node.args[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]
    return list(dict.fromkeys(str(name) for _line, _column, name in sorted(asked)))


def lines() -> list[str]:
    return (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()


def test_every_variable_is_there_in_the_order_of_the_settings():
    named = [match[1] for line in lines() if (match := re.match(r"#?([A-Z][A-Z0-9_]+)=", line))]
    assert named == read_by_settings()


def test_every_variable_has_its_explanation_above_it():
    unexplained = []
    for before, line in zip(["", *lines()], lines(), strict=False):
        match = re.match(r"#?([A-Z][A-Z0-9_]+)=", line)
        if match and not re.match(r"# \S", before):
            unexplained.append(match[1])
    assert unexplained == []


def test_it_holds_no_secret():
    for line in lines():
        if re.match(r"#?(SECRET_KEY|EVIDENCE_KEY)=", line):
            assert line.split("=")[1] == "", line
