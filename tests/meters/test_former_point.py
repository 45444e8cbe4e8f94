"""Whoever moved out sees what was read in the own time, and nothing of who came after (T17)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.models import Link
from accounts.services import linking
from meters.models import Register
from tenants.models import Utility
from tests import factories, people
from tests.accounts.files import NOTHING_LEFT, apply_changed
from tests.accounts.test_link_rights import WEAK
from tests.scopes import working_for

MOVED_IN, MOVED_OUT = date(2026, 2, 1), date(2026, 4, 30)
TODAY = "2026-06-10T08:00:00Z"

OWN, THEIRS, BEFORE = "31400", "97513", "15926"
"""Last reading of the own time, of the one who came after, of the one who was there before."""


@pytest.fixture(autouse=True)
def _in_june(time_machine):
    time_machine.move_to(TODAY, tick=False)


@pytest.fixture
def tenant(involta):
    return involta


def moved_out(tenant, *, role=Link.Role.OWNER, rule_key="staff", points=1):
    """(user, point): supplied there from February to April, the link closed by the import; somebody lives there since."""
    user = people.person(tenant, username="marta", full_name="Marta Hribar")
    with working_for(tenant):
        utility = Utility.objects.get()
        customer = factories.CustomerFactory(utility=utility, number="300003", name="Marta Hribar")
        factories.LinkFactory(user=user, customer=customer, role=role, rule_key=rule_key)
        for number in range(points):
            point = factories.SupplyPointFactory(utility=utility, number=f"P-77{number}", street="Lipova 5")
            register = factories.RegisterFactory(meter=factories.MeterFactory(supply_point=point, serial=f"S-{number}"), code="ET")
            after = factories.CustomerFactory(utility=utility, number=f"30000{number + 4}", name="Zora Pozna")
            factories.SupplyPeriodFactory(supply_point=point, customer=customer, valid_from=MOVED_IN, valid_to=MOVED_OUT)
            factories.SupplyPeriodFactory(supply_point=point, customer=after, valid_from=MOVED_OUT + timedelta(days=1))
            for day, value in ((MOVED_IN - timedelta(days=1), BEFORE), (MOVED_OUT, OWN), (date(2026, 6, 1), THEIRS)):
                factories.ReadingFactory(register=register, read_on=day, value=Decimal(value))
        linking.close_links(customer_id=customer.pk, supply_point_id=None, last_day=MOVED_OUT, by="import")
    return user, point


def asked(client):
    """How many queries the last page took, without the look-up of the host, which is kept for some seconds."""
    return len([query for query in client.queries if '"tenants_host"' not in query])


def address(point):
    return f"/meters/{point.public_id}/"


def test_who_moved_out_finds_the_own_time_and_nothing_of_who_came_after(tenant, page_client):
    user, point = moved_out(tenant)
    client = page_client("involta.localhost", user, language="en")
    page = client.visit("/meters/")
    assert "Former supply points" in page.main
    assert address(point) in {link.href for link in page.links}
    page = client.visit(address(point))
    text = page.main.replace(" ", "")
    assert OWN in text
    assert "from 1 Feb 2026 to 30 Apr 2026" in page.main
    for alien in (THEIRS, BEFORE, "Zora", "S-0", "300004"):
        assert alien not in page.html, alien
    assert not page.all("form", action=f"{address(point)}submit/")


@pytest.mark.parametrize("way", ["submit/", "consumption/", "readings.csv", "readings.xlsx"])
def test_nothing_but_the_list_is_left(tenant, page_client, way):
    user, point = moved_out(tenant)
    assert page_client("involta.localhost", user, language="en").get(f"{address(point)}{way}").status_code == 404


def test_where_the_file_leaves_nothing_there_is_nothing(db, page_client):
    user, point = moved_out(apply_changed("involta", NOTHING_LEFT))
    client = page_client("involta.localhost", user, language="en")
    assert client.get(address(point)).status_code == 404
    assert "P-770" not in client.visit("/meters/").main


def test_where_the_file_leaves_nothing_a_link_that_goes_on_leaves_nothing_of_the_point_left(db, page_client):
    """The same customer moved: the link stays open, the point of before is left."""
    user, point = moved_out(apply_changed("involta", NOTHING_LEFT))
    with working_for(user.tenant):
        Link.objects.update(valid_to=None, end_reason="")
    client = page_client("involta.localhost", user, language="en")
    assert client.get(address(point)).status_code == 404
    assert "P-770" not in client.visit("/meters/").main


def test_a_customer_who_moved_sees_the_old_point_beside_the_new_one(tenant, page_client):
    user, point = moved_out(tenant)
    with working_for(tenant):
        link = Link.objects.get()
        Link.objects.update(valid_to=None, end_reason="")
        new = factories.SupplyPointFactory(utility=point.utility, number="P-880", street="Nova 1")
        factories.SupplyPeriodFactory(supply_point=new, customer=link.customer, valid_from=MOVED_OUT + timedelta(days=1))
    page = page_client("involta.localhost", user, language="en").visit("/meters/")
    before, after = page.main.split("Former supply points")
    assert "P-880" in before
    assert "P-770" in after
    assert "P-770" not in before


def test_a_link_that_somebody_ended_leaves_nothing(tenant, page_client):
    user, point = moved_out(tenant)
    with working_for(tenant):
        Link.objects.update(end_reason="unlinked")
    assert page_client("involta.localhost", user, language="en").get(address(point)).status_code == 404


def test_who_could_only_hand_in_sees_nothing_of_it(tenant, page_client):
    user, point = moved_out(tenant, role=Link.Role.MAY_SUBMIT)
    client = page_client("involta.localhost", user, language="en")
    assert client.get(address(point)).status_code == 404
    assert "P-770" not in client.visit("/meters/").main


def test_who_proved_too_little_to_see_readings_sees_none_afterwards(db, page_client):
    user, point = moved_out(apply_changed("involta", WEAK), rule_key="customer_number")
    assert page_client("involta.localhost", user, language="en").get(address(point)).status_code == 404


def test_the_stay_shown_is_the_readable_one(tenant, page_client):
    """An account with two customers who lived there one after the other, of whom the later one only let it hand in readings."""
    user, point = moved_out(tenant)
    with working_for(tenant):
        later = point.periods.order_by("-valid_from").first()
        later.valid_to = date(2026, 6, 5)
        later.save()
        factories.LinkFactory(user=user, customer=later.customer, role=Link.Role.MAY_SUBMIT)
    page = page_client("involta.localhost", user, language="en").visit(address(point))
    assert THEIRS not in page.main.replace(" ", "")
    assert OWN in page.main.replace(" ", "")


def test_a_stranger_and_who_lives_there_now_are_not_concerned(tenant, page_client, bojan_client, ana):
    _user, point = moved_out(tenant)
    assert bojan_client.get(address(point)).status_code == 404
    with working_for(tenant):
        present = point.periods.order_by("-valid_from").first().customer
        factories.LinkFactory(user=ana, customer=present)
    text = page_client("involta.localhost", ana, language="en").visit(address(point)).main.replace(" ", "")
    assert THEIRS in text
    assert OWN not in text


def test_many_former_points_cost_no_more_queries_than_one(tenant, page_client):
    user, point = moved_out(tenant)
    client = page_client("involta.localhost", user, language="en")
    client.visit("/meters/")
    one = asked(client)
    with working_for(tenant):
        customer = Link.objects.get().customer
        for number in range(20):
            another = factories.SupplyPointFactory(utility=point.utility, number=f"P-99{number}")
            factories.SupplyPeriodFactory(supply_point=another, customer=customer, valid_from=MOVED_IN, valid_to=MOVED_OUT)
    page = client.visit("/meters/")
    assert "P-9919" in page.main
    assert asked(client) == one
    with working_for(tenant):
        register = Register.objects.get(meter__supply_point=point)
        client.visit(address(point))
        one = asked(client)
        for day in range(1, 20):
            factories.ReadingFactory(register=register, read_on=date(2026, 3, day), value=Decimal(20000 + day))
    client.visit(address(point))
    assert asked(client) == one
