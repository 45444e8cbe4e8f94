"""The walk through Moj GEN-I: handing in and own records (G-12 to G-20). Labels are the manual's, letter by letter."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from meters.models import Reading, Submission
from meters.services import hand_over
from tests import factories
from tests.meters.readings import effective, meter_of, second_point, states, submit
from tests.scopes import working_for

pytestmark = pytest.mark.django_db

MAY_1 = dt.datetime(2026, 5, 1, 8, 0, tzinfo=dt.UTC)
COLUMNS = ["DATUM ODČITKA", "ODJEMNO MESTO", "ODČITEK", "RAZLIKA", "VIR", "TIP", "TARIFA", "BRIŠI"]


@pytest.fixture
def at_may_1(at):
    """Electricity: from the last day of April to 3 May."""
    at("2026-05-01 10:00")
    return at


@pytest.fixture
def form(tine_point):
    return f"/meters/{tine_point.public_id}/submit/"


@pytest.fixture
def one_rate(tine_point, gen_i):
    with working_for(gen_i):
        tine_point.meters.get().registers.filter(code="MT").delete()
        tine_point.meters.get().registers.update(code="ET")


def labels(page):
    return {item.get("for"): " ".join((item.text or "").split()) for item in page.all("label")}


def history(client, point, **query):
    """The list of readings: one list of cells for each line, under the headings."""
    from tests.page import text_of

    page = client.visit(f"/meters/{point.public_id}/", **query)
    heads = [text_of(cell) for cell in page.all("thead")[0].iter("th")]
    return page, heads, [[text_of(cell) for cell in row] for row in page.all("tbody")[0]]


# --- G-12: which point, and when --------------------------------------------------------------------------------------------------
def test_g12_a_linked_point_is_chosen_and_shows_street_and_days(tine, tine_client, tine_point, form, at_may_1):
    gas = second_point(tine, number="4-900001", street="Vrbina 17")
    page = tine_client.visit(form)
    assert page.h1 == "ODDAJ ŠTEVČNO STANJE"
    assert "Slovenska cesta 1" in page.main
    assert "30. aprila" in page.main
    assert "3. maja" in page.main
    assert [link.href for link in page.links if link.href.endswith("/submit/")] == [form, f"/meters/{gas.public_id}/submit/"]
    other = tine_client.visit(f"/meters/{gas.public_id}/submit/")
    assert "Vrbina 17" in other.main
    assert "27." in other.main
    assert "31. maja" in other.main


def test_g12_a_point_that_is_not_linked_cannot_be_chosen(gen_i, tine_client, tine, at_may_1):
    from tests import people

    stranger = people.household(gen_i, username=None, full_name="Urban Kralj", number="400002", commodity="electricity")
    tine_client.visit(f"/meters/{people.point_of(stranger).public_id}/submit/", status=404)


# --- G-13, G-14, G-15: the form ----------------------------------------------------------------------------------------------------
def test_g13_fields_and_kinds_are_those_of_the_manual_with_oddaja_preset(tine_client, one_rate, form, at_may_1):
    page = tine_client.visit(form)
    assert page.form().names == ["read_on", "kind", "value_et"]
    assert labels(page)["value_et"] == "Stanje"
    assert labels(page)["read_on"] == "Datum odčitka"
    legends = [item.text.strip() for item in page.all("legend")]
    assert "Tip" in legends
    assert page.form().values["kind"] == ["billing"]
    assert list(page.form().options("kind")) == ["billing", "own"]
    assert "oddaja" in page.main
    assert "lastna evidenca" in page.main
    assert page.form().buttons == ["Oddaj"]


def test_g13_two_rates_are_told_apart(tine_client, form, at_may_1):
    found = labels(tine_client.visit(form))
    assert found["value_vt"].startswith("Stanje VT")
    assert found["value_mt"].startswith("Stanje MT")


@pytest.mark.parametrize("kind", ["billing", "own"])
@pytest.mark.parametrize("typed", ["1234,5", "1234.5"])
def test_g14_decimals_are_refused_with_the_reason_and_never_rounded(tine_client, tine_point, gen_i, one_rate, form, at_may_1, typed, kind):
    page = tine_client.visit(form).submit(value_et=typed, kind=kind)
    assert "brez vejice" in page.errors["value_et"]
    assert page.by_id("value_et").get("value") == typed
    with working_for(gen_i):
        assert states(tine_point) == []


def test_g14_whole_numbers_are_taken(tine_client, tine_point, gen_i, one_rate, form, at_may_1):
    with working_for(gen_i):
        Reading.objects.all().delete()
    tine_client.visit(form).submit(value_et="1234")
    with working_for(gen_i):
        assert effective(tine_point) == {"ET": 1234}


@pytest.mark.parametrize(("day", "accepted"), [("2026-04-26", True), ("2026-04-25", False)])
def test_g15_a_reading_may_be_five_days_old(tine_client, gen_i, form, at_may_1, day, accepted):
    page = tine_client.visit(form).submit(read_on=day, value_vt="25034", value_mt="18511")
    assert ("read_on" in page.errors) is not accepted
    with working_for(gen_i):
        assert Submission.objects.filter(read_on=day).exists() is accepted


# --- G-16, G-17: own records -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("operator", "moment", "is_open"),
    [
        ("", "2026-04-29 23:59", False),
        ("", "2026-04-30 00:00", True),
        ("", "2026-05-03 23:59", True),
        ("", "2026-05-04 00:00", False),
        ("elektro-maribor", "2026-04-30 23:59", False),
        ("elektro-maribor", "2026-05-01 00:00", True),
        ("elektro-maribor", "2026-05-02 23:59", True),
        ("elektro-maribor", "2026-05-03 00:00", False),
        ("elektro-celje", "2026-05-01 10:00", False),
    ],
)
def test_g16_oddaja_only_in_the_window_of_the_points_own_operator(gen_i, tine_client, tine_point, form, at, operator, moment, is_open):
    if operator:
        with working_for(gen_i):
            tine_point.operator = factories.OperatorFactory(code=operator, name=operator)
            tine_point.save()
    at(moment)
    page = tine_client.visit(form)
    assert bool([item for item in page.forms if "Oddaj" in item.buttons]) is is_open
    token = page.form("/accounts/logout/").token
    day = moment[:10]
    data = {"csrfmiddlewaretoken": token, "form_key": "neposredna0zahteva", "read_on": day, "kind": "billing", "value_vt": "25034"}
    tine_client.send(form, data | {"value_mt": "18511"}, status=200 if is_open else 409)
    with working_for(gen_i):
        assert bool(effective(tine_point)) is is_open


@pytest.mark.parametrize("moment", ["2026-05-01 10:00", "2026-05-04 00:00", "2026-05-20 12:00"])
def test_g16_an_own_record_is_taken_at_any_time_and_of_any_day(gen_i, tine_client, tine_point, form, at, moment):
    at(moment)
    receipt = tine_client.visit(f"{form}?kind=own").submit(read_on="2026-02-14", value_vt="24300", **_kind(moment))
    assert receipt.path.startswith("/meters/receipts/")
    with working_for(gen_i):
        assert [(row.kind, row.state, str(row.read_on)) for row in Reading.objects.filter(source="customer")] == [
            ("own", "received", "2026-02-14")
        ]


def _kind(moment):
    return {"kind": "own"} if moment.startswith("2026-05-01") else {}


def test_g16_where_the_operator_reads_itself_an_own_record_is_still_possible(gen_i, tine_client, tine_point, form, at):
    with working_for(gen_i):
        tine_point.operator = factories.OperatorFactory(code="elektro-celje", name="Elektro Celje")
        tine_point.save()
    at("2026-05-10 10:00")
    page = tine_client.visit(form)
    assert "odčitava sam" in page.main
    page.follow("lastno evidenco").submit(value_vt="25000")
    with working_for(gen_i):
        assert states(tine_point) == [("VT", 25000, "received")]


def test_g16_an_own_record_is_never_sent_to_billing(gen_i, tine, tine_point):
    with working_for(gen_i):
        submit(tine, tine_point, kind="own", now=MAY_1)
        with pytest.raises(hand_over.NothingToHandOver):
            hand_over.make_batch(utility=None, by=tine, now=MAY_1 + dt.timedelta(days=60))


def test_g17_an_own_record_is_no_previous_reading_and_blocks_nothing(gen_i, tine, tine_client, tine_point, form, at_may_1):
    with working_for(gen_i):
        submit(tine, tine_point, kind="own", values={"VT": Decimal(99000), "MT": Decimal(88000)}, now=MAY_1)
    page = tine_client.visit(form)
    assert page.by_id("value_vt").get("data-last") == "24816"
    assert page.submit(value_vt="25034", value_mt="18511").path.startswith("/meters/receipts/")
    with working_for(gen_i):
        assert effective(tine_point) == {"VT": 25034, "MT": 18511}
        submit(tine, tine_point, kind="own", values={"VT": Decimal(25035)}, now=MAY_1)
        assert effective(tine_point) == {"VT": 25034, "MT": 18511}


# --- G-18, G-19: the list ----------------------------------------------------------------------------------------------------------
def test_g18_the_entry_stands_in_the_list_under_the_columns_of_the_manual(tine_client, tine_point, form, at_may_1):
    tine_client.visit(form).submit(value_vt="25034", value_mt="18511")
    page, heads, lines = history(tine_client, tine_point)
    assert "OBSTOJEČI ODČITKI" in [item.text for item in page.all("h2")]
    assert [head.split(" (")[0] for head in heads if head != "Obdelava"] == COLUMNS
    first = dict(zip(heads, lines[0], strict=True))
    assert first["DATUM ODČITKA"] == "1. 5. 2026"
    assert first["ODJEMNO MESTO"] == tine_point.number
    assert first["ODČITEK (kWh)"].replace("kWh", "").split()[-1] == "25034"
    assert first["RAZLIKA (kWh)"] == "218"
    assert first["VIR"].startswith("Stranka")
    assert first["TIP"] == "oddaja"
    assert first["TARIFA"] == "VT"
    assert first["BRIŠI"].startswith("BRIŠI")
    assert lines[1][heads.index("TARIFA")] == "MT"


def test_g18_a_superseded_entry_stays_marked_and_an_own_record_has_its_kind(gen_i, tine, tine_client, tine_point, at_may_1):
    with working_for(gen_i):
        submit(tine, tine_point, values={"VT": Decimal(25030), "MT": Decimal(18500)}, now=MAY_1)
        submit(tine, tine_point, now=MAY_1)
        submit(tine, tine_point, kind="own", values={"VT": Decimal(25035)}, now=MAY_1)
    _, heads, lines = history(tine_client, tine_point, register="VT")
    shown = [(line[heads.index("TIP")], line[heads.index("Obdelava")], line[heads.index("RAZLIKA (kWh)")]) for line in lines[:3]]
    assert shown == [("lastna evidenca", "Zapisano", "–"), ("oddaja", "Sprejeto", "218"), ("oddaja", "Nadomeščeno", "–")]


def test_g18_the_list_has_pages_and_an_exchange_of_the_meter_in_it(gen_i, tine_client, tine_point, at_may_1):
    with working_for(gen_i):
        old, day = meter_of(tine_point), dt.date(2026, 4, 20)
        tine_point.meters.update(removed_on=day)
        factories.ReadingFactory(register=old.registers.get(code="VT"), read_on=day, value=24900, source="exchange_out")
        new = factories.MeterFactory(supply_point=tine_point, serial="9000001", installed_on=day)
        register = factories.RegisterFactory(meter=new, code="VT", whole_digits=6)
        factories.ReadingFactory(register=register, read_on=day, value=0, source="exchange_in")
        for number in range(10):
            factories.ReadingFactory(register=register, read_on=day + dt.timedelta(days=1 + number), value=10 * (number + 1))
        for number in range(28):
            factories.ReadingFactory(register=old.registers.get(code="MT"), read_on=dt.date(2026, 1, 2 + number), value=number)
    page, heads, lines = history(tine_client, tine_point)
    assert len(lines) == 24
    difference = [line[heads.index("RAZLIKA (kWh)")] for line in lines]
    assert difference[9] == "94"  # 84 on the old meter and 10 on the new one
    assert not [each for each in difference if "−" in each or "-" in each]
    [older] = [link.href for link in page.links if "page=2" in link.href]
    second = tine_client.visit(f"/meters/{tine_point.public_id}/{older.partition('#')[0]}")
    assert [link.href for link in second.links if "page=1" in link.href]
    assert second.all("tbody")[0][0].find("th").text != page.all("tbody")[0][0].find("th").text


def test_g19_brisi_removes_an_own_entry_while_it_is_open(gen_i, tine, tine_client, tine_point, form, at_may_1):
    tine_client.visit(form).submit(value_vt="25034", value_mt="18511")
    page, heads, lines = history(tine_client, tine_point)
    buttons = [line[heads.index("BRIŠI")] for line in lines]
    assert [bool(words) for words in buttons[:3]] == [True, True, False]  # the utility's own readings have none
    asked = page.follow("BRIŠI")
    assert asked.form().buttons == ["BRIŠI"]
    asked.submit()
    _, _, lines = history(tine_client, tine_point)
    assert not any("25034" in cell for line in lines for cell in line)
    with working_for(gen_i):
        assert effective(tine_point) == {}


def test_g19_after_the_window_only_own_records_can_be_removed(gen_i, tine, tine_client, tine_point, at):
    with working_for(gen_i):
        submit(tine, tine_point, now=MAY_1)
        submit(tine, tine_point, kind="own", values={"VT": Decimal(25035)}, read_on=dt.date(2026, 4, 29), now=MAY_1)
    at("2026-05-04 00:00")
    _, heads, lines = history(tine_client, tine_point)
    assert [line[heads.index("TIP")] for line in lines if line[heads.index("BRIŠI")]] == ["lastna evidenca"]


# --- G-20: the spreadsheet -------------------------------------------------------------------------------------------------------
@pytest.fixture
def listed(gen_i, tine, tine_point, at_may_1):
    with working_for(gen_i):
        tine_point.number = "=HYPERLINK(A1)"
        tine_point.save()
        submit(tine, tine_point, now=MAY_1)
    return f"/meters/{tine_point.public_id}"


def test_g20_the_list_goes_to_excel_numbers_as_numbers_days_as_days_and_text_never_a_formula(tine_client, listed):
    page = tine_client.visit(f"{listed}/")
    assert page.link("Excel") == f"{listed}/readings.xlsx"
    reply = tine_client.get(f"{listed}/readings.xlsx")
    assert reply.headers["Content-Disposition"].startswith("attachment; filename=")
    sheet = load_workbook(io.BytesIO(reply.content)).active
    heads = [cell.value for cell in sheet[1]]
    assert heads[:2] == ["DATUM ODČITKA", "ODJEMNO MESTO"]
    first = dict(zip(heads, sheet[2], strict=True))
    assert first["DATUM ODČITKA"].value == dt.datetime(2026, 5, 1)  # noqa: DTZ001 - a day has no zone
    assert first["DATUM ODČITKA"].is_date
    assert (first["ODČITEK"].value, first["ODČITEK"].data_type) == (25034, "n")
    assert (first["RAZLIKA"].value, first["TIP"].value, first["TARIFA"].value) == (218, "oddaja", "VT")
    assert (first["ODJEMNO MESTO"].value, first["ODJEMNO MESTO"].data_type) == ("=HYPERLINK(A1)", "s")
    assert first["ODJEMNO MESTO"].quotePrefix
    assert "f" not in {cell.data_type for row in sheet for cell in row}
    assert sheet.max_row == 1 + 2 + 8


@pytest.mark.parametrize(("language", "half"), [("sl", "0,5"), ("en", "0.5")])
def test_g20_as_csv_with_the_decimal_mark_of_the_readers_language(gen_i, tine, tine_point, listed, page_client, language, half):
    with working_for(gen_i):
        register = meter_of(tine_point).registers.get(code="VT")
        factories.ReadingFactory(register=register, read_on=dt.date(2026, 1, 15), value=Decimal("0.5000"))
    client = page_client("gen-i.localhost", tine, language=language)
    reply = client.get(f"{listed}/readings.csv")
    assert reply.content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig")), delimiter=";"))
    assert lines[1][0] == "2026-05-01"
    assert lines[1][1] == "'=HYPERLINK(A1)"
    assert lines[1][5] == "25034"
    assert half in [line[5] for line in lines]


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "|", "%", "＝"])
def test_g20_whatever_text_begins_with_it_is_no_formula(gen_i, tine_client, tine_point, listed, begins):
    with working_for(gen_i):
        tine_point.street = f"{begins}1+1"
        tine_point.save()
    for row in load_workbook(io.BytesIO(tine_client.get(f"{listed}/readings.xlsx").content)).active.iter_rows(min_row=2):
        assert row[2].data_type == "s"
    text = tine_client.get(f"{listed}/readings.csv").content.decode("utf-8-sig")
    for line in list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:]:
        assert line[2].startswith("'")


def test_g20_where_the_file_offers_none_there_is_none_and_strangers_find_nothing(ana_client, ana_point, gen_i, listed, page_client):
    from tests import people

    assert ana_client.get(f"/meters/{ana_point.public_id}/readings.xlsx").status_code == 404
    stranger = people.household(gen_i, username=None, full_name="Urban Kralj", number="400002", commodity="electricity")
    client = page_client("gen-i.localhost", stranger)
    assert [client.get(f"{listed}/readings.{ending}").status_code for ending in ("xlsx", "csv")] == [404, 404]
