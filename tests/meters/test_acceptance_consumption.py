"""Consumption month by month, for every tenant that has the entry in its menu."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from accounts.models import Link
from meters.models import Reading
from tests import factories, people
from tests.scopes import working_for

DAY = dt.date


def read(register, day, value, *, source="utility", kind="billing", state="used"):
    window = {"window_first": day.replace(day=1)} if source == "customer" else {}
    return factories.ReadingFactory(register=register, read_on=day, value=Decimal(value), source=source, kind=kind, state=state, **window)


def month_end(year, month):
    return DAY(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


@pytest.fixture
def reader(cilka, page_client):
    with time_machine.travel(dt.datetime(2026, 11, 10, 11, tzinfo=dt.UTC), tick=False):
        yield page_client("zagorje.localhost", cilka, language="en")


@pytest.fixture
def register(cilka):
    with working_for(cilka.tenant):
        point = people.point_of(cilka)
        point.periods.update(valid_from=DAY(2024, 1, 1))
        register = point.meters.get().registers.get()
        register.meter.installed_on = DAY(2024, 1, 1)
        register.meter.save(update_fields=["installed_on"])
        return register


def fill(register, months):
    """10 m³ in each month of 2024/25 and 12 in each of 2025/26, read at each month's end."""
    value = Decimal(100)
    for number in range(months + 1):
        day = month_end(2024 + (8 + number) // 12, (8 + number) % 12 + 1)
        value += (10 if number <= 13 else 12) if number else 0
        read(register, day, value)


def test_z35_consumption_by_month_with_the_year_before(cilka, reader, register):
    with working_for(cilka.tenant):
        fill(register, 25)
    page = reader.visit("/meters/consumption/")
    assert page.path == f"/meters/{people.point_of(cilka).public_id}/consumption/"
    for words in (
        "October 2026: 12 m³ used, 2 m³ more than a year before.",
        "Twelve months together: 144 m³, 24 m³ more",
        "In one year 144",
    ):
        assert words in page.text.replace("\xa0", " "), page.text
    assert "October 2026 12 10" in page.text  # the table beside the chart


def test_z35_the_menu_leads_there(cilka, reader):
    assert any(link.href == "/meters/consumption/" for link in reader.visit("/").links)


def test_z35_invoices_are_there_too(cilka, reader):
    with working_for(cilka.tenant):
        factories.InvoiceFactory(customer=people.customer_of(cilka), supply_point=people.point_of(cilka), commodity="water", number="Z-35")
    assert any(link.href == "/billing/invoices/" for link in reader.visit("/").links)
    assert "Z-35" in reader.visit("/billing/invoices/").text


def test_a_meter_exchange_is_summed_and_own_records_and_refused_readings_never_count(cilka, reader, register):
    with working_for(cilka.tenant):
        point = people.point_of(cilka)
        read(register, DAY(2026, 8, 31), 500)
        read(register, DAY(2026, 9, 12), 506, source="exchange_out")
        new = factories.RegisterFactory(
            meter=factories.MeterFactory(supply_point=point, installed_on=DAY(2026, 9, 12)), code=register.code, unit="m³", whole_digits=5
        )
        read(new, DAY(2026, 9, 12), 2, source="exchange_in")
        read(new, DAY(2026, 9, 30), 9)
        read(new, DAY(2026, 10, 9), 4000, source="customer", kind="own", state=Reading.State.RECEIVED)
        read(new, DAY(2026, 10, 10), 5000, source="customer", state=Reading.State.REFUSED)
        read(new, DAY(2026, 10, 31), 17)
    text = reader.visit("/meters/consumption/").text.replace("\xa0", " ")
    assert "September 2026 13" in text  # 6 on the old meter, 7 on the new one
    assert "October 2026: 8 m³ used." in text


def test_estimates_gaps_and_incomplete_months_are_said(cilka, reader, register):
    with working_for(cilka.tenant):
        read(register, DAY(2026, 5, 31), 100)
        read(register, DAY(2026, 6, 30), 110, source="estimate")
        read(register, DAY(2026, 7, 31), 121)
        read(register, DAY(2026, 10, 15), 159)
    text = reader.visit("/meters/consumption/").text
    assert "June 2026 10 estimated" in text
    assert "August 2026 16 calculated by days" in text
    assert "October 2026 7 15 days of 31" in text or "October 2026 8 15 days of 31" in text
    assert "May 2026 – no reading" in text


def test_a_counter_that_passed_zero_makes_no_hole(cilka, reader, register):
    with working_for(cilka.tenant):
        read(register, DAY(2026, 9, 30), 99_995)
        read(register, DAY(2026, 10, 31), 6)
    assert "October 2026: 11 m³ used." in reader.visit("/meters/consumption/").text.replace("\xa0", " ")


def test_what_was_read_before_the_own_supply_is_not_shown(cilka, reader, register):
    with working_for(cilka.tenant):
        fill(register, 25)
        people.point_of(cilka).periods.update(valid_from=DAY(2026, 9, 30))
    text = reader.visit("/meters/consumption/").text
    assert "October 2026 12" in text
    assert "September 2026 12" not in text


def test_each_register_has_its_own_chart(ana, page_client):
    with working_for(ana.tenant):
        point = people.point_of(ana)
        point.periods.update(valid_from=DAY(2026, 1, 1))
        for register, used in zip(point.meters.get().registers.order_by("position"), (205, 190), strict=True):
            read(register, DAY(2026, 1, 31), 1000)
            read(register, DAY(2026, 2, 28), 1000 + used)
    client = page_client("involta.localhost", ana, language="en")
    address = f"/meters/{point.public_id}/consumption/"
    assert "205 kWh used" in client.visit(address).text.replace("\xa0", " ")
    assert "190 kWh used" in client.visit(f"{address}?register=MT").text.replace("\xa0", " ")
    assert "205 kWh used" in client.visit(f"{address}?register=%00").text.replace("\xa0", " ")


def test_stranger_404_and_who_may_only_submit_403(ana, bojan, page_client):
    with working_for(ana.tenant):
        helper = people.person(ana.tenant, username="helper", full_name="Helena Kos")
        factories.LinkFactory(user=helper, customer=people.customer_of(ana), role=Link.Role.MAY_SUBMIT)
    address = f"/meters/{people.point_of(ana).public_id}/consumption/"
    assert page_client("involta.localhost", bojan).get(address).status_code == 404
    client = page_client("involta.localhost", helper, language="en")
    assert client.get(address).status_code == 403
    assert "no supply point whose readings you may see" in client.visit("/meters/consumption/").text


def test_nothing_read_yet_says_so(cilka, reader):
    assert "There are not two readings yet" in reader.visit("/meters/consumption/").text


def test_as_many_queries_for_2_readings_as_for_25(cilka, reader, register):
    counts = []
    for months in (1, 25):
        with working_for(cilka.tenant):
            Reading.objects.filter(register=register).delete()
            fill(register, months)
        reader.visit("/meters/consumption/")
        reader.visit("/meters/consumption/")
        counts.append(len(reader.queries))
    assert counts[0] == counts[1]
