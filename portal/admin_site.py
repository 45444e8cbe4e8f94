"""Two admin sites: a tenant's staff on the tenant's host, operators on the platform's. What they show: `portal/admin.py`.

People sign in on allauth's page, where the limits and the second factor are. Nothing of an admin site, not even its scripts'
catalogue, is given to a session that was not opened with a second factor today.
"""

from __future__ import annotations

import time
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import secure_admin_login
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.models import LinkRequest, User
from meters.models import Submission
from portal.models import Question
from tenants import scope
from tenants.models import OutboxMessage

DAY_OF_WORK = 12 * 3600
"""Seconds after which a member of staff proves the second factor again (ASVS 5.0 7.3.2)."""

IDLE = 30 * 60
"""Seconds without a page after which she does as well (7.3.1)."""

SEEN_AT = "staff_seen_at"
SEEN_EVERY = 60

APP_NAMES = {
    "accounts": _("Customers and accounts"),
    "meters": _("Supply points and readings"),
    "billing": _("Bills and contracts"),
    "tenants": _("Utilities, mail and audit trail"),
    "portal": _("Data exchange and questions"),
}


def proved_second_factor(request: HttpRequest) -> bool:
    """Whether this session gave a second factor within the working day and was used within the last half hour."""
    factors = [record for record in get_authentication_records(request, request.user) if record.get("method") == "mfa"]
    if not factors:
        return False
    proved_at, now = factors[-1].get("at", 0), time.time()
    return bool(now - proved_at < DAY_OF_WORK and now - max(request.session.get(SEEN_AT, 0), proved_at) < IDLE)


class GuardedAdminSite(admin.AdminSite):
    """An admin without a sign-in, password or log page of its own."""

    empty_value_display = "–"

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.disable_action("delete_selected")

    def works_here(self, user: Any) -> bool:
        """Whether the account may use this site at all: nobody, until a site says who. The second factor is asked apart."""
        return False

    def has_permission(self, request: HttpRequest) -> bool:
        if not self.works_here(request.user):
            return False
        if not hasattr(request, "_second_factor"):
            request._second_factor = proved_second_factor(request) and is_mfa_enabled(request.user)  # type: ignore[attr-defined]  # kept on the request
        return request._second_factor  # type: ignore[attr-defined]  # kept on the request

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        @wraps(view)
        def seen(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if time.time() - request.session.get(SEEN_AT, 0) > SEEN_EVERY:
                request.session[SEEN_AT] = int(time.time())
            return view(request, *args, **kwargs)

        return super().admin_view(seen, cacheable)

    def get_urls(self) -> list[Any]:
        """Without "view on site", which looks rows up past every scope, and the answers for drop-downs, of which there are none."""
        return [pattern for pattern in super().get_urls() if getattr(pattern, "name", "") not in {"view_on_site", "autocomplete"}]

    @method_decorator(never_cache)
    @method_decorator(secure_admin_login)
    @login_not_required
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The way in: allauth's page, then its second factor, then back to where one wanted to go."""
        wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
        if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
            wanted = reverse("admin:index", current_app=self.name)
        if not self.works_here(request.user):
            raise PermissionDenied
        if not is_mfa_enabled(request.user):
            return self._by_way_of(reverse("mfa_activate_totp"), wanted)
        if not self.has_permission(request):
            return self._by_way_of(reverse("mfa_reauthenticate"), wanted)
        return HttpResponseRedirect(wanted)

    @staticmethod
    def _by_way_of(address: str, wanted: str) -> HttpResponse:
        return HttpResponseRedirect(f"{address}?{urlencode({REDIRECT_FIELD_NAME: wanted})}")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return LogoutView.as_view(next_page=resolve_url(settings.LOGIN_URL))(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The portal's own page, with the tenant's rules for passwords."""
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("account_change_password")

    def get_log_entries(self, request: HttpRequest) -> Any:
        """Django's own log is no tenant's: only what people of this one did. (The portal writes an audit trail instead.)"""
        return super().get_log_entries(request).filter(user__in=User.objects.all())

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        found = self._build_app_dict(request, app_label)
        order = list(APP_NAMES)
        for app in found.values():
            app["name"] = APP_NAMES.get(app["app_label"], app["name"])
        return sorted(found.values(), key=lambda app: order.index(app["app_label"]) if app["app_label"] in order else len(order))


class TenantAdminSite(GuardedAdminSite):
    """Staff of the tenant whose host was asked for; nobody else exists here."""

    site_header = _("Staff")
    site_title = _("Staff")
    index_title = _("Staff of the utility")
    index_template = "admin/waiting.html"

    def works_here(self, user: Any) -> bool:
        return bool(user.is_authenticated and user.is_active and user.is_staff and user.tenant_id == scope.current_id())

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().each_context(request), "site_header": scope.current().name}

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return super().index(request, {"waiting": self._waiting(request), **(extra_context or {})})

    def _waiting(self, request: HttpRequest) -> list[dict[str, Any]]:
        """What somebody should look at: a word, a number, where to."""
        found = []
        readings: Any = self.get_model_admin(Submission)
        if readings.has_view_permission(request):
            number = readings.get_queryset(request).waiting().order_by().count()
            address = reverse("admin:meters_submission_changelist", current_app=self.name)
            found.append({"words": _("Readings to decide on"), "number": number, "url": f"{address}?waiting=yes"})
        requests: Any = self.get_model_admin(LinkRequest)
        if requests.has_view_permission(request):
            number = requests.get_queryset(request).filter(state=LinkRequest.State.WAITING).order_by().count()
            address = reverse("admin:accounts_linkrequest_changelist", current_app=self.name)
            found.append({"words": _("Requests for access to decide on"), "number": number, "url": f"{address}?state__exact=waiting"})
        questions: Any = self.get_model_admin(Question)
        if scope.current().rules.menu.has("ask") and questions.has_view_permission(request):
            number = questions.get_queryset(request).open().order_by().count()
            address = reverse("admin:portal_question_changelist", current_app=self.name)
            found.append({"words": _("Questions that wait for an answer"), "number": number, "url": f"{address}?waiting=yes"})
        mails = self.get_model_admin(OutboxMessage)
        if mails.has_view_permission(request):
            number = mails.get_queryset(request).filter(state__in=OutboxMessage.STUCK).order_by().count()
            address = reverse("admin:tenants_outboxmessage_changelist", current_app=self.name)
            found.append({"words": _("Messages that were not sent"), "number": number, "url": f"{address}?stuck=yes"})
        return found


class PlatformAdminSite(GuardedAdminSite):
    """Operators: tenants, hosts, platform accounts."""

    site_header = _("Operators")
    site_title = _("Operators")
    index_title = _("Portals of this installation")
    site_url = None

    def works_here(self, user: Any) -> bool:
        return bool(user.is_authenticated and user.is_active and user.is_superuser and scope.current().is_platform)


tenant_admin = TenantAdminSite(name="admin")
platform_admin = PlatformAdminSite(name="platform_admin")
