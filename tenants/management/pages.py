"""The folder of texts beside a tenant's file: ``utility.toml`` has ``utility.pages/``, in it ``faq.sl.md`` and others."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from django.core.management.base import CommandError

from tenants.page_text import LONGEST


def folder_of(path: Path) -> Path:
    """The folder that belongs to the tenant's file ``path``."""
    return path.with_suffix(".pages")


def pages_beside(path: Path) -> dict[str, str] | None:
    """Every text of the folder by its path below it; None where there is no folder. Other files there are an error, never left out."""
    folder = folder_of(path)
    if not folder.is_dir():
        return None
    return {file.relative_to(folder).as_posix(): _read(file) for file in sorted(folder.rglob("*")) if not file.is_dir()}


def write_pages(folder: Path, pages: Mapping[str, str]) -> None:
    """Write texts as :func:`pages_beside` reads them. Nothing that is there already is written over."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CommandError(f"{folder} must be a new or an empty folder.")
    for name, text in pages.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    folder.mkdir(parents=True, exist_ok=True)


def _read(file: Path) -> str:
    try:
        if file.stat().st_size > LONGEST * 4:
            raise CommandError(f"{file} has more than {LONGEST} characters.")
        return file.read_bytes().decode("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file} cannot be read as UTF-8 text: {error}.") from None
