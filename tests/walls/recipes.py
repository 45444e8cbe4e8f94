"""For every address: what stands in it, whose it is, and who may open it. An address without a recipe fails the build."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db.models import Model

from accounts import tokens
from accounts.models import Link
from accounts.services.activity import device_key
from billing.models import Contract, Invoice
from meters.models import Reminder, Submission, SupplyPoint
from portal.admin_site import platform_admin, tenant_admin
from portal.models import Question
from tenants.models import Host, Tenant, Utility
from tests.scopes import working_for
from tests.walls.addresses import Address
from tests.walls.canaries import Owner
from tests.walls.world import HOUSEHOLDS, World


class Kind(Enum):
    PUBLIC = "everybody may open it; it shows nothing of anybody"
    OWN = "about the signed-in person; everybody else is led to the sign-in"
    OBJECT = "a row of a household: 404 for strangers"
    TOKEN = "a signed link: worthless on another tenant's host"
    STAFF = "the tenant's staff, or the platform's operators"


Given = Callable[[World, Owner, str], dict[str, Any]]
"""(world, whose object, tenant of the host) → what stands in the address."""


@dataclass(frozen=True)
class Recipe:
    """``opens``: status of a GET by whom it belongs to. ``member``: by the member of the household who may only hand in readings.
    ``bare``: of a page of one's own by somebody who may read nothing; 0: the same.
    ``shows``: that page names its owner, which proves that canaries would be seen there."""

    kind: Kind
    given: Given = lambda world, owner, at: {}
    opens: int = 200
    member: int = 404
    shows: bool = False
    also: tuple[str, ...] = field(default=())
    """Query strings that the page knows, for a first page beside the plain one."""
    bare: int = 0


def public() -> Recipe:
    return Recipe(Kind.PUBLIC)


def own(opens: int = 200, *, shows: bool = False, also: tuple[str, ...] = (), bare: int = 0) -> Recipe:
    return Recipe(Kind.OWN, opens=opens, shows=shows, also=also, bare=bare)


def row(model: type[Model], *, opens: int = 200, member: int = 404, shows: bool = True, also: tuple[str, ...] = ()) -> Recipe:
    """An object that is addressed by its public id."""
    return Recipe(Kind.OBJECT, lambda world, owner, at: {"public_id": world.first(owner, model).public_id}, opens, member, shows, also)


# --- Links of mails -----------------------------------------------------------------------------------------------------------------
def _elsewhere(world: World, owner: Owner, at: str) -> Owner:
    """``owner``, or the household of the other tenant where the host is the owner's own."""
    if owner.tenant != at:
        return owner
    other = next(slug for slug in HOUSEHOLDS if slug != at)
    return Owner(other, HOUSEHOLDS[other][0])


def foreign_activation(world: World, owner: Owner, at: str) -> dict[str, Any]:
    user = world.users[_elsewhere(world, owner, at)]
    with working_for(user.tenant):
        return {"key": tokens.address_key(user, user.email)}


def foreign_reset(world: World, owner: Owner, at: str) -> dict[str, Any]:
    user = world.users[_elsewhere(world, owner, at)]
    with working_for(user.tenant):
        return {"uidb36": user_pk_to_url_str(user), "key": tokens.ResetTokenGenerator().make_token(user)}


def foreign_reminder(world: World, owner: Owner, at: str) -> dict[str, Any]:
    return {"public_id": world.first(_elsewhere(world, owner, at), Reminder).public_id}


def foreign_objection(world: World, owner: Owner, at: str) -> dict[str, Any]:
    link = world.first(_elsewhere(world, owner, at), Link)
    with working_for(link.tenant):
        return {"key": tokens.objection_key(link.public_id)}


def pending_word(world: World, owner: Owner, at: str) -> dict[str, Any]:
    """The word of a mail that is in no row here: only its digest with the tenant's number would find one."""
    return {"key": "A" * 43}


# --- The table ------------------------------------------------------------------------------------------------------------------------
ALLAUTH: dict[str, Recipe] = {
    "account_login": public(),
    "account_logout": public(),
    "account_inactive": public(),
    "account_signup": public(),
    "account_email_verification_sent": public(),
    "account_reset_password": public(),
    "account_reset_password_done": public(),
    "account_reset_password_from_key": Recipe(Kind.TOKEN, foreign_reset),
    "account_reset_password_from_key_done": public(),
    "account_confirm_login_code": public(),
    "account_confirm_email": Recipe(Kind.TOKEN, foreign_activation),
    "account_reauthenticate": own(),
    "account_email": own(shows=True),
    "account_change_password": own(),
    "account_set_password": own(302),
    "mfa_authenticate": public(),
    "mfa_index": own(),
    "mfa_reauthenticate": own(),
    "mfa_activate_totp": own(302),
    "mfa_deactivate_totp": own(404),
    "mfa_view_recovery_codes": own(302),
    "mfa_generate_recovery_codes": own(302),
    "mfa_download_recovery_codes": own(302),
    "usersessions_list": own(),
    "totp_code": own(404),
}

OF_OPERATORS_TOO: dict[str, Recipe] = {
    "accounts:change_password": own(),
    "accounts:confirm_password": Recipe(Kind.TOKEN, pending_word),
    "accounts:change_email": own(shows=True),
    "accounts:cancel_email": own(405),
    "accounts:confirm_new_email": Recipe(Kind.OWN, pending_word, opens=404),
}

HEALTH = {"healthz": public(), "readyz": public()}

PLATFORM: dict[str, Recipe] = {**ALLAUTH, **OF_OPERATORS_TOO, **HEALTH, "home": own(302), "usersessions_list": own(302)}

TENANT: dict[str, Recipe] = {
    **ALLAUTH,
    **OF_OPERATORS_TOO,
    **HEALTH,
    "home": Recipe(Kind.PUBLIC, shows=True),
    "help": public(),
    "page": Recipe(Kind.PUBLIC, lambda world, owner, at: {"key": "instructions"}),
    "ask": own(shows=True),
    "asked": row(Question),
    "terms": public(),
    "privacy": public(),
    "accessibility": public(),
    "set_language": public(),
    "theme_css": public(),
    "logo": public(),
    "accounts:sign_up": public(),
    "accounts:sign_up_terms": public(),
    "accounts:new_terms": public(),
    "accounts:registered": public(),
    "accounts:resend_activation": public(),
    "accounts:activation_sent": public(),
    "accounts:confirm_email_sent": public(),
    "accounts:forgotten_username": public(),
    "accounts:username_sent": public(),
    "accounts:activate": Recipe(Kind.TOKEN, foreign_activation),
    "accounts:confirm_email": Recipe(Kind.TOKEN, foreign_activation),
    "accounts:link": own(shows=True, also=("utility={utility}",)),
    "accounts:linked": row(Link),
    "accounts:object_to_link": Recipe(Kind.TOKEN, foreign_objection),
    "accounts:unlink": row(Link, opens=405, member=405, shows=False),
    "accounts:settings": own(),
    "accounts:profile": own(shows=True),
    "accounts:security": own(shows=True),
    "accounts:take_data": own(),
    "accounts:close_account": own(),
    "accounts:account_closed": public(),
    "accounts:activity": own(),
    "accounts:sign_out_device": own(405),
    "accounts:sign_out_others": own(405),
    "accounts:sessions": own(),
    "meters:reading_dates": public(),
    "meters:points": own(shows=True),
    "meters:reminders": own(),
    "meters:point_reminders": row(SupplyPoint, opens=405, member=405, shows=False),
    "stop_reminders": Recipe(Kind.TOKEN, foreign_reminder),
    "meters:point": row(SupplyPoint, member=200, also=("register={code}",)),
    "meters:submit_reading": row(SupplyPoint, member=200),
    "meters:consumption": own(302, bare=200),
    "meters:point_consumption": row(SupplyPoint, member=403, also=("register={code}",)),
    "meters:receipt": row(Submission),
    "meters:photo": row(Submission),
    "meters:withdraw": row(Submission, shows=True),
    "meters:readings_csv": row(SupplyPoint, member=403),
    "meters:readings_xlsx": row(SupplyPoint, member=403),
    "billing:invoices": own(shows=True),
    "billing:invoice": row(Invoice, member=403),
    "billing:invoice_pdf": row(Invoice, member=403),
    "payment_picture": row(Invoice, member=403, shows=False),
    "billing:contracts": own(shows=True),
    "billing:contract": row(Contract, member=403),
    "billing:payments": own(shows=True),
    "billing:ledger": own(shows=True, also=("year=all",)),
    "billing:ledger_csv": own(bare=404, also=("year=all",)),
}

OF_FORMER_TOO = {"meters:point", "meters:readings_csv", "meters:readings_xlsx"}
"""Whoever was supplied at a point before sees the own time there."""

ADMIN_SITE: dict[str, Recipe] = {
    "index": Recipe(Kind.STAFF),
    "login": Recipe(Kind.PUBLIC),
    "logout": Recipe(Kind.STAFF, opens=405),
    "password_change": Recipe(Kind.STAFF, opens=302),
    "password_change_done": Recipe(Kind.STAFF, opens=302),
    "autocomplete": Recipe(Kind.STAFF, opens=403),
    "jsi18n": Recipe(Kind.STAFF),
}
SITES = {"tenant": ("admin", tenant_admin), "platform": ("platform_admin", platform_admin)}
NOT_WALLED = (Tenant, Host)

ADMIN_STATUS = {"changelist": 200, "change": 200, "history": 200}
"""Status for whom it is offered. A deed that the row does not allow leads back to the row's page."""


def admin_model(address: Address) -> tuple[type[Model], str] | None:
    """The registered model of an admin address, and what is done: `change`, `history`, a deed; None for the site's own pages."""
    prefix, site = SITES[address.conf]
    for model in site._registry:
        stem = f"{prefix}:{model._meta.app_label}_{model._meta.model_name}_"
        if address.key.startswith(stem):
            return model, address.key.removeprefix(stem)
        if address.key == f"/admin/{model._meta.app_label}/{model._meta.model_name}/<path:object_id>/":
            return model, "old address"
    return None


def _key_of(model: type[Model]) -> Given:
    def given(world: World, owner: Owner, at: str) -> dict[str, Any]:
        if model in NOT_WALLED:
            return {"object_id": model._default_manager.order_by("pk").first().pk}
        if model is Utility:
            with working_for(world.tenants[owner.tenant]):
                return {"object_id": Utility.objects.order_by("pk").first().pk}
        return {"object_id": world.first(owner, model).pk}

    return given


def admin_recipe(address: Address) -> Recipe | None:
    prefix, site = SITES[address.conf]
    if address.key.removeprefix(f"{prefix}:") in ADMIN_SITE:
        return ADMIN_SITE[address.key.removeprefix(f"{prefix}:")]
    if address.key == f"{prefix}:app_list":
        label = next(iter(sorted(model._meta.app_label for model in site._registry)))
        return Recipe(Kind.STAFF, lambda world, owner, at: {"app_label": label})
    if address.key == "/admin/(?P<url>.*)":
        return Recipe(Kind.STAFF, lambda world, owner, at: {"url": "nowhere/"}, opens=404)
    found = admin_model(address)
    if found is None:
        return None
    model, deed = found
    given = _key_of(model) if address.names else Recipe.given
    return Recipe(Kind.STAFF, given, ADMIN_STATUS.get(deed, 0), shows=deed in {"changelist", "change"} and model is not Utility)


def recipe(address: Address) -> Recipe | None:
    """How to ask for the address; None where nobody has said."""
    if address.key.startswith(("admin:", "platform_admin:", "/admin/")):
        return admin_recipe(address)
    return (TENANT if address.conf == "tenant" else PLATFORM).get(address.key)


# --- Names under which an id may travel ---------------------------------------------------------------------------------------------
def named_ids(world: World, owner: Owner) -> dict[str, str]:
    """Everything that names a row of ``owner``, under the names that a form or an address could give it."""
    found = {}
    for model in apps.get_models():
        rows = world.rows[owner].get(model)
        if rows:
            name = model._meta.model_name or ""
            found[f"{name}"] = found[f"{name}_id"] = found[name[:3]] = str(rows[0].pk)
            if isinstance(rows[0], UserSession):
                found["device"] = device_key(rows[0].session_key)
            if hasattr(rows[0], "public_id"):
                found[f"{name}_public_id"] = found[f"{name}_key"] = rows[0].public_id
    return found
