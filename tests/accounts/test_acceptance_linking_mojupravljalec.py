"""Walks MA-08 to MA-10, MB-03 to MB-09 and MS-01: a code after the first sign-in, or reference and code in the form itself."""

from __future__ import annotations

import pytest

from accounts.models import Link
from tests import factories, people
from tests.accounts import walks
from tests.accounts.bills import customer_of, printed
from tests.accounts.linking_page import LOGATEC, PAGE, REFUSED
from tests.scopes import working_for

DOLINA = f"{PAGE}?utility=dolina"
EMAIL = "dora@example.si"


@pytest.fixture
def tenant(apply_preset):
    return apply_preset("mojupravljalec")


@pytest.fixture
def dora(tenant):
    """Signed up at Dolina and confirmed; nothing is linked."""
    return people.person(tenant, username=None, full_name="Dora Oblak", email=EMAIL)


@pytest.fixture
def visitor(tenant, page_client):
    return page_client("mojupravljalec.localhost")


@pytest.fixture
def dolina_customer(tenant):
    """Water at Dolina; the code 4321 stands on the last bill."""
    with working_for(tenant):
        customer = customer_of("dolina", "500", name="Hiša Oblak", email="")
        point = factories.SupplyPointFactory(utility=customer.utility, number="D-77", commodity="water", street="Lipova 3")
        factories.SupplyPeriodFactory(supply_point=point, customer=customer)
        printed(customer, group="invoice/1", customer_code="4321")
    return customer


@pytest.fixture
def logatec_customer(tenant):
    with working_for(tenant):
        customer = customer_of("logatec", "700", name="Stanovanje Logatec", email="")
        point = factories.SupplyPointFactory(utility=customer.utility, number="L-12", commodity="water", street="Tržaška 9")
        factories.SupplyPeriodFactory(supply_point=point, customer=customer)
        factories.InvoiceFactory(customer=customer, supply_point=point, number="LOG-7", commodity="water")
        printed(customer, group="invoice/7", reference="SI122611000001070", code="0042")
    return customer


def numbers_of(user):
    with working_for(user.tenant):
        return list(Link.objects.filter(user=user, valid_to=None).values_list("customer__number", flat=True).order_by("customer__number"))


# --- Variant A: the code after the first sign-in -------------------------------------------------------------------------------------
def test_ma08_the_first_sign_in_leads_to_linking_which_says_what_the_code_is(visitor, dora):
    page = walks.sign_in(visitor, EMAIL, factories.PASSWORD)
    assert page.path == PAGE
    page = page.follow("Komunala Dolina")
    assert page.h1 == "Prikluči stranko"
    for words in ("Tole je vaša prva prijava.", "z zadnjega računa", "identifikacijo uporabnika", "morate vpisati le tokrat"):
        assert words in page.main
    assert page.form(DOLINA).names == ["customer_code"]
    assert "koda stranke" in page.main
    assert "Potrdi" in page.form(DOLINA).buttons
    assert page.follow("Prekliči").path == "/"


def test_ma08_a_picture_marks_the_code_on_the_bill(visitor, dora):
    visitor.sign_in(dora)
    page = visitor.visit(DOLINA)
    assert 'class="draw bill"' in page.html
    assert "1. koda stranke: na računu zgoraj desno" in page.main, "the same in words, for whoever does not see it"


def test_ma09_cancelling_leaves_signed_in_without_data_and_the_next_sign_in_asks_again(visitor, dora, dolina_customer):
    walks.sign_in(visitor, EMAIL, factories.PASSWORD)
    overview = visitor.visit(DOLINA).follow("Prekliči")
    assert visitor.get("/accounts/activity/").status_code == 200, "signed in"
    assert "Vaš uporabniški račun še ni povezan" in overview.main
    assert "D-77" not in overview.main
    visitor.visit("/accounts/logout/").submit("/accounts/logout/")
    assert walks.sign_in(visitor, EMAIL, factories.PASSWORD).path == PAGE


def test_ma10_with_the_right_code_the_point_appears_at_once_and_the_second_sign_in_does_not_ask(visitor, dora, dolina_customer):
    walks.sign_in(visitor, EMAIL, factories.PASSWORD)
    page = visitor.visit(DOLINA).submit(DOLINA, customer_code="4321")
    assert page.path == "/"
    assert "D-77" in page.main
    visitor.visit("/accounts/logout/").submit("/accounts/logout/")
    assert walks.sign_in(visitor, EMAIL, factories.PASSWORD).path == "/"


# --- Variant B: reference and code at registration --------------------------------------------------------------------------------
def test_mb03_reference_and_code_are_shown_above_right_on_the_bill(visitor, dora):
    visitor.sign_in(dora)
    page = visitor.visit(LOGATEC)
    assert "1. Sklic računa: na računu zgoraj desno" in page.main
    assert "2. 4 mesta varnostna koda: na računu zgoraj desno" in page.main
    assert "Koda za mojupravljalec.si" in page.main


def test_mb03_the_same_picture_stands_beside_the_registration_and_not_where_no_value_is_asked(visitor, tenant):
    page = visitor.visit("/accounts/signup/", utility="logatec")
    assert "1. Sklic računa: na računu zgoraj desno" in page.main
    assert "2. 4 mesta varnostna koda: na računu zgoraj desno" in page.main
    assert 'class="draw bill"' in page.html
    assert "draw bill" not in visitor.visit("/accounts/signup/", utility="dolina").html


def register(client, tenant, *, reference="SI12 2611000001070", code="0042", utility="logatec"):
    page = client.visit("/accounts/signup/", utility=utility)
    values = {"reference": reference, "code": code} if utility == "logatec" else {}
    page.submit(email=EMAIL, password=walks.PASSWORD, password_repeat=walks.PASSWORD, terms="yes", **values)
    walks.activate(client, tenant, EMAIL)
    return walks.sign_in(client, EMAIL, walks.PASSWORD)


@pytest.mark.parametrize(
    "reference", ["SI12 2611000001070", "122611000001070", "SI122611000001070", "12 2611 0000 01070", "si12-2611000001070"]
)
def test_mb04_the_reference_is_accepted_with_or_without_si_and_blanks(visitor, tenant, logatec_customer, reference):
    assert register(visitor, tenant, reference=reference).path == "/"


@pytest.mark.parametrize(("reference", "code"), [("SI122611000001070", "0043"), ("SI122611000009999", "0042")])
def test_mb05_a_wrong_pair_gets_one_message_for_both_and_can_be_entered_again(visitor, tenant, logatec_customer, reference, code):
    page = register(visitor, tenant, reference=reference, code=code)
    assert page.path == PAGE
    assert numbers_of(people_of(tenant)) == []
    page = visitor.visit(LOGATEC)
    page = page.submit(LOGATEC, reference=reference, code=code)
    assert page.errors == {"": REFUSED}
    assert page.submit(LOGATEC, reference="122611000001070", code="0042").path == "/"


def people_of(tenant):
    from accounts.models import User

    with working_for(tenant):
        return User.objects.get(email=EMAIL)


def test_mb06_the_pair_of_one_utility_is_refused_at_another(visitor, tenant, dora, logatec_customer):
    with working_for(tenant):
        other = customer_of("dolina", "501")
        printed(other, group="invoice/7", customer_code="0042")
    visitor.sign_in(dora)
    page = visitor.visit(DOLINA).submit(DOLINA, customer_code="122611000001070")
    assert page.errors == {"": REFUSED}
    page = visitor.visit(LOGATEC).submit(LOGATEC, reference="0042", code="0042")
    assert page.errors == {"": REFUSED}
    assert numbers_of(dora) == []


def test_mb09_after_registration_bills_and_the_point_are_there_without_another_step(visitor, tenant, logatec_customer):
    page = register(visitor, tenant)
    assert page.path == "/"
    assert "L-12" in page.main
    assert "LOG-7" in visitor.visit("/billing/invoices/").main
    assert "L-12" in visitor.visit("/meters/").main


# --- Both utilities -----------------------------------------------------------------------------------------------------------------
@pytest.fixture
def both(visitor, dora, dolina_customer, logatec_customer):
    """Dora is linked at both utilities; her pages."""
    visitor.sign_in(dora)
    visitor.visit(DOLINA).submit(DOLINA, customer_code="4321")
    visitor.visit(LOGATEC).submit(LOGATEC, reference="122611000001070", code="0042")
    return visitor


@pytest.mark.parametrize("path", ["/", "/meters/"])
def test_ms01_linked_at_two_utilities_both_are_seen_clearly_apart(both, path):
    page = both.visit(path)
    for words in ("D-77", "Hiša Oblak · Komunala Dolina", "L-12", "Stanovanje Logatec · Komunalno podjetje Logatec"):
        assert words in page.main
    one = page.follow("Hiša Oblak · Komunala Dolina")
    assert "D-77" in one.main
    assert "L-12" not in one.main
    assert "L-12" in one.follow("Vse").main


def test_ms01_bills_say_whose_they_are_and_can_be_narrowed(both, tenant, dolina_customer):
    with working_for(tenant):
        factories.InvoiceFactory(customer=dolina_customer, number="DOL-1", commodity="water", supply_point=None)
    page = both.visit("/billing/invoices/")
    assert "LOG-7" in page.main
    assert "DOL-1" in page.main
    assert "Komunala Dolina" in page.main
    narrowed = page.follow("Hiša Oblak · Komunala Dolina")
    assert "DOL-1" in narrowed.main
    assert "LOG-7" not in narrowed.main


def test_with_one_customer_there_is_nothing_to_switch(visitor, dora, dolina_customer):
    visitor.sign_in(dora)
    visitor.visit(DOLINA).submit(DOLINA, customer_code="4321")
    for path in ("/", "/meters/", "/billing/invoices/"):
        assert not visitor.visit(path).all("a", href="?"), path


def test_a_strangers_customer_in_the_address_chooses_nothing(both, tenant):
    with working_for(tenant):
        stranger = customer_of("dolina", "999", name="Tujec")
    page = both.visit("/meters/", customer=stranger.public_id)
    assert "Tujec" not in page.main
    assert "D-77" in page.main


def test_another_device_still_knows_the_utility_of_the_registration(visitor, tenant, page_client, logatec_customer):
    """The cookie is in the browser of the registration; the account remembers as well."""
    register(visitor, tenant, code="9999")
    user = people_of(tenant)
    with working_for(tenant):
        assert user.utility.code == "logatec"
        assert not Link.objects.exists()
    device = page_client("mojupravljalec.localhost", user)
    page = device.visit(PAGE)
    assert "utility" not in device.cookies
    assert [field for field in page.form(PAGE).values if field in {"reference", "code"}] == ["reference", "code"]
    assert "customer_code" in device.visit(DOLINA).form(DOLINA).values, "what is chosen now counts more"
    assert device.cookies["utility"].value == "dolina"
    assert "customer_code" in device.visit(PAGE).form(PAGE).values
