"""Walk MB-10, MS-01, MS-02: two utilities on one host, each with its own words, helpdesk, staff and customers."""

from __future__ import annotations

import pytest

from accounts.models import Customer, Link, User
from accounts.services import access
from portal.admin import tenant_admin
from tenants import middleware
from tenants.models import AuditEvent, OutboxMessage, Utility
from tenants.services import apply_tenant
from tests import factories, people
from tests.portal.admin import rows
from tests.portal.admin.addresses import without_echo
from tests.presets import local_text
from tests.scopes import no_scope, working_for
from tests.staff import AdminClient, colleague

HOST = "mojupravljalec.localhost"
DOLINA, LOGATEC = "Dolinka", "Logaska"
PHONE, ADDRESS = "01 750 81 10", "pomoc@komunala-dolina.example"


@pytest.fixture
def portal(apply_preset):
    return apply_preset("mojupravljalec")


@pytest.fixture
def visitor(portal, page_client):
    return page_client(HOST)


def customer_at(portal, code, user, number):
    with working_for(portal):
        utility = Utility.objects.get(code=code)
        customer = factories.CustomerFactory(utility=utility, number=number, name=f"Stranka {number}")
        factories.LinkFactory(user=user, customer=customer)
        point = factories.SupplyPointFactory(utility=utility, number=f"OM-{number}", commodity="water")
        factories.SupplyPeriodFactory(supply_point=point, customer=customer)
        meter = factories.MeterFactory(supply_point=point, serial=f"8{number}")
        factories.RegisterFactory(meter=meter, code="COLD", unit="m³", whole_digits=5)
        factories.InvoiceFactory(customer=customer, supply_point=point, number=f"R-{number}", commodity="water")
    return customer


@pytest.fixture
def logatec(portal):
    """Lojze, a customer of Logatec only."""
    user = people.person(portal, username=None, full_name="Lojze Logar")
    customer_at(portal, "logatec", user, "7001")
    return user


@pytest.fixture
def both(portal):
    """Berta, a customer of both."""
    user = people.person(portal, username=None, full_name="Berta Oboja")
    customer_at(portal, "logatec", user, "7002")
    customer_at(portal, "dolina", user, "8002")
    return user


# --- MB-10 ------------------------------------------------------------------------------------------------------------------------
def test_mb10_the_helpdesk_phone_of_the_chosen_utility_is_shown_at_registration(visitor):
    assert PHONE not in visitor.visit("/accounts/signup/").text
    assert PHONE in visitor.visit("/accounts/signup/", utility="logatec").main
    page = visitor.visit("/accounts/signup/", utility="dolina")
    assert PHONE not in page.text
    assert ADDRESS in page.main


def test_mb10_it_is_shown_to_its_customers_on_overview_and_help(logatec, page_client):
    client = page_client(HOST, logatec)
    for path in ("/", "/help/"):
        page = client.visit(path)
        assert PHONE in page.main
        assert ADDRESS not in page.text


# --- MS-01: staff -----------------------------------------------------------------------------------------------------------------
@pytest.fixture
def two(portal):
    """One row of everything at both utilities."""
    return rows.of(portal, DOLINA, code="dolina"), rows.of(portal, LOGATEC, code="logatec")


@pytest.fixture
def clerk(portal):
    """Staff of Dolina only."""
    user = colleague(portal, username=None, full_name="Klara Dolinar")
    with working_for(portal):
        access.limit_staff(user=user, utilities=[Utility.objects.get(code="dolina")], by="tests")
    return user


@pytest.fixture
def at_work(clerk):
    return AdminClient(HOST, clerk)


OF_UTILITIES = [model for model, admin in tenant_admin._registry.items() if admin.utility_path is not None]
OF_THE_TENANT = [model for model, admin in tenant_admin._registry.items() if admin.utility_path is None]


def address(model, page="changelist", *args):
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/" + "".join(f"{each}/" for each in args) + page


@pytest.mark.parametrize("model", [model for model in OF_UTILITIES if model is not Utility], ids=lambda model: model._meta.label)
def test_ms01_staff_of_one_utility_see_nothing_of_anothers(two, at_work, model):
    own, other = two
    if model not in own:
        pytest.fail(f"tests/portal/admin/rows.py makes no {model._meta.label}")
    shown = at_work.text(address(model, ""))
    assert DOLINA.lower() in shown.lower() or str(own[model].pk) in shown
    assert LOGATEC.lower() not in shown.lower()
    assert LOGATEC.lower() not in at_work.text(address(model, "", own[model].pk, "change")).lower()
    for page in ("change", "history"):
        assert at_work.get(address(model, "", other[model].pk, page)).status_code == 404
    for deed in tenant_admin._registry[model].deeds:
        assert at_work.post(address(model, "", other[model].pk, deed.name)).status_code == 404


@pytest.mark.parametrize("model", OF_THE_TENANT, ids=lambda model: model._meta.label)
def test_ms01_what_belongs_to_no_utility_is_not_for_staff_of_one(two, at_work, model):
    own, _other = two
    assert at_work.get(address(model, "")).status_code == 404
    assert at_work.get(address(model, "", own[model].pk, "change")).status_code == 404


def test_ms01_a_search_for_anothers_customer_finds_nothing(two, at_work):
    for term in (LOGATEC, f"{LOGATEC}@na.example".lower()):
        assert LOGATEC.lower() not in without_echo(at_work.text(address(Customer, ""), q=term))


def test_ms01_staff_of_one_utility_cannot_shut_out_who_is_at_another_too(portal, both, clerk, at_work):
    page = at_work.post(address(User, "", both.pk, "deactivate"))
    assert "tudi pri drugem podjetju" in page.content.decode()
    with working_for(portal):
        both.refresh_from_db()
        assert both.is_active
        assert not AuditEvent.objects.filter(action="account.deactivated").exists()


def test_ms01_they_may_shut_out_their_own_and_nobody_elses(portal, logatec, at_work):
    own = people.person(portal, username=None, full_name="Dana Dolina")
    customer_at(portal, "dolina", own, "8003")
    assert at_work.post(address(User, "", own.pk, "deactivate")).status_code == 302
    assert at_work.post(address(User, "", logatec.pk, "deactivate")).status_code == 404
    with working_for(portal):
        own.refresh_from_db()
        logatec.refresh_from_db()
    assert (own.is_active, logatec.is_active) == (False, True)


# --- MS-01: customers -------------------------------------------------------------------------------------------------------------
def test_ms01_a_customer_of_one_sees_nothing_of_the_other(portal, logatec, both, page_client):
    client = page_client(HOST, logatec)
    for path in ("/", "/meters/", "/billing/invoices/", "/billing/ledger/", "/accounts/link/"):
        text = client.visit(path).text
        assert "8002" not in text
        assert "7002" not in text
        assert "Komunala Dolina" not in text or path == "/accounts/link/"  # another utility may be linked there


def test_ms01_who_is_at_both_sees_both_apart(portal, both, page_client):
    client = page_client(HOST, both)
    text = client.visit("/meters/").text
    assert "OM-7002" in text
    assert "OM-8002" in text
    help_ = client.visit("/help/").main
    assert help_.index("Komunala Dolina") < help_.index(ADDRESS) < help_.index("Komunalno podjetje Logatec") < help_.index(PHONE)


# --- MS-02 ------------------------------------------------------------------------------------------------------------------------
@pytest.fixture
def painted(portal):
    """Logatec with a brand, a heading and a sender of its own."""
    text = local_text("mojupravljalec").replace(
        "[utilities.logatec.wording.sl]\n", '[utilities.logatec.wording.sl]\nentrance.title = "Prijava za Logatec"\n', 1
    )
    text += '\n[utilities.logatec.brand]\nname = "Moj Logatec"\nwordmark = ["Moj", "Logatec"]\naccent = "#1f53b8"\nlogo = "drop"\n'
    text += '\n[utilities.logatec.mail]\nsender = "portal@kp-logatec.example"\n'
    with no_scope():
        apply_tenant(text=text, by="tests")
    middleware.hosts.clear()
    return portal


def test_ms02_before_sign_in_words_and_look_follow_the_chosen_utility(painted, page_client):
    client = page_client(HOST)
    assert "Prijava za Logatec" not in client.visit("/accounts/login/").main
    client.visit("/accounts/signup/", utility="logatec")
    page = client.visit("/accounts/login/")
    assert "Prijava za Logatec" in page.main
    assert page.title.endswith("Moj Logatec")
    assert PHONE in page.text
    [theme] = [item.get("href") for item in page.all("link") if "theme.css" in item.get("href", "")]
    assert theme.endswith("&of=logatec")
    assert b"--accent: #1f53b8" in client.get(theme).content
    assert b"--accent: #14693d" in client.get("/theme.css?v=1").content


def test_ms02_terms_are_the_chosen_utilitys_own(portal, page_client):
    client = page_client(HOST)
    assert client.visit("/terms/").h1 == "Pogoji uporabe portala"
    assert client.visit("/terms/", utility="logatec").h1 == "Pogoji uporabe portala – Komunalno podjetje Logatec"


def test_ms02_what_is_linked_counts_more_than_what_was_chosen(painted, logatec, page_client):
    page = page_client(HOST, logatec).visit("/help/", utility="dolina")
    assert page.title.endswith("Moj Logatec")
    assert ADDRESS not in page.text


def test_ms02_a_utility_that_is_not_there_changes_nothing(portal, page_client):
    client = page_client(HOST)
    client.visit("/accounts/login/", utility="nowhere")
    assert "utility" not in client.cookies
    assert client.visit("/terms/").h1 == "Pogoji uporabe portala"


def test_ms02_mail_comes_from_the_utility(painted, page_client):
    client = page_client(HOST)
    client.visit("/accounts/login/", utility="logatec")
    client.visit("/accounts/password/reset/").submit(email="nobody@example.si")
    with working_for(painted):
        message = OutboxMessage.objects.get()
        assert message.utility.code == "logatec"
        assert PHONE in message.text


def test_ms02_one_utility_alone_needs_no_choice(involta, page_client):
    client = page_client("involta.localhost")
    client.visit("/accounts/login/", utility="involta")
    assert "utility" not in client.cookies


def test_ms02_a_utilitys_own_colour_must_be_readable_too(portal):
    text = local_text("mojupravljalec") + '\n[utilities.logatec.brand]\naccent = "#ffee00"\n'
    with no_scope(), pytest.raises(ValueError, match=r"utilities\.logatec\.brand\.accent"):
        apply_tenant(text=text, by="tests")


def test_ms02_links_decide_by_the_day(painted, logatec, page_client):
    from tenants import clock

    with working_for(painted):
        Link.objects.update(valid_to=clock.today().replace(year=2020), valid_from=clock.today().replace(year=2019))
    assert page_client(HOST, logatec).visit("/help/").title.endswith("mojupravljalec.si")
