"""The walk through mojupravljalec.si at the water meter (MA-11, MB-11)."""

import datetime as dt
from decimal import Decimal

import pytest

from meters.models import Submission
from tenants.rules import tenant_file
from tests import factories
from tests.meters.readings import effective, meter_of, submit
from tests.presets import preset_text
from tests.scopes import working_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def read_before(vida_point, mojupravljalec):
    with working_for(mojupravljalec):
        register = meter_of(vida_point).registers.get()
        for month, value in ((2, 100), (3, 108), (4, 117)):
            factories.ReadingFactory(register=register, read_on=dt.date(2026, month, 1), value=Decimal(value))


def test_ma11_under_the_point_podrobnosti_leads_to_the_entry_and_the_list_of_readings(vida_client, vida_point, read_before, at):
    at("2026-05-12 10:00")
    page = vida_client.visit("/meters/").follow("Podrobnosti")
    assert page.path == f"/meters/{vida_point.public_id}/"
    assert [item.text for row in page.all("tbody")[0] for item in row.iter("strong")] == ["117", "108", "100"]
    assert "/submit/" in page.link("Oddaj")
    entry = page.follow("Oddaj")
    assert entry.h1 == "Oddaja stanja vodomera"
    entry.submit(value_cold="125")
    after = vida_client.visit(f"/meters/{vida_point.public_id}/")
    assert next(item.text for row in after.all("tbody")[0] for item in row.iter("strong")) == "125"


def test_ma11_podrobnosti_stands_on_the_right_of_the_point(vida_client, vida_point, at):
    at("2026-05-12 10:00")
    [line] = [item for item in vida_client.visit("/meters/").all("li") if item.findall(".//h2")]
    buttons = [item for item in line.iter("a") if "button" in item.get("class", "").split()]
    assert ["Podrobnosti" in "".join(item.itertext()) for item in buttons] == [True]


@pytest.mark.parametrize("moment", ["2026-01-01 00:00", "2026-02-28 23:59", "2026-05-12 10:00", "2026-12-31 23:59"])
def test_mb11_without_a_window_it_is_open_on_every_day(vida, vida_client, vida_point, mojupravljalec, at, moment):
    at(moment)
    vida_client.sign_in(vida)
    vida_client.visit(f"/meters/{vida_point.public_id}/submit/").submit(value_cold="125")
    with working_for(mojupravljalec):
        assert effective(vida_point) == {"COLD": 125}


def test_mb11_without_an_age_limit_any_day_since_the_meter_is_taken(vida, vida_client, vida_point, mojupravljalec, at):
    at("2026-12-31 10:00")
    vida_client.sign_in(vida)
    page = vida_client.visit(f"/meters/{vida_point.public_id}/submit/")
    assert "dni nazaj" not in page.main
    page.submit(read_on="2026-01-02", value_cold="125")
    with working_for(mojupravljalec):
        assert str(Submission.objects.get().read_on) == "2026-01-02"


def test_mb11_without_a_digit_rule_the_register_alone_says_how_many(vida_client, vida_point, mojupravljalec, at):
    at("2026-05-12 10:00")
    page = vida_client.visit(f"/meters/{vida_point.public_id}/submit/")
    assert "value_cold" in page.submit(value_cold="123456").errors
    assert page.submit(value_cold="99999").path.startswith("/meters/receipts/")


def test_mb11_none_is_a_legal_value_of_all_three_settings():
    [rule] = tenant_file.parse(preset_text("mojupravljalec")).reading.rules
    assert (rule.kind, rule.start, rule.end) == ("always", None, None)
    assert rule.max_age_days is None
    assert rule.whole_digits is None


def test_mb11_each_month_has_one_reading_that_counts(vida, vida_point, mojupravljalec):
    with working_for(mojupravljalec):
        for day, value in ((3, 120), (12, 125)):
            submit(
                vida, vida_point, values={"COLD": Decimal(value)}, read_on=dt.date(2026, 5, day),
                now=dt.datetime(2026, 5, day, 8, tzinfo=dt.UTC),
            )  # fmt: skip
        assert effective(vida_point) == {"COLD": 125}
