"""Walk G-01 to G-07: from the public form to the first sign-in at Moj GEN-I."""

from __future__ import annotations

import pytest

from accounts.forms import countries
from accounts.models import TermsAcceptance, User
from tests.accounts import mailbox, walks
from tests.scopes import working_for

MOJCA = "mojca@example.si"
NEEDED = {"email": MOJCA, "password": walks.PASSWORD, "password_repeat": walks.PASSWORD, "terms": True}
ADDRESS = {"full_name": "Mojca Kovač", "street": "Pod gozdom 3", "city": "Zagorje ob Savi", "postcode": "1410 Zagorje ob Savi"}
ORDER = ["email", "password", "password_repeat", "full_name", "street", "city", "postcode", "country", "phone", "newsletter", "terms"]


@pytest.fixture
def portal(apply_preset):
    return apply_preset("gen-i")


@pytest.fixture
def somebody(portal, page_client):
    return page_client("gen-i.localhost")


def register(client, **changes):
    return client.visit("/accounts/signup/").submit(**{**NEEDED, **changes})


def mojca(portal):
    with working_for(portal):
        return User.objects.get(email=MOJCA)


# --- The form ---------------------------------------------------------------------------------------------------------------------
def test_g01_the_form_has_the_manuals_fields_in_its_order(somebody):
    page = somebody.visit("/accounts/signup/")
    assert page.form().names == ORDER
    labels = (
        "E-pošta (up. ime)",
        "Geslo",
        "Ponovi geslo",
        "Naziv/Ime in priimek",
        "Ulica in hišna št.",
        "Kraj",
        "Poštna št. in pošta",
        "Država",
    )
    labels += ("Telefon", "Želim prejemati obvestila", "Strinjam se s pogoji uporabe")
    places = [page.main.index(label) for label in labels]
    assert places == sorted(places)
    assert page.form().buttons[-1] == "Registracija"


def test_g01_the_country_is_preset_and_every_country_can_be_chosen(somebody):
    form = somebody.visit("/accounts/signup/").form()
    assert form.values["country"] == ["SI"]
    names = form.options("country")
    assert len(names) - 1 == 249
    assert (names["SI"], names["HR"], names["AT"], names["CI"]) == ("Slovenija", "Hrvaška", "Avstrija", "Slonokoščena obala")
    shown = list(names.values())
    assert shown.index("Ciper") < shown.index("Čad") < shown.index("Danska"), "in the order of the Slovenian alphabet"


def test_g01_countries_are_named_in_the_readers_language(portal, page_client):
    names = page_client("gen-i.localhost", language="en").visit("/accounts/signup/").form().options("country")
    assert (names["SI"], names["HR"], names["DE"]) == ("Slovenia", "Croatia", "Germany")
    assert len(set(names)) == len(countries.COUNTRIES) + 1


def test_g01_the_preset_country_is_the_files(somebody, portal, reapply):
    reapply(portal, 'default_country = "SI"', 'default_country = "HR"')
    assert somebody.visit("/accounts/signup/").form().values["country"] == ["HR"]


def test_g01_everything_that_is_given_is_kept(somebody, portal):
    page = register(somebody, **ADDRESS, country="AT", phone="031 123 456", newsletter=True)
    assert page.path == "/accounts/registered/"
    user = mojca(portal)
    assert {name: getattr(user, name) for name in ADDRESS} == ADDRESS
    assert (user.country, user.phone, user.wants_news, user.username, user.sex) == ("AT", "+38631123456", True, None, "")
    with working_for(portal):
        assert TermsAcceptance.objects.get().version == "1"


def test_g01_what_may_stay_empty_may_stay_empty(somebody, portal):
    assert register(somebody).path == "/accounts/registered/"
    user = mojca(portal)
    assert (user.full_name, user.street, user.wants_news) == ("", "", False)


@pytest.mark.parametrize("missing", ["email", "password", "password_repeat", "terms"])
def test_g01_what_is_needed_is_asked_for_at_its_field(somebody, portal, missing):
    page = register(somebody, **ADDRESS, **{missing: None})
    assert missing in page.errors
    assert page.form().values["street"] == [ADDRESS["street"]], "what was typed stays"
    assert mailbox.messages(portal) == []


def test_g01_a_country_that_is_none_is_refused(somebody, portal):
    assert "country" in register(somebody, country="XX").errors


# --- The sex ----------------------------------------------------------------------------------------------------------------------
def test_g02_the_sex_is_not_asked(somebody):
    page = somebody.visit("/accounts/signup/")
    assert "sex" not in page.form().names
    assert "Spol" not in page.main


def test_g02_a_file_may_ask_it_as_the_manual_does(somebody, portal, reapply):
    reapply(portal, '"country", "phone", "newsletter", "terms"]', '"country", "phone", "sex", "newsletter", "terms"]')
    page = somebody.visit("/accounts/signup/")
    assert page.form().names == [*ORDER[:9], "sex", *ORDER[9:]]
    assert list(page.form().options("sex")) == ["m", "f"]
    for words in ("Spol", "Moški", "Ženska"):
        assert words in page.main
    page = page.submit(**NEEDED)
    assert "sex" in page.errors, "needed, as the manual's star says"
    page.submit(password=walks.PASSWORD, password_repeat=walks.PASSWORD, sex="f")
    assert mojca(portal).sex == "f"


# --- Confirmation -----------------------------------------------------------------------------------------------------------------
def test_g03_the_link_can_be_clicked_or_pasted(somebody, portal):
    register(somebody)
    message = mailbox.last(portal, MOJCA)
    address = f"http://gen-i.localhost{mailbox.path_of(message, '/activate/')}"
    assert address in message.text.splitlines(), "on a line of its own"
    assert f'href="{address}"' in message.html
    assert f"<br>{address}<" in message.html, "also to read in the mail with colours"


def test_g04_a_forgotten_password_before_activation_mails_the_link_again(somebody, portal, page_client):
    register(somebody)
    page = somebody.visit("/").follow("POZABIL SEM GESLO").submit(email=MOJCA)
    assert [message.event for message in mailbox.messages(portal, MOJCA)] == ["activation", "activation"]
    other = page_client("gen-i.localhost").visit("/accounts/password/reset/").submit(email="nihce@example.si")
    assert other.main == page.main, "the same answer for an address that nobody has"
    assert "aktiviran" in walks.activate(somebody, portal, MOJCA).main


def test_g05_the_account_is_said_to_be_active_and_then_one_signs_in(somebody, portal):
    register(somebody)
    page = walks.activate(somebody, portal, MOJCA)
    assert any("aktiviran" in said for said in page.messages)
    assert somebody.get("/accounts/activity/").status_code == 302, "not signed in by the link"
    page = page.submit("/accounts/login/", login=MOJCA.upper(), password=walks.PASSWORD)
    assert somebody.get("/accounts/activity/").status_code == 200


# --- Sign-in and forgotten password -----------------------------------------------------------------------------------------------
def test_g06_sign_in_has_the_manuals_words(somebody):
    page = somebody.visit("/accounts/login/")
    form = page.form("/accounts/login/")
    assert form.names == ["login", "password", "remember"]
    assert form.buttons[-1] == "Prijava"
    for words in ("Uporabniško ime", "Geslo", "Zapomni si me:"):
        assert words in page.main
    assert page.follow("REGISTRIRAJTE SE").path == "/accounts/signup/"
    assert page.follow("POZABIL SEM GESLO").path == "/accounts/password/reset/"


def test_g07_a_link_sets_a_new_password_and_no_password_is_mailed(somebody, portal):
    register(somebody)
    walks.activate(somebody, portal, MOJCA)
    somebody.visit("/").follow("POZABIL SEM GESLO").submit(email=MOJCA)
    message = mailbox.last(portal, MOJCA)
    path = mailbox.path_of(message, "/password/reset/key/")
    assert f"http://gen-i.localhost{path}" in message.text.splitlines(), "to click or to paste"
    page = somebody.visit(path).submit(password1="Nova-Zvezda-77", password2="Nova-Zvezda-77")
    assert page.h1 == "Novo geslo je shranjeno"
    assert all("Nova-Zvezda-77" not in message.text + message.html for message in mailbox.messages(portal))
    walks.sign_in(somebody, MOJCA, "Nova-Zvezda-77")
    assert somebody.get("/accounts/activity/").status_code == 200
