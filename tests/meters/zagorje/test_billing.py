"""What staff see, and what billing is handed (Z-20)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from meters import services
from meters.services import hand_over
from tests.meters.readings import submit
from tests.meters.zagorje.entries import enter, local
from tests.scopes import working_for
from tests.staff import AdminClient, colleague

pytestmark = pytest.mark.django_db


def test_z20_staff_see_superseded_entries(cilka, cilka_point, zagorje, water):
    enter(cilka, cilka_point, 1340, "2026-05-26 12:00")
    enter(cilka, cilka_point, 1342, "2026-05-28 12:00")
    clerk = colleague(zagorje, username=None)
    page = AdminClient("zagorje.localhost", clerk).text(f"/admin/meters/meter/{_pk(zagorje, cilka_point)}/change/")
    assert "1340" in page
    assert "1342" in page


def _pk(tenant, point):
    with working_for(tenant):
        return point.meters.get().pk


def test_z20_billing_gets_one_reading_for_each_meter_after_the_window_and_a_replacement_when_it_is_corrected(
    cilka, cilka_point, zagorje, hot
):
    enter(cilka, cilka_point, 1340, "2026-05-26 12:00")
    enter(cilka, cilka_point, 1342, "2026-05-28 12:00")
    with working_for(zagorje):
        submit(cilka, cilka_point, meter=hot, values={"HOT": Decimal(501)}, now=local("2026-05-28 12:00"))
        with pytest.raises(hand_over.NothingToHandOver):
            hand_over.make_batch(utility=None, by=cilka, now=local("2026-06-02 23:59"))
        first = hand_over.make_batch(utility=None, by=cilka, now=local("2026-06-03 00:00"))
        handed = {(row.meter, row.register): (int(row.value), row.replaces) for row in hand_over.readings_of(first)}
        assert handed == {("8200001", "COLD"): (1342, None), ("7700002", "HOT"): (501, None)}
        with pytest.raises(hand_over.NothingToHandOver):
            hand_over.make_batch(utility=None, by=cilka, now=local("2026-06-10 12:00"))
        services.extend_window(
            utility=cilka_point.utility, rule_key="water", window_first=dt.date(2026, 5, 25), open_until=dt.date(2026, 6, 12),
            reason="", by=cilka, now=local("2026-06-11 12:00"),
        )  # fmt: skip
    enter(cilka, cilka_point, 1344, "2026-06-12 12:00")
    with working_for(zagorje):
        second = hand_over.make_batch(utility=None, by=cilka, now=local("2026-06-13 00:00"))
        assert [(int(row.value), row.replaces) for row in hand_over.readings_of(second)] == [(1344, first.number)]
