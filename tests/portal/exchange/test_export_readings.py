"""Readings go to billing once, after their window, in a file that can be made again byte for byte."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.management.base import CommandError

from meters.models import Reading, ReadingBatch, WindowChange
from meters.services import hand_over
from portal.exchange import export
from tenants import scope
from tenants.models import AuditEvent
from tenants.rules.exchange import Exchange
from tests import factories

pytestmark = pytest.mark.django_db

AFTER = datetime(2026, 3, 6, 8, tzinfo=UTC)
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 5)


@pytest.fixture
def point(in_involta):
    utility = factories.UtilityFactory._meta.model.objects.get()
    return factories.SupplyPointFactory(number="3-700001", utility=utility)


def handed_in(point, value="1234.5", **more):
    """One accepted reading of the window 1 to 5 March."""
    meter = more.pop("meter", None) or factories.MeterFactory(supply_point=point, serial=f"S{Reading.objects.count()}")
    register = more.pop("register", None) or factories.RegisterFactory(meter=meter, code="VT")
    submission = factories.SubmissionFactory(meter=register.meter, received_at=datetime(2026, 3, 2, 7, 30, tzinfo=UTC), window_first=FIRST)
    how = {"source": "customer", "state": "accepted", "window_first": FIRST, "window_last": LAST, "read_on": date(2026, 3, 2)}
    how |= {"submission": submission, "received_at": submission.received_at, "settles": date(2026, 2, 1)}
    return factories.ReadingFactory(register=register, value=Decimal(value), **(how | more))


def batch(now=AFTER):
    return hand_over.make_batch(utility=None, by="tests", now=now)


def text(batch, **exchange):
    return "".join(export.lines(batch, hand_over.readings_of(batch), Exchange(**exchange)))


def test_a_reading_waits_until_its_window_is_over(point):
    reading = handed_in(point)
    with pytest.raises(hand_over.NothingToHandOver):
        batch(datetime(2026, 3, 5, 22, 59, tzinfo=UTC))  # 23:59 in Ljubljana
    assert ReadingBatch.objects.count() == 0
    made = batch(datetime(2026, 3, 5, 23, 0, tzinfo=UTC))
    reading.refresh_from_db()
    assert (reading.state, reading.batch) == ("sent", made)
    assert AuditEvent.objects.filter(action="readings.handed_over").exists()


def test_a_window_that_staff_extended_is_waited_for(point):
    handed_in(point)
    WindowChange.objects.create(
        utility=point.utility, rule_key="electricity", window_first=FIRST, opens_on=LAST, open_until=date(2026, 3, 8)
    )
    with pytest.raises(hand_over.NothingToHandOver):
        batch()
    assert batch(datetime(2026, 3, 9, 8, tzinfo=UTC)).number == 1


def test_each_reading_goes_once(point):
    handed_in(point)
    batch()
    with pytest.raises(hand_over.NothingToHandOver):
        batch()
    handed_in(point)
    assert batch().number == 2


@pytest.mark.parametrize(
    "other", [{"state": "needs_review"}, {"state": "replaced"}, {"state": "used"}, {"kind": "own"}, {"source": "utility"}]
)
def test_only_accepted_billing_readings_of_customers_go(point, other):
    handed_in(point, **other)
    with pytest.raises(hand_over.NothingToHandOver):
        batch()


def test_a_rule_without_a_window_is_over_with_the_month(point):
    handed_in(point, window_last=None)
    with pytest.raises(hand_over.NothingToHandOver):
        batch(datetime(2026, 3, 31, 8, tzinfo=UTC))
    assert batch(datetime(2026, 4, 1, 8, tzinfo=UTC)).readings.count() == 1


def test_a_correction_names_the_batch_that_it_corrects(point):
    first = handed_in(point, "1000")
    batch()
    first.refresh_from_db()
    first.state = "replaced"
    first.save()
    handed_in(point, "1100", register=first.register)
    assert [found.replaces for found in hand_over.readings_of(batch())] == [1]
    assert [found.replaces for found in hand_over.readings_of(hand_over.batch_numbered(1))] == [None]


def test_the_file_is_written_as_the_tenants_file_says(point):
    handed_in(point, "1234.5000")
    header, line = text(batch(), separator=";", decimal_mark=",", date_format="%d.%m.%Y").splitlines()
    assert header.split(";") == list(export.COLUMNS)
    row = dict(zip(header.split(";"), line.split(";"), strict=True))
    assert (row["supply_point"], row["value"], row["read_on"], row["settles"]) == ("3-700001", "1234,5", "02.03.2026", "01.02.2026")
    assert row["received_at"] == "2026-03-02T08:30:00+01:00"


def test_a_batch_is_the_same_bytes_whatever_happens_to_its_readings(point):
    reading = handed_in(point)
    handed_in(point, "77")
    made = batch()
    before = text(made)
    Reading.objects.filter(pk=reading.pk).update(state="used")
    hand_over.set_batch_state(number=made.number, state="sent", by="tests")
    handed_in(point, "99")
    batch()
    assert text(hand_over.batch_numbered(1)) == before


def test_a_batch_never_goes_back(point):
    handed_in(point)
    number = batch().number
    assert hand_over.set_batch_state(number=number, state="acknowledged", by="tests").state == "acknowledged"
    assert hand_over.set_batch_state(number=number, state="acknowledged", by="tests").state == "acknowledged"
    with pytest.raises(hand_over.BatchWentFurther):
        hand_over.set_batch_state(number=number, state="sent", by="tests")
    with pytest.raises(hand_over.UnknownBatch):
        hand_over.set_batch_state(number=99, state="sent", by="tests")


@pytest.mark.parametrize("begins", [*"=+-@|%\t\r\n\0", "＝", "＋", "－", "＠", " =", "\u00a0+"])
def test_no_text_begins_a_formula(begins):
    assert export.text_cell(f"{begins}1+1") == f"'{begins}1+1"


@pytest.mark.parametrize("plain", ["3-700001", "", "7", "A=1"])
def test_other_text_stays_as_it_is(plain):
    assert export.text_cell(plain) == plain


@pytest.mark.parametrize(("value", "cell"), [("-12.5000", "-12,5"), ("100", "100"), ("0.0000", "0"), ("1200.0000", "1200")])
def test_numbers_stay_numbers(value, cell):
    assert export.number_cell(Decimal(value), Exchange(decimal_mark=",")) == cell


def test_the_command_writes_a_file_and_repeats_it(manage, point, involta, tmp_path, monkeypatch):
    handed_in(point)
    monkeypatch.setattr("tenants.clock.now", lambda: AFTER)
    assert "batch 1 is in" in manage("export_readings", "--tenant", "involta", "--output", tmp_path)
    first = (tmp_path / "readings-involta-1.csv").read_bytes()
    assert b"3-700001" in first
    assert "no reading waits" in manage("export_readings", "--tenant", "involta", "--output", tmp_path)
    manage("export_readings", "--tenant", "involta", "--batch", "1", "--output", tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == first
    assert manage("export_readings", "--tenant", "involta", "--batch", "1").encode() == first
    assert "batch 1 is sent" in manage("export_readings", "--tenant", "involta", "--sent", "1")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.csv", "readings-involta-1.csv"]


def test_a_file_that_cannot_be_written_hands_nothing_over(manage, point, tmp_path, monkeypatch):
    reading = handed_in(point)
    monkeypatch.setattr("tenants.clock.now", lambda: AFTER)
    with pytest.raises(CommandError, match="Nothing was handed over"):
        manage("export_readings", "--tenant", "involta", "--output", tmp_path / "nowhere" / "x.csv")
    reading.refresh_from_db()
    assert reading.state == "accepted"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--batch", "7"], "has no batch 7"),
        (["--sent", "7"], "has no batch 7"),
        (["--utility", "other"], "There is no utility 'other'"),
    ],
)
def test_what_an_operator_can_get_wrong_is_one_sentence(manage, point, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        manage("export_readings", "--tenant", "involta", *arguments)


def test_another_tenants_readings_stay_where_they_are(point, zagorje):
    from tests.scopes import working_for

    handed_in(point)
    with working_for(zagorje), pytest.raises(hand_over.NothingToHandOver):
        batch()
    assert scope.current().slug == "involta"
