"""Two portals with the same person at both; a customer to guess at; a tenant's file applied again."""

from __future__ import annotations

import re
from typing import Any

import pytest

from accounts.models import User
from tests.accounts import walks
from tests.accounts.guesses import customer_with_number
from tests.scopes import working_for

EMAIL = "mojca@example.si"
OTHER_PASSWORD = "Zelena-Gora-2026"


@pytest.fixture
def at_involta(page_client: Any, involta: Any) -> Any:
    """Mojca's account at Involta: active, signed in by user name ``mojca.kovac`` and ``walks.PASSWORD``."""
    client = page_client("involta.localhost")
    walks.register(client, walks.INVOLTA)
    walks.activate(client, involta, EMAIL)
    with working_for(involta):
        return User.objects.get(email=EMAIL)


@pytest.fixture
def at_zagorje(page_client: Any, zagorje: Any) -> Any:
    """The same address at Zagorje, with another password; signed in by e-mail address."""
    client = page_client("zagorje.localhost")
    walks.register(client, walks.ZAGORJE, password=OTHER_PASSWORD, password_repeat=OTHER_PASSWORD)
    walks.activate(client, zagorje, EMAIL)
    with working_for(zagorje):
        return User.objects.get(email=EMAIL)


@pytest.fixture
def both(at_involta: Any, at_zagorje: Any) -> tuple[Any, Any]:
    return at_involta, at_zagorje


@pytest.fixture
def marta(involta: Any) -> Any:
    """A customer whose number is known, and whose link strangers try to get."""
    return customer_with_number(involta, "300003")


@pytest.fixture
def reapply() -> Any:
    """``reapply(involta, old, new)``: the tenant's file is applied again, with one passage of it changed."""
    from tenants import middleware
    from tenants.services import apply_tenant
    from tests.scopes import no_scope

    def apply(tenant: Any, old: str, new: str) -> Any:
        tenant.refresh_from_db()
        assert tenant.file.count(old) == 1, f"the file says {tenant.file.count(old)} times: {old}"
        with no_scope():
            applied = apply_tenant(text=tenant.file.replace(old, new), by="tests").tenant
        middleware.hosts.clear()  # the table of hosts is a few seconds old elsewhere
        return applied

    return apply


@pytest.fixture
def new_version(reapply: Any) -> Any:
    """``new_version(involta, "2")``: the tenant's file is applied with another version of its terms."""

    def apply(tenant: Any, version: str) -> Any:
        tenant.refresh_from_db()
        [written] = re.findall(r'\[terms\]\nstyle = "\w+"[^\n]*\nversion = "[^"]*"', tenant.file)
        return reapply(tenant, written, re.sub(r'version = ".*"', f'version = "{version}"', written))

    return apply
