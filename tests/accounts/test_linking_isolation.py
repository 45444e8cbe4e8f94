"""Evidence is worth something only at the utility that printed it."""

from __future__ import annotations

import pytest

from accounts.models import Link
from accounts.services import evidence, linking
from tenants.models import Utility
from tests import factories, people
from tests.accounts.bills import customer_of, printed
from tests.accounts.linking_page import PAGE, REFUSED
from tests.scopes import working_for


def digest(tenant, code, name, value="300003"):
    with working_for(tenant):
        utility = Utility.objects.get(code=code)
        return evidence.digest_of(utility=utility, evidence=utility.rules.linking.evidence_named(name), value=value)


def test_a_digest_means_one_value_of_one_name_at_one_utility_of_one_tenant(involta, apply_preset):
    shared = apply_preset("mojupravljalec")
    found = [
        digest(involta, "involta", "customer_number"),
        digest(involta, "involta", "customer_number", "300004"),
        digest(shared, "dolina", "customer_code"),
        digest(shared, "logatec", "reference"),
        digest(shared, "logatec", "code"),
    ]
    assert len(set(found)) == len(found)
    assert all(len(one) == 64 for one in found)


def test_another_key_makes_all_digests_worthless(involta, settings):
    before = digest(involta, "involta", "customer_number")
    settings.EVIDENCE_KEY = "another key"
    assert digest(involta, "involta", "customer_number") != before


def test_two_tenants_with_one_file_share_no_digest(db):
    from tenants.services import apply_tenant
    from tests.presets import local_text
    from tests.scopes import no_scope

    found = []
    for slug in ("first", "second"):
        text = local_text("involta").replace("involta.localhost", f"{slug}.localhost").replace('slug = "involta"', f'slug = "{slug}"')
        with no_scope():
            tenant = apply_tenant(text=text, by="tests").tenant
        with working_for(tenant):
            code = Utility.objects.get().code
        found.append(digest(tenant, code, "customer_number"))
    assert found[0] != found[1]


def test_evidence_of_one_tenant_never_links_at_another(involta, zagorje, unlinked, page_client):
    """Also where, by some mistake, the very digest stands at the other tenant."""
    stolen = digest(involta, "involta", "customer_number")
    with working_for(zagorje):
        customer = factories.CustomerFactory(utility=Utility.objects.get(), number="300003")
        factories.EvidenceFactory(customer=customer, utility=customer.utility, name="customer_number", digest=stolen)
    page = page_client("involta.localhost", unlinked).visit(PAGE).submit(PAGE, customer_number="300003")
    assert page.errors == {"": REFUSED}
    for tenant in (involta, zagorje):
        with working_for(tenant):
            assert Link.objects.count() == 0


@pytest.mark.parametrize(("chosen", "linked"), [("logatec", True), ("dolina", False)])
def test_mb06_values_of_one_utility_are_refused_at_another(apply_preset, chosen, linked):
    tenant = apply_preset("mojupravljalec")
    with working_for(tenant):
        printed(customer_of("logatec", "700"), group="invoice/7", reference="4711", code="4711")
        factories.CustomerFactory(utility=Utility.objects.get(code="dolina"), number="700")
        user = factories.UserFactory(username=None, email="p@example.si")
        utility = Utility.objects.get(code=chosen)
        [rule] = utility.rules.linking.rules
        values = dict.fromkeys(rule.evidence, "4711")
        try:
            linking.prove(user=user, utility=utility, rule=rule, values=values, client=linking.NOBODY, checkpoint=lambda: None)
        except linking.LinkRefused:
            assert not linked
        else:
            assert linked
            assert Link.objects.get().customer.utility == utility


def test_equal_numbers_at_two_utilities_link_the_one_of_the_chosen_utility(apply_preset):
    tenant = apply_preset("mojupravljalec")
    person = people.person(tenant, username=None, full_name="Dora Oblak")
    with working_for(tenant):
        printed(customer_of("dolina", "700", name="Dolina"), group="invoice/7", customer_code="4711")
        printed(customer_of("logatec", "700", name="Logatec"), group="invoice/7", reference="4711", code="4711")
        utility = Utility.objects.get(code="dolina")
        [rule] = utility.rules.linking.rules
        linking.prove(
            user=person, utility=utility, rule=rule, values={"customer_code": "4711"}, client=linking.NOBODY, checkpoint=lambda: None
        )
        assert Link.objects.get().customer.name == "Dolina"
