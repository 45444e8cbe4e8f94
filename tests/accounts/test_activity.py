"""What the owner of an account sees of it."""

from __future__ import annotations

import pytest

from accounts.models import ActivityEvent
from accounts.services import activity
from tests.accounts import walks
from tests.factories import PASSWORD
from tests.scopes import working_for

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/604.1"


def signed_in(page_client, agent):
    client = page_client()
    client.defaults["HTTP_USER_AGENT"] = agent
    walks.sign_in(client, "ana", PASSWORD)
    return client


def kinds(tenant, user):
    with working_for(tenant):
        return list(user.activity.order_by("pk").values_list("kind", flat=True))


def test_signing_in_failing_and_signing_out_are_written_down(visitor, ana, involta):
    walks.sign_in(visitor, "ana", "napačno")
    walks.sign_in(visitor, "ana", PASSWORD)
    visitor.visit("/accounts/logout/").submit("/accounts/logout/")
    assert kinds(involta, ana) == ["sign_in_failed", "signed_in", "signed_out"]


def test_a_failed_attempt_at_nobody_leaves_nothing(visitor, ana, involta):
    walks.sign_in(visitor, "nihce", "napačno")
    with working_for(involta):
        assert not ActivityEvent.objects.exists()


def test_a_failed_attempt_costs_the_same_queries_for_known_and_unknown(page_client, ana):
    counts = []
    for name in ("ana", "nihce"):
        client = page_client()
        csrf = client.visit("/accounts/login/").form("/accounts/login/").token
        client.post("/accounts/login/", {"login": name, "password": "napačno", "csrfmiddlewaretoken": csrf})
        counts.append(len(client.queries))
    assert counts[0] == counts[1]


def test_signing_out_needs_a_press_of_the_button(ana_client):
    ana_client.get("/accounts/logout/")
    assert ana_client.get("/accounts/activity/").status_code == 200


def test_the_page_shows_devices_and_events(page_client, ana):
    signed_in(page_client, IPHONE)
    page = signed_in(page_client, FIREFOX).visit("/accounts/activity/")
    assert "Firefox, Windows" in page.main
    assert "Safari, iPhone" in page.main
    assert page.main.index("Firefox, Windows") < page.main.index("Safari, iPhone"), "this device first"
    assert "Ta naprava" in page.main
    assert "127.0.0.1" in page.main


def test_other_devices_are_signed_out_and_this_one_stays(page_client, ana):
    phone, computer = signed_in(page_client, IPHONE), signed_in(page_client, FIREFOX)
    page = computer.visit("/accounts/activity/").submit("/accounts/activity/sign-out-others/")
    assert "Povsod drugje ste odjavljeni." in page.text
    assert phone.get("/accounts/activity/").status_code == 302
    assert computer.get("/accounts/activity/").status_code == 200
    assert "Safari, iPhone" not in computer.visit("/accounts/activity/").main


def test_looking_at_it_writes_nothing(ana_client):
    ana_client.visit("/accounts/activity/")
    assert [sql for sql in ana_client.queries if not sql.startswith("SELECT")] == []


def test_nobody_sees_it_without_signing_in(visitor):
    assert visitor.get("/accounts/activity/").status_code == 302
    assert visitor.get("/accounts/sessions/").status_code == 302


def test_one_sees_only_ones_own(ana_client, bojan, involta):
    with working_for(involta):
        activity.record(user=bojan, kind="signed_in", client=activity.Client(address="203.0.113.77"))
    assert "203.0.113.77" not in ana_client.visit("/accounts/activity/").text


@pytest.mark.parametrize("length", [0, 5000])
def test_a_strange_browser_breaks_nothing(page_client, ana, length):
    assert "Neznan brskalnik" in signed_in(page_client, "x" * length).visit("/accounts/activity/").main
