"""Every account page, in both languages: the client holds it against the rules of all pages."""

from __future__ import annotations

import pytest

from tests.factories import PASSWORD
from tests.scopes import working_for
from tests.source import ROOT

PUBLIC = {
    "/accounts/login/": ("Prijava v Mojo Involto", "Sign in to Moja Involta"),
    "/accounts/signup/": ("Ustvarite račun Moja Involta", "Create a Moja Involta account"),
    "/accounts/registered/": ("Preverite e-pošto", "Open your mail"),
    "/accounts/activate/resend/": ("Ponovno pošiljanje sporočila za aktivacijo", "Send the activation message again"),
    "/accounts/activate/sent/": ("Preverite e-pošto", "Open your mail"),
    "/accounts/confirm-email/": ("Preverite e-pošto", "Open your mail"),
    "/accounts/forgotten-username/": ("Pozabljeno uporabniško ime", "Forgotten user name"),
    "/accounts/forgotten-username/sent/": ("Preverite e-pošto", "Open your mail"),
    "/accounts/password/reset/": ("Pozabljeno geslo", "Forgotten password"),
    "/accounts/password/reset/done/": ("Preverite e-pošto", "Open your mail"),
    "/accounts/password/reset/key/done/": ("Novo geslo je shranjeno", "The new password is saved"),
    "/accounts/inactive/": ("Ta uporabniški račun je izklopljen", "This account is switched off"),
}

OWN = {
    "/accounts/activity/": ("Aktivnost", "Activity"),
    "/accounts/sessions/": ("Aktivnost", "Activity"),
    "/accounts/logout/": ("Odjava", "Sign out"),
    "/accounts/password/change/": ("Spremenite geslo", "Change the password"),
    "/accounts/email/": ("E-poštni naslov", "E-mail address"),
    "/accounts/settings/": ("Nastavitve", "Settings"),
    "/accounts/security/": ("Prijava", "Signing in"),
    "/accounts/data/": ("Prenesi moje podatke", "Download my data"),
    "/accounts/delete/": ("Izbriši moj uporabniški račun", "Delete my account"),
    "/accounts/2fa/": ("Dodatna koda za prijavo", "Second factor"),
    "/accounts/reauthenticate/": ("Potrdite, da ste to vi", "Confirm that it is you"),
}


@pytest.mark.parametrize("language", ["sl", "en"])
@pytest.mark.parametrize("path", PUBLIC)
def test_public_page(page_client, involta, path, language):
    page = page_client("involta.localhost", language=language).visit(path)
    assert page.h1 == PUBLIC[path][language == "en"]


@pytest.mark.parametrize("language", ["sl", "en"])
@pytest.mark.parametrize("path", OWN)
def test_own_page(page_client, ana, path, language):
    page = page_client("involta.localhost", ana, language=language).visit(path)
    assert page.h1 == OWN[path][language == "en"]


@pytest.mark.parametrize("slug", ["involta", "mojupravljalec", "gen-i", "zagorje"])
def test_every_portal_has_an_entrance_and_a_registration(apply_preset, page_client, slug):
    apply_preset(slug)
    client = page_client(f"{slug}.localhost")
    entrance = client.visit("/accounts/login/")
    assert entrance.form("/accounts/login/").names == ["login", "password", "remember"]
    assert client.visit("/accounts/signup/").h1


def test_a_change_of_address_that_waits_is_shown(page_client, ana, involta):
    page = page_client("involta.localhost", ana).visit("/accounts/email/")
    page = page.submit("/accounts/email/", email="ana.nova@example.si", password=PASSWORD)
    assert "Čaka na potrditev" in page.main
    assert "ana.nova@example.si" in page.main
    page = page.submit("/accounts/email/cancel/")
    assert "Čaka na potrditev" not in page.main


def test_a_wrong_password_change_stays_on_the_page(page_client, ana):
    page = page_client("involta.localhost", ana).visit("/accounts/password/change/")
    page = page.submit("/accounts/password/change/", oldpassword="napačno", password1="geslo", password2="drugo")
    assert set(page.errors) - {""} == {"oldpassword", "password1", "password2"}


def test_a_person_who_is_shut_out_is_told(visitor, ana, involta):
    from tests.accounts import walks

    with working_for(involta):
        type(ana).objects.filter(pk=ana.pk).update(is_active=False)
    assert walks.sign_in(visitor, "ana", PASSWORD).h1 == "Ta uporabniški račun je izklopljen"


COPIED = {
    "account_inactive", "base_reauthenticate", "email_change", "login", "logout", "password_change", "password_reset",
    "password_reset_done", "password_reset_from_key", "password_reset_from_key_done", "password_set", "reauthenticate",
    "signup_closed", "verification_sent",
}  # fmt: skip
"""Pages of allauth that have our own content; the others are restyled by elements and layouts alone."""


def test_pages_of_allauth_that_are_replaced_are_listed():
    assert {path.stem for path in (ROOT / "templates" / "account").glob("*.html")} == COPIED
