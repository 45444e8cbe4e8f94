"""What a person does at a portal, step by step, for tests that are about what follows."""

from __future__ import annotations

from typing import Any

from tenants.models import Tenant
from tests.accounts import mailbox

PASSWORD = "Modra-Reka-2026"
SIGN_IN = "/accounts/login/"

INVOLTA = {
    "customer_number": "100001",
    "username": "Mojca.Kovac",
    "password": PASSWORD,
    "password_repeat": PASSWORD,
    "email": "mojca@example.si",
    "terms": True,
}

ZAGORJE = {
    "first_name": "Mojca",
    "last_name": "Kovač",
    "email": "mojca@example.si",
    "phone": "",
    "password": PASSWORD,
    "password_repeat": PASSWORD,
}


def register(client: Any, fields: dict[str, Any], **changes: Any) -> Any:
    """The page after the form was sent, and the terms agreed to where they have a page of their own."""
    page = client.visit("/accounts/signup/").submit(**{**fields, **changes})
    return page.submit(press="yes") if page.path == "/accounts/signup/terms/" else page


def activate(client: Any, tenant: Tenant, email: str) -> Any:
    """The page after the button behind the link of the last activation mail."""
    message = next(m for m in reversed(mailbox.messages(tenant, email)) if m.event == "activation")
    return client.visit(mailbox.path_of(message, "/activate/")).submit()


def sign_in(client: Any, login: str, password: str, **more: Any) -> Any:
    return client.visit(SIGN_IN).submit(SIGN_IN, login=login, password=password, **more)


def is_signed_in(client: Any) -> bool:
    """Whether a page that asks for an account opens."""
    return client.get("/accounts/activity/").status_code == 200
