"""Walk I-01 to I-13: from the public page to the first sign-in at Moja Involta."""

from __future__ import annotations

import pytest

from accounts.models import LinkClaim, TermsAcceptance, User
from tests.accounts import mailbox, walks
from tests.factories import PASSWORD
from tests.scopes import working_for

MOJCA = "mojca@example.si"


@pytest.fixture
def mojca(visitor, involta):
    """Registered, not activated."""
    walks.register(visitor, walks.INVOLTA)
    with working_for(involta):
        return User.objects.get()


def people(tenant):
    with working_for(tenant):
        return list(User.objects.order_by("pk"))


def test_i01_the_entrance_offers_sign_in_and_a_new_account(visitor):
    page = visitor.visit("/")
    assert page.h1 == "Prijava v Mojo Involto"
    assert "PRIJAVA" in page.form("/accounts/login/").buttons
    assert page.follow("Ustvarite račun Moja Involta").h1 == "Ustvarite račun Moja Involta"


def test_i02_registration_asks_what_the_manual_says(visitor):
    form = visitor.visit("/accounts/signup/").form()
    assert form.names == ["customer_number", "username", "password", "password_repeat", "email", "terms"]
    assert form.buttons[0] == "Registracija" or "Registracija" in form.buttons
    page = visitor.visit("/accounts/signup/")
    for label in ("Številka kupca", "Uporabniško ime", "Geslo", "Elektronski naslov", "Strinjam se s pogoji poslovanja"):
        assert label in page.main


def test_i03_the_form_says_where_the_customer_number_is(visitor):
    page = visitor.visit("/accounts/signup/")
    assert "Številko kupca najdete na sprednji strani računa za električno energijo/plin." in page.main
    assert 'class="draw bill"' in page.html, "the picture that marks it"
    assert "1. Številka kupca: na računu" in page.main


def test_i04_without_the_terms_nothing_is_made_and_the_error_stands_there(visitor, involta):
    page = walks.register(visitor, walks.INVOLTA, terms=None)
    assert set(page.errors) - {""} == {"terms"}
    assert people(involta) == []
    assert mailbox.messages(involta) == []
    values = page.form().values
    assert values["username"] == ["Mojca.Kovac"]
    assert values["customer_number"] == ["100001"]
    assert values["password"] == [""], "a password is not sent back"


def test_i05_an_unknown_customer_number_gets_the_same_page_and_mail(page_client, ana, involta):
    known = walks.register(page_client(), walks.INVOLTA)
    unknown = walks.register(page_client(), walks.INVOLTA, customer_number="999999", username="drugi", email="drugi@example.si")
    assert unknown.main.replace("drugi@example.si", MOJCA) == known.main
    first, second = mailbox.last(involta, MOJCA), mailbox.last(involta, "drugi@example.si")
    assert (first.event, first.subject) == (second.event, second.subject)
    with working_for(involta):
        claims = LinkClaim.objects.order_by("pk")
        assert [(claim.user.email, claim.state) for claim in claims] == [(MOJCA, "open"), ("drugi@example.si", "open")]


@pytest.mark.parametrize("typed", ["ANA", "Ana", "ａｎａ"])
def test_i06_a_user_name_is_taken_in_any_case_and_form(visitor, ana, involta, typed):
    page = walks.register(visitor, walks.INVOLTA, username=typed)
    assert "zasedeno" in page.errors["username"]
    assert len(people(involta)) == 1


def test_i07_success_is_confirmed_on_the_page_and_by_mail(visitor, involta):
    page = walks.register(visitor, walks.INVOLTA)
    assert page.path == "/accounts/registered/"
    assert MOJCA in page.main
    message = mailbox.last(involta, MOJCA)
    assert message.event == "activation"
    assert "Moja Involta" in message.subject
    assert "Moja Involta" in message.text
    assert "Aktivacija" in message.html
    with working_for(involta):
        user = User.objects.get()
        assert user.username == "mojca.kovac"
        assert TermsAcceptance.objects.get().version == "1"
        assert list(user.activity.values_list("kind", flat=True)) == ["registered"]


def test_i08_before_activation_sign_in_is_refused_and_offers_the_mail_again(visitor, involta, mojca):
    before = len(mailbox.messages(involta, MOJCA))
    page = walks.sign_in(visitor, "mojca.kovac", walks.PASSWORD)
    assert page.h1 == "Uporabniški račun še ni aktiven"
    assert "sessionid" not in page.html
    assert visitor.get("/meters/").status_code == 302, "not signed in"
    assert len(mailbox.messages(involta, MOJCA)) == before, "nothing is sent unasked"
    page = page.submit()
    assert page.h1 == "Preverite e-pošto"
    assert len(mailbox.messages(involta, MOJCA)) == before + 1
    assert "aktiviran" in walks.activate(visitor, involta, MOJCA).main


def test_i09_the_mail_leads_to_the_activation_page_with_the_sign_in_form_below(visitor, involta, mojca):
    page = visitor.visit(mailbox.path_of(mailbox.last(involta, MOJCA), "/activate/"))
    assert page.h1 == "AKTIVACIJA RAČUNA"
    assert "sedaj aktiviran" not in page.main
    page = page.submit()
    assert page.h1 == "AKTIVACIJA RAČUNA"
    assert "Uporabniški račun je sedaj aktiviran. V sistem se lahko prijavite z vašim uporabniškim imenom in geslom." in page.main
    page = page.submit("/accounts/login/", login="mojca.kovac", password=walks.PASSWORD)
    assert visitor.get("/accounts/activity/").status_code == 200
    assert mailbox.last(involta, MOJCA).event == "registered"


def test_i09_opening_the_link_changes_nothing(visitor, involta, mojca):
    """Programs open the links of a mail before its reader does."""
    visitor.visit(mailbox.path_of(mailbox.last(involta, MOJCA), "/activate/"))
    assert walks.sign_in(visitor, "mojca.kovac", walks.PASSWORD).h1 == "Uporabniški račun še ni aktiven"


def test_i10_a_second_click_says_already_active(visitor, involta, mojca):
    path = mailbox.path_of(mailbox.last(involta, MOJCA), "/activate/")
    visitor.visit(path).submit()
    page = visitor.visit(path)
    assert "že aktiven" in page.main
    assert "PRIJAVA" in page.form("/accounts/login/").buttons


def test_i11_sign_in_has_the_manuals_words(visitor, ana):
    page = visitor.visit("/accounts/login/")
    for label in ("Uporabniško ime", "Geslo", "Zapomni si me", "Ste pozabili uporabniško ime?", "Ste pozabili geslo?"):
        assert label in page.main
    assert page.form("/accounts/login/").names == ["login", "password", "remember"]
    assert "PRIJAVA" in page.form("/accounts/login/").buttons
    walks.sign_in(visitor, "ANA", PASSWORD)
    assert visitor.get("/accounts/activity/").status_code == 200


def test_i11_a_wrong_password_is_told_and_the_name_stays(visitor, ana):
    page = walks.sign_in(visitor, "ana", "napačno-geslo")
    assert "ni pravo" in page.errors[""]
    assert page.form("/accounts/login/").values["login"] == ["ana"]


@pytest.mark.parametrize(("ticked", "days"), [(True, 30), (None, None)])
def test_i11_remember_me_keeps_the_session_for_the_tenants_days(visitor, ana, ticked, days):
    walks.sign_in(visitor, "ana", PASSWORD, remember=ticked)
    cookie = visitor.cookies["session"]
    assert cookie["max-age"] == (days * 24 * 3600 if days else "")


def test_i12_a_forgotten_user_name_is_mailed(visitor, ana, involta):
    page = visitor.visit("/accounts/login/").follow("Ste pozabili uporabniško ime?").submit(email="Ana@example.si")
    message = mailbox.last(involta, "ana@example.si")
    assert message.event == "username"
    assert "\n  ana\n" in message.text
    known = page.main
    page = visitor.visit("/accounts/forgotten-username/").submit(email="nihce@example.si")
    assert page.main.replace("nihce@example.si", "ana@example.si") == known
    assert mailbox.last(involta, "nihce@example.si").event == "unknown_account"


def test_i13_a_forgotten_password_is_set_anew_by_a_mailed_link(visitor, ana, involta):
    page = visitor.visit("/accounts/login/").follow("Ste pozabili geslo?").submit(email="ana@example.si")
    known = page.main
    path = mailbox.path_of(mailbox.last(involta, "ana@example.si"), "/password/reset/key/")
    page = visitor.visit(path).submit(password1="Nova-Zvezda-77", password2="Nova-Zvezda-77")
    assert page.h1 == "Novo geslo je shranjeno"
    assert mailbox.last(involta, "ana@example.si").event == "password_changed"
    assert visitor.visit(path).h1 == "Ta povezava ne deluje več"
    assert "ni pravo" in walks.sign_in(visitor, "ana", PASSWORD).errors[""]
    walks.sign_in(visitor, "ana", "Nova-Zvezda-77")
    assert visitor.get("/accounts/activity/").status_code == 200
    visitor.visit("/accounts/logout/").submit("/accounts/logout/")
    assert visitor.visit("/accounts/password/reset/").submit(email="nihce@example.si").main == known
