"""`Imam vprašanje`: a question reaches the utility, its asker gets a copy, staff do not forget it, and nobody is flooded."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from portal.models import Question
from portal.services.questions import QUESTIONS_A_DAY, AlreadyAnswered, address_for_questions, answer_question
from tenants.models import AuditEvent, OutboxMessage, Utility
from tests import factories, people
from tests.scopes import working_for
from tests.staff import AdminClient, colleague

HOST = "gen-i.localhost"
TEXT = "Prejel sem račun z napačnim stanjem.\nProsim za popravek."


@pytest.fixture
def gen_i(apply_preset):
    return apply_preset("gen-i")


@pytest.fixture
def gorazd(gen_i):
    return people.household(gen_i, username=None, full_name="Gorazd Zorman", number="300001", commodity="gas")


@pytest.fixture
def client(gorazd, page_client):
    return page_client(HOST, gorazd)


def about(gorazd):
    return f"point-{people.point_of(gorazd).public_id}"


def ask(client, **values):
    data = {"about": "gen-i", "subject": "Račun", "text": TEXT}
    return client.visit("/ask/").submit("/ask/", **(data | values))


def questions(tenant):
    with working_for(tenant):
        return list(Question.objects.order_by("pk"))


def mails(tenant):
    with working_for(tenant):
        return {message.event: message for message in OutboxMessage.objects.all()}


def test_g22_a_question_is_mailed_to_the_contact_of_the_commodity_with_a_copy_to_the_asker(gen_i, gorazd, client):
    page = ask(client, about=about(gorazd))
    [question] = questions(gen_i)
    assert page.h1 == "Vaše vprašanje je poslano"
    assert question.number in page.main
    assert "popravek" in page.main
    sent = mails(gen_i)
    assert sent["question"].to == "poceniplin@gen-i.si"
    assert sent["question"].reply_to == "gorazd@example.si"
    assert "3-300001" in sent["question"].text
    assert TEXT in sent["question"].text.replace("\r\n", "\n")
    assert sent["question_copy"].to == "gorazd@example.si"
    assert question.number in sent["question_copy"].subject


def test_without_a_supply_point_the_first_contact_gets_it(gen_i, client):
    ask(client)
    assert mails(gen_i)["question"].to == "pocenielektrika@gen-i.si"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"subject": ""}, "Zadeva"),
        ({"text": ""}, "Vaše vprašanje"),
        ({"subject": "Račun\nBcc: all@example.si"}, "v eni vrstici"),
        ({"subject": "Račun\rX: y"}, "v eni vrstici"),
        ({"subject": "R" * 121}, "120"),
        ({"text": "x" * 4001}, "4000"),
        ({"about": "point-AAAAAAAAAAAAAAAA"}, ""),
    ],
)
def test_what_cannot_be_sent_is_told_and_nothing_typed_is_lost(gen_i, client, values, words):
    typed = {"about": "gen-i", "subject": "Račun", "text": TEXT} | values
    page = client.send("/ask/", typed | {"csrfmiddlewaretoken": _token(client)})
    assert words in page.main
    assert questions(gen_i) == []
    if values.get("text", TEXT) == TEXT:
        assert "napačnim stanjem" in page.response.content.decode()


def _token(client):
    client.visit("/ask/")
    return client.cookies["csrf"].value


def test_anothers_supply_point_is_no_choice(gen_i, client):
    other = people.household(gen_i, username=None, full_name="Mojca Druga", number="300002", commodity="gas")
    client.send("/ask/", {"about": about(other), "subject": "x", "text": "y", "csrfmiddlewaretoken": _token(client)})
    assert questions(gen_i) == []


def test_the_same_again_is_the_first_one(gen_i, client):
    ask(client)
    ask(client)
    assert len(questions(gen_i)) == 1
    assert len(mails(gen_i)) == 2


def test_a_person_asks_so_many_times_a_day_and_keeps_what_she_typed(gen_i, client):
    for number in range(QUESTIONS_A_DAY):
        ask(client, subject=f"Vprašanje {number}")
    page = ask(client, subject="Še eno")
    assert "poslali že več vprašanj" in page.main
    assert "napačnim stanjem" in page.response.content.decode()
    assert len(questions(gen_i)) == QUESTIONS_A_DAY
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=1, minutes=1)):
        page = client.visit("/ask/")  # the session is as old as its cookie allows
        page.submit("/ask/", about="gen-i", subject="Še eno", text=TEXT)
    assert len(questions(gen_i)) == QUESTIONS_A_DAY + 1


def test_visitors_are_led_to_sign_in(gen_i, page_client):
    assert "/accounts/login/" in page_client(HOST).visit("/ask/").redirects[0][1]


def test_the_receipt_is_for_its_asker_only(gen_i, client, page_client):
    ask(client)
    [question] = questions(gen_i)
    other = people.person(gen_i, username=None, full_name="Mojca Druga")
    page_client(HOST, other).visit(f"/ask/{question.public_id}/", status=404)


def test_staff_see_it_waiting_and_mark_it_once_as_answered(gen_i, client):
    ask(client)
    [question] = questions(gen_i)
    sonja = colleague(gen_i, username=None)
    at_work = AdminClient(HOST, sonja)
    assert "Vprašanja, ki čakajo na odgovor" in at_work.text("/admin/")
    assert question.number in at_work.text("/admin/portal/question/", waiting="yes")
    assert at_work.post(f"/admin/portal/question/{question.pk}/answer/", {"note": "Popravljeno."}).status_code == 302
    assert question.number not in at_work.text("/admin/portal/question/", waiting="yes")
    assert "Popravljeno." in at_work.text(f"/admin/portal/question/{question.pk}/change/")
    with working_for(gen_i):
        question.refresh_from_db()
        assert question.answered_by == sonja
        assert AuditEvent.objects.filter(action="question.answered").count() == 1
        with pytest.raises(AlreadyAnswered):
            answer_question(question=question, note="", by=sonja)


def test_a_utility_without_an_address_has_nobody_to_ask(involta, ana):
    with working_for(involta):
        utility = Utility.objects.get()
        nobody = factories.UtilityFactory.build(code=utility.code)
        assert address_for_questions((), None) == ""
        assert address_for_questions(nobody.rules.contacts, "water") == "info@involta.si"
