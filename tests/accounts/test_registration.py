"""The one form at all four portals, and what a sign-up with a known address shows: nothing."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from accounts.models import LinkClaim, TermsAcceptance, User
from accounts.services import activity, registration
from tenants.models import Utility
from tests import factories
from tests.accounts import mailbox, walks
from tests.scopes import working_for


def applicant(**changes):
    values = {"email": "mojca@example.si", "username": "mojca", "language": "sl", "terms_version": "1"}
    return registration.Applicant(**{**values, **changes}, password_hash=registration.hashed(walks.PASSWORD))


def register(**changes):
    registration.register(applicant=applicant(**changes), utility=Utility.objects.first(), client=activity.Client())


# --- The form at each portal ----------------------------------------------------------------------------------------------------
def test_zagorje_asks_its_fields_in_its_order(page_client, zagorje):
    page = page_client("zagorje.localhost").visit("/accounts/signup/")
    assert page.form().names == ["first_name", "last_name", "email", "phone", "password", "password_repeat"]
    assert "Nazaj na prijavo" in page.main
    assert "Vsaj 8 znakov, vsaj 1 velika črka in vsaj 1 številka, različno od uporabniškega imena." in page.main
    assert "(ni obvezno)" in page.main


@pytest.mark.parametrize(
    ("password", "missing"),
    [
        ("Aa1aaaa", "Uporabite vsaj 8 znakov."),
        ("modrareka1", "Dodajte vsaj eno veliko črko."),
        ("Modrarekaa", "Dodajte vsaj eno številko."),
    ],
)
def test_zagorje_refuses_a_weak_password_with_what_to_do(page_client, zagorje, password, missing):
    page = walks.register(page_client("zagorje.localhost"), walks.ZAGORJE, password=password, password_repeat=password)
    assert missing in page.errors["password"]
    assert page.form().values["first_name"] == ["Mojca"]
    assert mailbox.messages(zagorje) == []


def test_zagorje_takes_a_slovenian_capital(page_client, zagorje):
    walks.register(page_client("zagorje.localhost"), walks.ZAGORJE, password="žogabrc1Č", password_repeat="žogabrc1Č")
    assert [message.event for message in mailbox.messages(zagorje)] == ["activation"]


def test_a_telephone_number_is_kept_in_the_international_form(page_client, zagorje):
    walks.register(page_client("zagorje.localhost"), walks.ZAGORJE, phone="031 123 456")
    with working_for(zagorje):
        assert User.objects.get().phone == "+38631123456"


def test_a_telephone_number_that_is_none_is_refused(page_client, zagorje):
    page = walks.register(page_client("zagorje.localhost"), walks.ZAGORJE, phone="12")
    assert "031 123 456" in page.errors["phone"]


def test_passwords_that_differ_are_told_at_the_second(visitor):
    page = walks.register(visitor, walks.INVOLTA, password_repeat="Drugo-Geslo-1")
    assert page.errors["password_repeat"] == "Gesli se ne ujemata. Vpišite ju še enkrat."


@pytest.mark.parametrize("password", ["slovenija123", "Geslo1234", "password", "mojca.kovac", "MOJCA@example.si"])
def test_a_password_that_strangers_try_first_is_refused(visitor, involta, password):
    page = walks.register(visitor, walks.INVOLTA, password=password, password_repeat=password)
    assert page.errors["password"]
    assert mailbox.messages(involta) == []


def test_where_there_are_several_utilities_the_utility_comes_first_without_a_script(page_client, apply_preset):
    tenant = apply_preset("mojupravljalec")
    client = page_client("mojupravljalec.localhost")
    page = client.visit("/accounts/signup/")
    assert page.form().method == "get"
    assert page.form().names == ["utility"]
    page = page.submit(utility="logatec")
    assert page.form().names == ["reference", "code", "email", "password", "password_repeat", "terms"]
    assert "ustvari račun" in page.form().buttons
    assert list(page.form().options("terms").values())[1:] == ["da", "ne"]
    fields = {
        "reference": "12 1805000009999",
        "code": "9999",
        "email": "ana@example.si",
        "password": walks.PASSWORD,
        "password_repeat": walks.PASSWORD,
    }
    refused = page.submit(**fields, terms="no")
    assert refused.errors["terms"]
    assert mailbox.messages(tenant) == []
    refused.submit(password=walks.PASSWORD, password_repeat=walks.PASSWORD, terms="yes")
    with working_for(tenant):
        user = User.objects.get()
        assert LinkClaim.objects.get().utility.code == "logatec"
        assert (user.username, TermsAcceptance.objects.get().version) == (None, "1")


def test_a_utility_that_asks_nothing_but_a_name_has_no_terms_and_no_claim(page_client, apply_preset):
    tenant = apply_preset("mojupravljalec")
    page = page_client("mojupravljalec.localhost").visit("/accounts/signup/", utility="dolina")
    assert page.form().names == ["email", "first_name", "last_name", "password", "password_repeat"]
    page.submit(email="a@example.si", first_name="Ana", last_name="Novak", password="reka26", password_repeat="reka26")
    with working_for(tenant):
        assert User.objects.get().display_name == "Ana Novak"
        assert not LinkClaim.objects.exists()
        assert not TermsAcceptance.objects.exists()


def test_a_utility_that_does_not_exist_is_not_found(page_client, apply_preset):
    apply_preset("mojupravljalec")
    page_client("mojupravljalec.localhost").visit("/accounts/signup/", utility="x", status=404)


def test_gen_i_registers_with_what_it_must_know_alone(page_client, apply_preset):
    tenant = apply_preset("gen-i")
    page = page_client("gen-i.localhost").visit("/accounts/signup/")
    values = {"email": "a@example.si", "password": walks.PASSWORD, "password_repeat": walks.PASSWORD, "full_name": "Ana", "terms": True}
    page.submit(**values)
    assert [message.event for message in mailbox.messages(tenant)] == ["activation"]


def test_a_closed_registration_says_so(page_client, involta):
    from tenants.services import apply_tenant
    from tests.presets import local_text
    from tests.scopes import no_scope

    with no_scope():
        apply_tenant(text=local_text("involta").replace("open = true", "open = false"), by="tests")
    page = page_client("involta.localhost").visit("/accounts/signup/", status=403)
    assert page.h1 == "Registracija je zaprta"


def test_a_signed_in_person_is_led_home(ana_client):
    assert ana_client.get("/accounts/signup/")["Location"] == "/"


# --- Nobody learns who is known ---------------------------------------------------------------------------------------------------
@pytest.fixture
def counted(monkeypatch):
    """How often a password was hashed."""
    calls = []
    original = registration.make_password
    monkeypatch.setattr(registration, "make_password", lambda raw: calls.append(1) or original(raw))
    return calls


def test_a_known_address_gets_the_same_page_and_its_owner_a_mail(page_client, ana, involta, counted):
    new, known = page_client(), page_client()
    first = walks.register(new, walks.INVOLTA)
    work = (len(new.queries), len(counted))
    second = walks.register(known, walks.INVOLTA, email="ANA@example.si", username="druga")
    assert second.main.replace("ana@example.si", "mojca@example.si") == first.main
    assert second.response.headers.keys() == first.response.headers.keys()
    message = mailbox.last(involta, "ana@example.si")
    assert message.event == "account_exists"
    assert "ana" in message.text
    with working_for(involta):
        assert sorted(User.objects.values_list("username", flat=True)) == ["ana", "mojca.kovac"]
    assert len(counted) - work[1] == 1, "a password is hashed for a known address too"


def test_a_known_address_costs_about_as_many_queries(page_client, ana, involta):
    counts = {}
    for name, email, username in (("new", "mojca@example.si", "mojca"), ("known", "ana@example.si", "druga")):
        client = page_client()
        page = client.visit("/accounts/signup/")
        data = (
            {key: value[0] for key, value in page.form().values.items()}
            | walks.INVOLTA
            | {"email": email, "username": username, "terms": "on"}
        )
        client.post("/accounts/signup/", data)
        counts[name] = len(client.queries)
    assert abs(counts["new"] - counts["known"]) <= 4, counts


def test_an_address_that_waits_gives_way_to_the_newest_sign_up(page_client, involta):
    """What was typed last counts; the older link is dead, so nobody activates somebody else's choice of password by it."""
    client = page_client()
    walks.register(client, walks.INVOLTA)
    old = mailbox.path_of(mailbox.last(involta, "mojca@example.si"), "/activate/")
    walks.register(page_client(), walks.INVOLTA, username="mojca.nova", password="Druga-Reka-2026", password_repeat="Druga-Reka-2026")
    with working_for(involta):
        assert User.objects.get().username == "mojca.nova"
    client.visit(old, status=404)
    assert "aktiviran" in walks.activate(client, involta, "mojca@example.si").main


def test_two_sign_ups_that_race_end_in_one_account_and_two_neutral_answers(in_involta, monkeypatch):
    """The other request commits between our look and our insert."""
    factories.UserFactory(email="mojca@example.si", username="prva")
    monkeypatch.setattr(registration, "confirmed_owner", lambda email: None)
    monkeypatch.setattr(registration, "_forget_waiting", lambda email: None)
    register(username="druga")
    assert User.objects.count() == 1


def test_two_people_who_race_for_a_name_are_told(in_involta, monkeypatch):
    factories.UserFactory(email="prva@example.si", username="mojca")
    with pytest.raises(registration.UserNameTaken):
        register()


def test_an_insert_that_fails_leaves_nothing(in_involta, monkeypatch):
    def fails(**kwargs):
        raise IntegrityError("late")

    monkeypatch.setattr(registration.activity, "record", fails)
    register()
    assert User.objects.count() == 0


def test_one_address_gets_at_most_two_activation_links_an_hour(page_client, involta):
    for number in range(7):
        walks.register(page_client(), walks.INVOLTA, username=f"oseba{number}")
    assert len(mailbox.messages(involta, "mojca@example.si")) == 2


def test_twenty_sign_ups_a_minute_from_one_address_are_enough(page_client, involta):
    client = page_client()
    for number in range(20):
        walks.register(client, walks.INVOLTA, username=f"oseba{number}", email=f"o{number}@example.si", terms=None)
    page = client.visit("/accounts/signup/").submit(**walks.INVOLTA, status=429)
    assert page.h1 == "Preveč poskusov"


# --- What is forgotten --------------------------------------------------------------------------------------------------------------
def test_accounts_that_nobody_activates_are_forgotten_in_time(in_involta):
    from datetime import timedelta

    from django.utils import timezone

    old = timezone.now() - timedelta(days=registration.UNCONFIRMED_DAYS + 1)
    factories.UserFactory(username="stara", confirmed=False, date_joined=old)
    factories.UserFactory(username="nova", confirmed=False)
    factories.UserFactory(username="aktivna", date_joined=old)
    assert registration.forget_unconfirmed() == 1
    assert sorted(User.objects.values_list("username", flat=True)) == ["aktivna", "nova"]


# --- A registration that waits for its terms while the portal is renewed ------------------------------------------------------------
@pytest.mark.parametrize(
    "spoil",
    [
        lambda kept: kept["applicant"].pop("rule_key"),
        lambda kept: kept["applicant"].update(shoe_size=43),
        lambda kept: kept.pop("applicant"),
        lambda kept: kept.pop("utility"),
        lambda kept: kept.pop("until"),
    ],
    ids=["a field less", "a field more", "no applicant", "no utility", "no time"],
)
def test_what_another_release_kept_begins_again_with_a_word(page_client, zagorje, spoil):
    client = page_client("zagorje.localhost", language="en")
    page = client.visit("/accounts/signup/").submit(**walks.ZAGORJE)
    assert page.path == "/accounts/signup/terms/"
    with working_for(zagorje):
        session = client.session
        kept = session["waiting_registration"]
        spoil(kept)
        session["waiting_registration"] = kept
        session.save()
    again = client.visit("/accounts/signup/terms/")
    assert again.path == "/accounts/signup/"
    assert "please fill in the form again" in again.messages[0]
    with working_for(zagorje):
        assert "waiting_registration" not in client.session
        assert not User.objects.exists()
