"""Mail: written with what it tells, sent once, never lost without a word."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from email import message_from_bytes
from email.policy import default as modern
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tenants import due, outbox, scope, sweep, tasks
from tenants.letter import Letter
from tenants.models import OutboxMessage
from tests.scopes import working_for

State = OutboxMessage.State


@pytest.fixture
def queued(involta):
    """One message of Involta, waiting."""
    with working_for(involta):
        return queue(to="ana@example.si")


def queue(*, to: str, key: str = "one", language: str = "sl", **context):
    values = {"activate_url": "http://involta.localhost/accounts/activate/x/", "user": None, **context}
    return outbox.queue("activation", to=to, context=values, language=language, dedupe_key=key)


def row(tenant, message):
    with working_for(tenant):
        return OutboxMessage.objects.get(pk=message.pk)


def change(tenant, message, **values):
    with working_for(tenant):
        OutboxMessage.objects.filter(pk=message.pk).update(**values)


def received(letterbox):
    return [message_from_bytes(envelope.content, policy=modern) for envelope in letterbox.envelopes]


# --- Writing --------------------------------------------------------------------------------------------------------------------
def test_a_message_has_both_bodies_the_tenants_name_and_its_own_links(in_involta):
    message = queue(to="ana@example.si")
    assert "Moja Involta" in message.subject
    assert "http://involta.localhost/accounts/activate/x/" in message.text
    assert "http://involta.localhost/accounts/activate/x/" in message.html
    assert 'bgcolor="#1f53b8"' in message.html, "the tenant's colour"
    assert message.message_id.endswith("@involta.localhost>")


def test_a_message_speaks_the_language_it_is_asked_for(in_involta):
    assert 'lang="en"' in queue(to="ana@example.si", language="en").html
    assert 'lang="sl"' in queue(to="ana@example.si", language="sl", key="two").html


def test_what_is_typed_into_a_mail_is_text_in_both_bodies(in_involta, rf):
    class User:
        username = "<b>ana</b>"

    message = queue(to="ana@example.si", user=User())
    assert "<b>ana</b>" in message.text
    assert "&lt;b&gt;ana&lt;/b&gt;" in message.html


def test_the_same_key_is_written_once(in_involta):
    assert queue(to="ana@example.si").pk == queue(to="ana@example.si").pk
    assert OutboxMessage.objects.count() == 1
    assert DBTaskResult.objects.count() == 1


def test_the_same_key_at_two_tenants_is_two_messages(involta, zagorje):
    for tenant in (involta, zagorje):
        with working_for(tenant):
            queue(to="ana@example.si")
            assert OutboxMessage.objects.count() == 1


def test_a_message_and_its_job_go_with_a_transaction_that_is_rolled_back(in_involta):
    with transaction.atomic():
        queue(to="ana@example.si")
        transaction.set_rollback(True)
    assert OutboxMessage.objects.count() == DBTaskResult.objects.count() == 0


@pytest.mark.parametrize(
    "address", ["ana@example.si\nBcc: vsi@example.si", "ana@example.si\r\nX: y", "ana", "", "ana@example.si, b@example.si"]
)
def test_an_address_that_is_none_is_refused(in_involta, address):
    with pytest.raises(outbox.BadAddress):
        queue(to=address)


def test_a_line_break_in_a_subject_begins_no_header(involta, smtp_server):
    with working_for(involta):
        written = outbox.Written("note", Letter("sl", "Ena\r\nBcc: vsi@example.si", "x", ""), None)
        message = outbox.queue_rendered(written, to="ana@example.si", dedupe_key="x")
    assert outbox.deliver(involta, message.pk) == State.SENT
    mail = received(smtp_server)[0]
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Ena Bcc: vsi@example.si"
    assert smtp_server.envelopes[0].rcpt_tos == ["ana@example.si"]


# --- Sending --------------------------------------------------------------------------------------------------------------------
def test_a_message_is_sent_from_the_tenant_and_its_body_blanked(involta, queued, smtp_server):
    assert outbox.deliver(involta, queued.pk) == State.SENT
    mail = received(smtp_server)[0]
    assert mail["From"] == "Moja Involta <moja@involta.si>"
    assert mail["Reply-To"] == "info@involta.si"
    assert mail["Message-ID"] == queued.message_id
    assert mail.get_body(("plain",)).get_content().count("/accounts/activate/x/") == 1
    assert "/accounts/activate/x/" in mail.get_body(("html",)).get_content()
    kept = row(involta, queued)
    assert (kept.state, kept.text, kept.html, kept.attempts) == (State.SENT, "", "", 1)
    assert kept.sent_at is not None


def test_the_demo_keeps_the_body_to_be_looked_at(involta, queued, smtp_server, settings):
    settings.DEMO = True
    outbox.deliver(involta, queued.pk)
    assert "/accounts/activate/x/" in row(involta, queued).text


def test_a_message_is_not_sent_twice(involta, queued, smtp_server):
    outbox.deliver(involta, queued.pk)
    assert outbox.deliver(involta, queued.pk) == ""
    assert len(smtp_server.envelopes) == 1


def test_a_message_that_is_on_its_way_is_left_to_its_worker(involta, queued, smtp_server):
    change(involta, queued, state=State.SENDING)
    assert outbox.deliver(involta, queued.pk) == ""
    assert smtp_server.envelopes == []


def test_a_message_of_another_tenant_is_not_found(zagorje, involta, queued, smtp_server):
    assert outbox.deliver(zagorje, queued.pk) == ""
    assert row(involta, queued).state == State.WAITING


def test_try_later_is_tried_later(involta, queued, smtp_server):
    smtp_server.refuse_with = "451 try later"
    assert outbox.deliver(involta, queued.pk) == State.WAITING
    kept = row(involta, queued)
    assert "451" in kept.last_error
    wait = kept.next_attempt_at - timezone.now()
    assert timedelta(seconds=30) < wait <= outbox.BACK_OFF[0]
    assert outbox.deliver(involta, queued.pk) == "", "not before its time"
    smtp_server.refuse_with = ""
    change(involta, queued, next_attempt_at=timezone.now())
    assert outbox.deliver(involta, queued.pk) == State.SENT
    assert received(smtp_server)[0]["Message-ID"] == queued.message_id


def test_each_wait_is_longer_and_after_the_last_it_has_failed(involta, queued, smtp_server):
    smtp_server.refuse_with = "451 try later"
    waits = []
    for _attempt in outbox.BACK_OFF:
        change(involta, queued, next_attempt_at=timezone.now())
        assert outbox.deliver(involta, queued.pk) == State.WAITING
        waits.append(row(involta, queued).next_attempt_at)
    assert waits == sorted(waits)
    change(involta, queued, next_attempt_at=timezone.now())
    outbox.deliver(involta, queued.pk)
    assert row(involta, queued).state == State.FAILED


def test_never_is_never(involta, queued, smtp_server):
    smtp_server.refuse_with = "550 no such person"
    assert outbox.deliver(involta, queued.pk) == State.FAILED
    assert "550" in row(involta, queued).last_error
    assert outbox.deliver(involta, queued.pk) == ""


def test_a_server_that_is_away_loses_nothing(involta, queued, smtp_server, settings):
    settings.EMAIL_PORT = 1  # nobody listens there
    assert outbox.deliver(involta, queued.pk) == State.WAITING
    assert row(involta, queued).text


def test_a_line_that_breaks_after_the_text_is_uncertain_and_not_repeated(involta, queued, smtp_server, monkeypatch):
    def breaks(self, message):
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")

    monkeypatch.setattr(smtplib.SMTP, "data", breaks)
    assert outbox.deliver(involta, queued.pk) == State.UNCERTAIN
    change(involta, queued, next_attempt_at=timezone.now())
    assert outbox.due(involta) == []


def test_a_line_that_breaks_before_the_text_is_tried_again(involta, queued, smtp_server, monkeypatch):
    def breaks(self, *args, **kwargs):
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")

    monkeypatch.setattr(smtplib.SMTP, "mail", breaks)
    assert outbox.deliver(involta, queued.pk) == State.WAITING


def test_nothing_of_ours_is_open_while_the_server_talks(involta, queued, smtp_server, monkeypatch):
    """No transaction and no tenant: a slow mail server must hold no lock."""
    seen = []
    monkeypatch.setattr(outbox, "_send", lambda message, sender: seen.append(scope.current_or_none()) or outbox.Outcome(State.SENT))
    outbox.deliver(involta, queued.pk)
    assert seen == [None]


# --- What is due ----------------------------------------------------------------------------------------------------------------
def test_a_dead_workers_message_becomes_uncertain(involta, queued, smtp_server):
    change(involta, queued, state=State.SENDING, next_attempt_at=timezone.now() - timedelta(seconds=1))
    assert outbox.due(involta) == []
    assert row(involta, queued).state == State.UNCERTAIN


def test_a_round_sends_for_every_tenant_and_the_next_one_nothing(involta, zagorje, smtp_server):
    for tenant in (involta, zagorje):
        with working_for(tenant):
            queue(to="ana@example.si")
    out = StringIO()
    call_command("run_due", stdout=out)
    assert "involta: mail sent: 1" in out.getvalue()
    assert "zagorje: mail sent: 1" in out.getvalue()
    assert {mail["From"] for mail in received(smtp_server)} == {
        "Moja Involta <moja@involta.si>",
        "Moja Komunala Zagorje <moja@komunala-zagorje.si>",
    }
    again = StringIO()
    call_command("run_due", stdout=again)
    assert "mail sent" not in again.getvalue()
    assert len(smtp_server.envelopes) == 2


def test_a_job_that_fails_at_one_tenant_stops_no_other(involta, zagorje, monkeypatch):
    done = []

    def job():
        if scope.current().slug == "involta":
            raise RuntimeError("broken")
        done.append(scope.current().slug)
        return 1

    monkeypatch.setattr(due, "_jobs", {"job": job})
    report = sweep.run()
    assert report.failed == ["involta: job"]
    assert "zagorje" in done
    assert "zagorje: job: 1" in report.lines


def test_a_message_at_which_we_fail_keeps_none_of_the_others(involta, smtp_server, monkeypatch):
    with working_for(involta):
        first, _second = queue(to="ana@example.si"), queue(to="bojan@example.si", key="two")

    def wanted(message):
        if message.pk == first.pk:
            raise RuntimeError("broken")
        return True

    monkeypatch.setitem(outbox._wanted, "activation", wanted)
    assert sweep.run().failed == ["involta: mail sent"]
    assert [envelope.rcpt_tos for envelope in smtp_server.envelopes] == [["bojan@example.si"]]


def test_a_message_that_nobody_wants_any_more_is_withdrawn(involta, queued, smtp_server, monkeypatch):
    monkeypatch.setitem(outbox._wanted, "activation", lambda message: False)
    assert outbox.deliver(involta, queued.pk) == State.WITHDRAWN
    assert (row(involta, queued).text, smtp_server.envelopes) == ("", [])


def test_the_job_of_the_queue_sends_the_message(involta, queued, smtp_server):
    assert tasks.deliver_message.call(tenant_id=involta.pk, message_id=queued.pk) == State.SENT
    assert len(smtp_server.envelopes) == 1


def test_the_job_queue_holds_nothing_but_numbers(involta, queued):
    assert DBTaskResult.objects.get().args_kwargs == {"args": [], "kwargs": {"tenant_id": involta.pk, "message_id": queued.pk}}
