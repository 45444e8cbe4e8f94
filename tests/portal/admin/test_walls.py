"""Staff of Involta against everything of Zagorje: not found, not read, not changed; and no request makes an error page."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from itertools import cycle, islice, product
from typing import Any

import pytest
from django.apps import apps
from django.core.management.base import CommandError
from django.urls import reverse

from accounts.models import Customer, Link, User
from meters.models import Submission
from portal.admin import tenant_admin
from tenants.checks import tenant_owned_models
from tenants.models import AuditEvent, Utility
from tests import factories
from tests.portal.admin import rows
from tests.portal.admin.addresses import MODELS, address, addresses, without_echo
from tests.scopes import working_for
from tests.staff import AdminClient
from tests.walls.rounds import THOROUGH

FOREIGN = "Zagorcanka"
BESIDE = {Submission: ("photo",)}
"""Addresses of a record beside its page, its history and its deeds."""

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")


@pytest.fixture(autouse=True)
def _no_log() -> Iterator[None]:
    """Thousands of refusals would be written down, each with its trace."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def digest(tenant: Any) -> str:
    """Every row of a tenant, sessions left out."""
    found = hashlib.sha256()
    with working_for(tenant):
        for model in sorted(tenant_owned_models(), key=lambda model: model._meta.label):
            if model._meta.model_name != "tenantsession":
                found.update(repr((model._meta.label, list(model.objects.order_by("pk").values_list()))).encode())
        log = apps.get_model("admin.LogEntry").objects.filter(user__tenant=tenant).count()
        found.update(str(log).encode())
    return found.hexdigest()


def forged(row: Any) -> dict[str, Any]:
    """A post that tries whatever an admin might listen to."""
    values = {field.attname: str(getattr(row, field.attname)) for field in row._meta.concrete_fields}
    return {
        **values,
        "_save": "1", "_saveasnew": "1", "_popup": "1", "_to_field": "public_id", "post": "yes", "note": "x", "account": "ana",
        "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": str(row.pk), "form-0-name": "x",
        "links-TOTAL_FORMS": "1", "links-INITIAL_FORMS": "1", "links-0-id": str(row.pk), "links-0-DELETE": "on",
    }  # fmt: skip


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_no_page_or_deed_of_another_tenants_record_exists(zagorje: Any, staff_client: AdminClient, model: Any) -> None:
    row = rows.of(zagorje, FOREIGN)[model]
    before = digest(zagorje)
    model_admin = tenant_admin.get_model_admin(model)
    pages = [pattern.name for pattern in model_admin.get_urls() if pattern.name and "object_id" in str(pattern.pattern)]
    assert len(pages) == 2 + len(model_admin.deeds) + len(BESIDE.get(model, ()))
    for name in pages:
        path = reverse(f"admin:{name}", args=[row.pk], urlconf="portal.urls")
        for method in METHODS:
            data = forged(row) if method == "post" else {}
            response = getattr(staff_client, method)(path, data)
            assert response.status_code == 404, f"{method} {path}: {response.status_code}"
            assert FOREIGN.lower() not in response.content.decode().lower()
    for word in ("add", "delete", "jsi18n", "..", f"{row.pk}/delete", f"{row.pk}/password"):
        assert staff_client.get(f"{address(model)}{word}/", follow=True).status_code == 404
    assert digest(zagorje) == before


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_no_list_filter_or_search_shows_another_tenants_rows(involta: Any, zagorje: Any, staff_client: AdminClient, model: Any) -> None:
    row = rows.of(zagorje, FOREIGN)[model]
    rows.of(involta, "Domaca")
    questions: list[dict[str, Any]] = [{}, {"q": FOREIGN}, {"q": FOREIGN.lower()}, {"q": f"{FOREIGN}@na.example"}, {"all": ""}]
    for name in tenant_admin.get_model_admin(model).reached_by:
        target = model._meta.get_field(name).related_model
        questions.append({f"{name}__id__exact": str(rows.of(zagorje, FOREIGN + name)[target].pk) if target in MODELS else "1"})
    for question in questions:
        page = staff_client.text(address(model), **question)
        assert FOREIGN.lower() not in without_echo(page), question
        assert f"/{row.pk}/change/" not in page or working_row(involta, model, row.pk)


def working_row(tenant: Any, model: Any, key: Any) -> bool:
    """Whether the key is (also) one of the tenant's own."""
    with working_for(tenant):
        return bool(model.objects.filter(pk=key).exists())


@pytest.mark.sqlite  # refused before the database is asked
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_lookups_that_no_filter_offers_are_refused(zagorje: Any, staff_client: AdminClient, model: Any) -> None:
    row = rows.of(zagorje, FOREIGN)[model]
    for lookup in ("pk", "id", "tenant", "tenant__id", "tenant_id", "password__startswith", "tenant__slug__startswith", "id__gte"):
        assert staff_client.get(address(model), {lookup: str(row.pk)}).status_code == 400, lookup
    for field in model._meta.get_fields():
        for ending in ("__startswith", "__regex", "__id__gte", "__tenant", "__password__startswith", "__isnull_"):
            assert staff_client.get(address(model), {f"{field.name}{ending}": "a"}).status_code in {400, 404}
    for to_field in ("public_id", "tenant", "password", "email", "number"):
        assert staff_client.get(address(model), {"_to_field": to_field}).status_code == 400


HOSTILE = (
    "",
    "-1",
    "abc",
    "\x00",
    "a\x00b",
    "9" * 40,
    "None",
    "ž" * 300,
    "' OR 1=1 --",
    "%",
    "_",
    "\\",
    "1,2",
    "2026-99-99",
    "{{ 7 }}",
    "💡",
)


@pytest.mark.postgresql  # which refuses more than SQLite: signs, and numbers too large
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_nothing_that_is_typed_into_an_address_makes_an_error_page(involta: Any, staff_client: AdminClient, model: Any) -> None:
    rows.of(involta, "Domaca")
    names = {"q", "p", "o", "all", "e", "_popup", "_to_field", "_facets", "_changelist_filters", "neznano"}
    names |= tenant_admin.get_model_admin(model)._lookups(None)
    for name in sorted(names):
        for value in HOSTILE if name == "q" else HOSTILE[:8]:
            response = staff_client.get(address(model), {name: value})
            assert response.status_code < 500, f"{name}={value!r}"
    for value in HOSTILE:
        for page in ("change", "history"):
            key = value.replace("\x00", "%00") or "x"
            assert staff_client.get(f"{address(model)}{key}/{page}/").status_code in {404, 400}, value


def test_there_is_no_autocomplete_and_no_way_past_the_lists(zagorje: Any, staff_client: AdminClient) -> None:
    row = rows.of(zagorje, FOREIGN)[Customer]
    question = {"app_label": "accounts", "model_name": "link", "field_name": "customer", "term": FOREIGN}
    assert staff_client.get("/admin/autocomplete/", question).status_code == 404
    for number in range(1, 40):
        assert staff_client.get(f"/admin/r/{number}/{row.pk}/").status_code == 404


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_bulk_actions_with_foreign_or_foolish_keys_change_nothing(
    involta: Any, zagorje: Any, staff_client: AdminClient, model: Any
) -> None:
    row = rows.of(zagorje, FOREIGN)[model]
    before = digest(zagorje)
    known = [deed.name for deed in tenant_admin.get_model_admin(model).deeds]
    selected = ([str(row.pk)], ["abc"], ["\x00"], ["9" * 40], [str(row.pk), "-1"])
    beside = ({"index": "0"}, {"index": "0", "select_across": "1"}, {"post": "yes"}, {"index": "-9"})
    for place, action in enumerate((*known, "delete_selected", "neznano", "", "__class__")):
        pairs = product(selected, beside) if THOROUGH else zip(selected, islice(cycle(beside), place, None), strict=False)
        for keys, more in pairs:
            response = staff_client.post(address(model), {"action": action, "_selected_action": keys, **more})
            assert response.status_code < 500, (action, keys, more)
            assert FOREIGN.lower() not in response.content.decode().lower()
    assert digest(zagorje) == before


def test_forms_do_not_take_keys_of_another_tenant(involta: Any, zagorje: Any, staff_client: AdminClient) -> None:
    own, foreign = rows.of(involta, "Domaca"), rows.of(zagorje, FOREIGN)
    with working_for(zagorje):
        account = factories.UserFactory(username=None, email="tuja@example.si")
    point = foreign[type(own[Submission].supply_point)]
    before = digest(zagorje)
    path = address(Customer, "link", own[Customer].pk)
    for name in ("tuja@example.si", str(account.pk), str(account)):
        assert staff_client.post(path, {"account": name, "reach": "", "role": "owner"}).status_code == 200
    with working_for(involta):
        factories.UserFactory(username="domacin", email="domacin@example.si")
    for reach in (str(point.pk), "abc", "-1"):
        assert staff_client.post(path, {"account": "domacin", "reach": reach, "role": "owner"}).status_code == 200
    assert staff_client.post(path, {"account": "domacin", "reach": "", "role": "superuser"}).status_code == 200
    window = address(Utility, "extend_window", own[Utility].pk)
    for value in ("water|2026-01-01", "|", "x", "a|b|c", "\x00"):
        response = staff_client.post(window, {"window": value, "open_until": "2026-12-31", "reason": "x"})
        assert response.status_code in {200, 302}
    assert digest(zagorje) == before
    with working_for(involta):
        assert not Link.objects.filter(user__username="domacin").exists()


def test_staff_cannot_make_anybody_staff_or_operator(involta: Any, sonja: Any, staff_client: AdminClient) -> None:
    victim = rows.of(involta, "Domaca")[User]
    data = {"is_staff": "on", "is_superuser": "on", "tenant": "1", "groups": "1", "user_permissions": "1", "password": "x", "_save": "1"}
    for path in addresses(tenant_admin):
        if path.startswith("/admin/accounts/user/"):
            staff_client.post(path.replace("/1/", f"/{victim.pk}/"), data)
    with working_for(involta):
        after = User.objects.get(pk=victim.pk)
        assert (after.is_staff, after.is_superuser, after.tenant_id, after.password) == (False, False, involta.pk, victim.password)


def test_a_get_changes_nothing(involta: Any, staff_client: AdminClient) -> None:
    own = rows.of(involta, "Domaca")
    before = digest(involta)
    for model, row in own.items():
        model_admin = tenant_admin.get_model_admin(model)
        for deed in model_admin.deeds:
            staff_client.get(address(model, deed.name, row.pk))
        for action in [deed.name for deed in model_admin.deeds]:
            staff_client.get(address(model), {"action": action, "_selected_action": str(row.pk)})
    assert digest(involta) == before


def test_posts_without_a_token_are_refused(involta: Any, sonja: Any) -> None:
    own = rows.of(involta, "Domaca")
    client = AdminClient("involta.localhost", sonja, enforce_csrf_checks=True)
    before = digest(involta)
    for model, row in own.items():
        for deed in tenant_admin.get_model_admin(model).deeds:
            assert client.post(address(model, deed.name, row.pk), {}).status_code == 403
        assert client.post(address(model), {"action": "accept_reading", "_selected_action": str(row.pk)}).status_code == 403
    assert digest(involta) == before


# --- Several utilities at one tenant -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_staff_of_one_utility_see_nothing_of_another(involta: Any, sonja: Any, model: Any) -> None:
    from accounts.services import access

    with working_for(involta):
        own = factories.UtilityFactory(code="svoja", name="Svoja")
        access.limit_staff(user=sonja, utilities=[own], by="tests")
    row = rows.of(involta, FOREIGN)[model]  # belongs to the tenant's first utility
    client = AdminClient("involta.localhost", sonja)
    for page in ("change", "history", *(deed.name for deed in tenant_admin.get_model_admin(model).deeds)):
        assert client.get(address(model, page, row.pk)).status_code == 404
    listed = client.get(address(model))
    assert listed.status_code in {200, 404}
    assert FOREIGN.lower() not in listed.content.decode().lower()
    if model is AuditEvent:
        assert listed.status_code == 404


def test_a_person_linked_at_two_utilities_shows_each_staff_their_own_customer(involta: Any, sonja: Any) -> None:
    from accounts.services import access

    user = rows.of(involta, FOREIGN)[User]
    with working_for(involta):
        own = factories.UtilityFactory(code="svoja", name="Svoja")
        access.limit_staff(user=sonja, utilities=[own], by="tests")
        factories.LinkFactory(user=user, customer=factories.CustomerFactory(utility=own, name="Nasa stranka", number="777"))
    page = AdminClient("involta.localhost", sonja).text(address(User, "change", user.pk))
    assert "Nasa stranka" in page
    assert f"{FOREIGN} ({FOREIGN})" not in page


def test_limit_staff_names_the_utilities_of_a_colleague(involta: Any, sonja: Any, manage: Any) -> None:
    with working_for(involta):
        code = Utility.objects.get().code
    assert code in manage("limit_staff", "--tenant", "involta", "sonja", code)
    with working_for(involta):
        assert sonja.utility_limits.get().utility.code == code
    manage("limit_staff", "--tenant", "involta", "sonja@example.si")
    with working_for(involta):
        assert not sonja.utility_limits.exists()
    for wrong in (("ana", code), ("sonja", "neznano")):
        with pytest.raises(CommandError):
            manage("limit_staff", "--tenant", "involta", *wrong)
