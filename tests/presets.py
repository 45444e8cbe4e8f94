"""The tenants of the tests: the presets themselves, on host names that resolve on any machine."""

import re
from pathlib import Path

import tenants
from tenants.management.pages import pages_beside
from tenants.models import Tenant
from tenants.services import apply_tenant
from tests.scopes import no_scope

FOLDER = Path(tenants.__file__).parent / "presets"


def preset_text(slug: str) -> str:
    """The file as it is published."""
    return (FOLDER / f"{slug}.toml").read_text(encoding="utf-8")


def preset_pages(slug: str) -> dict[str, str] | None:
    """The texts beside the file."""
    return pages_beside(FOLDER / f"{slug}.toml")


def local_text(slug: str) -> str:
    """The file with `<slug>.localhost` as its host and `www.<slug>.localhost` as an alias."""
    hosts = f'hosts = ["{slug}.localhost", "www.{slug}.localhost"]'
    text, found = re.subn(r"^hosts\s*=\s*\[[^\]]*\]", hosts, preset_text(slug), count=1, flags=re.MULTILINE)
    assert found == 1, f"{slug}.toml names no hosts"
    return text


def apply_preset(slug: str) -> Tenant:
    """The preset applied through the service that operators use."""
    with no_scope():
        return apply_tenant(text=local_text(slug), by="tests", pages=preset_pages(slug)).tenant
