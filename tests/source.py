"""The source code as data, for the guards."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("portal", "billing", "meters", "accounts", "tenants")


@dataclass(frozen=True)
class Source:
    """One Python file: ``name`` is its path from the root, such as `meters/views/points.py`."""

    name: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return _tree(self.text)

    @property
    def app(self) -> str:
        return self.name.split("/")[0]

    @property
    def layer(self) -> str:
        """`views` for `meters/views.py` and for everything in `meters/views/`."""
        return self.name.split("/")[1].removesuffix(".py")


@cache
def _tree(text: str) -> ast.Module:
    return ast.parse(text)


@cache
def application() -> tuple[Source, ...]:
    """Every Python file of the five apps, in a fixed order."""
    files = sorted(path for app in APPS for path in (ROOT / app).rglob("*.py"))
    return tuple(Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in files)


def templates() -> list[Path]:
    folders = [ROOT / "templates", *(ROOT / app / "templates" for app in APPS)]
    return sorted(path for folder in folders if folder.exists() for path in folder.rglob("*") if path.is_file())


@cache
def repository() -> tuple[Path, ...]:
    """Every file that is or would be committed; without Git, everything beside what Git ignores."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        names = [name for name in listed.split("\0") if name]
        return tuple(sorted(path for name in names if (path := ROOT / name).is_file()))
    except (OSError, subprocess.CalledProcessError):
        rules = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
        ignored = {".git", *(rule.strip("/") for rule in rules)}
        files = (path for path in ROOT.rglob("*") if path.is_file() and path.suffix not in {".pyc", ".mo"})
        return tuple(sorted(path for path in files if not ignored & set(path.relative_to(ROOT).parts)))


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def dotted(node: ast.AST) -> str:
    """`Customer.objects.filter` for that attribute; calls and indexes inside are passed over."""
    parts: list[str] = []
    while True:
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Name):
            parts.append(node.id)
            return ".".join(reversed(parts))
        else:
            return ".".join(reversed([*parts, "?"]))


def lines_matching(pattern: str, text: str) -> list[tuple[int, str]]:
    return [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if re.search(pattern, line)]
