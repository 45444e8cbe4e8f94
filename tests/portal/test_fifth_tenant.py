"""A fifth tenant goes from its file to the first reading without a line of code.

`tests/data/fifth` was written by somebody who had the README only: an invented gas utility with user names of one's own, meter
serial and amount of the last bill as evidence, and readings on the last five days of a month. The file is applied as it stands."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.models import Link
from meters.models import Reading
from tenants.models import Tenant
from tests.accounts import mailbox, walks
from tests.scopes import working_for
from tests.source import ROOT

pytestmark = pytest.mark.django_db

FOLDER = ROOT / "tests" / "data" / "fifth"
HOST = "moj.plinarna.example"
EMAIL = "alja@posta.example"
PERSON = {"username": "alja", "email": EMAIL, "password": walks.PASSWORD, "password_repeat": walks.PASSWORD, "terms": True}
SERIAL, AMOUNT = "PL-4410087", "56,05"
"""Of the meter and of the bill of April 2026, the last in the delivery."""


def stand_at(moment: str) -> time_machine.travel:
    return time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Europe/Ljubljana")), tick=False)


@pytest.fixture
def plinarna(manage):
    """Applied and filled by the two commands of the README; it is 28 May 2026."""
    with stand_at("2026-05-28 10:00"):
        yield applied(manage)


def applied(manage):
    said = manage("apply_tenant", FOLDER / "plinarna.toml")
    assert f"plinarna: created, answers on {HOST}" in said
    assert "not yet in use" not in said
    assert "is done." in manage("import_data", "--tenant", "plinarna", FOLDER / "delivery")
    return Tenant.objects.get(slug="plinarna")


@pytest.fixture
def alja(plinarna, page_client):
    """Registered under a user name, activated by mail, signed in."""
    client = page_client(HOST)
    walks.register(client, PERSON)
    walks.activate(client, plinarna, EMAIL)
    walks.sign_in(client, "alja", walks.PASSWORD)
    return client


def linked(client):
    return client.visit("/accounts/link/").submit(meter_serial=SERIAL, amount=AMOUNT)


def test_the_importing_of_the_same_delivery_again_changes_nothing(manage, plinarna):
    said = manage("import_data", "--tenant", "plinarna", FOLDER / "delivery")
    counts = [line.split() for line in said.splitlines() if "unchanged" in line]
    assert len(counts) == 10  # nine files, and the evidence out of them
    assert {(new, changed) for _name, new, _n, changed, *_rest in counts} == {("0", "0")}
    assert "Not read" not in said
    assert "unchanged" in manage("apply_tenant", FOLDER / "plinarna.toml")


def test_a_fifth_tenant_goes_from_its_file_to_the_first_reading_without_code(plinarna, alja):
    page = linked(alja)
    with working_for(plinarna):
        [link] = Link.objects.all()
        assert (link.customer.number, link.supply_point.number, link.user.username) == ("K-20417", "OM-700101", "alja")
    form = f"/meters/{link.supply_point.public_id}/submit/"
    page = alja.visit(form)
    assert "2920" in page.main  # the last reading of the delivery
    receipt = page.submit(value_gas="2945", read_on="2026-05-28")
    assert receipt.path.startswith("/meters/receipts/")
    assert "2945" in receipt.main
    with working_for(plinarna):
        reading = Reading.objects.get(source="customer")
        number = reading.submission.number
        assert (reading.value, reading.state) == (2945, "accepted")
    assert number in receipt.main
    [mail] = [message for message in mailbox.messages(plinarna, EMAIL) if message.event == "reading_receipt"]
    assert number in mail.text


def test_before_linking_the_pages_name_what_this_utility_asks(plinarna, alja, page_client):
    labels = ("Serijska številka plinomera", "Znesek zadnjega računa")
    home, help_page, entrance = alja.visit("/"), alja.visit("/help/"), page_client(HOST).visit("/accounts/login/")
    for page in (home, help_page, alja.visit("/meters/")):
        assert "številk" not in page.main.lower().replace("serijska številka plinomera", "").replace("številke", ""), page.path
    assert all(label.lower() in home.main.lower() and label in help_page.main for label in labels)
    assert "Izpisana je na plinomeru pod črtno kodo." in help_page.main
    assert "pogodb" not in entrance.main  # no contracts in its menu


def test_a_newcomer_is_told_what_to_have_ready_where_the_file_has_no_sentence_of_its_own(manage, tmp_path, page_client):
    text = (FOLDER / "plinarna.toml").read_text(encoding="utf-8")
    file = tmp_path / "plinarna.toml"
    file.write_text("\n".join(line for line in text.splitlines() if not line.startswith("entrance.first_visit")), encoding="utf-8")
    manage("apply_tenant", file)
    entrance = page_client(HOST, language="en").visit("/accounts/login/")
    assert "Have ready: meter serial number, amount of the last invoice. It takes about three minutes." in entrance.main


@pytest.mark.parametrize(
    ("serial", "amount"),
    [
        (SERIAL, "67,53"),  # the bill before the last one
        (SERIAL, "107,09"),  # the neighbour's last bill
        ("PL-4410233", AMOUNT),  # the neighbour's meter
        ("PL-0000000", AMOUNT),
    ],
)
def test_a_serial_and_an_amount_that_do_not_belong_together_link_nothing(plinarna, alja, serial, amount):
    page = alja.visit("/accounts/link/").submit(meter_serial=serial, amount=amount)
    assert page.errors
    with working_for(plinarna):
        assert not Link.objects.exists()


@pytest.mark.parametrize(("moment", "is_open"), [("2026-06-01 00:00", False), ("2026-06-25 23:59", False), ("2026-06-26 00:00", True)])
def test_outside_the_last_five_days_of_the_month_nothing_can_be_handed_in(plinarna, alja, page_client, moment, is_open):
    linked(alja)
    with working_for(plinarna):
        link = Link.objects.get()
        user, form = link.user, f"/meters/{link.supply_point.public_id}/submit/"
    with stand_at(moment):
        page = page_client(HOST, user).visit(form)
    assert any("value_gas" in each.names for each in page.forms) is is_open
