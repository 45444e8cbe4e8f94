"""The lines of `tests/data/acceptance.md` beside the tests that prove them, found by their names: `make acceptance`.

A test for the line Z-16 is called `test_z16_…`. One that proves several lines bears all: `test_z13_z14_…`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.source import ROOT

LINES = ROOT / "tests" / "data" / "acceptance.md"
TABLE = ROOT / "docs" / "acceptance.md"
LINE = re.compile(r"- (?P<id>[A-Z]{1,2}-\d\d) (?P<text>.+)")
NAME = re.compile(r"test_(?P<ids>(?:(?:i|ma|mb|ms|g|z)\d\d_)+)")


@dataclass(frozen=True)
class Test:
    """``name`` as pytest has it, in the file ``path`` from the root."""

    path: str
    name: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The ids it bears: `Z-16`."""
        found = NAME.match(self.name)
        return tuple(re.sub(r"(\d\d)$", r"-\1", each.upper()) for each in found["ids"].rstrip("_").split("_")) if found else ()


def tests() -> Iterator[Test]:
    """Every test of the repository, by file."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield Test(path.relative_to(ROOT).as_posix(), node.name)


def by_line() -> dict[str, list[Test]]:
    """Id of each line → its tests, none included."""
    found: dict[str, list[Test]] = {match["id"]: [] for match in LINE.finditer(LINES.read_text(encoding="utf-8"))}
    for test in tests():
        for line in test.lines:
            found.setdefault(line, []).append(test)
    return found


def table() -> str:
    """The whole of `docs/acceptance.md`."""
    proofs = by_line()
    proved = sum(bool(found) for found in proofs.values())
    lines = [
        "# Acceptance: lines and their tests",
        "",
        "Made by `make acceptance` from `tests/data/acceptance.md` and the names of the tests.",
        f"{proved} of {len(proofs)} lines have a test.",
    ]
    for written in LINES.read_text(encoding="utf-8").splitlines():
        if written.startswith("## "):
            lines += ["", written, "", "| Line | What | Tests |", "|---|---|---|"]
        elif match := LINE.match(written):
            named = "<br>".join(f"[`{test.name}`](../{test.path})" for test in proofs[match["id"]]) or "**none**"
            lines.append(f"| {match['id']} | {match['text'].replace('|', chr(92) + '|')} | {named} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
