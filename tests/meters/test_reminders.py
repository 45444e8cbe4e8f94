"""Reminders of an open window: to whom, when, by which way, once each, and ended with one click."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from meters import services
from meters.models import Reminder, ReminderChoice
from meters.services import reminders, reminding
from meters.services.windows import extend_window
from tenants import outbox, scope, sweep
from tenants.models import OutboxMessage, Utility
from tenants.sms import backends
from tests import factories, people
from tests.accounts.mailbox import messages
from tests.meters.readings import meter_of, second_point
from tests.scopes import working_for

pytestmark = pytest.mark.django_db

State = OutboxMessage.State
TWO_DAYS_BEFORE = "2026-05-01 09:00"
"""GEN-I's electricity: 30 April to 3 May; its reminder is due two days before the end."""


@pytest.fixture(autouse=True)
def _no_sms_yet():
    backends.outbox.clear()


@pytest.fixture
def gen_i(apply_preset):
    return apply_preset("gen-i")


@pytest.fixture
def gorazd(gen_i):
    return people.household(gen_i, username=None, full_name="Gorazd Zorman", number="300001", commodity="electricity")


@pytest.fixture
def point(gorazd):
    return people.point_of(gorazd)


@pytest.fixture
def client(gorazd, page_client):
    return page_client("gen-i.localhost", gorazd)


def wish(user, point, channel="email", is_on=True):
    with working_for(user.tenant):
        reminders.choose_reminders(user=user, wanted={channel: is_on}, supply_point=point, by=user)


def phone(user, number="+38631123456"):
    with working_for(user.tenant):
        type(user).objects.filter(pk=user.pk).update(phone=number)
        user.refresh_from_db()


def remind(tenant):
    return reminding.send_reminders(tenant)


def hand_in(user, point, now, **values):
    with working_for(user.tenant):
        return services.submit_reading(
            supply_point=type(point).objects.select_related("utility", "operator").get(pk=point.pk),
            meter=meter_of(point),
            values={code: Decimal(value) for code, value in (values or {"VT": 100, "MT": 100}).items()},
            read_on=now.date(),
            form_key="obrazec000000001",
            by=user,
            now=now,
        )


# --- Who and when ---------------------------------------------------------------------------------------------------------------
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


# --- Once more before it leaves -------------------------------------------------------------------------------------------------
def test_a_reminder_that_waits_is_withdrawn_when_the_reading_comes_in(gen_i, gorazd, point, at, smtp_server):
    wish(gorazd, point)
    at(TWO_DAYS_BEFORE)
    remind(gen_i)
    smtp_server.refuse_with = "451 try later"
    [message] = messages(gen_i)
    assert outbox.deliver(gen_i, message.pk) == State.WAITING
    hand_in(gorazd, point, dt.datetime(2026, 5, 1, 7, 30, tzinfo=dt.UTC))
    smtp_server.refuse_with = ""
    at("2026-05-01 11:00")
    assert outbox.deliver(gen_i, message.pk) == State.WITHDRAWN
    assert smtp_server.envelopes == []


@pytest.mark.parametrize("how", ["window closed", "switched off", "unlinked", "address changed", "forgotten"])
def test_a_reminder_that_waits_is_withdrawn_when_nobody_wants_it_any_more(gen_i, gorazd, point, at, smtp_server, how):
    wish(gorazd, point)
    at(TWO_DAYS_BEFORE)
    remind(gen_i)
    [message] = messages(gen_i)
    with working_for(gen_i):
        if how == "window closed":
            at("2026-05-04 00:01")
        elif how == "switched off":
            reminders.choose_reminders(user=gorazd, wanted={"email": False}, supply_point=point, by=gorazd)
        elif how == "unlinked":
            gorazd.links.update(valid_to=dt.date(2026, 4, 30))
        elif how == "address changed":
            type(gorazd).objects.filter(pk=gorazd.pk).update(email="nov@example.si")
        else:
            Reminder.objects.all().delete()
    assert outbox.deliver(gen_i, message.pk) == State.WITHDRAWN
    assert smtp_server.envelopes == []
    assert messages(gen_i)[0].text == "", "its links are secrets"


# --- The messages ---------------------------------------------------------------------------------------------------------------
def test_g23_the_mail_names_point_and_last_day_leads_to_the_form_and_can_be_ended(gen_i, gorazd, point, at, smtp_server):
    wish(gorazd, point)
    at(TWO_DAYS_BEFORE)
    remind(gen_i)
    [message] = messages(gen_i)
    assert "3-300001" in message.subject
    assert "3. 5. 2026" in message.text
    assert f"/meters/{point.public_id}/submit/" in message.text
    with working_for(gen_i):
        key = Reminder.objects.get().public_id
    assert message.text.count(f"http://gen-i.localhost/r/{key}/") == 1
    outbox.deliver(gen_i, message.pk)
    sent = smtp_server.envelopes[0].content.decode()
    assert f"List-Unsubscribe: <http://gen-i.localhost/r/{key}/>" in sent
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in sent


def test_g23_the_short_message_fits_one_segment_and_carries_the_link_that_ends_it(gen_i, gorazd, point, at):
    phone(gorazd)
    wish(gorazd, point, "sms")
    at(TWO_DAYS_BEFORE)
    remind(gen_i)
    sweep.run()
    [sent] = backends.outbox
    with working_for(gen_i):
        key = Reminder.objects.get().public_id
    assert sent["to"] == "+38631123456"
    assert sent["text"].startswith("Moj GEN-I: ")
    assert sent["text"].endswith(f"http://gen-i.localhost/r/{key}/")
    assert "3-300001" in sent["text"]
    assert "3. 5." in sent["text"]
    assert len(sent["text"]) <= 160
    assert not set(sent["text"]) & set("čšžČŠŽ"), "one such letter would make it two or three messages"


def test_a_reminder_speaks_the_persons_language(gen_i, gorazd, point, at):
    with working_for(gen_i):
        type(gorazd).objects.filter(pk=gorazd.pk).update(language="en")
    wish(gorazd, point)
    at(TWO_DAYS_BEFORE)
    remind(gen_i)
    [message] = messages(gen_i)
    assert message.language == "en"
    assert 'lang="en"' in message.html
    assert "Hand in the reading" in message.subject


# --- Zagorje: to the phone that was given ---------------------------------------------------------------------------------------
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


def test_z35_reminders_stop_when_the_switch_of_the_account_is_off(zagorje, cilka, cilka_client, at):
    at("2026-05-31 09:00")
    phone(cilka)
    page = cilka_client.visit("/meters/reminders/")
    assert page.form().names == ["all-sms"]
    page.submit(**{"all-sms": None})
    assert remind(zagorje) == 0


# --- Asking and ending ----------------------------------------------------------------------------------------------------------
def test_g23_the_ticks_are_set_on_the_page_of_the_point(gen_i, gorazd, point, client, at):
    at(TWO_DAYS_BEFORE)
    page = client.visit(f"/meters/{point.public_id}/")
    assert f"{point.public_id}-email" in page.form("reminders-form").names
    page.submit("reminders-form", **{f"{point.public_id}-email": "on"})
    with working_for(gen_i):
        chosen = {(row.supply_point_id, row.channel): row.is_on for row in ReminderChoice.objects.all()}
    assert chosen == {(point.pk, "email"): True}, "SMS cannot be chosen without a number"


def test_g23_all_points_stand_on_one_page(gen_i, gorazd, point, client, at):
    at(TWO_DAYS_BEFORE)
    phone(gorazd)
    second = second_point(gorazd, commodity="gas", number="3-300002")
    page = client.visit("/meters/reminders/")
    assert "3-300001" in page.main
    assert "3-300002" in page.main
    page.submit(**{f"{second.public_id}-sms": "on"})
    with working_for(gen_i):
        assert [(row.supply_point_id, row.channel) for row in ReminderChoice.objects.filter(is_on=True)] == [(second.pk, "sms")]


def test_g23_a_strangers_point_cannot_be_chosen(gen_i, gorazd, client, at):
    stranger = people.household(gen_i, username=None, full_name="Tuja Oseba", number="300009", commodity="electricity")
    other = people.point_of(stranger)
    own = client.visit("/meters/reminders/").form()
    data = {"csrfmiddlewaretoken": own.values["csrfmiddlewaretoken"][0], f"{other.public_id}-email": "on"}
    assert client.post(f"/meters/{other.public_id}/reminders/", data).status_code == 404
    with working_for(gen_i):
        assert not ReminderChoice.objects.exists()


@pytest.fixture
def stop_path(gen_i, gorazd, point, at):
    wish(gorazd, point)
    at(TWO_DAYS_BEFORE)
    remind(gen_i)
    return re.search(r"/r/\w{16}/", messages(gen_i)[0].text)[0]


def wants(user, point):
    with working_for(user.tenant):
        return reminders.wishes([user])[user.pk].wants("email", point)


def test_g23_opening_the_link_changes_nothing_and_the_button_ends_it_without_signing_in(gorazd, point, stop_path, page_client):
    visitor = page_client("gen-i.localhost")
    page = visitor.visit(stop_path)
    assert wants(gorazd, point)
    page = page.submit()
    assert not wants(gorazd, point)
    assert "3-300001" in page.main


def test_g23_a_program_of_mail_ends_it_with_one_post_and_is_not_led_elsewhere(gorazd, point, stop_path, gen_i):
    from django.test import Client

    answer = Client(headers={"host": "gen-i.localhost"}, enforce_csrf_checks=True).post(stop_path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not wants(gorazd, point)


def test_g23_one_point_that_is_stopped_leaves_the_others(gen_i, gorazd, point, stop_path, page_client, at):
    second = second_point(gorazd, commodity="electricity", number="3-300002")
    wish(gorazd, second)
    page_client("gen-i.localhost").visit(stop_path).submit()
    assert not wants(gorazd, point)
    assert wants(gorazd, second)


def test_a_link_of_another_tenant_ends_nothing(stop_path, zagorje, page_client, gorazd, point):
    page_client("zagorje.localhost").visit(stop_path, status=404)
    assert page_client("zagorje.localhost").post(stop_path, {}).status_code == 404
    assert wants(gorazd, point)


# --- The command and the round --------------------------------------------------------------------------------------------------
def test_the_command_says_how_many(gen_i, gorazd, point, at, manage):
    wish(gorazd, point)
    at(TWO_DAYS_BEFORE)
    assert "gen-i: 1 reminders written" in manage("send_reminders", "--tenant", "gen-i")
    assert "gen-i: 0 reminders written: no reading is missing" in manage("send_reminders", "--all-tenants")


def test_the_command_says_why_there_are_none(gen_i, gorazd, point, involta, at, manage):
    at(TWO_DAYS_BEFORE)
    assert "gen-i: 0 reminders written: nobody has asked for one" in manage("send_reminders", "--tenant", "gen-i")
    assert "involta: 0 reminders written: [reminders] in its file names no channel" in manage("send_reminders", "--tenant", "involta")


@pytest.mark.parametrize(
    ("moment", "written"), [("2026-05-01 07:59", 0), ("2026-05-01 08:00", 1), ("2026-05-01 19:59", 1), ("2026-05-01 20:00", 0)]
)
def test_the_round_wakes_nobody(gen_i, gorazd, point, at, moment, written):
    wish(gorazd, point)
    at(moment)
    sweep.run()
    assert len(messages(gen_i)) == written


def test_the_round_looks_at_everybody_once_a_day(gen_i, gorazd, point, at, django_assert_num_queries):
    wish(gorazd, point)
    at(TWO_DAYS_BEFORE)
    assert reminding.send_reminders_of_today(gen_i) == 1
    with django_assert_num_queries(0):
        assert reminding.send_reminders_of_today(gen_i) == 0


def test_people_are_taken_in_lots(gen_i, at, monkeypatch):
    monkeypatch.setattr(reminding, "LOT", 2)
    for number in range(5):
        user = people.household(gen_i, username=None, full_name=f"Oseba{number} X", number=f"31000{number}", commodity="electricity")
        wish(user, people.point_of(user))
    at(TWO_DAYS_BEFORE)
    assert remind(gen_i) == 5
    assert len({message.to for message in messages(gen_i)}) == 5
    assert scope.current_or_none() is None


def test_g12_both_ticks_stand_beside_the_days_of_the_point(gen_i, gorazd, point, client, at):
    """The manual's labels: `Opomnik`, `Opomnik SMS`."""
    at(TWO_DAYS_BEFORE)
    phone(gorazd)
    page = client.visit(f"/meters/{point.public_id}/submit/")
    form = page.form("reminders-form")
    words = " ".join(" ".join(item.itertext()) for item in form.element.iter("label"))
    assert re.search(r"Opomnik\s.*Opomnik SMS\s", words, re.DOTALL)
    page.submit("reminders-form", **{f"{point.public_id}-email": True, f"{point.public_id}-sms": True})
    assert wants(gorazd, point)
    assert remind(gen_i) == 2
