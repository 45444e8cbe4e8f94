"""What a reminder says; before it leaves, it is asked once more whether it is still wanted."""

from __future__ import annotations

import datetime as dt

import pytest

from meters.models import Reminder
from meters.services import reminders
from tenants import outbox, sweep
from tenants.models import OutboxMessage
from tenants.sms import backends
from tests.accounts.mailbox import messages
from tests.meters.reminders.wishes import TWO_DAYS_BEFORE, hand_in, phone, remind, wish
from tests.scopes import working_for

pytestmark = pytest.mark.django_db


State = OutboxMessage.State


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
