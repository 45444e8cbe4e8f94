"""Whoever moved out sees what was read in the own time, and nothing of who came after (T17)."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from accounts.models import Link
from accounts.services import linking
from meters.models import Register
from tenants.models import Utility
from tests import factories, people
from tests.accounts.files import NOTHING_LEFT, WEAK, apply_changed
from tests.page import text_of
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


def plain(text):
    """Without blanks and marks between the groups of a number."""
    return re.sub(r"[\s,]", "", text)


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


@pytest.mark.parametrize("way", ["submit/", "consumption/", "reminders/"])
def test_nothing_but_the_list_is_left(tenant, page_client, way):
    user, point = moved_out(tenant)
    assert page_client("involta.localhost", user, language="en").get(f"{address(point)}{way}").status_code in {404, 405}


# --- To take along ------------------------------------------------------------------------------------------------------------------
EXPORT = ("export = false", "export = true")


def cells(client, point):
    """What both spreadsheets hold, cell by cell; the same in both."""
    csv = client.get(f"{address(point)}readings.csv").content.decode("utf-8-sig").replace("\r\n", ";").replace('"', "").split(";")
    xlsx = client.get(f"{address(point)}readings.xlsx")
    book = load_workbook(io.BytesIO(xlsx.content))
    values = [str(cell.value or "") for line in book.active.iter_rows() for cell in line]
    return csv, values


def test_the_list_of_the_own_time_can_be_taken_along_and_ends_with_it(db, page_client):
    user, point = moved_out(apply_changed("involta", EXPORT))
    client = page_client("involta.localhost", user, language="en")
    assert f"{address(point)}readings.xlsx" in {link.href for link in client.visit(address(point)).links}
    for found in cells(client, point):
        assert OWN in found
        for alien in (THEIRS, BEFORE):
            assert alien not in found
        assert not [cell for cell in found if "Zora" in cell]


def test_a_list_that_the_file_does_not_offer_is_not_offered_afterwards(tenant, page_client):
    user, point = moved_out(tenant)
    client = page_client("involta.localhost", user, language="en")
    assert "readings.xlsx" not in client.visit(address(point)).html
    for kind in ("csv", "xlsx"):
        assert client.get(f"{address(point)}readings.{kind}").status_code == 404


def test_nothing_is_taken_along_where_the_file_leaves_nothing(db, page_client):
    user, point = moved_out(apply_changed("involta", EXPORT, NOTHING_LEFT))
    assert page_client("involta.localhost", user).get(f"{address(point)}readings.csv").status_code == 404


def test_who_could_only_hand_in_takes_nothing_along(db, page_client):
    user, point = moved_out(apply_changed("involta", EXPORT), role=Link.Role.MAY_SUBMIT)
    assert page_client("involta.localhost", user).get(f"{address(point)}readings.csv").status_code == 404


# --- Receipts -----------------------------------------------------------------------------------------------------------------------
def handed_in(point, user, read_on, value, **more):
    with working_for(point.tenant):
        register = Register.objects.get(meter__supply_point=point)
        received = datetime.combine(read_on, time(9), UTC)
        submission = factories.SubmissionFactory(
            meter=register.meter, user=user, read_on=read_on, received_at=received, window_first=read_on, **more
        )
        factories.ReadingFactory(
            register=register, submission=submission, read_on=read_on, value=Decimal(value), source="customer", window_first=read_on,
            received_at=received,
        )  # fmt: skip
        return submission


def receipt(submission):
    return f"/meters/receipts/{submission.public_id}/"


def test_the_receipt_of_an_own_old_reading_opens_and_says_nothing_of_today(tenant, page_client):
    user, point = moved_out(tenant)
    first, later = handed_in(point, user, date(2026, 2, 10), "20500"), handed_in(point, user, date(2026, 3, 10), "25200")
    client = page_client("involta.localhost", user, language="en")
    page = client.visit(receipt(later))
    assert later.number in page.main
    assert "4700" in plain(page.main), "since the own reading of February"
    for alien in (THEIRS, BEFORE, "Zora", "Correct the reading", "hand in a new reading"):
        assert alien not in page.main, alien
    page = client.visit(receipt(first))
    assert "Difference" not in page.main, "the reading before it is somebody else's"
    assert "4574" not in plain(page.main)


def test_the_photo_of_an_own_old_reading_opens_as_well(tenant, page_client):
    user, point = moved_out(tenant)
    submission = handed_in(point, user, date(2026, 3, 10), "25200")
    with working_for(tenant):
        factories.SubmissionPhotoFactory(submission=submission)
    assert page_client("involta.localhost", user).get(f"{receipt(submission)}photo/").status_code == 200


@pytest.mark.parametrize("by", ["herself", "staff"])
@pytest.mark.parametrize("read_on", [MOVED_IN - timedelta(days=1), MOVED_OUT + timedelta(days=1), date(2026, 6, 1)])
def test_no_receipt_of_another_time_opens_whoever_handed_it_in(tenant, page_client, read_on, by):
    user, point = moved_out(tenant)
    client = page_client("involta.localhost", user, language="en")
    submission = handed_in(point, user if by == "herself" else None, read_on, "97513")
    for way in ("", "photo/", "withdraw/"):
        assert client.get(f"{receipt(submission)}{way}").status_code == 404


@pytest.mark.parametrize("read_on", [MOVED_IN, MOVED_OUT])
def test_the_first_and_the_last_day_are_the_own_time(tenant, page_client, read_on):
    user, point = moved_out(tenant)
    page_client("involta.localhost", user, language="en").visit(receipt(handed_in(point, user, read_on, "25200")))


def test_an_old_entry_is_not_taken_back_any_more(db, page_client):
    user, point = moved_out(apply_changed("involta", ("delete = false", "delete = true")))
    submission = handed_in(point, user, date(2026, 3, 10), "25200")
    assert page_client("involta.localhost", user).get(f"{receipt(submission)}withdraw/").status_code == 404


def test_no_receipt_is_left_where_nothing_is(db, page_client):
    user, point = moved_out(apply_changed("involta", NOTHING_LEFT))
    submission = handed_in(point, user, date(2026, 3, 10), "25200")
    assert page_client("involta.localhost", user).get(receipt(submission)).status_code == 404


def test_who_moved_in_later_opens_no_receipt_of_before(tenant, page_client, ana):
    user, point = moved_out(tenant)
    submission = handed_in(point, user, date(2026, 3, 10), "25200")
    with working_for(tenant):
        factories.LinkFactory(user=ana, customer=point.periods.order_by("-valid_from").first().customer)
    assert page_client("involta.localhost", ana).get(receipt(submission)).status_code == 404


# --- Several stays ------------------------------------------------------------------------------------------------------------------
BACK_IN, OUT_AGAIN = date(2026, 5, 20), date(2026, 6, 5)


def moved_back(tenant, *, until=None):
    """The same, and from 20 May on supplied there again; somebody else lived there in between."""
    user, point = moved_out(tenant)
    with working_for(tenant):
        between = point.periods.order_by("-valid_from").first()
        between.valid_to = BACK_IN - timedelta(days=1)
        between.save()
        link = Link.objects.get(user=user)
        factories.SupplyPeriodFactory(supply_point=point, customer=link.customer, valid_from=BACK_IN, valid_to=until)
        register = Register.objects.get(meter__supply_point=point)
        for day, value in ((date(2026, 5, 10), "88888"), (BACK_IN, "96001"), (date(2026, 6, 3), "97003")):
            factories.ReadingFactory(register=register, read_on=day, value=Decimal(value))
        register.readings.filter(value=Decimal(THEIRS)).delete()
        if until is None:
            factories.LinkFactory(user=user, customer=link.customer, valid_from=BACK_IN)
    return user, point


BOTH_TIMES = (OWN, "96001", "97003")


def test_who_moved_out_twice_finds_both_times_and_nothing_in_between(db, page_client):
    user, point = moved_back(apply_changed("involta", EXPORT), until=OUT_AGAIN)
    client = page_client("involta.localhost", user, language="en")
    page = client.visit(address(point))
    assert "from 1 Feb 2026 to 30 Apr 2026" in page.main
    assert "from 20 May 2026 to 5 Jun 2026" in page.main
    assert_both_times_alone(client, page, point)


def test_who_moved_in_again_finds_the_time_before_as_well(db, page_client):
    user, point = moved_back(apply_changed("involta", EXPORT))
    client = page_client("involta.localhost", user, language="en")
    page = client.visit(address(point))
    assert "You were also supplied here from 1 Feb 2026 to 30 Apr 2026" in page.main
    assert_both_times_alone(client, page, point)


def assert_both_times_alone(client, page, point):
    text = plain(page.main)
    for own in BOTH_TIMES:
        assert own in text
    for alien in ("88888", BEFORE, "Zora"):
        assert alien not in page.html
    assert str(96001 - int(OWN)) not in text, "what was used in between is somebody else's"
    assert str(97003 - 96001) in text
    for found in cells(client, point):
        assert set(BOTH_TIMES) <= set(found)
        assert not {"88888", BEFORE, str(96001 - int(OWN))} & set(found)


def test_receipts_of_both_times_open_and_none_in_between(tenant, page_client, bojan):
    user, point = moved_back(tenant)
    client = page_client("involta.localhost", user, language="en")
    client.visit(receipt(handed_in(point, None, date(2026, 3, 10), "25200")))
    client.visit(receipt(handed_in(point, None, date(2026, 6, 2), "97002")))
    client.visit(receipt(handed_in(point, bojan, date(2026, 5, 10), "88888")), status=404)


def test_the_use_of_both_times_is_shown_and_none_in_between(tenant, page_client):
    user, point = moved_back(tenant)
    with working_for(tenant):
        register = Register.objects.get(meter__supply_point=point)
        factories.ReadingFactory(register=register, read_on=MOVED_IN, value=Decimal("16000"))
    page = page_client("involta.localhost", user, language="en").visit(f"{address(point)}consumption/")
    months = {row.split()[0]: plain(row) for row in (text_of(each) for each in page.all("tr")) if row.strip()}
    assert {"February", "March", "April", "May", "June"} <= set(months)
    assert ("787" in months["May"], "215" in months["June"]) == (True, True), "1002 in fourteen days, by days"
    assert str(96001 - int(OWN)) not in plain(page.main)


def test_where_the_file_leaves_nothing_only_the_present_stay_is_shown(db, page_client):
    user, point = moved_back(apply_changed("involta", NOTHING_LEFT))
    page = page_client("involta.localhost", user, language="en").visit(address(point))
    assert "97003" in plain(page.main)
    assert OWN not in plain(page.main)
    assert "also supplied" not in page.main


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
