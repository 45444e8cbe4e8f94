"""Compile the catalogues of words without GNU gettext: `.po` is in the repository, `.mo` is made wherever the portal runs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compile locale/*/LC_MESSAGES/*.po to .mo; catalogues that are up to date are left alone."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for made in compile_folder(Path(folder)):
                self.stdout.write(f"compiled {made.relative_to(folder)}")


def compile_folder(folder: Path) -> list[Path]:
    """Every catalogue below ``folder`` whose `.mo` is missing or older. A process beside this one never reads half a file."""
    made = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        half = target.with_suffix(f".{os.getpid()}.mo")
        polib.pofile(str(source)).save_as_mofile(str(half))
        half.replace(target)
        made.append(target)
    return made
