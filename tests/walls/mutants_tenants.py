"""Walls between tenants, and what holds for every reply.

Where two layers stand behind each other, taking one out changes nothing that anybody could see; there the mutant takes out both.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.managers import EmailAddressManager
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.auth.models import UserManager
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.cache import caches
from django.db.models import Manager
from django.http import HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.utils.crypto import salted_hmac

from accounts import tokens
from accounts.adapters import AccountAdapter
from accounts.backends import ScopedBackend
from accounts.models import Customer, TenantSession
from accounts.querysets import ScopedUserManager
from accounts.sessions import SessionStore
from meters.services import point_state
from portal import middleware as headers
from tenants import addresses, middleware
from tenants.models import Host
from tenants.querysets import TenantManager
from tests import factories
from tests.tenants.rows import unscoped
from tests.walls import doors, mailed
from tests.walls.canaries import Owner
from tests.walls.mutant import ANA, BOJAN, CILKA_AWAY, STAFF, Mutant, all_of, crawl, forms, put


def all_rows(self: Any) -> Any:
    return Manager.get_queryset(self)


def all_users(self: Any) -> Any:
    return super(UserManager, self).get_queryset()


def any_session(self: Any) -> Any:
    return unscoped(TenantSession).filter(session_key=self.session_key).first()


def same_for_all(self: Any, user: Any, timestamp: int) -> str:
    return PasswordResetTokenGenerator._make_hash_value(self, user, timestamp)


def first_host(name: str) -> Any:
    return Host.objects.select_related("tenant").filter(is_primary=True).order_by("name").first()


def key_of_all(key: str, key_prefix: str, version: int) -> str:
    return f"{key_prefix}:{version}:{key}"


def as_asked(request: Any, tenant: object, port: str) -> HttpResponse:
    return HttpResponse(status=308, headers={"Location": request.path})


def shared_keys(stack: Any, world: Any) -> None:
    """The cache object belongs to a thread: looked up when the mutant begins."""
    put(caches["default"], "key_func", key_of_all)(stack, world)


def digest_of_all(purpose: str, *parts: object) -> str:
    return salted_hmac(purpose, "|".join(map(str, parts)), algorithm="sha256").hexdigest()


rows = put(TenantManager, "get_queryset", all_rows)
users = all_of(put(ScopedUserManager, "get_queryset", all_users), put(ScopedBackend, "_of_this_tenant", staticmethod(lambda user: user)))
emails = put(EmailAddressManager, "get_queryset", all_rows)
sessions = put(SessionStore, "_get_session_from_db", any_session)
last_door = put(AccountAdapter, "pre_login", DefaultAccountAdapter.pre_login)

SCOPE = [
    Mutant(
        "the manager of every tenant-owned table forgets the tenant",
        rows,
        crawl(STAFF, keys=["admin:billing_invoice_changelist"]),
        across=True,
    ),
    Mutant("sessions of another tenant are read", sessions, crawl(CILKA_AWAY, keys=["accounts:registered"]), across=True),
    Mutant(
        "sessions and users of another tenant are known (manager, backend, session store)",
        all_of(users, sessions),
        crawl(CILKA_AWAY, keys=["accounts:profile"]),
        across=True,
    ),
    Mutant(
        "passwords of another tenant open (manager, backend, address patch, last door)",
        all_of(users, emails, last_door),
        doors.other_tenants_passwords,
        across=True,
    ),
    Mutant(
        "activation links open anywhere (salt, address patch, manager)",
        all_of(put(tokens, "_salt", lambda: "same"), emails, users),
        doors.other_tenants_links,
        across=True,
    ),
    Mutant(
        "reset links open anywhere (token, manager)",
        all_of(put(tokens.ResetTokenGenerator, "_make_hash_value", same_for_all), users),
        doors.other_tenants_links,
        across=True,
    ),
    Mutant(
        "objections open anywhere (salt, manager)",
        all_of(put(tokens, "_objection_salt", lambda: "same"), rows),
        mailed.links_of_mails,
        across=True,
    ),
    Mutant(
        "mailed words open anywhere (digest, manager)",
        all_of(put(tokens, "digest", digest_of_all), rows, users),
        mailed.links_of_mails,
        across=True,
    ),
    Mutant("reminders are ended at any tenant", rows, crawl(CILKA_AWAY, keys=["stop_reminders"]), across=True),
    Mutant("letters go to accounts of another tenant (manager, address patch)", all_of(users, emails), doors.letters, across=True),
    Mutant(
        "staff give access to accounts of another tenant (manager, address patch)",
        all_of(users, emails),
        forms(STAFF, "admin:accounts_customer_link"),
        across=True,
    ),
    Mutant("limits are shared by tenants", shared_keys, doors.shared_limits),
]

HOSTS = [
    Mutant("an unknown host is the first tenant", put(middleware.hosts, "get", first_host), doors.unknown_hosts),
    Mutant("X-Forwarded-Host is believed", put(settings, "USE_X_FORWARDED_HOST", True), doors.forged_hosts),
    Mutant("letters lead to another host", put(addresses, "host", lambda: "evil.example"), doors.letters),
    Mutant("an alias leads to whatever was asked", put(middleware.TenantMiddleware, "_to_primary", staticmethod(as_asked)), doors.aliases),
]


# --- Every reply ------------------------------------------------------------------------------------------------------------------------
def _finished(response: Any, cache: str = "private, no-store") -> Any:
    response.headers.setdefault("Cache-Control", cache)
    response.headers.setdefault("X-Robots-Tag", "noindex")
    return response


def may_be_kept(self: Any, request: Any) -> Any:
    return _finished(self.get_response(request), "private, max-age=60")


def may_be_indexed(self: Any, request: Any) -> Any:
    response = self.get_response(request)
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def from_the_shelf(stack: Any, world: Any) -> None:
    shelf: dict[str, Any] = {}

    def shared(self: Any, request: Any) -> Any:
        return _finished(
            shelf.setdefault(request.path, None) or shelf.update({request.path: self.get_response(request)}) or shelf[request.path]
        )

    put(headers.HeadersMiddleware, "__call__", shared)(stack, world)


def telling(stack: Any, world: Any) -> None:
    name = world.first(Owner("involta", "ana"), Customer).name

    def told(self: Any, request: Any) -> Any:
        response = _finished(self.get_response(request))
        response.headers["X-Debug"] = name
        return response

    put(headers.HeadersMiddleware, "__call__", told)(stack, world)


def writing(*args: Any, **kwargs: Any) -> list[Any]:
    factories.LinkBudgetFactory()
    return []


def untouched(self: Any, request: Any, response: Any) -> Any:
    return response


_no_frames = all_of(put(XFrameOptionsMiddleware, "process_response", untouched), put(CSPMiddleware, "process_response", untouched))

REPLIES = [
    Mutant("pages may be kept by a cache", put(headers.HeadersMiddleware, "__call__", may_be_kept), crawl(BOJAN, keys=["home"])),
    Mutant("pages may be indexed", put(headers.HeadersMiddleware, "__call__", may_be_indexed), crawl(BOJAN, keys=["home"])),
    Mutant("pages are cached for everybody", from_the_shelf, crawl(ANA, BOJAN, keys=["meters:points"])),
    Mutant("pages may be framed (both headers)", _no_frames, crawl(BOJAN, keys=["home"])),
    Mutant("a header tells of somebody else", telling, crawl(BOJAN, keys=["home"])),
    Mutant("looking at a page writes", put(point_state, "point_states", writing), crawl(BOJAN, keys=["meters:points"])),
]
