"""Every word that a file may replace is shown somewhere: a key that nothing reads would be taken and never seen."""

from __future__ import annotations

import re

import pytest

from tenants.rules.wording import KEYS
from tests.source import ROOT, application, templates

FAMILIES = {
    r"registration\.(\w+)": ("accounts/forms/fields.py", "accounts/forms/registration.py"),
    r"menu\.(\w+)": ("portal/context.py",),
    r"reading\.history\.(\w+)": ("meters/views/rows.py",),
}
"""Keys whose last part alone is written: where it stands in quotes, the first part being put before it there."""

BUILT = {
    r"reading\.(electricity|gas|water|heat)\.title": ("meters/forms/words.py", 'f"reading.{point.commodity}.title"'),
    r"reading\.(electricity|gas|water|heat)\.text": ("meters/forms/words.py", 'f"reading.{point.commodity}.text"'),
    r"reading\.register\.\w+": ("meters/forms/words.py", 'f"reading.register.{code.lower()}"'),
}
"""Keys whose middle comes from the database: where they are put together, and how."""


def readers() -> str:
    """All text of code and templates that can show a word."""
    code = [source.text for source in application() if source.name != "tenants/rules/wording.py"]
    return "\n".join([*code, *(path.read_text(encoding="utf-8") for path in templates())])


def is_read(key: str, everywhere: str) -> bool:
    if re.search(rf"""["']{re.escape(key)}["']""", everywhere):
        return True
    for pattern, (name, built) in BUILT.items():
        if re.fullmatch(pattern, key):
            return built in (ROOT / name).read_text(encoding="utf-8")
    for pattern, names in FAMILIES.items():
        if (found := re.fullmatch(pattern, key)) is not None:
            return any(f'"{found[1]}"' in (ROOT / name).read_text(encoding="utf-8") for name in names)
    return False


def test_every_key_of_the_wording_is_shown_somewhere():
    everywhere = readers()
    assert [key for key in KEYS if not is_read(key, everywhere)] == []


@pytest.mark.parametrize(
    "invented", ["reading.nowhere", "registration.nobody", "menu.nothing", "reading.history.nobody", "reading.wine.text"]
)
def test_a_key_that_nothing_reads_is_noticed(invented):
    assert not is_read(invented, readers())
