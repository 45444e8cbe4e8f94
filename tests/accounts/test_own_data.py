"""Taking one's data along, and deleting the account."""

from __future__ import annotations

import json

import pytest

from accounts.models import ActivityEvent, Customer, Link, User
from meters.models import ReminderChoice, Submission
from portal.models import Question
from tenants.models import AuditEvent, OutboxMessage
from tests import factories, people
from tests.accounts import mailbox, walks
from tests.factories import PASSWORD
from tests.scopes import working_for
from tests.staff import colleague, give_second_factor

DATA, DELETE = "/accounts/data/", "/accounts/delete/"


@pytest.fixture
def asked(ana, ana_point, involta):
    """A wish about reminders and a question, with staff's note about it."""
    with working_for(involta):
        ReminderChoice.objects.create(user=ana, supply_point=ana_point, channel="email", is_on=True)
        Question.objects.create(
            number="V-1", utility=ana_point.utility, user=ana, name="Ana", email="ana@example.si", subject="Račun", text="Zakaj toliko?",
            at="2026-05-02T08:00:00Z", note="zamuja s plačili",
        )  # fmt: skip


@pytest.fixture
def handed_in(ana, ana_point, involta):
    with working_for(involta):
        register = ana_point.meters.get().registers.first()
        submission = factories.SubmissionFactory(meter=register.meter, user=ana, number="R-1")
        factories.ReadingFactory(register=register, submission=submission, source="customer", state="accepted", window_first=factories.DAY)
    return submission


def take(client, password=PASSWORD):
    csrf = client.visit(DATA).form(DATA).token
    return client.post(DATA, {"password": password, "csrfmiddlewaretoken": csrf})


def test_the_file_holds_everything_about_the_account(ana, ana_client, handed_in, asked, involta, bojan):
    client_words = "Prenesi moje podatke"
    assert client_words in ana_client.visit("/accounts/settings/").main
    response = take(ana_client)
    assert response["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert "no-store" in response["Cache-Control"]
    found = json.loads(response.content)
    assert found["profile"]["email"] == "ana@example.si"
    assert [link["customer"] for link in found["links"]] == ["100001"]
    assert [reading["submission__number"] for reading in found["readings"]] == ["R-1"]
    assert [(choice["channel"], choice["is_on"]) for choice in found["reminders"]] == [("email", True)]
    assert [question["text"] for question in found["questions"]] == ["Zakaj toliko?"]
    assert "zamuja" not in response.content.decode(), "staff's note is not the customer's"
    assert {"terms", "claims", "requests", "devices", "activity", "messages"} <= set(found)


def test_the_file_has_no_secret_and_nothing_of_others(ana, ana_client, bojan, involta):
    with working_for(involta):
        secret = give_second_factor(ana)
    body = take(ana_client).content.decode()
    assert ana.password not in body
    assert secret not in body
    for foreign in ("bojan", "Bojan", "100002"):
        assert foreign not in body


def test_without_the_password_there_is_no_file(ana, ana_client, involta):
    response = take(ana_client, "napačno")
    assert response["Content-Type"].startswith("text/html")
    with working_for(involta):
        assert not ActivityEvent.objects.filter(kind="data_taken").exists()
    take(ana_client)
    with working_for(involta):
        assert ActivityEvent.objects.filter(user=ana, kind="data_taken").count() == 1


def delete(client, **values):
    return client.visit(DELETE).submit(DELETE, **{"password": PASSWORD, "understood": True, **values})


def test_deleting_says_what_stays_and_asks_for_password_and_tick(ana, ana_client, involta):
    page = ana_client.visit(DELETE)
    assert "Kaj ostane" in page.main
    assert delete(ana_client, password="napačno").errors["password"]
    assert delete(ana_client, understood=False).errors["understood"]
    with working_for(involta):
        assert User.objects.filter(pk=ana.pk).exists()


def test_a_deleted_account_is_gone_and_the_utilitys_records_are_not(ana, ana_client, handed_in, involta, page_client):
    other = page_client()
    walks.sign_in(other, "ana", PASSWORD)
    page = delete(ana_client)
    assert page.h1 == "Uporabniški račun je izbrisan"
    for client in (ana_client, other):
        assert client.get("/accounts/activity/").status_code == 302
    with working_for(involta):
        assert not User.objects.filter(email="ana@example.si").exists()
        assert not Link.objects.filter(user_id=ana.pk).exists()
        assert not ActivityEvent.objects.filter(user_id=ana.pk).exists()
        assert Customer.objects.filter(number="100001").exists()
        assert Submission.objects.get(number="R-1").user is None
        assert AuditEvent.objects.filter(action="account.closed").count() == 1
        [last] = OutboxMessage.objects.filter(to="ana@example.si")
        assert last.event == "account_closed"
    fresh = page_client()
    walks.sign_in(fresh, "ana", PASSWORD)
    assert fresh.get("/accounts/activity/").status_code == 302


def test_the_address_can_register_again_after_that(ana, ana_client, involta, page_client):
    delete(ana_client)
    people.person(involta, username="ana", full_name="Ana Novak")
    client = page_client()
    walks.sign_in(client, "ana", PASSWORD)
    assert client.get("/accounts/activity/").status_code == 200


def test_an_account_of_staff_is_not_deleted_here(involta, page_client):
    sonja = colleague(involta)
    client = page_client("involta.localhost", sonja)
    page = client.visit(DELETE)
    assert DELETE not in [form.action for form in page.forms]
    assert DELETE not in [link.href for link in client.visit("/accounts/settings/").links]
    csrf = client.visit(DATA).form(DATA).token
    client.post(DELETE, {"password": PASSWORD, "understood": "on", "csrfmiddlewaretoken": csrf})
    with working_for(involta):
        assert User.objects.filter(pk=sonja.pk).exists()
    assert mailbox.messages(involta, sonja.email) == []


@pytest.mark.parametrize(("neighbours_phone", "kept"), [("+38631999999", 0), ("+38631123456", 1)])
def test_the_telephone_number_goes_too_unless_another_account_has_it(ana, ana_client, bojan, involta, neighbours_phone, kept):
    with working_for(involta):
        User.objects.filter(pk=ana.pk).update(phone="+38631123456")
        User.objects.filter(pk=bojan.pk).update(phone=neighbours_phone)
        factories.OutboxMessageFactory(channel="sms", event="reminder", to="+38631123456", state="sent")
    delete(ana_client)
    with working_for(involta):
        assert OutboxMessage.objects.filter(to="+38631123456").count() == kept
