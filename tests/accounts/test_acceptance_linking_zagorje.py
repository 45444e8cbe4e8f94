"""Walk Z-07 to Z-11: two values of the payment slip link one supply point."""

from __future__ import annotations

import pytest

from accounts.models import Link
from tenants.models import Utility
from tests import factories, people
from tests.accounts import walks
from tests.accounts.bills import printed
from tests.accounts.linking_page import PAGE, REFUSED
from tests.scopes import working_for

EMAIL = "edo@example.si"


@pytest.fixture
def edo(zagorje):
    return people.person(zagorje, username=None, full_name="Edo Kos", email=EMAIL)


@pytest.fixture
def client(zagorje, page_client):
    return page_client("zagorje.localhost")


@pytest.fixture
def points(zagorje):
    """Two supply points of one customer, each with a slip of its own."""
    with working_for(zagorje):
        utility = Utility.objects.get()
        customer = factories.CustomerFactory(utility=utility, number="900", name="Kos", email="")
        made = []
        for number in ("1104782", "1104999"):
            point = factories.SupplyPointFactory(utility=utility, number=number, commodity="water")
            factories.SupplyPeriodFactory(supply_point=point, customer=customer)
            printed(customer, group=f"invoice/{number}", supply_point=point, purpose=number, reference=f"SI12 261100{number}")
            made.append(point)
    return made


def add(client, number, *, purpose="", reference=""):
    return client.visit(PAGE).submit(PAGE, purpose=purpose or number, reference=reference or f"SI12261100{number}")


def points_of(user):
    with working_for(user.tenant):
        return list(Link.objects.filter(user=user).order_by("pk").values_list("supply_point__number", flat=True))


def test_z07_the_first_sign_in_leads_to_linking_and_later_ones_do_not(client, edo, points):
    page = walks.sign_in(client, EMAIL, factories.PASSWORD)
    assert page.path == PAGE
    add(client, "1104782")
    client.visit("/accounts/logout/").submit("/accounts/logout/")
    assert walks.sign_in(client, EMAIL, factories.PASSWORD).path == "/"


def test_z08_without_a_link_the_page_is_called_as_in_the_manual_and_later_reached_from_the_points(client, edo, points):
    page = walks.sign_in(client, EMAIL, factories.PASSWORD)
    assert page.h1 == "DODAJ ODJEMNO MESTO"
    add(client, "1104782")
    assert client.visit("/meters/").follow("Dodaj odjemno mesto").path == PAGE


def test_z09_two_values_are_asked_a_picture_marks_them_and_the_button_sends(client, edo):
    client.sign_in(edo)
    page = client.visit(PAGE)
    assert page.form(PAGE).names == ["purpose", "reference"]
    assert "Pošlji" in page.form(PAGE).buttons
    assert 'class="draw bill"' in page.html
    assert "1. Namen plačila (samo številke): na položnici, namen plačila" in page.main
    assert "2. Sklic: na položnici, sklic prejemnika" in page.main


@pytest.mark.parametrize("purpose", ["PLAČILO RAČUNA 1104782", "1104 782", "WTER1104782", "11O4782", "１１０４７８２"])
def test_z10_letters_and_blanks_pasted_with_the_purpose_are_dropped(client, edo, points, purpose):
    client.sign_in(edo)
    add(client, "1104782", purpose=purpose)
    assert points_of(edo) == ["1104782"]


def test_z10_values_of_two_slips_prove_nothing(client, edo, points):
    client.sign_in(edo)
    page = add(client, "1104782", reference="SI122611001104999")
    assert page.errors == {"": REFUSED}


def test_z11_every_further_point_is_added_in_the_same_way(client, edo, points):
    client.sign_in(edo)
    page = add(client, "1104782").follow("Dodaj odjemno mesto")
    assert page.path == PAGE
    add(client, "1104999")
    assert points_of(edo) == ["1104782", "1104999"]
    listed = client.visit("/meters/").main
    assert "1104782" in listed
    assert "1104999" in listed
