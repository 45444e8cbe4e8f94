"""Walls around who somebody is: signing in, tokens, redirects, the admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib import admin
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import Http404
from django.middleware.csrf import CsrfViewMiddleware

from accounts import admin as accounts_admin
from accounts import tokens
from accounts.adapters import AccountAdapter
from accounts.models import PendingEmail
from accounts.querysets import CustomerQuerySet
from accounts.services import email_change
from billing.views import invoices
from portal import admin as portal_admin
from portal import admin_site
from portal.views import language
from tenants.admin_base import TenantModelAdmin
from tenants.rules.menu import Menu
from tests.tenants.rows import unscoped
from tests.walls import doors, mailed, recipes
from tests.walls.crawl import Walls
from tests.walls.mutant import BOJAN, CLERK, GONE, NOBODY, NOVICE, STAFF, Mutant, all_of, crawl, lists, next_followed, put


def nothing(*args: Any, **kwargs: Any) -> None:
    """Instead of a middleware's question."""


def any_address(url: str | None, *args: Any, **kwargs: Any) -> bool:
    return bool(url)


def public_pages(walls: Walls) -> Iterator[str]:
    open_kinds = {recipes.Kind.PUBLIC, recipes.Kind.TOKEN}
    for found in walls.addresses.values():
        for address in found:
            recipe = recipes.recipe(address)
            if address.is_public and recipe is not None and recipe.kind not in open_kinds:
                yield f"{address} is open to everybody"


def opened(stack: Any, world: Any) -> None:
    stack.callback(lambda: delattr(invoices.invoices, "login_required"))
    invoices.invoices.login_required = False


def any_user(self: Any, user: Any) -> bool:
    return user is not None


def whosever_address(word: str, user: Any) -> Any:
    return PendingEmail.objects.filter(token_digest=tokens.digest(email_change.CONFIRM, word)).first()


_digest = tokens.digest


def for_any_purpose(purpose: str, *parts: object) -> str:
    return _digest("any", *parts)


def allowed(*args: Any, **kwargs: Any) -> bool:
    return True


PEOPLE = [
    Mutant(
        "no page asks for a sign-in",
        put(LoginRequiredMiddleware, "process_view", nothing),
        crawl(NOBODY, keys=["totp_code", "accounts:unlink"]),
    ),
    Mutant("one page was opened to everybody", opened, public_pages),
    Mutant(
        "who was shut out is let in", put(AuthenticationBackend, "user_can_authenticate", any_user), crawl(GONE, keys=["meters:points"])
    ),
    Mutant("signing in leads anywhere", put(AccountAdapter, "is_safe_url", lambda self, url: bool(url)), next_followed),
    Mutant("the choice of language leads anywhere", put(language, "url_has_allowed_host_and_scheme", any_address), next_followed),
    Mutant(
        "a stranger confirms the address that was mailed to somebody else",
        put(email_change, "_pending", whosever_address),
        mailed.links_of_mails,
    ),
    Mutant(
        "objection and activation take each other's links",
        put(tokens, "_objection_salt", tokens._salt),
        mailed.links_of_another_purpose,
    ),
    Mutant("a mailed word is good for every purpose", put(tokens, "digest", for_any_purpose), mailed.links_of_another_purpose),
    Mutant("pages that the file leaves off answer", put(Menu, "has", allowed), doors.left_off),
    Mutant("posts need no token", put(CsrfViewMiddleware, "process_view", nothing), doors.without_token),
]


# --- The admin --------------------------------------------------------------------------------------------------------------------------
def any_row(self: Any, request: Any, object_id: Any) -> Any:
    row = self.model._default_manager.filter(pk=object_id).first()
    if row is None:
        raise Http404
    return row


def all_tenants(self: Any, request: Any) -> Any:
    return unscoped(self.model).order_by("pk")


def row_of_any_tenant(self: Any, request: Any, object_id: str, from_field: str | None = None) -> Any:
    return unscoped(self.model).filter(pk=object_id).first()


def found_anywhere(queryset: Any, text: str) -> Any:
    return unscoped(queryset.model).order_by("pk")


def any_lookup(self: Any, lookup: str, value: str, request: Any = None) -> bool:
    return True


def whoever_is_signed_in(self: Any, user: Any) -> bool:
    return bool(user.is_authenticated)


def all_utilities(request: Any, rows: Any, utility_path: str | None) -> Any:
    return rows


def permission_of_the_site(self: Any, request: Any, obj: Any = None) -> bool:
    return bool(self.admin_site.has_permission(request))


CUSTOMERS = "admin:accounts_customer_changelist"
_no_factor = all_of(put(admin_site, "proved_second_factor", allowed), put(admin_site, "is_mfa_enabled", allowed))

ADMIN = [
    Mutant("customers get into the admin", put(admin_site.GuardedAdminSite, "has_permission", allowed), crawl(BOJAN, keys=["admin:index"])),
    Mutant(
        "the admin does not ask whether one is staff (and for no second factor)",
        all_of(put(admin_site.TenantAdminSite, "works_here", whoever_is_signed_in), _no_factor),
        crawl(BOJAN, keys=["admin:index"]),
    ),
    Mutant("the admin opens without the second factor", put(admin_site, "proved_second_factor", allowed), crawl(NOVICE, keys=[CUSTOMERS])),
    Mutant(
        "staff of one utility see the others",
        put(TenantModelAdmin, "of_own_utilities", staticmethod(all_utilities)),
        crawl(CLERK, keys=[CUSTOMERS]),
    ),
    Mutant(
        "tables of the whole tenant open for staff of one utility",
        put(TenantModelAdmin, "has_view_permission", permission_of_the_site),
        crawl(CLERK, keys=["admin:tenants_auditevent_changelist", "admin:tenants_outboxmessage_changelist"]),
    ),
    Mutant(
        "a record is found by its key alone", put(TenantModelAdmin, "_own", any_row), crawl(CLERK, keys=["admin:billing_invoice_change"])
    ),
    Mutant(
        "staff of one utility approve requests at the others",
        put(accounts_admin.LinkRequestAdmin, "utility_path", ""),
        crawl(CLERK, keys=["admin:accounts_linkrequest_approve"], methods=("GET", "POST")),
    ),
    Mutant(
        "staff of one utility read questions to the others",
        put(portal_admin.QuestionAdmin, "utility_path", ""),
        crawl(CLERK, keys=["admin:portal_question_changelist"]),
    ),
    Mutant(
        "staff of one utility see photos of the others",
        put(TenantModelAdmin, "_own", any_row),
        crawl(CLERK, keys=["admin:meters_submission_photo"]),
    ),
    Mutant("lists take any lookup", put(TenantModelAdmin, "lookup_allowed", any_lookup), lists(STAFF)),
    Mutant("the admin's way in leads anywhere", put(admin_site, "url_has_allowed_host_and_scheme", any_address), next_followed),
    Mutant(
        "the admin's lists forget the tenant",
        put(admin.ModelAdmin, "get_queryset", all_tenants),
        crawl(STAFF, keys=[CUSTOMERS]),
        across=True,
    ),
    Mutant(
        "a deed is done to another tenant's row",
        put(TenantModelAdmin, "get_object", row_of_any_tenant),
        crawl(STAFF, keys=["admin:meters_supplypoint_extend_window"]),
        across=True,
    ),
    Mutant("the search for customers forgets the tenant", put(CustomerQuerySet, "matching", found_anywhere), lists(STAFF), across=True),
]
