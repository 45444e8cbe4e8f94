"""My profile: what the tenant's file asks of a person, the address, the language."""

from __future__ import annotations

import pytest

from tenants.models import AuditEvent
from tests import people
from tests.scopes import working_for

PAGE = "/accounts/profile/"
SETTINGS = "/accounts/settings/"


def again(user):
    with working_for(user.tenant):
        user.refresh_from_db()
    return user


@pytest.fixture
def gregor(apply_preset):
    return people.person(apply_preset("gen-i"), username=None, full_name="Gregor Hribar")


@pytest.fixture
def gregor_client(gregor, page_client):
    return page_client("gen-i.localhost", gregor)


@pytest.fixture
def named_cilka(cilka):
    with working_for(cilka.tenant):
        type(cilka).objects.filter(pk=cilka.pk).update(first_name="Cilka", last_name="Zupan")
    return again(cilka)


def test_the_settings_lead_to_everything_about_the_account(ana_client):
    page = ana_client.visit(SETTINGS)
    for path in (PAGE, "/accounts/security/", "/accounts/activity/", "/accounts/link/", "/accounts/data/", "/accounts/delete/"):
        assert path in [link.href for link in page.links]
    page = ana_client.visit("/accounts/security/")
    for path in ("/accounts/password/change/", "/accounts/email/", "/accounts/2fa/"):
        assert path in [link.href for link in page.links]
    assert "ana@example.si" in page.main


def test_the_fields_are_those_of_the_file_in_its_order(ana_client, gregor_client):
    assert [name for name in ana_client.visit(PAGE).form(PAGE).values if name != "csrfmiddlewaretoken"] == ["email"]
    names = list(gregor_client.visit(PAGE).form(PAGE).values)
    assert [name for name in names if name not in ("csrfmiddlewaretoken", "newsletter")] == [
        "email", "full_name", "street", "city", "postcode", "country", "phone",
    ]  # fmt: skip


def test_an_address_is_kept_with_its_country(gregor, gregor_client):
    page = gregor_client.visit(PAGE)
    assert page.form(PAGE).values["country"] == ["SI"], "where nothing was said, the file's own"
    page = page.submit(PAGE, street="Vojkova 58", city="Ljubljana", postcode="1000 Ljubljana", country="AT", newsletter=True)
    user = again(gregor)
    assert (user.street, user.city, user.postcode, user.country, user.wants_news) == (
        "Vojkova 58", "Ljubljana", "1000 Ljubljana", "AT", True,
    )  # fmt: skip
    assert page.form(PAGE).values["country"] == ["AT"]


def test_first_and_last_name_make_the_full_name(named_cilka, cilka_client):
    page = cilka_client.visit(PAGE).submit(PAGE, first_name="Cilka", last_name="Zupan Žagar")
    assert "Profil je shranjen." in page.messages
    user = again(named_cilka)
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
def test_a_telephone_number_is_kept_in_one_form_and_shown_as_people_read_it(named_cilka, cilka_client, typed, kept, shown):
    page = cilka_client.visit(PAGE).submit(PAGE, phone=typed)
    assert again(named_cilka).phone == kept
    assert page.form(PAGE).values["phone"] == [shown]


@pytest.mark.parametrize("typed", ["12", "pokličite me", "+999 1"])
def test_what_is_no_telephone_number_is_told_and_stays(named_cilka, cilka_client, typed):
    page = cilka_client.visit(PAGE).submit(PAGE, phone=typed, first_name="Nekdo")
    assert "031 123 456" in page.errors["phone"]
    assert page.form(PAGE).values["phone"] == [typed]
    assert again(named_cilka).first_name == "Cilka", "nothing is kept of a form with an error"


def test_the_chosen_language_holds_from_the_next_page_on(named_cilka, cilka_client):
    page = cilka_client.visit(PAGE).submit(PAGE, language="en")
    assert page.language == "en"
    assert "Your profile is saved." in page.messages
    assert again(named_cilka).language == "en"


def test_a_language_that_the_tenant_does_not_offer_is_refused(named_cilka, cilka_client):
    token = cilka_client.visit(PAGE).form(PAGE).token
    sent = {"csrfmiddlewaretoken": token, "email": "cilka@example.si", "first_name": "C", "last_name": "Z", "language": "de"}
    cilka_client.post(PAGE, sent)
    assert again(named_cilka).language != "de"


def test_the_profile_changes_nothing_that_it_does_not_show(named_cilka, cilka_client):
    token = cilka_client.visit(PAGE).form(PAGE).token
    more = {"username": "x", "is_staff": "on", "tenant": "1", "password": "x", "street": "Drugje 1", "session_epoch": "9"}
    asked = {"email": "cilka@example.si", "first_name": "Cilka", "last_name": "Z.", "language": "sl"}
    cilka_client.post(PAGE, {"csrfmiddlewaretoken": token, **asked, **more})
    user = again(named_cilka)
    assert (user.full_name, user.email, user.username, user.is_staff, user.street) == ("Cilka Z.", "cilka@example.si", None, False, "")


def test_the_audit_names_the_fields_and_not_the_values(named_cilka, cilka_client):
    cilka_client.visit(PAGE).submit(PAGE, phone="031 123 456")
    with working_for(named_cilka.tenant):
        event = AuditEvent.objects.get(action="profile.changed")
        assert (event.actor, event.data) == (named_cilka, {"fields": ["phone", "language"]})


def test_another_address_in_the_profile_is_asked_to_be_confirmed_and_changes_nothing_yet(named_cilka, cilka_client):
    page = cilka_client.visit(PAGE).submit(PAGE, email="nova@example.si", phone="031 123 456")
    assert page.form("/accounts/email/").values["email"] == ["nova@example.si"]
    user = again(named_cilka)
    assert (user.email, user.phone) == ("cilka@example.si", "+38631123456")
