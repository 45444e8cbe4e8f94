"""The linking page: one form, one answer to every failure, and what is linked already."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import ActivityEvent, Evidence, Link, LinkAttempt
from accounts.services import linking
from tenants import clock
from tenants.models import AuditEvent, Utility
from tests import factories, people
from tests.accounts import mailbox
from tests.accounts.bills import customer_of, printed
from tests.accounts.linking_page import LOGATEC, PAGE, REFUSED
from tests.scopes import working_for


@pytest.fixture
def marta(involta):
    """A customer of Involta whose number stands on her bills; nobody is linked to her."""
    with working_for(involta):
        utility = Utility.objects.get()
        customer = factories.CustomerFactory(utility=utility, number="300003", name="Marta Hribar", email="marta@example.si")
        printed(customer, customer_number="300003")
    return customer


@pytest.fixture
def client(unlinked, page_client):
    return page_client("involta.localhost", unlinked)


def links_of(user):
    with working_for(user.tenant):
        return [(link.customer.number, link.valid_to, link.rule_key) for link in Link.objects.filter(user=user).order_by("pk")]


# --- Right values -----------------------------------------------------------------------------------------------------------------
def test_the_right_number_links_and_leads_to_the_overview(client, unlinked, marta):
    page = client.visit(PAGE).submit(PAGE, customer_number="300003")
    assert page.path == "/"
    assert "Vaš uporabniški račun je povezan." in page.messages
    assert links_of(unlinked) == [("300003", None, "customer_number")]


@pytest.mark.parametrize("typed", ["300 003", "300-003", "3OO003", " 300003 ", "št. kupca 300003", "３００００３"])
def test_blanks_hyphens_letters_and_an_o_for_a_zero_are_forgiven(client, unlinked, marta, typed):
    client.visit(PAGE).submit(PAGE, customer_number=typed)
    assert len(links_of(unlinked)) == 1


def test_a_link_leaves_its_traces(client, unlinked, marta, involta):
    client.visit(PAGE).submit(PAGE, customer_number="300003")
    with working_for(involta):
        link = Link.objects.get(user=unlinked)
        audit = AuditEvent.objects.get(action="link.made")
        assert (audit.actor, audit.object_id, audit.data["customer"], audit.data["rule"]) == (
            unlinked,
            str(link.pk),
            "300003",
            "customer_number",
        )
        event = ActivityEvent.objects.get(kind="linked")
        assert (event.user, event.address) == (unlinked, "127.0.0.1")
        attempt = LinkAttempt.objects.get()
        assert (attempt.evaluated, attempt.linked, attempt.user) == (True, True, unlinked)


def test_the_address_on_file_and_other_accounts_are_told(client, unlinked, ana, involta):
    with working_for(involta):
        customer = people.customer_of(ana)
        customer.email = "Na.Racunu@example.si"
        customer.save()
        printed(customer, customer_number=customer.number)
    client.visit(PAGE).submit(PAGE, customer_number="100001")
    notices = [message for message in mailbox.messages(involta) if message.event == "link_notice"]
    assert sorted(notice.to for notice in notices) == ["ana@example.si", "na.racunu@example.si"]
    for notice in notices:
        assert "100001" in notice.text
        assert "100001" in notice.html
        assert "info@involta.si" in notice.text
        assert unlinked.email not in notice.text, "who was linked is nobody else's business"


def test_nobody_is_told_about_an_own_link(client, unlinked, marta, involta):
    with working_for(involta):
        marta.email = unlinked.email.upper()
        marta.save()
    client.visit(PAGE).submit(PAGE, customer_number="300003")
    assert mailbox.messages(involta) == []


def test_a_wrong_address_on_file_does_not_stop_the_link(client, unlinked, marta, involta):
    with working_for(involta):
        marta.email = "ni naslov"
        marta.save()
    client.visit(PAGE).submit(PAGE, customer_number="300003")
    assert len(links_of(unlinked)) == 1
    with working_for(involta):
        assert AuditEvent.objects.filter(action="link.notice_impossible").count() == 1


def test_linking_twice_makes_one_link_and_one_notice(client, unlinked, marta, involta):
    for _time in range(2):
        assert client.visit(PAGE).submit(PAGE, customer_number="300003").path == "/"
    assert len(links_of(unlinked)) == 1
    assert len(mailbox.messages(involta, "marta@example.si")) == 1


def test_several_customers_may_be_linked_to_one_account(ana, ana_client, marta):
    ana_client.visit(PAGE).submit(PAGE, customer_number="300003")
    assert [number for number, _to, _rule in links_of(ana)] == ["100001", "300003"]
    main = ana_client.visit(PAGE).main
    assert "Ana Novak" in main
    assert "Marta Hribar" in main


# --- Wrong values -----------------------------------------------------------------------------------------------------------------
def test_a_wrong_number_gets_the_one_answer_and_what_was_typed_stays(client, unlinked, marta):
    page = client.visit(PAGE).submit(PAGE, customer_number="999 999")
    assert page.path == PAGE
    assert page.errors == {"": REFUSED}
    assert page.form(PAGE).values["customer_number"] == ["999 999"]
    assert links_of(unlinked) == []


@pytest.mark.parametrize(
    ("typed", "error"), [("", "To polje je obvezno."), ("brez številk", "Vpišite številke, ki so natisnjene na računu.")]
)
def test_a_value_that_cannot_be_one_is_told_at_its_field_and_costs_no_attempt(client, involta, marta, typed, error):
    page = client.visit(PAGE).submit(PAGE, customer_number=typed)
    assert error in page.errors["customer_number"]
    with working_for(involta):
        assert LinkAttempt.objects.count() == 0


# --- Without links ----------------------------------------------------------------------------------------------------------------
def test_without_a_link_the_overview_explains_and_leads_to_linking(client):
    page = client.visit("/")
    assert page.follow("Poveži").path == PAGE


def test_linking_can_be_left_for_later(client):
    assert client.visit(PAGE).follow("To naredim pozneje").path == "/"


def test_the_page_asks_who_you_are(visitor):
    assert visitor.visit(PAGE).path == "/accounts/login/"


# --- Ending a link ----------------------------------------------------------------------------------------------------------------
def test_an_own_link_ends_at_once(ana, ana_client, ana_point):
    assert ana_client.get(f"/meters/{ana_point.public_id}/").status_code == 200
    page = ana_client.visit(PAGE).submit("Prekini povezavo – Ana Novak, 100001")
    assert "Povezava je prekinjena" in " ".join(page.messages)
    assert ana_client.get(f"/meters/{ana_point.public_id}/").status_code == 404
    with working_for(ana.tenant):
        assert Link.objects.get(user=ana).valid_to == clock.today() - timedelta(days=1), "the row stays"
        assert AuditEvent.objects.get(action="link.ended").actor == ana
        assert ActivityEvent.objects.filter(user=ana, kind="unlinked").count() == 1


def test_nobody_ends_somebody_elses_link(ana, bojan, bojan_client):
    with working_for(ana.tenant):
        link = ana.links.get()
    page = bojan_client.visit(PAGE)
    token = page.form(PAGE).token
    assert bojan_client.post(f"/accounts/link/{link.public_id}/end/", {"csrfmiddlewaretoken": token}).status_code == 404
    assert bojan_client.get(f"/accounts/link/{link.public_id}/end/").status_code == 405
    assert links_of(ana) == [("100001", None, "staff")]


def test_an_ended_link_can_be_made_again(ana, ana_client):
    with working_for(ana.tenant):
        printed(people.customer_of(ana), customer_number="100001")
    ana_client.visit(PAGE).submit("Prekini povezavo – Ana Novak, 100001")
    ana_client.visit(PAGE).submit(PAGE, customer_number="100001")
    assert [to is None for _number, to, _rule in links_of(ana)] == [False, True]


# --- A contract's end -------------------------------------------------------------------------------------------------------------
def test_a_contracts_end_closes_its_links(ana, ana_client, ana_point, in_involta):
    customer = people.customer_of(ana)
    yesterday = clock.today() - timedelta(days=1)
    assert linking.close_links(customer_id=customer.pk, supply_point_id=None, last_day=yesterday, by="import") == 1
    assert linking.close_links(customer_id=customer.pk, supply_point_id=None, last_day=yesterday, by="import") == 0
    assert ana_client.get(f"/meters/{ana_point.public_id}/").status_code == 404
    assert AuditEvent.objects.get(action="link.closed").actor_label == "import"


def test_a_contract_that_ends_later_leaves_access_until_then(ana, ana_client, ana_point, in_involta):
    customer = people.customer_of(ana)
    today = clock.today()
    linking.close_links(customer_id=customer.pk, supply_point_id=None, last_day=today, by="import")
    assert ana_client.get(f"/meters/{ana_point.public_id}/").status_code == 200
    assert not Link.objects.visible_to(ana, day=today + timedelta(days=1)).exists()
    assert not ActivityEvent.objects.filter(kind="unlinked").exists(), "it has not happened yet"


def test_a_link_that_ends_earlier_is_not_prolonged(ana, in_involta):
    customer = people.customer_of(ana)
    linking.close_links(customer_id=customer.pk, supply_point_id=None, last_day=clock.today(), by="import")
    linking.close_links(customer_id=customer.pk, supply_point_id=None, last_day=clock.today() + timedelta(days=9), by="import")
    assert Link.objects.get(user=ana).valid_to == clock.today()


def test_the_end_at_one_point_leaves_the_whole_customers_link(ana, ana_point, in_involta):
    customer = people.customer_of(ana)
    assert linking.close_links(customer_id=customer.pk, supply_point_id=ana_point.pk, last_day=clock.today(), by="import") == 0
    assert Link.objects.get(user=ana).valid_to is None


# --- Other rules are only data ----------------------------------------------------------------------------------------------------
@pytest.fixture
def dora(apply_preset):
    """Somebody without a link at mojupravljalec.si, where two utilities ask for different things."""
    return people.person(apply_preset("mojupravljalec"), username=None, full_name="Dora Oblak")


@pytest.fixture
def dora_client(dora, page_client):
    return page_client("mojupravljalec.localhost", dora)


@pytest.mark.parametrize("reference", ["SI12 2611000001070", "12 2611000001070", "si122611000001070", "SI12-2611-000001070"])
def test_reference_and_code_of_one_bill_link(dora, dora_client, reference):
    with working_for(dora.tenant):
        customer = customer_of("logatec", "700")
        printed(customer, group="invoice/7", reference="122611000001070", code="0042")
    page = dora_client.visit(PAGE).follow("Komunalno podjetje Logatec")
    assert page.form(LOGATEC).names == ["reference", "code"]
    assert page.submit(LOGATEC, reference=reference, code="0042").path == "/"
    assert links_of(dora) == [("700", None, "reference_and_code")]


@pytest.mark.parametrize(("reference", "code"), [("122611000001070", "0043"), ("122611000001071", "0042"), ("122610000001070", "0042")])
def test_reference_and_code_that_do_not_belong_together_are_refused(dora, dora_client, reference, code):
    with working_for(dora.tenant):
        customer = customer_of("logatec", "700")
        printed(customer, group="invoice/6", reference="122610000001070", code="7777")
        printed(customer, group="invoice/7", reference="122611000001070", code="0042")
        printed(customer_of("logatec", "701"), group="invoice/8", reference="122611000001071", code="0043")
    page = dora_client.visit(LOGATEC).submit(LOGATEC, reference=reference, code=code)
    assert page.errors == {"": REFUSED}
    assert page.form(LOGATEC).values["code"] == [code]
    assert links_of(dora) == []


def test_an_unknown_utility_or_rule_is_not_there(dora_client):
    assert dora_client.get(f"{PAGE}?utility=nobody").status_code == 404
    assert dora_client.get(f"{PAGE}?utility=logatec&rule=nothing").status_code == 404


def test_the_payment_slip_links_one_supply_point(zagorje, page_client):
    person = people.person(zagorje, username=None, full_name="Edo Kos")
    with working_for(zagorje):
        utility = Utility.objects.get()
        customer = factories.CustomerFactory(utility=utility, number="900")
        point = factories.SupplyPointFactory(utility=utility, number="1104782", commodity="water")
        printed(customer, group="invoice/1", supply_point=point, purpose="1104782", reference="SI12 2611001104782")
    page = page_client("zagorje.localhost", person).visit(PAGE)
    assert page.h1 == "DODAJ ODJEMNO MESTO"
    assert 'class="draw bill"' in page.html, "the slip with its two marks"
    page = page.submit(purpose="PLAČILO RAČUNA 1104782", reference="12 2611 0011 04782")
    with working_for(zagorje):
        link = Link.objects.get(user=person)
        assert link.supply_point == point
    assert page.path == f"{PAGE}{link.public_id}/", "a confirmation"
    assert "1104782" in page.main


def test_a_value_for_one_use_is_good_for_one(involta, unlinked, marta, monkeypatch):
    from dataclasses import replace

    with working_for(involta):
        utility = Utility.objects.get()
        [rule] = utility.rules.linking.rules
        once = replace(utility.rules.linking.evidence[0], once=True)
        monkeypatch.setattr(type(utility.rules.linking), "evidence_named", lambda self, name: once)
        values = {"customer_number": "300003"}
        linking.prove(user=unlinked, utility=utility, rule=rule, values=values, client=linking.NOBODY, checkpoint=lambda: None)
        assert Evidence.objects.get().valid_to < clock.today()
        other = factories.UserFactory(username="other")
        with pytest.raises(linking.LinkRefused):
            linking.prove(user=other, utility=utility, rule=rule, values=values, client=linking.NOBODY, checkpoint=lambda: None)


def test_one_person_may_act_for_two_customers_at_one_point(ana, bojan, unlinked):
    """Who leaves and who comes may both be hers: the second link is no error."""
    with working_for(ana.tenant):
        point = people.point_of(ana)
        leaves, comes = people.customer_of(ana), people.customer_of(bojan)
        first = linking.link(user=unlinked, customer=leaves, supply_point=point, rule_key="staff", by="tests")
        second = linking.link(user=unlinked, customer=comes, supply_point=point, rule_key="staff", by="tests")
        assert first.pk != second.pk
        assert linking.link(user=unlinked, customer=comes, supply_point=point, rule_key="staff", by="tests").pk == second.pk
