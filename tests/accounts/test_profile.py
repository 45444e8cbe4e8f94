"""My profile: name, telephone number, language."""

from __future__ import annotations

import pytest

from tenants.models import AuditEvent
from tests.scopes import working_for

PAGE = "/accounts/profile/"


def again(user):
    with working_for(user.tenant):
        user.refresh_from_db()
    return user


def test_the_profile_shows_who_i_am_and_leads_to_my_safety(ana, ana_client):
    page = ana_client.visit(PAGE)
    assert "ana@example.si" in page.main
    assert page.form(PAGE).values["full_name"] == ["Ana Novak"]
    for path in ("/accounts/password/change/", "/accounts/email/", "/accounts/activity/", "/accounts/link/"):
        assert path in [link.href for link in page.links]


def test_where_registration_asks_first_and_last_name_the_profile_does_too(cilka, cilka_client):
    page = cilka_client.visit(PAGE)
    page = page.submit(PAGE, first_name="Cilka", last_name="Zupan Žagar")
    assert "Profil je shranjen." in page.messages
    user = again(cilka)
    assert (user.first_name, user.last_name, user.full_name) == ("Cilka", "Zupan Žagar", "Cilka Zupan Žagar")


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("031 123 456", "+38631123456", "031 123 456"),
        ("00386 31 123 456", "+38631123456", "031 123 456"),
        ("+43 664 1234567", "+436641234567", "+43 664 1234567"),
        ("", "", ""),
    ],
)
def test_a_telephone_number_is_kept_in_one_form_and_shown_as_people_read_it(ana, ana_client, typed, kept, shown):
    page = ana_client.visit(PAGE).submit(PAGE, phone=typed)
    assert again(ana).phone == kept
    assert page.form(PAGE).values["phone"] == [shown]


@pytest.mark.parametrize("typed", ["12", "pokličite me", "+999 1"])
def test_what_is_no_telephone_number_is_told_and_stays(ana, ana_client, typed):
    page = ana_client.visit(PAGE).submit(PAGE, phone=typed, full_name="Nekdo Drug")
    assert "031 123 456" in page.errors["phone"]
    assert page.form(PAGE).values["phone"] == [typed]
    assert again(ana).full_name == "Ana Novak", "nothing is kept of a form with an error"


def test_the_chosen_language_holds_from_the_next_page_on(ana, ana_client):
    page = ana_client.visit(PAGE).submit(PAGE, language="en")
    assert page.language == "en"
    assert "Your profile is saved." in page.messages
    assert again(ana).language == "en"


def test_a_language_that_the_tenant_does_not_offer_is_refused(ana, ana_client):
    page = ana_client.visit(PAGE)
    token = page.form(PAGE).values["csrfmiddlewaretoken"][0]
    ana_client.post(PAGE, {"csrfmiddlewaretoken": token, "full_name": "Ana", "language": "de"})
    assert again(ana).language != "de"


def test_the_profile_changes_nothing_that_it_does_not_show(ana, ana_client):
    token = ana_client.visit(PAGE).form(PAGE).values["csrfmiddlewaretoken"][0]
    more = {"email": "x@example.si", "username": "x", "is_staff": "on", "tenant": "1", "password": "x"}
    ana_client.post(PAGE, {"csrfmiddlewaretoken": token, "full_name": "Ana N.", "language": "sl", **more})
    user = again(ana)
    assert (user.full_name, user.email, user.username, user.is_staff) == ("Ana N.", "ana@example.si", "ana", False)


def test_the_audit_names_the_fields_and_not_the_values(ana, ana_client):
    ana_client.visit(PAGE).submit(PAGE, phone="031 123 456")
    with working_for(ana.tenant):
        event = AuditEvent.objects.get(action="profile.changed")
        assert (event.actor, event.data) == (ana, {"fields": ["phone", "language"]})
