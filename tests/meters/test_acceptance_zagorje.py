"""The walk through Moja Komunala Zagorje at the water meter (Z-12 to Z-23). Labels are the manual's, letter by letter."""

import datetime as dt
import io
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from meters import services
from meters.models import Reading, Submission, SubmissionPhoto
from meters.services import hand_over
from tests import factories
from tests.meters.readings import effective, meter_of, states, submit
from tests.scopes import working_for
from tests.staff import AdminClient, colleague

pytestmark = pytest.mark.django_db

LJUBLJANA = ZoneInfo("Europe/Ljubljana")
BUTTON = "Vnesi"


def local(moment):
    return dt.datetime.fromisoformat(moment).replace(tzinfo=LJUBLJANA)


@pytest.fixture
def arrive(at, cilka, cilka_client):
    """``arrive("2027-01-03 00:00")``: Cilka signs in at that moment; a session of today would be over by then."""

    def come(moment):
        at(moment)
        cilka_client.sign_in(cilka)
        return cilka_client

    return come


@pytest.fixture
def form(cilka_point):
    return f"/meters/{cilka_point.public_id}/submit/"


@pytest.fixture
def water(zagorje, cilka_point):
    """Last read on 26 April: 1336."""
    with working_for(zagorje):
        cilka_point.kind_of_use = "gospodinjstvo"
        cilka_point.save()
        meter = meter_of(cilka_point)
        meter.type = "DN20"
        meter.save()
        for month, value in ((1, 1311), (2, 1320), (3, 1329), (4, 1336)):
            factories.ReadingFactory(register=meter.registers.get(), read_on=dt.date(2026, month, 26), value=Decimal(value))


@pytest.fixture
def hot(zagorje, cilka_point, water):
    """A second meter at the same point, for hot water: last read 498."""
    with working_for(zagorje):
        meter = factories.MeterFactory(supply_point=cilka_point, serial="7700002", type="DN15")
        register = factories.RegisterFactory(meter=meter, code="HOT", unit="m³", whole_digits=5, position=1)
        factories.ReadingFactory(register=register, read_on=dt.date(2026, 4, 26), value=Decimal(498))
        return meter


def enter(person, point, value, moment, **more):
    with working_for(person.tenant):
        cold = point.meters.order_by("pk").first()
        return submit(person, point, meter=cold, values={"COLD": Decimal(value)}, now=local(moment), **more)


def fields(page):
    """Register → name of its field, whichever meter it sits on."""
    return {name.rsplit("value_", 1)[1].upper(): name for name in page.form().names if "value_" in name}


# --- Z-12 -------------------------------------------------------------------------------------------------------------------------
def test_z12_a_point_shows_user_address_use_and_meter_and_the_last_reading(cilka_client, cilka_point, water, at):
    at("2026-05-10 10:00")
    page = cilka_client.visit(f"/meters/{cilka_point.public_id}/")
    for words in ("Cilka Zupan", "Slovenska cesta 1, 1000 Ljubljana", "gospodinjstvo", "Tip DN20", "1336"):
        assert words in page.main


@pytest.mark.parametrize("moment", ["2026-05-10 10:00", "2026-05-26 10:00"])
def test_z12_a_point_without_a_water_meter_offers_no_entry_and_shows_no_reading(
    cilka, cilka_client, zagorje, cilka_point, water, form, at, moment
):
    with working_for(zagorje):
        cilka_point.meters.update(removed_on="2026-05-01")
    at(moment)
    page = cilka_client.visit(f"/meters/{cilka_point.public_id}/")
    for words in ("Cilka Zupan", "Slovenska cesta 1, 1000 Ljubljana", "gospodinjstvo"):
        assert words in page.main
    assert "Zadnje stanje" not in page.main
    assert not [link for link in page.links if link.href == form]
    closed = cilka_client.visit(form)
    assert not [item for item in closed.forms if BUTTON in item.buttons]
    token = closed.form("/accounts/logout/").values["csrfmiddlewaretoken"][0]
    cilka_client.send(form, {"csrfmiddlewaretoken": token, "form_key": "neposredna0zahteva", "value_cold": "1342"}, status=409)
    with working_for(zagorje):
        assert states(cilka_point) == []


# --- Z-13, Z-14 -------------------------------------------------------------------------------------------------------------------
def test_z13_each_meter_has_a_block_with_the_labels_of_the_manual(cilka_client, cilka_point, hot, form, at):
    from tests.page import text_of

    at("2026-05-26 10:00")
    page = cilka_client.visit(form)
    assert page.h1 == "VNOS STANJA VODOMERA"
    assert f"Št. odjemnega mesta: {cilka_point.number}" in page.main
    blocks = [text_of(item) for item in page.all("div", role="group")]
    assert len(blocks) == 2
    for block, title, serial, kind, previous in zip(
        blocks, ("HLADNO", "TOPLO"), ("8200001", "7700002"), ("DN20", "DN15"), ("1336", "498"), strict=True
    ):
        assert block.startswith(f"ŠTEVEC ZA {title} VODO Številka {serial} Tip {kind}")
        assert "Novo stanje" in block
        assert f"Staro stanje vodomera {previous}" in block
    assert page.form().buttons == [BUTTON]
    assert "read_on" not in page.form().names


def test_z13_a_single_meter_has_the_same_block(cilka_client, water, form, at):
    at("2026-05-26 10:00")
    page = cilka_client.visit(form)
    assert "ŠTEVEC ZA HLADNO VODO Številka 8200001 Tip DN20" in page.main
    assert page.form().names == ["value_cold"]


@pytest.mark.parametrize(
    ("typed", "taken"),
    [({"COLD": "1342", "HOT": "501"}, {"COLD": 1342, "HOT": 501}), ({"COLD": "1342"}, {"COLD": 1342}), ({"HOT": "501"}, {"HOT": 501})],
)
def test_z14_both_meters_or_one_alone_are_taken(cilka_client, zagorje, cilka_point, hot, form, at, typed, taken):
    at("2026-05-26 10:00")
    page = cilka_client.visit(form)
    receipt = page.submit(**{fields(page)[code]: value for code, value in typed.items()})
    assert receipt.path.startswith("/meters/receipts/")
    with working_for(zagorje):
        assert effective(cilka_point) == taken
        assert Submission.objects.count() == len(taken)
    assert ("Oddano skupaj" in receipt.main or "Handed in together" in receipt.main) is (len(taken) == 2)


def test_z14_with_neither_the_page_says_so(cilka_client, zagorje, cilka_point, hot, form, at):
    at("2026-05-26 10:00")
    page = cilka_client.visit(form).submit()
    assert "vsaj eno stanje" in page.errors[""]
    with working_for(zagorje):
        assert states(cilka_point) == []


def test_z14_a_mistake_at_one_meter_takes_neither_and_loses_nothing(cilka_client, zagorje, cilka_point, hot, form, at):
    at("2026-05-26 10:00")
    page = cilka_client.visit(form)
    names = fields(page)
    again = page.submit(**{names["COLD"]: "1342", names["HOT"]: "501,5"})
    assert [name for name in again.errors if name] == [names["HOT"]]
    assert again.by_id(names["COLD"]).get("value") == "1342"
    with working_for(zagorje):
        assert states(cilka_point) == []
    again.submit(**{names["HOT"]: "501"})
    with working_for(zagorje):
        assert effective(cilka_point) == {"COLD": 1342, "HOT": 501}


def test_z14_a_doubt_about_one_meter_is_asked_and_the_other_goes_with_the_answer(cilka_client, zagorje, cilka_point, hot, form, at):
    at("2026-05-26 10:00")
    page = cilka_client.visit(form)
    names = fields(page)
    question = page.submit(**{names["COLD"]: "1300", names["HOT"]: "501"})
    assert "1300" in question.main
    assert "501" in question.main
    assert [name for name in question.form().names if "value_" in name] == [names["COLD"]]
    reason = next(name for name in question.form().names if name.endswith("reason"))
    question.submit(**{reason: "meter_exchanged"})
    with working_for(zagorje):
        assert sorted(states(cilka_point)) == [("COLD", 1300, "needs_review"), ("HOT", 501, "accepted")]


def test_z14_cold_stands_before_hot_also_where_the_last_readings_are_listed(cilka_client, hot, form, at):
    at("2026-05-10 10:00")
    listed = cilka_client.visit(form).main.partition("26. aprila")[0]
    assert "HLADNO" in listed
    assert "TOPLO" not in listed


# --- Z-15 to Z-19: the window -----------------------------------------------------------------------------------------------------
INSTANTS = [
    ("2026-05-24 23:59:59", False),
    ("2026-05-25 00:00:00", True),
    ("2026-06-02 23:59:59", True),
    ("2026-06-03 00:00:00", False),
    ("2026-12-24 23:59:59", False),
    ("2026-12-25 00:00:00", True),
    ("2026-12-31 23:59:59", True),
    ("2027-01-01 00:00:00", True),
    ("2027-01-02 23:59:59", True),
    ("2027-01-03 00:00:00", False),
    ("2027-02-24 23:59:59", False),
    ("2027-02-25 00:00:00", True),
    ("2027-02-28 23:59:59", True),
    ("2027-03-02 23:59:59", True),
    ("2027-03-03 00:00:00", False),
    ("2028-02-25 00:00:00", True),
    ("2028-02-29 12:00:00", True),
    ("2028-03-02 23:59:59", True),
    ("2028-03-03 00:00:00", False),
    ("2026-10-24 23:59:59", False),
    ("2026-10-25 00:00:00", True),
    ("2026-11-02 23:59:59", True),
    ("2026-11-03 00:00:00", False),
    ("2027-03-24 23:59:59", False),
    ("2027-03-25 00:00:00", True),
    ("2027-03-28 01:59:59", True),
    ("2027-03-28 03:00:00", True),
    ("2027-04-02 23:59:59", True),
    ("2027-04-03 00:00:00", False),
]


def is_taken(arrive, cilka_point, form, moment):
    """Whether the page offers the form at that moment, and a direct request then is taken; both must say the same."""
    client = arrive(moment)
    page = client.visit(form)
    offered = bool([item for item in page.forms if BUTTON in item.buttons])
    token = page.form("/accounts/logout/").values["csrfmiddlewaretoken"][0]
    key = "".join(filter(str.isalnum, moment))
    data = {"csrfmiddlewaretoken": token, "form_key": key, "value_cold": "1342"}
    client.send(form, data, status=200 if offered else 409)
    with working_for(cilka_point.tenant):
        assert Submission.objects.filter(form_key=key).exists() is offered
    return offered


@pytest.mark.parametrize(("moment", "is_open"), INSTANTS[:4])
def test_z15_from_the_25th_to_the_2nd_both_days_included(arrive, cilka_point, form, moment, is_open):
    assert is_taken(arrive, cilka_point, form, moment) is is_open


@pytest.mark.parametrize(("moment", "is_open"), INSTANTS[4:10])
def test_z16_the_window_over_new_year_is_open_without_a_break(arrive, cilka_point, form, moment, is_open):
    assert is_taken(arrive, cilka_point, form, moment) is is_open


def test_z16_entries_before_and_after_new_year_replace_each_other(cilka, cilka_point, zagorje):
    enter(cilka, cilka_point, 1400, "2026-12-28 12:00")
    enter(cilka, cilka_point, 1402, "2027-01-01 12:00")
    with working_for(zagorje):
        assert states(cilka_point) == [("COLD", 1400, "replaced"), ("COLD", 1402, "accepted")]
        assert {row.window_first for row in Submission.objects.all()} == {dt.date(2026, 12, 25)}


@pytest.mark.parametrize(("moment", "is_open"), INSTANTS[10:19])
def test_z17_from_25_february_to_2_march_in_a_leap_year_too(arrive, cilka_point, form, moment, is_open):
    assert is_taken(arrive, cilka_point, form, moment) is is_open


@pytest.mark.parametrize(("moment", "is_open"), INSTANTS[19:])
def test_z18_across_the_change_of_the_clocks_local_days_count(arrive, cilka_point, form, moment, is_open):
    assert is_taken(arrive, cilka_point, form, moment) is is_open


@pytest.mark.parametrize("year", range(2024, 2045))
def test_z18_every_march_and_october_window_contains_the_change_of_the_clocks(year):
    for month in (3, 10):
        last = max(day for day in range(25, 32) if dt.date(year, month, day).weekday() == 6)
        before, after = (dt.datetime(year, month, last, hour, tzinfo=LJUBLJANA).utcoffset() for hour in (0, 12))
        assert before != after


def test_z18_half_past_two_that_comes_twice_is_one_window(cilka, cilka_point, zagorje):
    enter(cilka, cilka_point, 1400, "2026-10-25 02:30")
    with working_for(zagorje):
        again = dt.datetime(2026, 10, 25, 2, 30, tzinfo=LJUBLJANA, fold=1)
        submit(cilka, cilka_point, values={"COLD": Decimal(1401)}, now=again, read_on=dt.date(2026, 10, 25))
        assert [state for _, _, state in states(cilka_point)] == ["replaced", "accepted"]


def test_z19_until_the_end_the_last_entry_counts_and_the_page_says_so(cilka, cilka_client, cilka_point, zagorje, form, at):
    enter(cilka, cilka_point, 1340, "2026-01-26 12:00")
    at("2026-02-01 12:00")
    page = cilka_client.visit(form)
    assert "1340" in page.main
    assert "velja zadnji vnos" in page.main.lower()
    page.submit(value_cold="1342")
    with working_for(zagorje):
        assert states(cilka_point) == [("COLD", 1340, "replaced"), ("COLD", 1342, "accepted")]


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [("2026-01-26 12:00", "2026-02-01 12:00", True), ("2026-02-02 23:59", "2026-02-25 00:00", False)],
)
def test_z19_which_entries_are_of_one_window(cilka, cilka_point, zagorje, first, second, same):
    enter(cilka, cilka_point, 1340, first)
    enter(cilka, cilka_point, 1342, second)
    with working_for(zagorje):
        assert [state for _, _, state in states(cilka_point)] == (["replaced", "accepted"] if same else ["accepted", "accepted"])


# --- Z-20: billing ------------------------------------------------------------------------------------------------------------------
def test_z20_staff_see_superseded_entries(cilka, cilka_point, zagorje, water):
    enter(cilka, cilka_point, 1340, "2026-05-26 12:00")
    enter(cilka, cilka_point, 1342, "2026-05-28 12:00")
    clerk = colleague(zagorje, username=None)
    page = AdminClient("zagorje.localhost", clerk).text(f"/admin/meters/meter/{_pk(zagorje, cilka_point)}/change/")
    assert "1340" in page
    assert "1342" in page


def _pk(tenant, point):
    with working_for(tenant):
        return point.meters.get().pk


def test_z20_billing_gets_one_reading_for_each_meter_after_the_window_and_a_replacement_when_it_is_corrected(
    cilka, cilka_point, zagorje, hot
):
    enter(cilka, cilka_point, 1340, "2026-05-26 12:00")
    enter(cilka, cilka_point, 1342, "2026-05-28 12:00")
    with working_for(zagorje):
        submit(cilka, cilka_point, meter=hot, values={"HOT": Decimal(501)}, now=local("2026-05-28 12:00"))
        with pytest.raises(hand_over.NothingToHandOver):
            hand_over.make_batch(utility=None, by=cilka, now=local("2026-06-02 23:59"))
        first = hand_over.make_batch(utility=None, by=cilka, now=local("2026-06-03 00:00"))
        handed = {(row.meter, row.register): (int(row.value), row.replaces) for row in hand_over.readings_of(first)}
        assert handed == {("8200001", "COLD"): (1342, None), ("7700002", "HOT"): (501, None)}
        with pytest.raises(hand_over.NothingToHandOver):
            hand_over.make_batch(utility=None, by=cilka, now=local("2026-06-10 12:00"))
        services.extend_window(
            utility=cilka_point.utility, rule_key="water", window_first=dt.date(2026, 5, 25), open_until=dt.date(2026, 6, 12),
            reason="", by=cilka, now=local("2026-06-11 12:00"),
        )  # fmt: skip
    enter(cilka, cilka_point, 1344, "2026-06-12 12:00")
    with working_for(zagorje):
        second = hand_over.make_batch(utility=None, by=cilka, now=local("2026-06-13 00:00"))
        assert [(int(row.value), row.replaces) for row in hand_over.readings_of(second)] == [(1344, first.number)]


# --- Z-21, Z-22 ---------------------------------------------------------------------------------------------------------------------
def test_z21_of_two_tabs_the_later_one_counts(cilka_client, cilka_point, zagorje, form, at):
    at("2026-05-26 10:00")
    one, other = cilka_client.visit(form), cilka_client.visit(form)
    other.submit(value_cold="1342")
    at("2026-05-26 10:01")
    one.submit(value_cold="1343")
    with working_for(zagorje):
        assert states(cilka_point) == [("COLD", 1342, "replaced"), ("COLD", 1343, "accepted")]


def test_z21_a_double_click_is_one_entry(cilka_client, cilka_point, zagorje, form, at):
    at("2026-05-26 10:00")
    page = cilka_client.visit(form)
    assert page.submit(value_cold="1342").path == page.submit(value_cold="1342").path
    with working_for(zagorje):
        assert states(cilka_point) == [("COLD", 1342, "accepted")]


@pytest.mark.parametrize(
    ("moment", "opens"),
    [("2026-05-24 23:59", "25. maja"), ("2026-06-03 00:00", "25. junija"), ("2027-01-03 00:00", "25. januarja")],
)
def test_z22_outside_the_window_the_page_names_the_next_one_also_to_a_direct_request(arrive, cilka_point, zagorje, form, moment, opens):
    cilka_client = arrive(moment)
    page = cilka_client.visit(form)
    assert opens in page.main
    token = page.form("/accounts/logout/").values["csrfmiddlewaretoken"][0]
    refused = cilka_client.send(form, {"csrfmiddlewaretoken": token, "form_key": "neposredna0zahteva", "value_cold": "1342"}, status=409)
    assert opens in refused.main
    assert "1342" in refused.main
    with working_for(zagorje):
        assert states(cilka_point) == []


# --- Z-23: lower than the old value -------------------------------------------------------------------------------------------------
@pytest.fixture
def question(cilka_client, water, form, at):
    at("2026-05-26 10:00")
    return cilka_client.visit(form).submit(value_cold="1300")


def test_z23_a_lower_value_is_asked_about_and_nothing_is_taken_yet(question, cilka_point, zagorje):
    assert "1336" in question.main
    assert set(question.form().options("reason")) == {"wrong_entry", "meter_exchanged", "passed_zero", "value_is_right"}
    with working_for(zagorje):
        assert states(cilka_point) == []


@pytest.mark.parametrize("reason", ["meter_exchanged", "passed_zero", "value_is_right"])
def test_z23_with_a_reason_it_waits_for_staff(question, cilka_point, zagorje, reason):
    question.submit(reason=reason)
    with working_for(zagorje):
        assert states(cilka_point) == [("COLD", 1300, "needs_review")]
        assert Submission.objects.get().reason == reason


def test_z23_a_typing_error_is_corrected_on_the_spot(question, cilka_point, zagorje):
    question.submit(reason="wrong_entry", value_cold="1342")
    with working_for(zagorje):
        assert states(cilka_point) == [("COLD", 1342, "accepted")]


def picture(kind="JPEG", size=(3000, 2000)):
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Telefon Cilke"
    Image.new("RGB", size, "white").save(out, kind, exif=exif)
    out.seek(0)
    out.name = f"stevec.{kind.lower()}"
    return out


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_z23_a_photo_goes_to_staff_without_what_the_telephone_wrote_into_it(question, cilka_client, cilka_point, zagorje, kind):
    receipt = question.submit(reason="meter_exchanged", files={"photo": picture(kind)})
    with working_for(zagorje):
        content = bytes(SubmissionPhoto.objects.get().content)
        submission = Submission.objects.get()
    assert b"Telefon Cilke" not in content
    drawn = Image.open(io.BytesIO(content))
    assert (drawn.format, max(drawn.size), dict(drawn.getexif())) == ("JPEG", 1600, {})
    shown = cilka_client.get(f"{receipt.path}photo/")
    assert (shown.content, shown.headers["Content-Type"], shown.headers["X-Content-Type-Options"]) == (content, "image/jpeg", "nosniff")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    clerk = AdminClient("zagorje.localhost", colleague(zagorje, username=None))
    address = f"/admin/meters/submission/{submission.pk}/photo/"
    assert address in clerk.text(f"/admin/meters/submission/{submission.pk}/change/")
    assert clerk.get(address).content == content


def test_z23_the_photo_is_for_the_customer_and_the_utilitys_staff_alone(question, zagorje, page_client):
    from tests import people

    receipt = question.submit(reason="meter_exchanged", files={"photo": picture()})
    stranger = people.household(zagorje, username=None, full_name="Dana Hribar", number="200002", commodity="water")
    assert page_client("zagorje.localhost", stranger).get(f"{receipt.path}photo/").status_code == 404
    assert page_client("zagorje.localhost").get(f"{receipt.path}photo/").status_code == 302
    with working_for(zagorje):
        other = factories.UtilityFactory(code="elsewhere", is_active=False)
        clerk = colleague(zagorje, username=None)
        factories.StaffUtilityFactory(user=clerk, utility=other)
        submission = Submission.objects.get()
    assert AdminClient("zagorje.localhost", clerk).get(f"/admin/meters/submission/{submission.pk}/photo/").status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"%PDF-1.7", id="a PDF"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", id="a drawing with a program"),
        pytest.param(b"\xff\xd8\xff" + b"\0" * 100, id="only the first bytes of a photo"),
        pytest.param(b"x" * (8 * 1024 * 1024 + 1), id="more than 8 MB"),
    ],
)
def test_z23_what_is_no_photo_is_refused_with_the_reason_and_nothing_is_taken(question, cilka_point, zagorje, sent):
    file = io.BytesIO(sent)
    file.name = "stevec.jpg"
    page = question.submit(reason="meter_exchanged", files={"photo": file})
    assert page.errors["photo"]
    assert page.form().values["reason"] == ["meter_exchanged"]
    with working_for(zagorje):
        assert states(cilka_point) == []
        assert not SubmissionPhoto.objects.exists()


def test_z23_a_photo_of_an_entry_that_rolls_back_is_not_kept(cilka, cilka_point, zagorje, water, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the outbox is full")

    monkeypatch.setattr("tenants.outbox.queue", fail)
    with pytest.raises(RuntimeError):
        enter(cilka, cilka_point, 1300, "2026-05-26 10:00", reason="meter_exchanged", photo=picture().getvalue())
    with working_for(zagorje):
        assert not SubmissionPhoto.objects.exists()
        assert not Reading.objects.filter(source="customer").exists()
