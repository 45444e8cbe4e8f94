"""Walk Z-01 to Z-07: form, terms on a page of their own, mail, and straight on to linking at Moja Komunala Zagorje."""

from __future__ import annotations

import pytest

from accounts.models import LinkAttempt, TermsAcceptance, User
from tests.accounts import mailbox, walks
from tests.scopes import working_for

MOJCA = "mojca@example.si"
TERMS = "/accounts/signup/terms/"


@pytest.fixture
def somebody(zagorje, page_client):
    return page_client("zagorje.localhost")


def form_sent(client, **changes):
    """The page after the form: that of the terms, or the form with its mistakes."""
    return client.visit("/accounts/signup/").submit(**{**walks.ZAGORJE, **changes})


def people(tenant):
    with working_for(tenant):
        return list(User.objects.order_by("pk"))


# --- Sign-in and form -------------------------------------------------------------------------------------------------------------
def test_z01_sign_in_has_the_manuals_words(somebody):
    page = somebody.visit("/accounts/login/")
    for words in ("Email", "Geslo", "Zapomni si me", "Ste pozabili geslo?", "Nov uporabnik? Registracija"):
        assert words in page.main
    assert page.form("/accounts/login/").buttons[-1] == "Prijava"
    assert page.follow("Nov uporabnik? Registracija").h1 == "Registracija"


def test_z02_the_form_asks_what_the_manual_says(somebody):
    page = somebody.visit("/accounts/signup/")
    assert page.form().names == ["first_name", "last_name", "email", "phone", "password", "password_repeat"]
    places = [page.main.index(label) for label in ("Ime", "Priimek", "Email", "Telefonska številka", "Geslo", "Potrdite geslo")]
    assert places == sorted(places)
    assert page.form().buttons[-1] == "Registracija"
    assert page.follow("« Nazaj na prijavo").path == "/accounts/login/"


@pytest.mark.parametrize(("typed", "kept"), [("", ""), ("031 123 456", "+38631123456")])
def test_z02_the_phone_is_optional(somebody, zagorje, typed, kept):
    page = somebody.visit("/accounts/signup/")
    assert "opomnike za oddajo stanja vodomerov" in page.main
    walks.register(somebody, walks.ZAGORJE, phone=typed)
    assert [user.phone for user in people(zagorje)] == [kept]


# --- The password -----------------------------------------------------------------------------------------------------------------
def test_z03_the_rules_stand_there_before_typing_and_the_password_is_typed_twice(somebody, zagorje):
    page = somebody.visit("/accounts/signup/")
    assert "Vsaj 8 znakov, vsaj 1 velika črka in vsaj 1 številka, različno od uporabniškega imena." in page.main
    page = form_sent(somebody, password_repeat="Druga-Reka-2026")
    assert set(page.errors) - {""} == {"password_repeat"}
    assert people(zagorje) == []


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("Abcde12", "Uporabite vsaj 8 znakov."),
        ("abcdef12x", "Dodajte vsaj eno veliko črko."),
        ("Abcdefgh", "Dodajte vsaj eno številko."),
        ("Mojca1@example.si", "Izberite geslo"),
        ("MOJCA1@EXAMPLE.SI", "Izberite geslo"),
        ("mOJCA1@example.SI", "Izberite geslo"),
        ("Slovenija1", "Izberite manj pogosto geslo"),
        ("Modrica1", ""),
        ("čudovit1Č", ""),
        ("šumenje1Š", ""),
        ("življenje1Ž", ""),
        ("ćirilica1Ć", ""),
        ("đakovica1Đ", ""),
        ("modricačš1", "Dodajte vsaj eno veliko črko."),
        ("Modrica\N{ARABIC-INDIC DIGIT ONE}", ""),  # a digit of another script is a digit
    ],
)
def test_z04_which_passwords_will_do(somebody, zagorje, password, reason):
    page = form_sent(somebody, email="mojca1@example.si", password=password, password_repeat=password)
    if reason:
        assert set(page.errors) - {""} == {"password"}
        assert reason in page.errors["password"]
    assert (page.path == TERMS) == (not reason)
    assert mailbox.messages(zagorje) == []


def test_z04_after_a_mistake_each_rule_says_whether_it_is_met(somebody):
    page = form_sent(somebody, password="Abcdefgh", password_repeat="Abcdefgh")
    assert "vsaj ena velika črka – izpolnjeno" in page.main
    assert "vsaj ena številka – ni izpolnjeno" in page.main


# --- Terms on a page of their own -------------------------------------------------------------------------------------------------
def test_z05_the_next_page_links_terms_and_instructions_and_asks(somebody, zagorje):
    page = form_sent(somebody)
    assert page.path == TERMS
    assert page.h1 == "Pogoji uporabe"
    assert "Za nadaljevanje registracije se morate strinjati s splošnimi pogoji uporabe spletnega portala." in page.main
    assert page.form().buttons == ["Potrdi", "Zavrni"]
    assert "ogoji uporabe" in page.follow("Pogoji uporabe").h1
    assert page.follow("Navodila za uporabo").status == 200
    assert mailbox.messages(zagorje) == [], "nothing is mailed before the answer"
    assert people(zagorje) == [], "and nobody is kept"


def test_z05_refusing_keeps_and_mails_nothing(somebody, zagorje):
    page = form_sent(somebody).submit(press="no")
    assert page.path == "/accounts/login/"
    assert "niste strinjali" in page.messages[0]
    assert people(zagorje) == []
    assert mailbox.messages(zagorje) == []
    with working_for(zagorje):
        assert "waiting_registration" not in somebody.session
    assert somebody.visit(TERMS).path == "/accounts/signup/", "there is nothing left to agree to"
    assert walks.sign_in(somebody, MOJCA, walks.PASSWORD).errors, "the portal cannot be used"


def test_z05_without_an_answer_nothing_happens(somebody, zagorje):
    page = form_sent(somebody)
    page = page.submit()
    assert page.path == TERMS
    assert people(zagorje) == []


def test_z05_what_was_typed_is_in_no_cookie_and_no_address_and_the_password_nowhere(somebody, zagorje):
    page = form_sent(somebody, phone="031 123 456")
    page.submit()
    carried = str(page.redirects) + page.html + "".join(cookie.value for cookie in somebody.cookies.values())
    for secret in (walks.PASSWORD, MOJCA, "031"):
        assert secret not in carried
    with working_for(zagorje):
        assert walks.PASSWORD not in str(dict(somebody.session))


def test_z05_an_answer_that_comes_after_an_hour_begins_anew(somebody, zagorje, monkeypatch):
    page = form_sent(somebody)
    monkeypatch.setattr("accounts.views.registration.WAITING_SECONDS", -1)
    form_sent(somebody)
    assert page.submit(press="yes").path == "/accounts/signup/"
    assert people(zagorje) == []


def test_z05_a_version_that_is_applied_meanwhile_is_asked_again(somebody, zagorje, new_version):
    page = form_sent(somebody)
    new_version(zagorje, "2")
    page = page.submit(press="yes")
    assert page.path == TERMS
    assert people(zagorje) == []
    page.submit(press="yes")
    with working_for(zagorje):
        assert TermsAcceptance.objects.get().version == "2"


def test_z06_only_then_the_mail_and_its_link_ends_the_registration(somebody, zagorje):
    page = form_sent(somebody).submit(press="yes")
    assert page.path == "/accounts/registered/"
    assert [message.event for message in mailbox.messages(zagorje, MOJCA)] == ["activation"]
    with working_for(zagorje):
        agreed = TermsAcceptance.objects.get()
        assert (agreed.user.email, agreed.utility.code, agreed.version) == (MOJCA, "zagorje", "1")
    assert walks.sign_in(somebody, MOJCA, walks.PASSWORD).h1 == "Uporabniški račun še ni aktiven"
    assert "aktiviran" in walks.activate(somebody, zagorje, MOJCA).main


def test_z06_agreeing_twice_makes_one_account(somebody, zagorje):
    page = form_sent(somebody)
    page.submit(press="yes")
    page.submit(press="yes")
    assert len(people(zagorje)) == 1
    assert len(mailbox.messages(zagorje)) == 1


def test_z07_after_the_link_straight_to_linking(somebody, zagorje):
    walks.register(somebody, walks.ZAGORJE)
    page = walks.activate(somebody, zagorje, MOJCA)
    page = page.submit("/accounts/login/", login=MOJCA, password=walks.PASSWORD)
    assert page.path == "/accounts/link/"
    assert page.h1 == "DODAJ ODJEMNO MESTO"
    with working_for(zagorje):
        assert not LinkAttempt.objects.exists()


# --- Nobody learns who is known ---------------------------------------------------------------------------------------------------
def test_z05_z06_a_known_address_gets_the_same_pages_at_the_same_cost(page_client, zagorje, cilka):
    seen = {}
    for email in (MOJCA, cilka.email):
        client = page_client("zagorje.localhost")
        form = client.visit("/accounts/signup/").form().values | {key: [value] for key, value in walks.ZAGORJE.items()}
        sent = client.post("/accounts/signup/", {**{key: value[0] for key, value in form.items()}, "email": email})
        queries = len(client.queries)
        page = client.visit(TERMS)
        answer = {**{key: value[0] for key, value in page.form().values.items()}, "answer": "yes"}
        agreed = client.post(TERMS, answer)
        costs = (queries, len(client.queries))
        done = client.visit("/accounts/registered/").main.replace(email, "…")
        seen[email] = (sent.status_code, sent["Location"], page.main, agreed.status_code, agreed["Location"], done, costs)
    new, known = seen[MOJCA], seen[cilka.email]
    assert new[:-1] == known[:-1]
    assert new[-1][0] == known[-1][0], "the form looks up no address"
    assert abs(new[-1][1] - known[-1][1]) <= 4, "as many queries, up to the mail that differs"
    assert [mailbox.last(zagorje, email).event for email in seen] == ["activation", "account_exists"]
