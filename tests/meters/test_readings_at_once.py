"""Two readings for one meter at the same moment: one is effective, the last by the database's order."""

import datetime as dt
import threading
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection

from meters import services
from meters.models import Meter, Reading, Submission
from meters.services import submissions
from tenants import scope
from tests import people
from tests.meters.readings import effective, past, states, submit

PAIRS, METERS = 200, 4
MAY_1 = dt.datetime(2026, 5, 1, 8, 0, tzinfo=dt.UTC)

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ana_with_past(apply_preset):
    tenant = apply_preset("involta")
    ana = people.household(tenant, username="ana", full_name="Ana Novak", number="100001", commodity="electricity")
    point = people.point_of(ana)
    with scope.bound(tenant):
        past(point, VT=24816, MT=18302)
    return tenant, ana, point


def together(tenant, jobs):
    """Run ``jobs`` in threads that start at one barrier, each in a transaction of its own; gives back what they raised."""
    barrier = threading.Barrier(len(jobs))

    def run(job):
        with scope.bound(tenant):
            barrier.wait(timeout=60)
            job()

    return in_threads([partial(run, job) for job in jobs])


def in_threads(jobs):
    """Each of ``jobs`` in a thread with a connection of its own; gives back what they raised."""
    failures = []

    def run(job):
        try:
            job()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    assert not any(thread.is_alive() for thread in threads), "they wait for each other"
    return failures


def hand_in(ana, point, vt, **more):
    return lambda: submit(ana, point, values={"VT": Decimal(vt), "MT": Decimal(18511)}, **more)


@pytest.mark.parametrize("people_at_once", [2, 8])
def test_of_simultaneous_readings_the_last_one_is_effective(ana_with_past, people_at_once):
    tenant, ana, point = ana_with_past
    failures = together(tenant, [hand_in(ana, point, 25000 + number) for number in range(people_at_once)])
    assert failures == []
    with scope.bound(tenant):
        vt = [(value, state) for code, value, state in states(point) if code == "VT"]
        assert [state for _, state in vt] == ["replaced"] * (people_at_once - 1) + ["accepted"]
        assert effective(point)["VT"] == vt[-1][0]
        last = Submission.objects.order_by("-pk").first()
        assert set(Reading.objects.effective().filter(source="customer").values_list("submission", flat=True)) == {last.pk}


def test_a_burst_of_fifty_leaves_one_effective_and_keeps_all(ana_with_past):
    tenant, ana, point = ana_with_past
    failures = together(tenant, [hand_in(ana, point, 25000 + number) for number in range(50)])
    assert failures == []
    with scope.bound(tenant):
        vt = [(value, state) for code, value, state in states(point) if code == "VT"]
        assert sorted(value for value, _ in vt) == [25000 + number for number in range(50)]
        assert [state for _, state in vt] == ["replaced"] * 49 + ["accepted"]


def test_two_hundred_pairs_leave_one_effective_each(apply_preset):
    """Four meters at once, fifty pairs at each, every pair at one barrier: of every pair one is effective, the last by the
    database's order, and nothing is lost. Eight connections in all."""
    tenant = apply_preset("involta")
    homes = [_home(tenant, number) for number in range(METERS)]
    barriers, seen = [threading.Barrier(2) for _ in homes], []

    def hand_in_many(home, barrier, half):
        person, point = home
        try:
            for turn in range(PAIRS // METERS):
                barrier.wait(timeout=60)
                with scope.bound(tenant):
                    submit(person, point, values={"VT": Decimal(24900 + 2 * turn + half), "MT": Decimal(18511)})
                if barrier.wait(timeout=60) == 0:
                    with scope.bound(tenant):
                        seen.append(_effective_and_last(point))
        except Exception:
            barrier.abort()  # the other one must not wait for a partner that is gone
            raise

    jobs = [partial(hand_in_many, home, barrier, half) for home, barrier in zip(homes, barriers, strict=True) for half in (0, 1)]
    assert in_threads(jobs) == []
    assert len(seen) == PAIRS
    assert [pair for pair in seen if pair[0] != [pair[1]]] == []
    with scope.bound(tenant):
        assert Submission.objects.count() == 2 * PAIRS
        assert Reading.objects.filter(source="customer").count() == 2 * 2 * PAIRS


def _home(tenant, number):
    """A household with a past: person and supply point."""
    name = f"ana{number}"
    person = people.household(tenant, username=name, full_name=f"{name} Novak", number=f"10000{number}", commodity="electricity")
    point = people.point_of(person)
    with scope.bound(tenant):
        past(point, VT=24816, MT=18302)
    return person, point


def _effective_and_last(point):
    """The submissions that have effective readings of both registers, and the key of the last one."""
    counting = Reading.objects.effective().filter(source="customer", register__meter__supply_point=point)
    both = sorted(counting.values_list("submission", flat=True))
    last = Submission.objects.filter(supply_point=point).order_by("-pk").values_list("pk", flat=True).first()
    return both[::2] if both[::2] == both[1::2] else both, last


def test_without_the_lock_one_of_two_is_lost(ana_with_past, monkeypatch):
    """The proof that the tests above can fail: nobody waits, both have made room before either writes its readings.

    Two effective ones the database refuses by itself (`meters_reading_one_effective`); keeping both entries takes the lock."""
    tenant, ana, point = ana_with_past
    monkeypatch.setattr(type(Meter.objects), "select_for_update", lambda rows, **options: rows.all())
    made, make_room = threading.Barrier(2), submissions.make_room

    def make_room_and_wait(*arguments, **options):
        make_room(*arguments, **options)
        made.wait(timeout=60)  # reached by both only because neither holds the meter

    monkeypatch.setattr(submissions, "make_room", make_room_and_wait)
    [failure] = together(tenant, [hand_in(ana, point, 25001), hand_in(ana, point, 25002)])
    assert "meters_reading_one_effective" in str(failure)
    with scope.bound(tenant):
        assert Submission.objects.count() == 1


def test_taking_back_and_handing_in_at_the_same_moment_leaves_one_state(apply_preset):
    """Whichever comes first: what counts afterwards is what would count had they come one after the other."""
    tenant = apply_preset("gen-i")
    tine = people.household(tenant, username=None, full_name="Tine Zorko", number="400001", commodity="electricity")
    point = people.point_of(tine)
    with scope.bound(tenant):
        past(point, VT=24816, MT=18302)
    for turn in range(10):
        with scope.bound(tenant):
            first = submit(tine, point, now=MAY_1, values={"VT": Decimal(25000 + turn), "MT": Decimal(18511)})
            first.supply_point = type(point).objects.select_related("utility", "operator").get(pk=point.pk)
        jobs = [
            lambda first=first: services.withdraw_submission(submission=first, by=tine, now=MAY_1),
            lambda turn=turn: submit(tine, point, now=MAY_1, values={"VT": Decimal(25100 + turn), "MT": Decimal(18511)}),
        ]
        assert together(tenant, jobs) == []
        with scope.bound(tenant):
            assert effective(point)["VT"] == 25100 + turn
            assert (25000 + turn, "withdrawn") in [(value, state) for _, value, state in states(point)]


def test_a_double_click_is_one_submission(ana_with_past):
    tenant, ana, point = ana_with_past
    failures = together(tenant, [hand_in(ana, point, 25034, form_key="pritisnjen0dvakrat")] * 6)
    assert failures == []
    with scope.bound(tenant):
        assert Submission.objects.count() == 1
        assert effective(point) == {"VT": 25034, "MT": 18511}


def test_the_second_waits_until_the_first_is_decided(ana_with_past):
    """The meter's row is locked before anything is looked at: what the first wrote is seen by the second."""
    tenant, ana, point = ana_with_past
    holds, released, order = threading.Event(), threading.Event(), []

    def first():
        with scope.bound(tenant):
            submit(ana, point, values={"VT": Decimal(25001), "MT": Decimal(18511)})
            order.append("first wrote")
            holds.set()
            released.wait(timeout=20)
            order.append("first commits")
        connection.close()

    def second():
        holds.wait(timeout=20)
        with scope.bound(tenant):
            submit(ana, point, values={"VT": Decimal(25002), "MT": Decimal(18511)})
            order.append("second wrote")
        connection.close()

    threads = [threading.Thread(target=job) for job in (first, second)]
    for thread in threads:
        thread.start()
    assert holds.wait(timeout=20)
    _wait_until_somebody_waits_for_a_lock()
    released.set()
    for thread in threads:
        thread.join(timeout=30)
    assert order == ["first wrote", "first commits", "second wrote"]
    with scope.bound(tenant):
        assert effective(point)["VT"] == 25002
        assert Meter.objects.count() == 1


def _wait_until_somebody_waits_for_a_lock():
    """Asks the server, not the clock: the second has reached the lock that the first holds."""
    for _ in range(2000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits: the meter's row is not locked")
