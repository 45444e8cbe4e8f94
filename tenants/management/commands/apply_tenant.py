"""`manage.py apply_tenant FILE`: a utility goes live by its file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tenants import services
from tenants.management.pages import folder_of, pages_beside
from tenants.middleware import hosts
from tenants.rules.tenant_file import FileRefused, parse


class Command(BaseCommand):
    help = (
        "Create or update a tenant from its TOML file and the texts in the folder beside it (utility.toml: utility.pages/);"
        " says what changes. Applying the same again changes nothing. Without the folder the texts stay as they are."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        text = read(path)
        try:
            logo = logo_beside(path, parse(text).brand.logo)
            result = services.apply_tenant(text=text, by="operator", logo_png=logo, pages=pages_beside(path))
        except FileRefused as refused:
            raise CommandError(f"{path} was refused, nothing was changed.\n{refused}") from None
        except services.PagesRefused as refused:
            raise CommandError(f"{folder_of(path)} was refused, nothing was changed.\n{refused}") from None
        except services.HostTaken as taken:
            raise CommandError(f"{path} was refused, nothing was changed. {taken}") from None
        hosts.clear()
        for change in result.changes:
            self.stdout.write(f"  {change}")
        if result.not_yet_in_use:
            self.stdout.write(f"stored, not yet in use: {', '.join(result.not_yet_in_use)}")
        verb = "created" if result.created else "changed" if result.changes else "unchanged"
        address = result.tenant.hosts.get(is_primary=True).name
        self.stdout.write(self.style.SUCCESS(f"{result.tenant.slug}: {verb}, answers on {address}"))


def read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CommandError(f"There is no file {path}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read as UTF-8 text: {error}.") from None


def logo_beside(path: Path, name: str) -> bytes | None:
    """The PNG that `brand.logo` names beside the file; None where it names a drawn mark."""
    if not name.endswith(".png"):
        return None
    picture = path.parent / Path(name).name
    try:
        content = picture.read_bytes()
    except OSError:
        raise CommandError(f"brand.logo: there is no readable file '{name}' beside {path}.") from None
    if not content.startswith(b"\x89PNG\r\n\x1a\n") or len(content) > 200_000:
        raise CommandError(f"brand.logo: '{name}' must be a PNG picture of at most 200 kB.")
    return content
