"""The wall test's own ground: rows of everything at both tenants, and their owners' names in every text."""

from __future__ import annotations

import pytest
from django.db import connection

from tests import postgres
from tests.scopes import working_for
from tests.tenants.rows import unscoped
from tests.walls import branding, recipes
from tests.walls.canaries import Owner, Sighting, canary, number_pattern, sightings, without
from tests.walls.world import HOUSEHOLDS

pytestmark = pytest.mark.django_db

OF_THE_TENANT = {"meters.ReadingBatch", "portal.ImportRun", "accounts.StaffUtility", "tenants.TenantPage", "tenants.Utility"}
"""Tables without a household in them."""


ONE_IS_ENOUGH = {
    "account.EmailAddress", "account.EmailConfirmation", "accounts.Customer", "accounts.Link", "accounts.User", "accounts.User_groups",
    "accounts.User_user_permissions", "mfa.Authenticator", "accounts.PendingPassword", "accounts.PendingEmail",
}  # fmt: skip
"""A household is one customer and one account."""


def test_every_table_has_two_rows_of_each_household_at_both_tenants(walls):
    thin = []
    for slug, names in HOUSEHOLDS.items():
        for model in branding.WALLED:
            of_tenant = model._meta.label in OF_THE_TENANT
            rows = walls.world.rows
            counts = [len(rows[Owner(slug, name)][model]) for name in ([] if of_tenant else names)]
            with working_for(walls.world.tenants[slug]):
                counts.append(unscoped(model).count())
            least = 1 if model._meta.label in ONE_IS_ENOUGH else 2
            if min(counts) < least:
                thin.append(f"{slug} {model._meta.label}: {counts}")
    assert thin == []


def test_every_text_names_its_owner(walls):
    silent = []
    for owner, of_owner in walls.world.rows.items():
        for model, rows in of_owner.items():
            for field in branding.text_fields(model):
                if branding.kept(model, field):
                    continue
                values = [getattr(row, field.attname) for row in rows]
                silent += [
                    f"{model._meta.label}.{field.name} of {owner}: {value!r}"
                    for value in values
                    if value is not None and owner not in {found.owner for found in sightings(str(value))}
                ]
    assert silent == []


def test_what_is_said_to_carry_no_canary_exists(walls):
    known = {f"{model._meta.label}.{field.name}" for model in branding.WALLED for field in branding.text_fields(model)}
    assert set(branding.KEPT) <= known


def test_every_number_that_is_looked_for_is_in_one_household_only(walls):
    numbers = walls.world.numbers()
    assert len(numbers) == 4 * len(next(iter(HOUSEHOLDS.values()))) * 2
    for slug in HOUSEHOLDS:
        assert any(owner.tenant == slug for owner, _kind in numbers.values())


ANA = Owner("involta", "ana")


@pytest.mark.parametrize(
    "text",
    [
        canary(ANA, "invoice", 2),
        canary(ANA, "invoice").upper(),
        "a%20qzinv-ana-invoice-1",
        "qzinvanainvoice1",
        '"qzinv-ana-user@example.si"',
    ],
)
def test_a_canary_is_found_however_it_is_written(text):
    assert {found.owner for found in sightings(text)} == {ANA}


def test_a_short_cell_still_names_its_owner():
    assert sightings(canary(ANA, "submission", 12, room=16)) == {Sighting(ANA, "sub")}


def test_what_somebody_typed_may_be_said_back_to_him_and_nothing_else():
    page = "You typed qzinv-ana-meter-1; we know qzinv-ana-meter-2"
    assert sightings(without(page, ["qzinv-ana-meter-1"])) == {Sighting(ANA, "meter")}
    assert sightings(without(page, ["qzinv-ana-meter-1", "qzinv-ana-meter-2"])) == set()


@pytest.mark.parametrize("text", ["61731107", "61.731.107", "61,731,107", "61 731 107", "<b>61731107</b>"])
def test_a_number_is_found_however_it_is_grouped(text):
    assert number_pattern("61731107").search(text)


@pytest.mark.parametrize("text", ["73.171,31 €", "73,171.31", "73171.31", "73171,31"])
def test_an_amount_is_found_in_both_languages(text):
    assert number_pattern("73171.31").search(text)


@pytest.mark.parametrize("text", ["617311075", "161731107", "6173110"])
def test_a_longer_number_is_another(text):
    assert not number_pattern("61731107").search(text)


@pytest.mark.postgresql
def test_requests_come_as_the_role_that_owns_nothing(walls, request):
    missing = request.getfixturevalue("_app_role")
    if missing:
        pytest.skip(missing)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (postgres.APP_ROLE,)


def test_owners_do_see_their_own_canaries(walls):
    """Else the pages would show nothing, and nothing foreign would be found on them either."""
    blind = []
    for person in (walls.person("ana"), walls.person("cilka", "zagorje"), walls.person("staff"), walls.person("staff", "zagorje")):
        owner = person.owner if person.name != "staff" else Owner(person.home, HOUSEHOLDS[person.home][0])
        for visit in walls.visits(person, owners=[owner]):
            staff_page = visit.recipe.kind is recipes.Kind.STAFF
            if not visit.recipe.shows or staff_page != (person.name == "staff"):
                continue
            reply, wrong = walls.ask(visit, "GET")
            seen = sightings(reply.text) | sightings(str(reply.headers))
            if wrong or reply.status != 200 or not any(found.owner.tenant == person.home for found in seen):
                blind.append(f"{reply.probe}: {reply.status} {wrong}")
    assert blind == []
