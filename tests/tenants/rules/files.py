"""Tenant files for the tests of the rules: the presets, and a small one that is right."""

from pathlib import Path

import tenants
from tenants.rules import tenant_file
from tenants.rules.problems import FileRefused, Problem

PRESETS = ("involta", "mojupravljalec", "gen-i", "zagorje")
FOLDER = Path(tenants.__file__).parent / "presets"

SMALL = """
slug = "dolina"
hosts = ["moja.dolina.si"]
languages = ["sl", "en"]
commodities = ["water"]
[brand]
name = "Moja Dolina"
accent = "#1f53b8"
[mail]
sender = "portal@dolina.si"
"""

CODE_RULE = """
[[linking.evidence]]
name = "code"
kind = "code"
source = "file"
label = "Koda"
length = 8
random = true
[[linking.rules]]
key = "code"
evidence = ["code"]
"""

TWO = (
    SMALL.replace("[brand]", "[registration]\nfields = ['utility', 'email', 'password', 'terms']\n[brand]")
    + CODE_RULE
    + """
[wording.sl]
linking.title = "Poveži"
linking.button = "Pošlji"
[utilities.gora]
name = "Komunala Gora"
[utilities.polje]
name = "Komunala Polje"
"""
)


def preset(slug: str) -> str:
    return (FOLDER / f"{slug}.toml").read_text(encoding="utf-8")


def problems_of(text: str) -> tuple[Problem, ...]:
    """What is wrong with a file; empty where it is taken."""
    try:
        tenant_file.parse(text)
    except FileRefused as refused:
        return refused.problems
    return ()
