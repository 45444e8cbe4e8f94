"""Every key that a tenant's file may have, as the code reads it, beside `docs/tenant-file.md`: `make tenant-keys`.

A file with every kind of table in it is parsed while the readers of `tenants.rules.problems` are listened to; what they are asked
for are the keys."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from tenants.rules import problems, tenant_file, utility
from tenants.rules.evidence_columns import COLUMNS, ENDINGS
from tenants.rules.wording import KEYS
from tests.source import ROOT

PAGE = ROOT / "docs" / "tenant-file.md"

FULL = """
slug = "all"
hosts = ["all.example"]
commodities = ["gas", { code = "steam", unit = "t", name = "para", registers = [{ code = "STEAM", name = "para" }] }]
[brand]
name = "All"
accent = "#1f53b8"
[mail]
sender = "portal@all.example"
[[contacts]]
commodity = "gas"
email = "gas@all.example"
[registration]
fields = ["utility", "email", "password", "terms"]
[[linking.evidence]]
name = "operator"
kind = "text"
source = "supply_point"
label = "Operater"
choices = [{ value = "SODO" }]
[[linking.rules]]
key = "operator"
evidence = ["operator"]
on_match = "review"
[[reading.rules]]
key = "gas"
kind = "always"
[utilities.one]
name = "One"
[utilities.two]
name = "Two"
"""

HEADINGS = {
    "": "At the top",
    "commodities.steam": "A commodity of one's own",
    "commodities.steam.registers.STEAM": "Registers of a commodity",
    "contacts.gas": "contacts",
    "linking.evidence.operator": "linking.evidence",
    "linking.evidence.operator.choices.SODO": "Choices of a value",
    "linking.rules.operator": "linking.rules",
    "reading.rules.gas": "reading.rules",
    "utilities.one": "utilities",
}
"""Dotted name of a table in `FULL` -> its heading on the page, where that is another."""

FROM_THE_FILE = {("At the top", "mail_languages"), ("contacts", "commodity"), ("registration", "optional"), ("utilities", "commodities")}
"""Keys that are chosen out of what stands elsewhere in the same file."""


@dataclass
class Asked:
    """What the code wants of one key: the ``choices`` it has, none where it is free, and its ``default`` as the page writes it."""

    choices: tuple[str, ...] = ()
    default: str = ""


def sections() -> dict[str, dict[str, Asked]]:
    """Heading on the page -> its keys. Names of sections are headings, not keys."""
    asked: dict[str, dict[str, Asked]] = defaultdict(dict)
    with ExitStack() as stack:
        for name in ("only", "choice", "choices", "boolean", "integer"):
            stack.enter_context(patch.object(problems, name, _listening(name, asked)))
        tenant_file.parse(FULL)
    headed = {HEADINGS.get(at, at): keys for at, keys in asked.items() if at in HEADINGS or "." not in at}
    del headed["wording"]  # its keys are languages
    for heading in ("At the top", "utilities"):
        headed[heading] = {key: each for key, each in headed[heading].items() if key == "commodities" or key not in SECTIONS}
    return headed


SECTIONS = (*tenant_file.OWN_SECTIONS, *utility.SECTIONS, "utilities")


def _listening(name: str, asked: dict[str, dict[str, Asked]]) -> Any:
    original = getattr(problems, name)

    def reader(table: Any, key: Any, *, at: str, **more: Any) -> Any:
        if name == "only":
            for each in key:
                asked[at].setdefault(each, Asked())
        elif key in asked[at]:
            fixed = (HEADINGS.get(at, at), key) not in FROM_THE_FILE
            found = asked[at][key]
            found.choices = tuple(more.get("choices", ())) if fixed else ()
            found.default = "" if name == "choices" else _written(more.get("default"))
        return original(table, key, at=at, **more)

    return reader


def _written(default: Any) -> str:
    return str(default).lower() if isinstance(default, bool) else str(default or "" if isinstance(default, str) else default)


def rows(heading: str) -> dict[str, str]:
    """Key -> its row in the part of the page below ``heading``, up to the next heading."""
    page = PAGE.read_text(encoding="utf-8")
    part = re.search(rf"^#+ {re.escape(heading)}$(.*?)(?=^#|\Z)", page, re.MULTILINE | re.DOTALL)
    return {found[1]: found[0] for found in re.finditer(r"^\| `(\w+)` \|.*$", part[1], re.MULTILINE)} if part else {}


def made() -> str:
    """The page with the tables that are written by the code."""
    page = PAGE.read_text(encoding="utf-8")
    for name, lines in (("columns", _columns()), ("wording", _wording())):
        table = "\n".join(lines)
        page = re.sub(
            rf"(<!-- {name} -->\n).*?(<!-- end -->)", lambda found, table=table: f"{found[1]}{table}\n{found[2]}", page, flags=re.DOTALL
        )
    return page


def _columns() -> Iterator[str]:
    yield "| Source | Columns | A name that ends in |"
    yield "|---|---|---|"
    for source, columns in COLUMNS.items():
        ends = ", ".join(f"`{word}`: `{column}`" for word, column in ENDINGS[source].items())
        yield f"| `{source}` | {' '.join(f'`{column}`' for column in columns)} | {ends} |"


def _wording() -> Iterator[str]:
    yield "| Key | Where it is seen |"
    yield "|---|---|"
    for key, seen in KEYS.items():
        yield f"| `{key}` | {seen} |"


if __name__ == "__main__":
    PAGE.write_text(made(), encoding="utf-8")
