"""What staff see and find: lists, records, the search, what waits."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Customer, User
from meters.models import Reading, Submission
from portal.admin import tenant_admin
from tenants import scope
from tests import factories
from tests.portal.admin import rows
from tests.portal.admin.addresses import MODELS, address
from tests.scopes import working_for
from tests.staff import AdminClient


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_list_record_and_history_can_be_read(involta: Any, staff_client: AdminClient, model: Any) -> None:
    row = rows.of(involta, "Kanarcek")[model]
    assert "Kanarcek" in staff_client.text(address(model)) or model._meta.model_name in {"utility", "reading"}
    staff_client.text(address(model, "change", row.pk))
    staff_client.text(address(model, "history", row.pk))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_list_asks_the_same_number_of_questions_for_one_row_and_for_three(involta: Any, staff_client: AdminClient, model: Any) -> None:
    rows.of(involta, "Prvi")
    staff_client.text("/admin/")  # finds the host, which is then known
    staff_client.text(address(model))
    one = len(staff_client.queries)
    rows.of(involta, "Drugi")
    rows.of(involta, "Tretji")
    staff_client.text(address(model))
    assert len(staff_client.queries) == one, staff_client.queries


@pytest.mark.parametrize(
    "wanted",
    ["Žagar", "zagar cesta 7", "ŽAGAR Maribor", "100777", "3-345 341", "3345341", "AB 12/7", "tone@na.example", "TONE@example.si"],
)
def test_a_clerk_finds_any_customer_in_one_box(involta: Any, staff_client: AdminClient, wanted: str) -> None:
    with working_for(involta):
        customer = factories.CustomerFactory(
            number="100777", name="Tone Žagar", street="Cesta 7", city="Maribor", email="tone@na.example",
            search_text="tone zagar cesta 7 2000 maribor",
        )  # fmt: skip
        factories.CustomerFactory(number="100778", name="Nekdo Drug", search_text="nekdo drug drugje 1", email="drug@na.example")
        point = factories.SupplyPointFactory(number="3-345341", number_search="3345341", utility=customer.utility)
        factories.SupplyPeriodFactory(customer=customer, supply_point=point)
        factories.MeterFactory(supply_point=point, serial="AB 12/7", serial_search="ab127")
        factories.LinkFactory(customer=customer, user=factories.UserFactory(email="tone@example.si", username="tone"))
    page = staff_client.text(address(Customer), q=wanted)
    assert "Tone Žagar" in page
    assert "Nekdo Drug" not in page


def test_the_first_page_says_what_waits_without_a_question_per_row(involta: Any, staff_client: AdminClient) -> None:
    staff_client.text("/admin/")  # finds the host, which is then known
    staff_client.text("/admin/")
    empty = len(staff_client.queries)
    rows.of(involta, "Prvi")
    rows.of(involta, "Drugi")
    page = staff_client.text("/admin/")
    assert len(staff_client.queries) == empty
    assert involta.name in page
    assert "<td>2</td>" in page.replace(" ", "").replace("\n", "")


def test_the_readings_that_wait_are_one_click_away(involta: Any, staff_client: AdminClient) -> None:
    rows.of(involta, "Kanarcek")
    with working_for(involta):
        decided = factories.SubmissionFactory(number="R-ODLOCENO")
        factories.ReadingFactory(
            register=factories.RegisterFactory(meter=decided.meter), submission=decided, source=Reading.Source.CUSTOMER,
            state=Reading.State.ACCEPTED, window_first=decided.window_first,
        )  # fmt: skip
    page = staff_client.text(address(Submission), waiting="yes")
    assert "Kanarcek" in page
    assert "R-ODLOCENO" not in page


def test_neither_passwords_nor_the_texts_of_mails_are_shown(involta: Any, staff_client: AdminClient) -> None:
    with working_for(involta):
        user = factories.UserFactory(username="tone")
        message = factories.OutboxMessageFactory(text="https://skrivna.povezava/", html="https://skrivna.povezava/")
    assert user.password not in staff_client.text(address(User, "change", user.pk))
    page = staff_client.text(address(type(message), "change", message.pk))
    assert "skrivna" not in page


def test_the_history_of_a_record_is_the_audit_trail(involta: Any, sonja: Any, staff_client: AdminClient) -> None:
    from tenants import audit

    row = rows.of(involta, "Kanarcek")[Customer]
    with working_for(involta):
        audit.record("link.made", by=sonja, on=row)
    page = staff_client.text(address(Customer, "history", row.pk))
    assert "Dostop dodeljen" in page
    assert "link.made" not in page, "a code is no word"
    assert str(sonja) in page


def test_words_of_customers_are_text_and_not_markup(involta: Any, staff_client: AdminClient) -> None:
    attack = '<img src=x onerror="alert(1)">'
    with working_for(involta):
        customer = factories.CustomerFactory(name=attack, street=attack)
        run = factories.ImportRunFactory(problems=[{"value": attack}], by=attack)
    for row in (customer, run):
        for page in (address(type(row)), address(type(row), "change", row.pk), address(type(row), "history", row.pk)):
            assert "<img src=x" not in staff_client.text(page)


def test_every_shown_column_has_words_of_its_own(in_involta: Any) -> None:
    """Without words Django shows the column's English name."""
    from django.utils.functional import Promise

    assert scope.current() == in_involta
    for model, model_admin in tenant_admin._registry.items():
        assert isinstance(model._meta.verbose_name_plural, Promise), model
        for name in {*model_admin.fields, *model_admin.list_display} - {"__str__"}:
            known = {field.name: field for field in model._meta.concrete_fields}
            if name in known and not hasattr(model_admin, name):
                assert isinstance(known[name].verbose_name, Promise), f"{model._meta.label}.{name}"
