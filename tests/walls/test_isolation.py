"""Nobody sees or changes what is another's: every address of both hosts, every person, every method.

`make walls` runs the long form: all people with all methods, all payloads, all mutants.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

import pytest

from meters.models import Submission
from tests.source import application, calls, dotted
from tests.walls import attacks, crawl, known, recipes, rounds
from tests.walls.canaries import Owner
from tests.walls.door import Probe
from tests.walls.world import HOUSEHOLDS

pytestmark = pytest.mark.django_db


def named(people: Iterable[tuple[str, str, str]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("who", people, ids=lambda who: f"{who[0]} of {who[1] or 'nowhere'} at {who[2]}")


def assert_none(holes: Iterable[str]) -> None:
    found = known.not_known(holes)
    assert not found, "\n".join([f"{len(found)} holes:", *found[:40]])


# --- The ground -----------------------------------------------------------------------------------------------------------------------
def test_every_address_has_a_recipe(walls):
    missing = [str(address) for found in walls.addresses.values() for address in found if recipes.recipe(address) is None]
    assert missing == [], "say in tests/walls/recipes.py whose these are"


def test_every_recipe_has_an_address(walls):
    keys = {conf: {address.key for address in found} for conf, found in walls.addresses.items()}
    assert set(recipes.TENANT) - keys["tenant"] == set()
    assert set(recipes.PLATFORM) - keys["platform"] == set()


def test_whatever_stands_in_an_address_comes_from_its_recipe(walls):
    for person in (walls.person("ana"), walls.person("operator", "platform", "platform")):
        for visit in walls.visits(person):
            assert set(visit.address.names) == set(visit.recipe.given(walls.world, visit.owner, person.at)), visit.address


def test_everybody_is_sent(walls):
    assert {(person.name, person.home, person.at) for person in walls.people} == set(rounds.EVERYBODY)


def test_only_the_listed_pages_are_public(walls):
    """A view is opened to everybody by `login_not_required`, and by a line in the table of recipes."""
    marked = {str(address) for found in walls.addresses.values() for address in found if address.is_public}
    open_kinds = {recipes.Kind.PUBLIC, recipes.Kind.TOKEN}
    listed = {
        str(address)
        for found in walls.addresses.values()
        for address in found
        if (recipe := recipes.recipe(address)) is not None and recipe.kind in open_kinds
    }
    assert marked - listed == set(), "open to everybody, and nobody said so in tests/walls/recipes.py"
    assert listed - marked == set(), "said to be public, but it asks for a sign-in"


def test_the_parameters_that_pages_read_are_the_ones_that_are_tried():
    read = {
        call.args[0].value
        for source in application()
        for call in calls(source.tree)
        if dotted(call.func).endswith(("GET.get", "GET.getlist")) and call.args and isinstance(call.args[0], ast.Constant)
    }
    assert {"page", "kind", "register"} <= read
    assert read - set(crawl.PARAMETERS) == set(), "add them to tests/walls/crawl.py"


# --- The crawl ------------------------------------------------------------------------------------------------------------------------
@named(rounds.EVERYBODY)
def test_nobody_sees_what_is_anothers(walls, who):
    assert_none(walls.round(walls.person(*who), methods=("GET",)))


@named(rounds.UNSAFE_PEOPLE)
def test_nobody_changes_what_is_anothers(walls, who):
    assert_none(walls.round(walls.person(*who), methods=[method for method in rounds.METHODS_OF_A_ROUND if method != "GET"]))


@named(rounds.FORM_PEOPLE)
def test_ones_own_forms_take_nobody_elses_ids(walls, who):
    assert_none(attacks.forms_with_foreign_ids(walls, walls.person(*who)))


@named([("former", "involta", "involta"), ("fresh", "involta", "involta"), ("member", "zagorje", "zagorje")])
def test_what_one_takes_along_is_ones_own(walls, who):
    """Also after an access has ended, and of a request that nobody has approved."""
    assert_none(attacks.forms_with_foreign_ids(walls, walls.person(*who), keys=["accounts:take_data"]))


@pytest.mark.parametrize("home", HOUSEHOLDS)
def test_what_a_former_occupant_handed_in_opens_to_that_household_alone(walls, home):
    """To nobody who lives there now; and it is not taken back any more."""
    before = Owner(home, HOUSEHOLDS[home][1])
    submission = walls.world.rows[before][Submission][-1]
    opened = []
    for person in [person for person in walls.people if person.at == home]:
        for key, way in (("meters:receipt", ""), ("meters:photo", "photo/"), ("meters:withdraw", "withdraw/")):
            reply = walls.door.ask(Probe(person, "GET", f"/meters/receipts/{submission.public_id}/{way}", key))
            assert_none(walls.door.holes(reply))
            if reply.status == 200:
                opened.append((person.home, person.name, way))
    assert opened == [(home, before.name, ""), (home, before.name, "photo/")]


@named(rounds.LIST_PEOPLE)
def test_the_lists_of_staff_end_at_their_own_rows(walls, who):
    assert_none(attacks.staff_lists(walls, walls.person(*who), most=2 if rounds.THOROUGH else 1))


@named(rounds.QUERY_PEOPLE)
def test_parameters_lead_to_nobody_else_and_break_nothing(walls, who):
    assert_none(walls.queries(walls.person(*who), thorough=rounds.THOROUGH))


@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.sqlite] * (name in rounds.ONCE)) for name in rounds.DOORS])
def test_the_front_door_takes_nothing_for_granted(walls, name):
    assert_none(rounds.DOORS[name](walls))


# --- What is known ----------------------------------------------------------------------------------------------------------------------
def test_a_hole_that_was_closed_is_taken_off_the_list(walls):
    homes = ("involta", "zagorje") if known.KNOWN else ()
    found = [hole for home in homes for hole in walls.round(walls.person("member", home), methods=("GET",))]
    closed = [reason for pattern, reason in known.KNOWN.items() if not any(re.search(pattern, hole) for hole in found)]
    assert closed == [], "well done: now delete them in tests/walls/known.py"
