"""What was claimed at registration is checked once, at the first sign-in (I-05)."""

from __future__ import annotations

import pytest

from accounts.models import Link, LinkAttempt, LinkClaim, User
from tenants.models import Utility
from tests import factories
from tests.accounts import walks
from tests.accounts.bills import printed
from tests.accounts.linking_page import PAGE, REFUSED
from tests.scopes import working_for


@pytest.fixture
def marta(involta):
    with working_for(involta):
        customer = factories.CustomerFactory(utility=Utility.objects.get(), number="300003", name="Marta Hribar")
        printed(customer, customer_number="300003")
    return customer


def registered(client, tenant, number, **more):
    """Registered with ``number`` and activated, not yet signed in."""
    email = more.get("email", walks.INVOLTA["email"])
    walks.register(client, walks.INVOLTA, customer_number=number, **more)
    walks.activate(client, tenant, email)


def test_i05_a_right_claim_is_linked_at_the_first_sign_in(visitor, involta, marta):
    registered(visitor, involta, "300 003")
    with working_for(involta):
        assert LinkAttempt.objects.count() == 0, "nothing is compared before the address is confirmed"
    page = walks.sign_in(visitor, "mojca.kovac", walks.PASSWORD)
    assert page.path == "/"
    with working_for(involta):
        assert Link.objects.get().customer == marta
        assert LinkClaim.objects.get().state == "linked"
        assert LinkAttempt.objects.get().linked


def test_i05_a_wrong_claim_is_refused_with_the_one_message_and_can_be_entered_again(visitor, involta, marta):
    registered(visitor, involta, "999999")
    page = walks.sign_in(visitor, "mojca.kovac", walks.PASSWORD)
    assert page.path == PAGE
    assert REFUSED in page.errors[""]
    with working_for(involta):
        assert LinkClaim.objects.get().state == "refused"
        assert not Link.objects.exists()
    page = page.submit(PAGE, customer_number="300003")
    assert page.path == "/"
    with working_for(involta):
        assert Link.objects.get().customer == marta


def test_i05_a_claim_is_checked_once(visitor, involta, marta):
    registered(visitor, involta, "999999")
    walks.sign_in(visitor, "mojca.kovac", walks.PASSWORD)
    visitor.visit("/accounts/logout/").submit("/accounts/logout/")
    page = walks.sign_in(visitor, "mojca.kovac", walks.PASSWORD)
    assert page.path == PAGE, "still nothing linked: the page asks again"
    with working_for(involta):
        assert LinkAttempt.objects.count() == 1


def test_i05_known_and_unknown_numbers_are_stored_alike(page_client, involta, marta):
    for number, name in (("300003", "ena"), ("999999", "dva")):
        walks.register(page_client(), walks.INVOLTA, customer_number=number, username=name, email=f"{name}@example.si")
    with working_for(involta):
        known, unknown = LinkClaim.objects.order_by("pk")
        assert (known.rule_key, list(known.digests), known.state) == (unknown.rule_key, list(unknown.digests), unknown.state)
        assert known.digests != unknown.digests
        assert "300003" not in str(known.digests), "kept as a digest"


def test_i05_a_claim_beyond_the_limits_gets_the_same_page_as_a_wrong_one(page_client, involta, marta):
    with working_for(involta):
        stranger = factories.UserFactory(username="stranger")
    client = page_client("involta.localhost", stranger, REMOTE_ADDR="198.51.100.9")
    for _guess in range(4):
        client.visit(PAGE).submit(PAGE, customer_number="300003")
    walks_in = page_client()
    registered(walks_in, involta, "300003")
    page = walks.sign_in(walks_in, "mojca.kovac", walks.PASSWORD)
    assert page.path == PAGE
    assert REFUSED in page.errors[""]
    with working_for(involta):
        user = User.objects.get(username="mojca.kovac")
        assert not user.links.exists()


def test_i05_the_page_that_was_asked_for_waits_until_the_claim_is_cleared(visitor, involta, marta):
    registered(visitor, involta, "999999")
    page = visitor.visit("/meters/").submit("/accounts/login/", login="mojca.kovac", password=walks.PASSWORD)
    assert page.path == PAGE


def test_mb05_mb06_claims_of_reference_and_code_at_the_chosen_utility(page_client, apply_preset):
    from tests.accounts.bills import customer_of

    tenant = apply_preset("mojupravljalec")
    with working_for(tenant):
        printed(customer_of("logatec", "700"), group="invoice/7", reference="122611000001070", code="0042")
    for number, (code, linked) in enumerate([("0042", True), ("0043", False)]):
        client = page_client("mojupravljalec.localhost")
        email = f"oseba{number}@example.si"
        page = client.visit("/accounts/signup/", utility="logatec")
        assert page.form().names[:2] == ["reference", "code"]
        page.submit(
            reference="SI12 2611000001070", code=code, email=email, password=walks.PASSWORD, password_repeat=walks.PASSWORD, terms="yes"
        )
        walks.activate(client, tenant, email)
        page = walks.sign_in(client, email, walks.PASSWORD)
        assert (page.path == "/") == linked
        with working_for(tenant):
            assert Link.objects.filter(user__email=email).exists() == linked
