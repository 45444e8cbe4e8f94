"""What staff do: each deed calls its service, leaves its line in the audit trail, and says in words what could not be done."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db.models import Model

from accounts.models import Customer, Link, User
from meters.models import Reading, Submission, SupplyPoint, WindowChange
from tenants import clock
from tenants.models import AuditEvent, OutboxMessage, Utility
from tests import factories
from tests.portal.admin import rows
from tests.portal.admin.addresses import address
from tests.scopes import working_for
from tests.staff import AdminClient


def done(tenant: Any, action: str, by: Any) -> int:
    with working_for(tenant):
        return AuditEvent.objects.filter(action=action, actor=by).count()


def states(tenant: Any, submission: Model) -> set[str]:
    with working_for(tenant):
        return set(Reading.objects.filter(submission=submission).values_list("state", flat=True))


@pytest.fixture
def own(involta: Any) -> dict[type[Model], Any]:
    return rows.of(involta, "Domaca")


# --- Readings --------------------------------------------------------------------------------------------------------------------
def test_accept_reading(involta: Any, sonja: Any, staff_client: AdminClient, own: Any) -> None:
    submission = own[Submission]
    page = staff_client.text(address(Submission, "change", submission.pk))
    assert address(Submission, "accept_reading", submission.pk) in page
    staff_client.text(address(Submission, "accept_reading", submission.pk))
    response = staff_client.post(address(Submission, "accept_reading", submission.pk))
    assert response["Location"] == address(Submission, "change", submission.pk)
    assert states(involta, submission) == {"accepted"}
    assert done(involta, "reading.accepted", sonja) == 1
    assert address(Submission, "accept_reading", submission.pk) not in staff_client.text(address(Submission, "change", submission.pk))


def test_refuse_reading_with_a_note_to_the_customer(involta: Any, sonja: Any, staff_client: AdminClient, own: Any) -> None:
    submission = own[Submission]
    staff_client.post(address(Submission, "refuse_reading", submission.pk), {"note": "Prosimo, poglejte še enkrat."})
    assert states(involta, submission) == {"refused"}
    with working_for(involta):
        assert Submission.objects.get(pk=submission.pk).staff_note == "Prosimo, poglejte še enkrat."
    assert done(involta, "reading.refused", sonja) == 1


def test_a_decision_is_made_once(involta: Any, sonja: Any, staff_client: AdminClient, own: Any) -> None:
    submission = own[Submission]
    staff_client.post(address(Submission, "accept_reading", submission.pk))
    staff_client.post(address(Submission, "refuse_reading", submission.pk), {"note": "prepozno"})
    assert states(involta, submission) == {"accepted"}
    assert done(involta, "reading.refused", sonja) == 0


def test_several_readings_are_accepted_from_the_list(involta: Any, sonja: Any, staff_client: AdminClient, own: Any) -> None:
    second = rows.of(involta, "Druga")[Submission]
    keys = [str(own[Submission].pk), str(second.pk)]
    staff_client.post(address(Submission), {"action": "accept_reading", "_selected_action": keys, "index": "0"})
    assert states(involta, own[Submission]) == states(involta, second) == {"accepted"}
    assert done(involta, "reading.accepted", sonja) == 2


# --- Windows ---------------------------------------------------------------------------------------------------------------------
def latest_window(client: AdminClient, path: str) -> str:
    """The value of the list's first choice."""
    page = client.text(path)
    return page.split('name="window"')[1].split('<option value="')[1].split('"')[0]


def test_extend_window_for_all_points_of_a_rule(zagorje: Any, zdenka: Any) -> None:
    client = AdminClient("zagorje.localhost", zdenka)
    with working_for(zagorje):
        utility = Utility.objects.get()
    path = address(Utility, "extend_window", utility.pk)
    window = latest_window(client, path)
    first = dt.date.fromisoformat(window.split("|")[1])
    with working_for(zagorje):
        today = clock.today()
    until = max(first + dt.timedelta(days=12), today)
    refused = client.post(path, {"window": window, "open_until": (today - dt.timedelta(days=60)).isoformat(), "reason": "okvara"})
    assert refused.status_code == 200
    assert "errornote" in refused.content.decode()
    client.post(path, {"window": window, "open_until": until.isoformat(), "reason": "okvara"})
    with working_for(zagorje):
        change = WindowChange.objects.get()
        assert (change.open_until, change.window_first, change.supply_point_id) == (until, first, None)
    assert done(zagorje, "window.extended", zdenka) == 1


def test_extend_window_for_one_point(zagorje: Any, zdenka: Any, cilka_point: Any) -> None:
    client = AdminClient("zagorje.localhost", zdenka)
    path = address(SupplyPoint, "extend_window", cilka_point.pk)
    window = latest_window(client, path)
    with working_for(zagorje):
        until = max(dt.date.fromisoformat(window.split("|")[1]) + dt.timedelta(days=12), clock.today())
    client.post(path, {"window": window, "open_until": until.isoformat(), "reason": "stranka je klicala"})
    with working_for(zagorje):
        assert WindowChange.objects.get().supply_point_id == cilka_point.pk


def test_a_window_is_not_kept_open_into_the_next_one(zagorje: Any, zdenka: Any) -> None:
    client = AdminClient("zagorje.localhost", zdenka)
    with working_for(zagorje):
        utility = Utility.objects.get()
    path = address(Utility, "extend_window", utility.pk)
    response = client.post(path, {"window": latest_window(client, path), "open_until": "2099-01-01", "reason": "predolgo"})
    assert response.status_code == 200
    with working_for(zagorje):
        assert not WindowChange.objects.exists()


# --- Access ----------------------------------------------------------------------------------------------------------------------
def test_link(involta: Any, sonja: Any, staff_client: AdminClient, own: Any, unlinked: Any) -> None:
    path = address(Customer, "link", own[Customer].pk)
    staff_client.text(path)
    response = staff_client.post(path, {"account": "DARKO@example.si", "reach": "", "role": "may_read"})
    assert response.status_code == 302
    with working_for(involta):
        link = Link.objects.get(user=unlinked)
        assert (link.customer, link.supply_point, link.role, link.rule_key) == (own[Customer], None, "may_read", "staff")
    assert done(involta, "link.made", sonja) == 1


def test_link_to_one_point_where_the_customer_is_supplied(involta: Any, staff_client: AdminClient, own: Any, unlinked: Any) -> None:
    path = address(Customer, "link", own[Customer].pk)
    staff_client.post(path, {"account": "darko", "reach": str(own[SupplyPoint].pk), "role": "owner"})
    with working_for(involta):
        assert Link.objects.get(user=unlinked).supply_point == own[SupplyPoint]


def test_no_link_to_a_point_that_the_customer_has_left(involta: Any, staff_client: AdminClient, own: Any, unlinked: Any) -> None:
    with working_for(involta):
        own[Customer].supply_periods.update(valid_to=dt.date(2026, 3, 31))
    path = address(Customer, "link", own[Customer].pk)
    response = staff_client.post(path, {"account": "darko", "reach": str(own[SupplyPoint].pk), "role": "owner"})
    assert response.status_code == 200
    with working_for(involta):
        assert not Link.objects.filter(user=unlinked).exists()


def test_no_link_for_an_account_that_is_not_confirmed(involta: Any, staff_client: AdminClient, own: Any) -> None:
    path = address(Customer, "link", own[Customer].pk)
    response = staff_client.post(path, {"account": own[User].email, "reach": "", "role": "owner"})
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()


def test_unlink(involta: Any, sonja: Any, staff_client: AdminClient, ana: Any) -> None:
    with working_for(involta):
        link = ana.links.get()
    staff_client.post(address(Link, "unlink", link.pk))
    with working_for(involta):
        assert not Link.objects.open_on(clock.today()).filter(pk=link.pk).exists()
    assert done(involta, "link.ended", sonja) == 1


# --- Accounts --------------------------------------------------------------------------------------------------------------------
def test_deactivate_signs_out_and_reactivate_lets_in(
    involta: Any, sonja: Any, staff_client: AdminClient, ana: Any, ana_client: Any
) -> None:
    assert ana_client.get("/accounts/password/change/").status_code == 200
    staff_client.post(address(User, "deactivate", ana.pk))
    assert ana_client.get("/accounts/password/change/").status_code == 302
    assert done(involta, "account.deactivated", sonja) == 1
    staff_client.post(address(User, "reactivate", ana.pk))
    with working_for(involta):
        assert User.objects.get(pk=ana.pk).is_active
    assert done(involta, "account.reactivated", sonja) == 1
    assert ana_client.get("/accounts/password/change/").status_code == 302, "with the password, not with a session of before"


def test_nobody_shuts_herself_out(involta: Any, sonja: Any, staff_client: AdminClient) -> None:
    response = staff_client.post(address(User, "deactivate", sonja.pk))
    assert response.status_code == 200
    with working_for(involta):
        assert User.objects.get(pk=sonja.pk).is_active


def test_resend_activation(involta: Any, sonja: Any, staff_client: AdminClient, own: Any, ana: Any) -> None:
    staff_client.post(address(User, "resend_activation", own[User].pk))
    with working_for(involta):
        assert OutboxMessage.objects.filter(to=own[User].email, event="activation").count() == 1
    assert done(involta, "account.activation_resent", sonja) == 1
    staff_client.post(address(User, "resend_activation", ana.pk))  # confirmed: there is nothing to send
    with working_for(involta):
        assert not OutboxMessage.objects.filter(to=ana.email, event="activation").exists()


# --- Mail ------------------------------------------------------------------------------------------------------------------------
def test_send_again(involta: Any, sonja: Any, staff_client: AdminClient, own: Any) -> None:
    message = own[OutboxMessage]
    staff_client.post(address(OutboxMessage, "send_again", message.pk))
    with working_for(involta):
        after = OutboxMessage.objects.get(pk=message.pk)
        assert (after.state, after.attempts) == (OutboxMessage.State.WAITING, 0)
    assert done(involta, "message.sent_again", sonja) == 1


def test_what_was_sent_is_not_sent_again(involta: Any, sonja: Any, staff_client: AdminClient) -> None:
    with working_for(involta):
        message = factories.OutboxMessageFactory(state=OutboxMessage.State.SENT, text="", html="")
    staff_client.post(address(OutboxMessage, "send_again", message.pk))
    staff_client.post(address(OutboxMessage), {"action": "send_again", "_selected_action": [str(message.pk)], "index": "0"})
    with working_for(involta):
        assert OutboxMessage.objects.get(pk=message.pk).state == OutboxMessage.State.SENT
    assert done(involta, "message.sent_again", sonja) == 0


def test_other_rights_are_not_given_in_silence(involta: Any, sonja: Any, staff_client: AdminClient, ana: Any) -> None:
    """An owner who is to read only from now on stays an owner: the page must say so."""
    with working_for(involta):
        link = ana.links.get()
    response = staff_client.post(address(Customer, "link", link.customer_id), {"account": "ana", "reach": "", "role": "may_read"})
    assert response.status_code == 200
    assert "errornote" in response.content.decode()
    with working_for(involta):
        assert ana.links.get().role == "owner"


def test_an_access_whose_end_is_known_can_be_ended_now(involta: Any, staff_client: AdminClient, ana: Any) -> None:
    with working_for(involta):
        ana.links.update(valid_to=clock.today() + dt.timedelta(days=20))
        link = ana.links.get()
    assert address(Link, "unlink", link.pk) in staff_client.text(address(Link, "change", link.pk))
    staff_client.post(address(Link, "unlink", link.pk))
    with working_for(involta):
        assert not Link.objects.open_on(clock.today()).filter(pk=link.pk).exists()
