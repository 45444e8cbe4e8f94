"""Two portals with the same person at both."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from tests.accounts import walks
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
