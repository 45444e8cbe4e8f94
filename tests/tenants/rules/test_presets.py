"""The four presets say what the walks of the four published manuals need."""

import re

import pytest

from tenants.rules import linking_strength, not_yet, tenant_file
from tenants.rules.reading import Day
from tenants.rules.wording import KEYS
from tests.tenants.rules.files import PRESETS, preset

INVOLTA_LABELS = {
    "login.button": "PRIJAVA",
    "login.username": "Uporabniško ime",
    "login.forgotten_username": "Ste pozabili uporabniško ime?",
    "login.forgotten_password": "Ste pozabili geslo?",
    "login.register": "Ustvarite račun Moja Involta",
    "registration.button": "Registracija",
    "mail.activation.button": "Aktivacija",
    "activation.title": "AKTIVACIJA RAČUNA",
    "reading.electricity.title": "ODDAJ STANJE ŠTEVCA ELEKTRIČNE ENERGIJE",
    "reading.gas.title": "ODDAJ STANJE ŠTEVCA PLINOMERA",
    "reading.payer": "Plačnik merilnega mesta",
    "reading.point": "Številka merilnega mesta",
    "reading.date": "Datum odčitka",
    "reading.register.gas": "Sm³",
    "reading.submit": "ODDAJ",
    "bills.title": "Moji računi in pogodbe",
}


@pytest.fixture(params=PRESETS)
def slug(request):
    return request.param


@pytest.fixture
def file(slug):
    return tenant_file.parse(preset(slug))


def test_every_preset_is_taken(slug, file):
    assert file.slug == slug
    assert file.languages == ("sl", "en")
    assert file.reading.rules
    assert file.utilities


def test_every_preset_says_that_it_is_an_example_without_affiliation(slug):
    head = preset(slug).split("slug =")[0].replace("\n# ", " ")
    assert re.search(r"[Aa]n example after .* published", head, re.IGNORECASE)
    assert "without affiliation" in head


def test_every_preset_names_its_weak_linking_rules_and_the_risk_it_takes(file):
    rules = [(rule, utility.linking) for utility in file.utilities for rule in utility.linking.rules]
    assert rules
    for rule, linking in rules:
        assert linking_strength.is_weak(rule, linking)
        assert rule.accepted_risk


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        # host, identifier, forgotten user name, terms, proves, password length, history, by mail, language in the profile
        ("involta", ("moja.involta.si", "username", True, "box", "customer", 8, 0, False, False)),
        ("mojupravljalec", ("mojupravljalec.si", "email", False, "none", "customer", 6, 0, False, False)),
        ("gen-i", ("moj.gen-i.si", "email", False, "box", "supply_point", 8, 0, False, False)),
        ("zagorje", ("moja.komunala-zagorje.si", "email", False, "page", "supply_point", 8, 2, True, True)),
    ],
)
def test_settings_of_the_matrix(slug, expected):
    file = tenant_file.parse(preset(slug))
    assert expected == (
        file.primary_host,
        file.sign_in.identifier,
        file.sign_in.forgotten_username,
        file.terms.style,
        file.linking.rules[0].proves,
        file.password.min_length,
        file.password.history,
        file.password.confirmed_by_mail,
        file.profile.language,
    )


@pytest.mark.parametrize(
    ("slug", "fields", "steps"),
    [
        ("involta", "evidence username password password_repeat email terms", "register activate"),
        ("mojupravljalec", "utility email first_name last_name password password_repeat", "register activate link"),
        (
            "gen-i",
            "email password password_repeat full_name street city postcode country phone newsletter terms",
            "register activate link",
        ),
        ("zagorje", "first_name last_name email phone password password_repeat", "register terms activate link"),
    ],
)
def test_registration_asks_the_manuals_fields_in_the_manuals_order(slug, fields, steps):
    registration = tenant_file.parse(preset(slug)).registration
    assert " ".join(field.name for field in registration.fields) == fields
    assert " ".join(registration.steps) == steps


def test_involta_window_is_the_first_to_the_fifth_with_an_age_limit_of_five_days():
    reading = tenant_file.parse(preset("involta")).reading
    electricity, gas = reading.rule("electricity"), reading.rule("gas")
    assert (electricity.start, electricity.end, electricity.max_age_days) == (Day(1), Day(5), 5)
    assert (gas.kind, gas.max_age_days) == ("always", 5)


def test_zagorje_window_lasts_into_the_next_month_and_asks_no_date():
    rule = tenant_file.parse(preset("zagorje")).reading.rule("water")
    assert (rule.start, rule.end, rule.end_next_month, rule.ask_date) == (Day(25), Day(2), True, False)


def test_gen_i_has_dates_by_operator_and_one_operator_that_reads_itself():
    rules = tenant_file.parse(preset("gen-i")).reading.rules
    assert {rule.operator for rule in rules if rule.commodity == "electricity"} == {None, "elektro-maribor", "elektro-celje"}
    assert [rule.operator for rule in rules if rule.kind == "never" and rule.reason and rule.link] == ["elektro-celje"]
    gas = next(rule for rule in rules if rule.commodity == "gas")
    assert (gas.start, gas.end) == (Day(5, from_end=True), Day(1, from_end=True))
    assert all("own" in rule.kinds for rule in rules)


def test_mojupravljalec_takes_readings_on_any_day():
    assert [rule.kind for rule in tenant_file.parse(preset("mojupravljalec")).reading.rules] == ["always"]


def test_logatec_identifies_in_the_form_and_the_other_utility_after_sign_in():
    file = tenant_file.parse(preset("mojupravljalec"))
    logatec, other = file.utility("logatec"), file.utility("dolina")
    assert logatec.name == "Komunalno podjetje Logatec"
    assert [field.name for field in logatec.registration.fields][:3] == ["utility", "evidence", "email"]
    assert logatec.linking.rules_asked("registration")[0].evidence == ("reference", "code")
    assert logatec.linking.evidence_named("reference").prefixes == ("SI",)
    assert logatec.terms.style == "list"
    assert logatec.contacts[0].phone == "01 750 81 10"
    assert not other.registration.asks("evidence")
    assert other.linking.rules_asked("after_sign_in")[0].evidence == ("customer_code",)
    assert other.wording.get("linking.title", "sl") == logatec.wording.get("linking.title", "sl") == "Prikluči stranko"
    assert other.wording.get("registration.button", "sl") == "Potrdi"
    assert logatec.wording.get("registration.button", "sl") == "ustvari račun"


@pytest.mark.parametrize(("key", "label"), INVOLTA_LABELS.items())
def test_involta_speaks_the_manuals_words(key, label):
    assert tenant_file.parse(preset("involta")).wording.get(key, "sl") == label


def test_labels_of_the_other_manuals():
    words = {slug: tenant_file.parse(preset(slug)).wording for slug in PRESETS}
    assert words["gen-i"].get("linking.title", "sl") == "POVEŽI POGODBE"
    assert words["zagorje"].get("linking.title", "sl") == "DODAJ ODJEMNO MESTO"
    assert words["zagorje"].get("reading.water.title", "sl") == "VNOS STANJA VODOMERA"
    assert words["mojupravljalec"].get("registration.utility", "sl") == "Vaš upravljalec"


def test_contacts_are_the_manuals():
    contacts = {slug: tenant_file.parse(preset(slug)).contacts for slug in ("involta", "gen-i")}
    assert [contact.email for contact in contacts["involta"]] == ["info@involta.si"]
    assert [(contact.commodity, contact.email, contact.phone) for contact in contacts["gen-i"]] == [
        ("electricity", "pocenielektrika@gen-i.si", "080 1558"),
        ("gas", "poceniplin@gen-i.si", "080 1558"),
    ]


def test_no_wording_key_hides_another():
    """``a.b`` and ``a.b.c`` could not both be written nested in TOML."""
    assert [(key, longer) for key in KEYS for longer in KEYS if longer.startswith(f"{key}.")] == []


def test_moja_involta_is_used_whole():
    assert not_yet.stored_not_used(tenant_file.parse(preset("involta"))) == ()
