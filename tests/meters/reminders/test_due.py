"""Who is reminded, when, and once only."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from meters import services
from meters.services.windows import extend_window
from tenants import sweep
from tenants.models import Utility
from tenants.sms import backends
from tests import factories
from tests.accounts.mailbox import messages
from tests.meters.readings import meter_of, second_point
from tests.meters.reminders.wishes import TWO_DAYS_BEFORE, hand_in, phone, remind, wish
from tests.scopes import working_for

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("moment", "expected"),
    [("2026-04-29 12:00", 0), ("2026-04-30 12:00", 0), ("2026-05-01 00:00", 1), ("2026-05-03 23:59", 1), ("2026-05-04 00:00", 0)],
)
def test_g23_a_reminder_is_due_from_two_days_before_the_end_until_the_end(gen_i, gorazd, point, at, moment, expected):
    wish(gorazd, point)
    at(moment)
    assert remind(gen_i) == expected


def test_g23_each_point_has_a_switch_of_its_own(gen_i, gorazd, point, at):
    at(TWO_DAYS_BEFORE)
    second = second_point(gorazd, commodity="electricity", number="3-300002")
    wish(gorazd, second)
    assert remind(gen_i) == 1
    [message] = messages(gen_i)
    assert "3-300002" in message.text
    assert "3-300001" not in message.text


def test_g23_the_same_reminder_is_written_once_however_often_it_is_asked(gen_i, gorazd, point, at):
    wish(gorazd, point)
    at(TWO_DAYS_BEFORE)
    assert [remind(gen_i), remind(gen_i)] == [1, 0]
    at("2026-05-02 09:00")
    assert remind(gen_i) == 0
    at("2026-06-01 09:00")
    assert remind(gen_i) == 1, "the next window"


def test_g23_the_database_allows_one_of_a_kind(gen_i, gorazd, point):
    with working_for(gen_i):
        factories.ReminderFactory(user=gorazd, supply_point=point)
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.ReminderFactory(user=gorazd, supply_point=point)


def test_g23_by_mail_and_by_sms_where_both_are_asked_for(gen_i, gorazd, point, at):
    phone(gorazd)
    wish(gorazd, point, "email")
    wish(gorazd, point, "sms")
    at(TWO_DAYS_BEFORE)
    assert remind(gen_i) == 2
    assert {(message.channel, message.to) for message in messages(gen_i)} == {("email", gorazd.email), ("sms", "+38631123456")}


def test_no_reminder_by_sms_without_a_number(gen_i, gorazd, point, at):
    wish(gorazd, point, "sms")
    at(TWO_DAYS_BEFORE)
    assert remind(gen_i) == 0


def test_nobody_is_reminded_who_did_not_ask(gen_i, gorazd, point, at):
    at(TWO_DAYS_BEFORE)
    assert remind(gen_i) == 0


@pytest.mark.parametrize("waits", [False, True])
def test_no_reminder_after_a_reading_was_handed_in(gen_i, gorazd, point, at, waits):
    wish(gorazd, point)
    at(TWO_DAYS_BEFORE)
    submission = hand_in(gorazd, point, dt.datetime(2026, 5, 1, 6, 0, tzinfo=dt.UTC))
    if waits:
        with working_for(gen_i):
            submission.readings.update(state="needs_review")
    assert remind(gen_i) == 0


def test_an_own_record_is_no_reading_and_does_not_silence_the_reminder(gen_i, gorazd, point, at):
    wish(gorazd, point)
    at(TWO_DAYS_BEFORE)
    with working_for(gen_i):
        services.submit_reading(
            supply_point=point, meter=meter_of(point), values={"VT": Decimal(1), "MT": Decimal(1)}, read_on=dt.date(2026, 5, 1),
            kind="own", form_key="obrazec000000002", by=gorazd, now=dt.datetime(2026, 5, 1, 6, 0, tzinfo=dt.UTC),
        )  # fmt: skip
    assert remind(gen_i) == 1


def test_no_reminder_where_nobody_reads_for_oneself(gen_i, gorazd, point, at):
    wish(gorazd, point)
    with working_for(gen_i):
        point.operator = factories.OperatorFactory(code="elektro-celje")
        point.save()
    at(TWO_DAYS_BEFORE)
    assert remind(gen_i) == 0


def test_no_reminder_without_a_link_on_that_day(gen_i, gorazd, point, at):
    wish(gorazd, point)
    at(TWO_DAYS_BEFORE)
    with working_for(gen_i):
        gorazd.links.update(valid_to=dt.date(2026, 4, 30))
    assert remind(gen_i) == 0


def test_no_reminder_for_who_may_only_read(gen_i, gorazd, point, at):
    wish(gorazd, point)
    at(TWO_DAYS_BEFORE)
    with working_for(gen_i):
        gorazd.links.update(role="may_read")
    assert remind(gen_i) == 0


@pytest.mark.parametrize("how", ["inactive", "unconfirmed"])
def test_no_reminder_for_an_account_that_is_shut_out_or_not_confirmed(gen_i, gorazd, point, at, how):
    wish(gorazd, point)
    at(TWO_DAYS_BEFORE)
    with working_for(gen_i):
        if how == "inactive":
            type(gorazd).objects.filter(pk=gorazd.pk).update(is_active=False)
        else:
            gorazd.emailaddress_set.update(verified=False)
    assert remind(gen_i) == 0


def test_staffs_extension_moves_the_reminder_and_makes_no_second_one(gen_i, gorazd, point, at):
    wish(gorazd, point)
    at("2026-05-01 08:00")
    with working_for(gen_i):
        extend_window(
            utility=Utility.objects.get(), rule_key="electricity", window_first=dt.date(2026, 4, 30), open_until=dt.date(2026, 5, 8),
            reason="praznik", by="tests", now=timezone.now(),
        )  # fmt: skip
    assert remind(gen_i) == 0, "seven days are left now"
    at("2026-05-06 08:00")
    assert remind(gen_i) == 1
    at("2026-05-07 08:00")
    assert remind(gen_i) == 0


def test_z02_reminder_goes_to_the_phone_given(zagorje, cilka, at):
    phone(cilka)
    at("2026-05-31 09:00")
    assert remind(zagorje) == 1
    sweep.run()
    [sent] = backends.outbox
    assert sent["to"] == "+38631123456"
    assert sent["text"].startswith("Moja Komunala Zagorje: ")
    assert len(sent["text"]) <= 160


def test_z02_without_a_phone_there_is_no_reminder(zagorje, cilka, at):
    at("2026-05-31 09:00")
    assert remind(zagorje) == 0
