"""What staff decide about doubtful readings."""

from decimal import Decimal

import pytest

from meters import services
from meters.models import Submission
from tenants.models import AuditEvent, OutboxMessage
from tests.meters.readings import effective, past, states, submit

pytestmark = pytest.mark.django_db

DOUBTFUL = {"values": {"VT": Decimal(52034), "MT": Decimal(18511)}, "reason": "value_is_right"}


@pytest.fixture
def point(ana_point, in_involta):
    past(ana_point, VT=24816, MT=18302)
    return ana_point


def test_an_accepted_doubt_takes_the_place_of_the_reading_before_it(ana, bojan, point):
    submit(ana, point)
    doubtful = submit(ana, point, **DOUBTFUL)
    services.accept_reading(submission=doubtful, by=bojan)
    assert effective(point) == {"VT": 52034, "MT": 18511}
    assert AuditEvent.objects.get(action="reading.accepted").actor == bojan


def test_a_refused_doubt_leaves_the_accepted_reading_and_tells_the_customer_why(ana, bojan, point):
    submit(ana, point)
    doubtful = submit(ana, point, **DOUBTFUL)
    services.refuse_reading(submission=doubtful, by=bojan, note="Na sliki je 25034.")
    assert effective(point) == {"VT": 25034, "MT": 18511}
    assert states(point)[2:] == [("VT", 52034, "refused"), ("MT", 18511, "refused")]
    assert Submission.objects.get(pk=doubtful.pk).staff_note == "Na sliki je 25034."


@pytest.mark.parametrize("decide", [services.accept_reading, services.refuse_reading])
def test_nobody_decides_twice(ana, bojan, point, decide):
    doubtful = submit(ana, point, **DOUBTFUL)
    services.accept_reading(submission=doubtful, by=bojan)
    with pytest.raises(services.NothingWaits):
        decide(submission=doubtful, by=bojan)


def test_what_a_later_entry_replaced_waits_for_nobody(ana, bojan, point):
    doubtful = submit(ana, point, **DOUBTFUL)
    submit(ana, point)
    with pytest.raises(services.NothingWaits):
        services.accept_reading(submission=doubtful, by=bojan)


def test_the_queue_of_staff_is_what_waits_oldest_first(ana, point):
    submit(ana, point)
    doubtful = submit(ana, point, **DOUBTFUL)
    assert list(Submission.objects.waiting()) == [doubtful]


@pytest.mark.parametrize(("decide", "event"), [(services.accept_reading, "reading_accepted"), (services.refuse_reading, "reading_refused")])
def test_the_customer_hears_by_mail_what_was_decided(ana, bojan, point, decide, event):
    doubtful = submit(ana, point, **DOUBTFUL)
    decide(submission=doubtful, by=bojan)
    message = OutboxMessage.objects.get(event=event)
    assert message.to == ana.email
    assert doubtful.number in message.text
    assert f"/meters/receipts/{doubtful.public_id}/" in message.text


def test_the_mail_of_a_refusal_carries_the_word_of_staff(ana, bojan, point):
    doubtful = submit(ana, point, **DOUBTFUL)
    services.refuse_reading(submission=doubtful, by=bojan, note="Na sliki je 25034.")
    message = OutboxMessage.objects.get(event="reading_refused")
    assert "Na sliki je 25034." in message.text
    assert "Na sliki je 25034." in message.html
