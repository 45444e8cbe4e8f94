"""Nobody sees or changes what is another's: every address of both hosts, every person, every method."""

from __future__ import annotations

import time

import pytest

from tests.walls import recipes

pytestmark = pytest.mark.django_db


def test_every_address_has_a_recipe(walls):
    missing = [str(address) for found in walls.addresses.values() for address in found if recipes.recipe(address) is None]
    assert missing == [], "say in tests/walls/recipes.py whose these are"


def test_try(walls):
    t = time.perf_counter()
    for p in walls.people:
        n = walls.door.asked
        found = list(walls.round(p, methods=["HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]))
        print("=====", p, walls.door.asked - n, len(found), time.perf_counter() - t)
        for f in found[:40]:
            print("   ", f[:600])
