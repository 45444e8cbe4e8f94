"""Many customers, five runs at once, killed half-way, repeated, and a mail server that fails on purpose: one reminder each.

Two hundred customers in every run, a thousand with `make faults`."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as django_settings
from django.db import connection

from accounts.models import Customer, Link, User
from meters.models import Meter, Reading, Register, Reminder, ReminderChoice, Submission, SupplyPeriod, SupplyPoint
from tenants import outbox, scope
from tenants.models import OutboxMessage, Utility
from tests import factories
from tests.sizes import size

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

State = OutboxMessage.State
CUSTOMERS = size(200, 1000)
HANDED_IN, WAITING_FOR_STAFF = CUSTOMERS * 3 // 10, CUSTOMERS // 10
"""The first ones have handed in a reading before anybody is reminded; those of the next wait for staff."""

LATE = CUSTOMERS // 40
"""These hand in while their reminder waits to be sent."""

WRITTEN_BEFORE_THE_KILL = CUSTOMERS // 5
FAILURES_OF_EACH_KIND = CUSTOMERS // 200

FIRST_DAY, NEXT_DAY = "2026-05-01T09:00:00+02:00", "2026-05-02T09:00:00+02:00"
WINDOW = dt.date(2026, 4, 30)

RUN = """
import datetime, sys, time_machine
time_machine.travel(datetime.datetime.fromisoformat(sys.argv[1]), tick=True).start()
import django
from django.core.management import call_command
django.setup()
call_command("send_reminders", "--tenant", "gen-i")
"""


# --- The world ------------------------------------------------------------------------------------------------------------------
@pytest.fixture
def gen_i(apply_preset):
    tenant = apply_preset("gen-i")
    with scope.bound(tenant):
        _fill(Utility.objects.get())
    return tenant


def _fill(utility):
    """CUSTOMERS households, each with one point, two registers and the wish to be reminded by mail."""
    numbers = range(CUSTOMERS)
    users = User.objects.bulk_create(User(email=email(n), full_name=f"Oseba {n}", password="x") for n in numbers)
    EmailAddress.objects.bulk_create(EmailAddress(user=user, email=user.email, primary=True, verified=True) for user in users)
    customers = Customer.objects.bulk_create(Customer(utility=utility, number=f"{n:06d}", name=f"Oseba {n}") for n in numbers)
    points = SupplyPoint.objects.bulk_create(SupplyPoint(utility=utility, number=f"3-{n:06d}", commodity="electricity") for n in numbers)
    day = factories.DAY
    SupplyPeriod.objects.bulk_create(
        SupplyPeriod(supply_point=point, customer=customer, valid_from=day) for point, customer in zip(points, customers, strict=True)
    )
    Link.objects.bulk_create(Link(user=user, customer=customer, valid_from=day) for user, customer in zip(users, customers, strict=True))
    meters = Meter.objects.bulk_create(Meter(supply_point=point, serial=point.number, installed_on=day) for point in points)
    Register.objects.bulk_create(Register(meter=meter, code=code, unit="kWh") for meter in meters for code in ("VT", "MT"))
    ReminderChoice.objects.bulk_create(
        ReminderChoice(user=user, supply_point=point, channel="email", is_on=True) for user, point in zip(users, points, strict=True)
    )
    for n in range(HANDED_IN + WAITING_FOR_STAFF):
        hand_in(points[n], state="accepted" if n < HANDED_IN else "needs_review")


def email(number):
    return f"oseba{number}@example.si"


def hand_in(point, state="accepted"):
    meter = point.meters.get()
    submission = Submission.objects.create(
        supply_point=point, meter=meter, number=f"R-{point.pk}", form_key=f"f-{point.pk}", read_on=WINDOW, window_first=WINDOW,
        received_at=dt.datetime(2026, 4, 30, 8, tzinfo=dt.UTC),
    )  # fmt: skip
    Reading.objects.bulk_create(
        Reading(register=register, submission=submission, read_on=WINDOW, value=1, source="customer", state=state, window_first=WINDOW)
        for register in meter.registers.all()
    )


# --- Running the command as an operator does: processes of their own ----------------------------------------------------------------
@pytest.fixture
def start():
    """``start(count, day)``: as many runs of the command at the same time; all are gone when the test ends."""
    running = []

    def run(count, day):
        begun = [subprocess.Popen([sys.executable, "-c", RUN, day], env=_environment(), stderr=subprocess.PIPE) for _ in range(count)]
        running.extend(begun)
        return begun

    yield run
    for process in running:
        process.kill()
        process.wait()
        process.stderr.close()


def _environment():
    database = connection.settings_dict
    who = quote(database["USER"]) + (f":{quote(database['PASSWORD'])}" if database["PASSWORD"] else "")
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": f"postgres://{who}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}",
        "SECRET_KEY": django_settings.SECRET_KEY,
        "EVIDENCE_KEY": django_settings.EVIDENCE_KEY,
        "PORTAL_SCHEME": "http",
        "DEMO": "0",
        "LOG_LEVEL": "ERROR",
    }


def wait_for(processes):
    for process in processes:
        _out, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors.decode()


def kill_half_way(tenant, processes):
    """SIGKILL to all of them once a part is written, and no sooner."""
    for _look in range(6000):
        if written(tenant) >= WRITTEN_BEFORE_THE_KILL:
            break
        assert any(process.poll() is None for process in processes), "they ended before anything was written"
        time.sleep(0.01)
    for process in processes:
        os.kill(process.pid, signal.SIGKILL)
    for process in processes:
        process.wait()
    assert [process.returncode for process in processes] == [-signal.SIGKILL] * len(processes), "killed in the midst of it, all of them"


def written(tenant):
    with scope.bound(tenant):
        return Reminder.objects.count()


# --- A mail server with moods -------------------------------------------------------------------------------------------------------
class Moody:
    """Of all messages, some are put off, some lose their line before the text, some after it."""

    def __init__(self):
        self.seen, self.envelopes, self.put_off, self.dropped, self.silent = 0, [], 0, 0, 0

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802  (aiosmtpd's name)
        self.seen += 1
        if self.seen % 11 == 0:
            self.dropped += 1
            server.transport.close()
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  (aiosmtpd's name)
        if self.seen % 7 == 0:
            self.put_off += 1
            return "451 try later"
        self.envelopes.append(envelope)
        if self.seen % 50 == 0:
            self.silent += 1
            server.transport.close()
        return "250 OK"


@pytest.fixture
def moody(smtp_server, monkeypatch):
    """The mail server of the other tests, with moods."""
    moods = Moody()
    monkeypatch.setattr(type(smtp_server), "handle_MAIL", lambda self, *args: moods.handle_MAIL(*args), raising=False)
    monkeypatch.setattr(type(smtp_server), "handle_DATA", lambda self, *args: moods.handle_DATA(*args))
    return moods


def send_all(tenant):
    for message_id in outbox.due(tenant):
        outbox.deliver(tenant, message_id)


def test_every_customer_is_reminded_exactly_once(gen_i, start, moody, at):
    expected = {email(n) for n in range(HANDED_IN + WAITING_FOR_STAFF, CUSTOMERS)}

    kill_half_way(gen_i, start(5, FIRST_DAY))
    assert WRITTEN_BEFORE_THE_KILL <= written(gen_i) < len(expected), "half of it, and the rest is still to do"
    with scope.bound(gen_i):
        assert OutboxMessage.objects.count() == Reminder.objects.count(), "no row without its message, no message without its row"

    wait_for(start(5, FIRST_DAY))
    assert written(gen_i) == len(expected)
    wait_for(start(1, NEXT_DAY))
    with scope.bound(gen_i):
        assert Counter(OutboxMessage.objects.values_list("to", flat=True)) == Counter(expected)
        for point in SupplyPoint.objects.filter(number__in=[f"3-{n:06d}" for n in range(CUSTOMERS - LATE, CUSTOMERS)]):
            hand_in(point)
    late = {email(n) for n in range(CUSTOMERS - LATE, CUSTOMERS)}

    for moment in ("2026-05-02 09:10", "2026-05-02 10:00", "2026-05-02 12:00", "2026-05-02 18:00", "2026-05-03 06:00", "2026-05-03 20:00"):
        at(moment)
        send_all(gen_i)
    received = Counter(recipient for envelope in moody.envelopes for recipient in envelope.rcpt_tos)
    assert received == Counter(expected - late), "one each, and none to whoever handed in meanwhile"
    assert min(moody.put_off, moody.dropped, moody.silent) >= FAILURES_OF_EACH_KIND, "the server did fail"
    with scope.bound(gen_i):
        states = Counter(OutboxMessage.objects.values_list("state", flat=True))
    assert states == {State.SENT: len(expected - late) - moody.silent, State.UNCERTAIN: moody.silent, State.WITHDRAWN: len(late)}
