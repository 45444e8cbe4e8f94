"""The command and the round that send reminders: hours, lots, and what they say."""

from __future__ import annotations

import pytest

from meters.services import reminding
from tenants import scope, sweep
from tests import people
from tests.accounts.mailbox import messages
from tests.meters.reminders.wishes import TWO_DAYS_BEFORE, remind, wish

pytestmark = pytest.mark.django_db


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
