"""Walks MA-01 to MA-07 and MB-01 to MB-09: registration at mojupravljalec.si, without and with the values of a bill."""

from __future__ import annotations

import re

import pytest

from accounts.models import Link, LinkClaim, TermsAcceptance, User
from tests.accounts import mailbox, walks
from tests.accounts.bills import customer_of, printed
from tests.page import text_of
from tests.scopes import working_for

MOJCA = "mojca@example.si"
REFERENCE, CODE = "121805000009999", "9999"

DOLINA = {"email": MOJCA, "first_name": "Mojca", "last_name": "Kovač", "password": "reka26", "password_repeat": "reka26"}
LOGATEC = {
    "reference": "SI121805000009999",
    "code": CODE,
    "email": MOJCA,
    "password": walks.PASSWORD,
    "password_repeat": walks.PASSWORD,
    "terms": "yes",
}


@pytest.fixture
def portal(apply_preset):
    return apply_preset("mojupravljalec")


@pytest.fixture
def somebody(portal, page_client):
    return page_client("mojupravljalec.localhost")


@pytest.fixture
def bill(portal):
    """A customer of Logatec, and the last bill as it is printed."""
    with working_for(portal):
        customer = customer_of("logatec", "7001", name="Mojca Kovač")
        printed(customer, group="invoice/1805", reference=REFERENCE, code=CODE)
    return customer


def form_of(client, utility):
    return client.visit("/accounts/signup/", utility=utility)


def explained(page, name):
    """What stands at a field before anything is typed."""
    ids = page.all("input", name=name)[0].get("aria-describedby", "").split()
    return " ".join(text_of(page.by_id(one)) for one in ids)


def people(portal):
    with working_for(portal):
        return list(User.objects.order_by("pk"))


# --- Variant A: the customer's code after the first sign-in -----------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/meters/", "/billing/invoices/", "/accounts/activity/"])
def test_ma01_a_protected_page_shows_the_sign_in_and_says_why(somebody, path):
    page = somebody.visit(path)
    assert page.path == "/accounts/login/"
    assert "Za dostop do zahtevane strani je potrebna prijava." in page.main
    assert page.main.startswith("/ Prijava")


def test_ma01_who_comes_by_themselves_is_not_told_that_signing_in_is_needed(somebody):
    assert "potrebna prijava" not in somebody.visit("/accounts/login/").main


def test_ma02_sign_in_has_the_notices_words(somebody):
    page = somebody.visit("/accounts/login/")
    for words in ("Elektronski naslov", "Geslo", "Ste pozabili geslo?", "Nov uporabnik"):
        assert words in page.main
    assert page.form("/accounts/login/").buttons[-1] == "Prijava"
    assert page.follow("Ste pozabili geslo?").path == "/accounts/password/reset/"


def test_ma03_registration_asks_what_the_notice_says_in_its_order(somebody):
    page = form_of(somebody, "dolina")
    assert page.h1 == "Registracija"
    assert page.form().names == ["email", "first_name", "last_name", "password", "password_repeat"]
    places = [page.main.index(label) for label in ("E-mail", "ime", "priimek", "Geslo", "Potrditev gesla")]
    assert places == sorted(places)
    assert page.form().buttons[-1] == "Potrdi"
    assert page.follow("Prekliči").path == "/accounts/login/"


def test_ma04_the_help_at_the_address_says_what_it_is_for(somebody):
    page = form_of(somebody, "dolina")
    for words in ("navodila za aktivacijo računa", "skrbno varovan", "ne bo uporabljen v nepooblaščene namene", "tretjim osebam"):
        assert words in explained(page, "email")


def test_ma05_the_rules_of_the_password_stand_there_before_typing(somebody):
    page = form_of(somebody, "dolina")
    assert explained(page, "password") == "Vaše geslo mora imeti vsaj 6 znakov in ne sme biti eno izmed pogosto uporabljenih gesel."


def test_ma05_in_a_language_without_own_words_the_policy_is_listed(portal, page_client):
    page = page_client("mojupravljalec.localhost", language="en").visit("/accounts/signup/", utility="dolina")
    for rule in ("at least 6 characters", "not the same as your user name", "not a password that many people use"):
        assert rule in explained(page, "password")


def test_ma05_the_repetition_must_match(somebody, portal):
    page = form_of(somebody, "dolina").submit(**{**DOLINA, "password_repeat": "reka27"})
    assert set(page.errors) - {""} == {"password_repeat"}
    assert people(portal) == []


@pytest.mark.parametrize(
    ("password", "taken"),
    [
        ("reka2", False),  # five
        ("reka26", True),  # six
        ("rekaab", True),  # neither capital nor digit is asked
        ("123456", False),  # common everywhere
        ("Qwerty", False),  # common in small letters
        ("slovenija", False),  # common here
        ("geslo123", False),
        (MOJCA, False),
        ("MOJCA@EXAMPLE.SI", False),
        ("Mojca1", True),
    ],
)
def test_ma06_which_passwords_will_do(somebody, portal, password, taken):
    page = form_of(somebody, "dolina").submit(**{**DOLINA, "password": password, "password_repeat": password})
    assert (page.path == "/accounts/registered/") == taken
    assert len(people(portal)) == taken
    assert taken or set(page.errors) - {""} == {"password"}


def test_ma07_the_mail_has_a_coloured_icon_and_its_click_confirms(somebody, portal):
    form_of(somebody, "dolina").submit(**DOLINA)
    message = mailbox.last(portal, MOJCA)
    path = mailbox.path_of(message, "/activate/")
    icon = re.search(r'<td[^>]*bgcolor="(#\w{6})"[^>]*><a href="([^"]*)"[^>]*>(.*?)</a>', message.html, re.DOTALL)
    assert icon, "no coloured block that can be pressed"
    assert icon[1] == "#14693d"
    assert icon[2].endswith(path)
    assert "✓" in icon[3]
    assert "<img" not in message.html, "nothing is fetched from anywhere"
    page = somebody.visit(path).submit()
    assert "aktiviran" in page.main
    page = page.submit("/accounts/login/", login=MOJCA, password="reka26")
    assert page.path == "/accounts/link/", "the first sign-in goes on with the customer's code"


# --- Variant B: reference and code in the form ------------------------------------------------------------------------------------
def test_mb01_the_entrance_offers_sign_in_and_leads_to_registration(somebody):
    page = somebody.visit("/")
    assert page.form("/accounts/login/").buttons[-1] == "Prijava"
    assert page.follow("Nov uporabnik").h1 == "Registracija"


def test_mb02_the_utility_comes_first_then_the_form_in_the_guides_order(somebody):
    page = somebody.visit("/accounts/signup/")
    assert "Vaš upravljalec" in page.main
    assert "Komunalno podjetje Logatec" in page.form().options("utility").values()
    page = page.submit(utility="logatec")
    labels = (
        "Vaš upravljalec",
        "Sklic računa",
        "4 mesta varnostna koda",
        "Email",
        "Geslo",
        "Ponovi geslo",
        "Strinjam se s pogoji uporabe portala",
    )
    places = [page.main.index(label) for label in labels]
    assert places == sorted(places)
    assert page.form().names == ["reference", "code", "email", "password", "password_repeat", "terms"]
    assert list(page.form().options("terms").values())[1:] == ["da", "ne"]
    assert page.form().buttons[-1] == "ustvari račun"
    assert "SI121805000009999" in page.main, "where it is printed, with an example"


def test_mb02_the_utility_can_be_changed_on_the_form_itself(somebody):
    page = form_of(somebody, "logatec")
    chooser = next(form for form in page.forms if form.names == ["utility"])
    assert (chooser.method, chooser.values["utility"]) == ("get", ["logatec"])
    page = somebody.visit(chooser.action, utility="dolina")
    assert page.form().names == ["email", "first_name", "last_name", "password", "password_repeat"]


@pytest.mark.parametrize(
    "typed", ["SI121805000009999", "121805000009999", "12 1805 0000 09999", "si12 1805000009999", " SI12 1805 000009999 "]
)
def test_mb04_mb09_the_reference_counts_however_it_is_written(somebody, portal, bill, typed):
    form_of(somebody, "logatec").submit(**{**LOGATEC, "reference": typed})
    walks.activate(somebody, portal, MOJCA)
    page = walks.sign_in(somebody, MOJCA, walks.PASSWORD)
    assert page.path == "/", "linked: no further step"
    with working_for(portal):
        assert Link.objects.get().customer == bill


def test_mb04_letters_alone_are_no_reference(somebody, portal):
    page = form_of(somebody, "logatec").submit(**{**LOGATEC, "reference": "sklic"})
    assert set(page.errors) - {""} == {"reference"}
    assert page.form().values["code"] == [CODE], "what was typed stays"
    assert people(portal) == []


def test_mb05_a_wrong_pair_gets_the_same_page_and_mail(page_client, portal, bill):
    pages, events = [], []
    for code, email in ((CODE, MOJCA), ("1234", "druga@example.si")):
        client = page_client("mojupravljalec.localhost")
        page = form_of(client, "logatec").submit(**{**LOGATEC, "code": code, "email": email})
        pages.append(page.main.replace(email, "…"))
        events.append([(message.event, message.subject) for message in mailbox.messages(portal, email)])
    assert pages[0] == pages[1]
    assert events[0] == events[1]
    with working_for(portal):
        assert list(LinkClaim.objects.values_list("state", flat=True)) == ["open", "open"]
        assert CODE not in str(list(LinkClaim.objects.values_list("digests", flat=True)))


def test_mb05_a_wrong_pair_is_refused_at_the_first_sign_in_with_one_message(somebody, portal, bill):
    form_of(somebody, "logatec").submit(**{**LOGATEC, "code": "1234"})
    walks.activate(somebody, portal, MOJCA)
    page = walks.sign_in(somebody, MOJCA, walks.PASSWORD)
    assert page.path == "/accounts/link/"
    with working_for(portal):
        assert not Link.objects.exists()
        assert LinkClaim.objects.get().state == "refused"


@pytest.mark.parametrize("answer", ["no", ""])
def test_mb07_without_da_nothing_is_made(somebody, portal, bill, answer):
    page = form_of(somebody, "logatec").submit(**{**LOGATEC, "terms": answer})
    assert set(page.errors) - {""} == {"terms"}
    assert people(portal) == []
    assert mailbox.messages(portal) == []
    assert page.form().values["reference"] == ["SI121805000009999"]


def test_mb07_da_is_written_down_with_the_version(somebody, portal):
    form_of(somebody, "logatec").submit(**LOGATEC)
    with working_for(portal):
        agreed = TermsAcceptance.objects.get()
        assert (agreed.utility.code, agreed.version, agreed.user.email) == ("logatec", "1", MOJCA)


def test_mb08_the_click_confirms_and_the_portal_reports_success(somebody, portal, bill):
    form_of(somebody, "logatec").submit(**LOGATEC)
    message = mailbox.last(portal, MOJCA)
    assert "✓" in message.html
    page = somebody.visit(mailbox.path_of(message, "/activate/")).submit()
    assert any("aktiviran" in said for said in page.messages)
    assert page.submit("/accounts/login/", login=MOJCA, password=walks.PASSWORD).path == "/"


def test_mb09_nobody_is_asked_again_at_the_next_sign_in(somebody, portal, bill):
    form_of(somebody, "logatec").submit(**LOGATEC)
    walks.activate(somebody, portal, MOJCA)
    walks.sign_in(somebody, MOJCA, walks.PASSWORD)
    somebody.visit("/accounts/logout/").submit("/accounts/logout/")
    assert walks.sign_in(somebody, MOJCA, walks.PASSWORD).path == "/"
    with working_for(portal):
        assert Link.objects.count() == 1
