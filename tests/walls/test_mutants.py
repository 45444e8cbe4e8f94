"""A test of the test: walls are taken out one at a time, and the wall test notices every one.

A handful in the ordinary run; `make walls` takes out all of them and prints who noticed what.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import ON_POSTGRESQL
from tests.walls import mutants_identity, mutants_sight, mutants_tenants, rounds
from tests.walls.mutant import Mutant

pytestmark = pytest.mark.django_db

MUTANTS = [
    *mutants_sight.ROWS,
    *mutants_sight.PAGES,
    *mutants_identity.PEOPLE,
    *mutants_identity.ADMIN,
    *mutants_tenants.SCOPE,
    *mutants_tenants.HOSTS,
    *mutants_tenants.REPLIES,
]
EVERY_FEW = 1 if rounds.THOROUGH else 7
AT_LEAST = 90


def test_there_are_enough_mutants_and_each_has_a_name():
    assert len(MUTANTS) >= AT_LEAST
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)


@pytest.mark.parametrize("mutant", MUTANTS[::EVERY_FEW], ids=str)
def test_the_wall_test_notices(walls, mutant: Mutant, record_property: Any):
    """Between tenants row security stands behind the code: on PostgreSQL nothing comes through although the code lets it."""
    noticed = mutant.caught(walls)
    if ON_POSTGRESQL and mutant.across:
        record_property("mutant", f"held by row security   {mutant}")
        assert noticed == "", "row security let it through"
    else:
        record_property("mutant", f"{'caught  ' if noticed else 'SURVIVED'}  {mutant}\n             {noticed[:150]}")
        assert noticed, f"nobody noticed: {mutant}"


def test_when_all_walls_stand_nothing_is_noticed(walls):
    """Else a mutant would be caught by a hole that is there anyway."""
    noisy = [mutant.name for mutant in MUTANTS[::EVERY_FEW] if Mutant("", lambda stack, world: None, mutant.notice).caught(walls)]
    assert noisy == []
