"""Whatever is posted to the form: nothing of another meter, outside the window or of a wrong day is ever taken, and nothing breaks."""

import datetime as dt
import random

import pytest

from meters.models import Reading, Submission
from tests.meters.readings import meter_of, past
from tests.scopes import working_for
from tests.sizes import size

pytestmark = pytest.mark.django_db

POSTS = size(60, 600)
VALUES = ["", "25034", "18511", "0", "-1", "52034", "99999999999", "25034,7", "1e5", "NaN", "∞", "٣", "a" * 500, "25 034", "\x00", "'--"]
DAYS = ["", "2026-05-03", "2026-04-28", "2026-04-27", "2026-06-01", "0001-01-01", "9999-12-31", "3. 5. 2026", "now", "2026-02-30"]
MOMENTS = ["2026-04-30 23:59", "2026-05-01 00:00", "2026-05-03 10:00", "2026-05-05 23:59", "2026-05-06 00:00"]
NAMES = ["value_vt", "value_mt", "value_et", "value_gas", "value_", "register", "kind", "state", "window_first", "meter", "tenant", "user"]
REASONS = ["", "wrong_entry", "value_is_right", "passed_zero", "meter_exchanged", "because"]


def test_nothing_slips_in(ana_client, ana_point, bojan_point, involta, at):
    with working_for(involta):
        past(ana_point, VT=24816, MT=18302)
        foreign = meter_of(bojan_point).public_id
    draw = random.Random(20260503)
    at(MOMENTS[2])
    address = f"/meters/{ana_point.public_id}/submit/"
    token = ana_client.visit("/meters/").form("/accounts/logout/").token
    taken = 0
    for _ in range(POSTS):
        at(draw.choice(MOMENTS))
        data = {name: draw.choice(VALUES) for name in draw.sample(NAMES, draw.randrange(len(NAMES)))}
        data |= {"value_vt": draw.choice(["25034"] * 30 + VALUES), "value_mt": draw.choice(["18511"] * 30 + VALUES)}
        data |= {
            "read_on": draw.choice(DAYS[1:4] * 4 + DAYS),
            "reason": draw.choice(REASONS),
            "asked": draw.choice(["", "2026-05-03;VT=52034;MT=18511"]),
        }
        data["form_key"] = draw.choice(["pritisnjen0dvakrat", f"kljuc{draw.randrange(10**9)}", "\x00", "", "x" * 60])
        query = draw.choice(["", "", "", "?kind=own", f"?meter={foreign}", "?meter=0"])
        response = ana_client.post(address + query, data | {"csrfmiddlewaretoken": token})
        assert response.status_code in {200, 302, 404, 409}, (response.status_code, data)
        taken += response.status_code == 302
    assert taken, "the test must also hand in something"
    with working_for(involta):
        first, last = dt.date(2026, 5, 1), dt.date(2026, 5, 5)
        for submission in Submission.objects.all():
            day = submission.received_at.astimezone(dt.timezone(dt.timedelta(hours=2))).date()
            assert submission.supply_point == ana_point
            assert first <= day <= last
            assert dt.timedelta() <= day - submission.read_on <= dt.timedelta(days=5)
            assert submission.window_first == first
        assert Reading.objects.exclude(register__meter__supply_point=ana_point).count() == 0
        assert Reading.objects.effective().filter(source="customer").values("register").distinct().count() <= 2


@pytest.mark.parametrize("path", ["/meters/%00/", "/meters/%00/submit/", "/meters/receipts/%00/", "/meters/%F0%9F%92%A7/submit/"])
def test_an_address_that_no_id_can_have_is_not_found(ana_client, path):
    assert ana_client.get(path).status_code == 404
