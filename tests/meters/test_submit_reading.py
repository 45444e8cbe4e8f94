"""The service that takes a reading: what it writes, what it refuses, and that it can be repeated."""

import datetime as dt
import re
from decimal import Decimal

import pytest

from meters import services
from meters.models import Reading, Submission
from meters.rules import receipt_number
from tenants.models import AuditEvent, OutboxMessage
from tests import factories
from tests.meters.readings import MAY_3, effective, meter_of, past, second_point, states, submit
from tests.scopes import working_for

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def point(ana_point, in_involta):
    past(ana_point, VT=24816, MT=18302)
    return ana_point


def test_an_ordinary_reading_is_accepted_with_number_and_time(ana, point):
    submission = submit(ana, point)
    assert states(point) == [("VT", 25034, "accepted"), ("MT", 18511, "accepted")]
    assert receipt_number.is_valid(submission.number)
    assert submission.received_at == MAY_3
    assert (submission.window_first, submission.window_last) == (dt.date(2026, 5, 1), dt.date(2026, 5, 5))
    assert {reading.settles for reading in submission.readings.all()} == {dt.date(2026, 4, 1)}


def test_who_handed_in_what_stands_in_the_audit(ana, point):
    submission = submit(ana, point)
    row = AuditEvent.objects.get(action="reading.submitted")
    assert (row.actor, row.object_label) == (ana, submission.number)
    assert row.data["values"] == {"VT": "25034", "MT": "18511"}


def test_the_receipt_is_mailed_with_number_and_server_time(ana, point):
    submission = submit(ana, point)
    message = OutboxMessage.objects.get(event="reading_receipt")
    assert message.to == ana.email
    assert submission.number in message.subject
    for body in (message.text, message.html):
        assert submission.number in body
        assert re.search(r"10[.:]00[.:]00", body)  # Ljubljana's time of 8.00 UTC
        assert "25034" in body
        assert "18511" in body


def test_the_last_entry_counts_and_the_earlier_one_stays_as_replaced(ana, point):
    submit(ana, point)
    submit(ana, point, values={"VT": Decimal(25040), "MT": Decimal(18512)}, now=MAY_3 + DAY)
    assert states(point) == [
        ("VT", 25034, "replaced"), ("MT", 18511, "replaced"), ("VT", 25040, "accepted"), ("MT", 18512, "accepted"),
    ]  # fmt: skip


def test_a_correction_is_compared_with_the_reading_before_the_window_not_with_the_mistake(ana, point):
    submit(ana, point, values={"VT": Decimal(25060), "MT": Decimal(18511)})
    submit(ana, point)
    assert effective(point) == {"VT": 25034, "MT": 18511}


def test_a_repeated_post_gives_the_first_receipt_and_changes_nothing(ana, point):
    first = submit(ana, point, form_key="pritisnjen0dvakrat")
    again = submit(ana, point, form_key="pritisnjen0dvakrat", values={"VT": Decimal(25099), "MT": Decimal(18599)})
    assert again == first
    assert Submission.objects.count() == 1
    assert OutboxMessage.objects.count() == 1


def test_a_repeated_post_after_the_window_closed_still_finds_the_receipt(ana, point):
    first = submit(ana, point, form_key="pritisnjen0dvakrat")
    assert submit(ana, point, form_key="pritisnjen0dvakrat", now=MAY_3 + 10 * DAY) == first


def test_the_key_of_somebody_elses_form_reveals_nothing(ana, bojan, point):
    submit(ana, point, form_key="pritisnjen0dvakrat")
    with pytest.raises(services.FormKeyTaken):
        submit(bojan, point, form_key="pritisnjen0dvakrat")


def test_a_late_failure_leaves_nothing_behind(ana, point, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the outbox is full")

    submit(ana, point)
    monkeypatch.setattr("tenants.outbox.queue", fail)
    with pytest.raises(RuntimeError):
        submit(ana, point, values={"VT": Decimal(25040), "MT": Decimal(18512)})
    assert effective(point) == {"VT": 25034, "MT": 18511}
    assert Submission.objects.count() == 1
    assert AuditEvent.objects.filter(action="reading.submitted").count() == 1


def test_a_receipt_number_that_is_taken_is_drawn_again(ana, point, monkeypatch):
    draws = iter([7, 7, 8])
    monkeypatch.setattr("secrets.randbelow", lambda limit: next(draws))
    first, second = submit(ana, point), submit(ana, point)
    assert first.number != second.number


# --- Doubts ---------------------------------------------------------------------------------------------------------------------
def test_a_doubtful_reading_needs_a_reason_and_says_what_is_doubtful(ana, point):
    with pytest.raises(services.ReasonNeeded) as refused:
        submit(ana, point, values={"VT": Decimal(52034), "MT": Decimal(18511)})
    assert [doubt.codes for doubt in refused.value.doubts] == [("VT",)]
    assert states(point) == []


def test_to_say_that_the_entry_is_wrong_confirms_nothing(ana, point):
    with pytest.raises(services.ReasonNeeded):
        submit(ana, point, values={"VT": Decimal(52034), "MT": Decimal(18511)}, reason="wrong_entry")


def test_a_confirmed_doubt_waits_for_staff_and_leaves_the_accepted_reading_in_place(ana, point):
    submit(ana, point)
    submission = submit(ana, point, values={"VT": Decimal(52034), "MT": Decimal(18511)}, reason="value_is_right")
    assert submission.reason == "value_is_right"
    assert effective(point) == {"VT": 25034, "MT": 18511}
    assert states(point)[2:] == [("VT", 52034, "needs_review"), ("MT", 18511, "needs_review")]


def test_a_later_ordinary_reading_takes_the_doubtful_one_out_of_the_queue(ana, point):
    submit(ana, point, values={"VT": Decimal(52034), "MT": Decimal(18511)}, reason="value_is_right")
    submit(ana, point)
    assert states(point)[:2] == [("VT", 52034, "replaced"), ("MT", 18511, "replaced")]
    assert effective(point) == {"VT": 25034, "MT": 18511}


def test_a_reason_without_a_doubt_is_not_kept(ana, point):
    assert submit(ana, point, reason="meter_exchanged").reason == ""


def test_an_estimate_that_was_too_high_makes_no_true_reading_doubtful(ana, point):
    register = meter_of(point).registers.get(code="VT")
    factories.ReadingFactory(register=register, read_on=dt.date(2026, 4, 30), value=Decimal(25500), source="estimate")
    submit(ana, point)
    assert effective(point)["VT"] == 25034


# --- What cannot be true --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "failure"),
    [
        ({"values": {}}, services.NothingToSubmit),
        ({"values": {"VT": Decimal(25034)}}, services.RegistersMissing),
        ({"values": {"VT": Decimal(25034), "MT": Decimal(18511), "XX": Decimal(1)}}, services.UnknownRegister),
        ({"values": {"VT": Decimal(1234567), "MT": Decimal(18511)}}, services.WrongDigits),
        ({"values": {"VT": Decimal("25034.5"), "MT": Decimal(18511)}}, services.WrongDigits),
        ({"values": {"VT": Decimal(-1), "MT": Decimal(18511)}}, services.WrongDigits),
        ({"values": {"VT": Decimal("NaN"), "MT": Decimal(18511)}}, services.WrongDigits),
        ({"read_on": dt.date(2026, 5, 4)}, services.ReadingDateRefused),
        ({"read_on": dt.date(2026, 4, 27)}, services.ReadingDateRefused),
        ({"kind": "own"}, services.KindRefused),
        ({"now": MAY_3 + 5 * DAY}, services.ReadingWindowClosed),
    ],
)
def test_what_cannot_be_true_is_refused_whatever_the_reason(ana, point, change, failure):
    with pytest.raises(failure):
        submit(ana, point, **{"reason": "value_is_right", **change})
    assert states(point) == []


def test_a_closed_window_names_the_next_one(ana, point):
    with pytest.raises(services.ReadingWindowClosed) as closed:
        submit(ana, point, now=MAY_3 + 5 * DAY)
    assert closed.value.coming.window.first == dt.date(2026, 6, 1)


def test_a_meter_of_another_point_is_refused(ana, bojan_point, point):
    with pytest.raises(services.UnknownRegister):
        submit(ana, point, meter=meter_of(bojan_point))


def test_a_date_before_the_meter_was_installed_is_refused(ana, point):
    meter = meter_of(point)
    meter.installed_on = dt.date(2026, 5, 1)
    meter.save()
    with pytest.raises(services.ReadingDateRefused):
        submit(ana, point, read_on=dt.date(2026, 4, 30))


def test_a_reading_that_is_on_a_bill_cannot_be_replaced(ana, point):
    submission = submit(ana, point)
    submission.readings.update(state=Reading.State.USED)
    with pytest.raises(services.AlreadyBilled):
        submit(ana, point, values={"VT": Decimal(25040), "MT": Decimal(18512)})
    assert effective(point) == {"VT": 25034, "MT": 18511}


# --- Registers, gas, own records, exchange --------------------------------------------------------------------------------------
def test_an_optional_register_left_out_by_the_correction_does_not_stay_behind(ana, point):
    factories.RegisterFactory(meter=meter_of(point), code="ET", position=2)
    submit(ana, point, values={"VT": Decimal(25034), "MT": Decimal(18511), "ET": Decimal(43545)})
    submit(ana, point, values={"VT": Decimal(25040), "MT": Decimal(18511)})
    assert effective(point) == {"VT": 25040, "MT": 18511}


def test_without_a_window_the_month_of_the_reading_is_the_key(ana, point):
    gas = second_point(ana)
    now = dt.datetime(2026, 5, 20, 8, tzinfo=dt.UTC)
    submit(ana, gas, values={"GAS": Decimal(3100)}, now=now)
    submit(ana, gas, values={"GAS": Decimal(3120)}, now=now + 15 * DAY, read_on=dt.date(2026, 5, 31))
    submit(ana, gas, values={"GAS": Decimal(3130)}, now=now + 15 * DAY)
    assert states(gas) == [("GAS", 3100, "replaced"), ("GAS", 3120, "accepted"), ("GAS", 3130, "accepted")]


def test_an_own_record_counts_for_nothing(apply_preset):
    from tests import people

    tenant = apply_preset("gen-i")
    tine = people.household(tenant, username=None, full_name="Tine Zorko", number="400001", commodity="gas")
    point = people.point_of(tine)
    with working_for(tenant):
        inside, outside = dt.datetime(2026, 5, 28, 8, tzinfo=dt.UTC), dt.datetime(2026, 5, 10, 8, tzinfo=dt.UTC)
        submit(tine, point, values={"GAS": Decimal(9999)}, kind="own", now=outside)
        assert effective(point) == {}
        submit(tine, point, values={"GAS": Decimal(3100)}, now=inside)  # not "lower than before"
        submit(tine, point, values={"GAS": Decimal(3101)}, kind="own", now=inside)
        assert effective(point) == {"GAS": 3100}
        assert [message.event for message in OutboxMessage.objects.all()] == ["reading_receipt"]


def test_the_new_meter_is_compared_with_its_own_first_value(ana, point):
    old = meter_of(point)
    exchanged_on = dt.date(2026, 4, 20)
    old.removed_on = exchanged_on
    old.save()
    for register, value in zip(old.registers.order_by("position"), (24900, 18400), strict=True):
        factories.ReadingFactory(register=register, read_on=exchanged_on, value=Decimal(value), source="exchange_out")
    new = factories.MeterFactory(supply_point=point, serial="900", installed_on=exchanged_on)
    for code in ("VT", "MT"):
        register = factories.RegisterFactory(meter=new, code=code)
        factories.ReadingFactory(register=register, read_on=exchanged_on, value=Decimal(0), source="exchange_in")
    submit(ana, point, meter=new, values={"VT": Decimal(90), "MT": Decimal(80)})
    assert effective(point) == {"VT": 90, "MT": 80}


def test_the_billing_mode_on_the_first_day_of_the_window_decides(ana, point, in_involta):
    """A rule for direct debit closes on the 3rd; who changes to it inside the window still has until the 5th."""
    rule = 'key = "debit"\ncommodity = "electricity"\nbilling_mode = "debit"\nkind = "window"\nstart = 1\nend = 3\n'
    text = in_involta.file.replace("[menu]", f"[[reading.rules]]\n{rule}\n[menu]", 1)
    in_involta.file = text
    in_involta.save()
    period = point.periods.get()
    period.valid_to = dt.date(2026, 5, 1)
    period.save()
    factories.SupplyPeriodFactory(supply_point=point, customer=period.customer, valid_from=dt.date(2026, 5, 2), billing_mode="debit")
    submit(ana, point, now=MAY_3 + DAY)  # 4 May
    with pytest.raises(services.ReadingWindowClosed):
        submit(ana, point, now=MAY_3 + 32 * DAY, read_on=dt.date(2026, 6, 4))
