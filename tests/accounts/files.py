"""A preset with some of its lines changed: another utility's file, by words alone."""

from __future__ import annotations

from typing import Any

from tenants.services import apply_tenant
from tests.presets import local_text, preset_pages
from tests.scopes import no_scope


def apply_changed(slug: str, *changes: tuple[str, str]) -> Any:
    """The preset ``slug`` applied with each (old, new) replaced once; fails where the old words are not there."""
    text = local_text(slug)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    with no_scope():
        return apply_tenant(text=text, by="tests", pages=preset_pages(slug)).tenant


REVIEW = ('on_match = "instant"', 'on_match = "review"')
NOTHING_LEFT = ('former_customer = "own_period"', 'former_customer = "nothing"')
WEAK = ('former_customer = "own_period"', 'former_customer = "own_period"\nweak_link_may = ["submit_readings", "see_contracts"]')
