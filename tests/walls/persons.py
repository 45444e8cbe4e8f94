"""Who asks: every actor of the security plan, on the host of each tenant, and what each of them may see."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from allauth.account.internal.flows import login
from allauth.account.internal.userkit import user_id_to_str
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from accounts.models import User
from accounts.sessions import SessionStore
from portal.admin_site import SEEN_AT
from tests.scopes import working_for
from tests.walls.canaries import Owner, Sighting
from tests.walls.world import FORMER_METER, FORMER_POINT, HOUSEHOLDS, STAFF, World

FORMER_SEES = (FORMER_POINT, FORMER_METER)
"""Kinds of rows of who lives there now that whoever was supplied there before finds on her own list and receipts."""

MEMBER_SEES = ("supplypoint", "operator", "meter", "customer", *FORMER_SEES)
"""Kinds of rows of the household that a member who may only hand in readings finds on the pages of her supply point."""

NOBODY = "anonymous"


@dataclass(frozen=True)
class Person:
    """``home``: the tenant of the account, ``at``: the tenant whose host is asked. A session of another host is pasted there."""

    name: str
    home: str
    at: str
    session: str = ""

    def __str__(self) -> str:
        where = "" if self.home in {"", self.at} else f"@{self.at}"
        return f"{self.home}/{self.name}{where}" if self.home else f"{self.name}@{self.at}"

    @property
    def owner(self) -> Owner | None:
        return Owner(self.home, self.name) if self.home else None

    @property
    def host(self) -> str:
        return settings.PLATFORM_HOST if self.at == "platform" else f"{self.at}.localhost"

    @property
    def is_in(self) -> bool:
        """Whether the session means anything where it is shown."""
        return bool(self.home) and self.home == self.at and self.name != "gone"

    @property
    def is_staff(self) -> bool:
        """Whether the admin opens: the novice has not given her second factor."""
        return self.is_in and self.name in STAFF and self.name != "novice"

    def is_household(self, owner: Owner) -> bool:
        return self.home == owner.tenant and self.name == owner.name

    def may_see(self, found: Sighting, *, in_admin: bool = False) -> bool:
        """Whether a canary may stand in a reply to this person."""
        if found.owner == self.owner and self.home == self.at:
            return True
        if not self.is_in:
            return False
        if found.owner.tenant != self.at:
            return False
        if self.name == "staff":
            return in_admin
        if self.name == "member":
            household = HOUSEHOLDS[self.home][0]
            return found.owner.name == household and any(kind.startswith(found.kind) for kind in MEMBER_SEES if found.kind)
        return self.lived_at(found.owner) and found.kind != "" and any(kind.startswith(found.kind) for kind in FORMER_SEES)

    def lived_at(self, owner: Owner) -> bool:
        """Whether this person was supplied before at the first point of ``owner``."""
        return self.is_in and [owner.name, self.name] == list(HOUSEHOLDS.get(self.home, ())) and owner.tenant == self.home

    def may_name(self, owner: Owner, table: str) -> bool:
        """Whether a new row of this person may hang on a row of ``owner``: the member's on the point where she hands in readings."""
        household = self.is_in and self.name == "member" and owner == Owner(self.home, HOUSEHOLDS[self.home][0])
        return household and table in {"meters_supplypoint", "meters_meter"}

    def may_change(self, owner: Owner, *, in_admin: bool) -> bool:
        """Whether a request of this person may change a row of ``owner``."""
        if not self.is_in:
            return False
        return owner == self.owner or (self.name == "staff" and in_admin and owner.tenant == self.at)


def session_of(user: User, *, with_factor: bool = True) -> str:
    """The key of an open session, with password and second factor given a moment ago; also for somebody who may not sign in."""
    with working_for(user.tenant):
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        methods: list[dict[str, Any]] = [{"method": "password", "at": time.time(), "email": user.email}]
        if user.is_staff and with_factor:
            methods.append({"method": "mfa", "at": time.time(), "type": "totp"})
        session["account_authentication_methods"] = methods
        session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
        session[SEEN_AT] = int(time.time())
        session["mailed_to"] = user.email
        session.create()
        return str(session.session_key)


def cast(world: World) -> list[Person]:
    """Everybody at the hosts of both tenants: those at home there, those of the other tenant, operators, nobody."""
    keys = {owner: session_of(user, with_factor=owner.name != "novice") for owner, user in world.users.items()}
    found = [Person(NOBODY, "", slug) for slug in HOUSEHOLDS]
    for owner, key in keys.items():
        found += [
            Person(owner.name, owner.tenant, slug, key)
            for slug in HOUSEHOLDS
            if slug == owner.tenant or owner.name in {HOUSEHOLDS.get(owner.tenant, ("",))[0], "staff", "operator"}
        ]
    return found


def operators(world: World) -> list[Person]:
    """Who comes to the platform's host: an operator, a tenant's staff and customer with their cookies, nobody."""
    involta = [Owner("involta", "staff"), Owner("involta", "ana")]
    keys = {owner: session_of(world.users[owner]) for owner in [Owner("platform", "operator"), *involta]}
    return [Person(NOBODY, "", "platform"), *(Person(owner.name, owner.tenant, "platform", key) for owner, key in keys.items())]
