"""Taking an own entry back: what may go, what counts afterwards, and what stays behind."""

import datetime as dt
from decimal import Decimal

import pytest

from meters import services
from meters.models import Reading, Submission
from meters.services import hand_over
from tenants import scope
from tenants.models import AuditEvent
from tests import people
from tests.meters.readings import effective, states, submit
from tests.scopes import working_for

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
MAY_1 = dt.datetime(2026, 5, 1, 8, 0, tzinfo=dt.UTC)
"""The window of the last day of April to 3 May."""


@pytest.fixture
def point(gen_i, tine_point):
    with scope.bound(gen_i):
        yield tine_point


def hand_in(person, point, vt, **more):
    return submit(person, point, values={"VT": Decimal(vt), "MT": Decimal(18511)}, **{"now": MAY_1, **more})


def doubtful(person, point, **more):
    return hand_in(person, point, 52034, reason="value_is_right", **more)


def withdraw(submission, by, now=MAY_1):
    loaded = Submission.objects.select_related("supply_point__utility", "supply_point__operator").get(pk=submission.pk)
    return services.withdraw_submission(submission=loaded, by=by, now=now)


def vt(point):
    return [(value, state) for code, value, state in states(point) if code == "VT"]


def test_the_only_entry_taken_back_leaves_nothing_handed_in(tine, point):
    withdraw(hand_in(tine, point, 25034), tine)
    assert effective(point) == {}
    assert vt(point) == [(25034, "withdrawn")]
    [event] = AuditEvent.objects.filter(action="reading.withdrawn")
    assert (event.actor, event.data["values"]["VT"]) == (tine, "25034.0000")


def test_what_the_entry_had_pushed_out_counts_again(tine, point):
    hand_in(tine, point, 25034)
    withdraw(hand_in(tine, point, 25040), tine)
    assert vt(point) == [(25034, "accepted"), (25040, "withdrawn")]
    assert effective(point) == {"VT": 25034, "MT": 18511}


def test_a_replaced_entry_taken_back_changes_nothing_that_counts(tine, point):
    first = hand_in(tine, point, 25034)
    hand_in(tine, point, 25040)
    withdraw(first, tine)
    assert vt(point) == [(25034, "withdrawn"), (25040, "accepted")]


def test_before_a_clean_entry_there_was_an_accepted_one_and_one_that_waited(tine, point):
    hand_in(tine, point, 25034)
    doubtful(tine, point)
    withdraw(hand_in(tine, point, 25040), tine)
    assert vt(point) == [(25034, "accepted"), (52034, "needs_review"), (25040, "withdrawn")]


def test_a_waiting_entry_taken_back_waits_for_nobody(tine, point):
    hand_in(tine, point, 25034)
    withdraw(doubtful(tine, point), tine)
    assert vt(point) == [(25034, "accepted"), (52034, "withdrawn")]
    assert not Submission.objects.waiting().exists()


def test_a_doubtful_entry_that_staff_accepted_counts_again_as_accepted(tine, point):
    asked = doubtful(tine, point)
    services.accept_reading(submission=asked, by=tine)
    withdraw(hand_in(tine, point, 25040, now=MAY_1), tine)
    assert vt(point)[-1] == (25040, "withdrawn")
    assert vt(point)[0] == (52034, "needs_review")  # staff look again: what they had accepted was corrected in between


def test_an_own_record_goes_at_any_time(tine, point):
    own = hand_in(tine, point, 25000, kind="own", read_on=dt.date(2026, 4, 10))
    withdraw(own, tine, now=MAY_1 + 200 * DAY)
    assert vt(point) == [(25000, "withdrawn")]


@pytest.mark.parametrize("now", [MAY_1 + 3 * DAY, MAY_1 + 30 * DAY])
def test_after_the_window_a_billing_entry_stays(tine, point, now):
    submission = hand_in(tine, point, 25034)
    with pytest.raises(services.NotOpen):
        withdraw(submission, tine, now=now)
    assert effective(point)["VT"] == 25034


def test_what_went_to_billing_stays_even_while_staff_keep_the_window_open(tine, point):
    submission = hand_in(tine, point, 25034)
    hand_over.make_batch(utility=point.utility, by=tine, now=MAY_1 + 10 * DAY)
    services.extend_window(
        utility=point.utility, rule_key="electricity", window_first=dt.date(2026, 4, 30), open_until=dt.date(2026, 5, 20), reason="",
        by=tine, now=MAY_1 + 11 * DAY,
    )  # fmt: skip
    with pytest.raises(services.NotOpen):
        withdraw(submission, tine, now=MAY_1 + 12 * DAY)
    correction = hand_in(tine, point, 25040, now=MAY_1 + 12 * DAY, read_on=dt.date(2026, 5, 12))
    withdraw(correction, tine, now=MAY_1 + 12 * DAY)
    assert vt(point) == [(25034, "sent"), (25040, "withdrawn")]


def test_nobody_takes_back_what_another_handed_in_and_nobody_what_the_utility_read(gen_i, tine, point):
    other = people.person(gen_i, username=None, full_name="Urban Zorko")
    submission = hand_in(tine, point, 25034)
    with pytest.raises(services.NotOpen):
        withdraw(submission, other)
    assert Reading.objects.filter(source="utility", state="withdrawn").count() == 0


def test_a_refused_entry_stays_as_staff_decided(tine, point):
    submission = doubtful(tine, point)
    services.refuse_reading(submission=submission, by=tine, note="")
    with pytest.raises(services.NotOpen):
        withdraw(submission, tine)


def test_where_the_file_does_not_offer_it_nothing_is_taken_back(ana, ana_point, involta, ana_client, at):
    at("2026-05-03 10:00")
    with working_for(involta):
        submission = submit(ana, ana_point)
        with pytest.raises(services.NotOpen):
            withdraw(submission, ana, now=submission.received_at)
    ana_client.visit(f"/meters/receipts/{submission.public_id}/withdraw/", status=404)


def test_a_late_failure_leaves_everything_as_it_was(tine, point, monkeypatch):
    hand_in(tine, point, 25034)
    last = hand_in(tine, point, 25040)

    def fail(*args, **kwargs):
        raise RuntimeError("the audit is full")

    monkeypatch.setattr("tenants.audit.record", fail)
    with pytest.raises(RuntimeError):
        withdraw(last, tine)
    assert vt(point) == [(25034, "replaced"), (25040, "accepted")]


# --- The page -------------------------------------------------------------------------------------------------------------------
@pytest.fixture
def entry(gen_i, tine, tine_point, at):
    at("2026-05-01 10:00")
    with working_for(gen_i):
        hand_in(tine, tine_point, 25034)
        return hand_in(tine, tine_point, 25040)


def test_the_page_asks_first_and_says_what_counts_afterwards(page_client, gen_i, tine, tine_point, entry):
    client = page_client("gen-i.localhost", tine, language="en")
    page = client.visit(f"/meters/receipts/{entry.public_id}/withdraw/")
    assert page.h1 == "Take this entry back?"
    assert "Your earlier entry then counts again: VT 25034, MT 18511" in page.main
    with working_for(gen_i):
        assert effective(tine_point)["VT"] == 25040
    after = page.submit()
    assert "The entry was taken back." in " ".join(after.messages) + after.main
    with working_for(gen_i):
        assert effective(tine_point)["VT"] == 25034
    assert client.visit(f"/meters/receipts/{entry.public_id}/").h1 == "The entry was taken back"


def test_the_page_of_an_entry_that_is_not_open_any_more_says_so_and_a_direct_post_is_refused(
    page_client, gen_i, tine, tine_point, entry, at
):
    client = page_client("gen-i.localhost", tine, language="en")
    token = client.visit(f"/meters/receipts/{entry.public_id}/withdraw/").form().token
    at("2026-05-04 00:00")
    assert client.visit(f"/meters/receipts/{entry.public_id}/withdraw/").h1 == "This entry stays"
    client.send(f"/meters/receipts/{entry.public_id}/withdraw/", {"csrfmiddlewaretoken": token}, status=409)
    with working_for(gen_i):
        assert effective(tine_point)["VT"] == 25040


def test_somebody_who_may_read_it_may_not_take_it_back(page_client, gen_i, tine, entry):
    from tests import factories

    other = people.person(gen_i, username=None, full_name="Urban Zorko")
    with working_for(gen_i):
        factories.LinkFactory(user=other, customer=tine.links.get().customer)
    client = page_client("gen-i.localhost", other)
    client.visit(f"/meters/receipts/{entry.public_id}/")
    client.visit(f"/meters/receipts/{entry.public_id}/withdraw/", status=403)


def test_a_stranger_does_not_find_it(page_client, gen_i, entry):
    other = people.household(gen_i, username=None, full_name="Urban Zorko", number="400002", commodity="gas")
    page_client("gen-i.localhost", other).visit(f"/meters/receipts/{entry.public_id}/withdraw/", status=404)
