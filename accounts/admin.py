"""Customers, the accounts of a tenant and what they may see, for staff. Registered in `portal/admin.py`."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin_links import APPROVE, CAUSES, ENDS, LINK, REFUSE, REQUEST_STATES, ROLES, UNLINK, proof
from accounts.models import ActivityEvent, Customer, Link, LinkRequest, StaffUtility, User
from accounts.rules.device_name import device_name
from accounts.services import access
from tenants import admin_words, scope
from tenants.admin_base import Related, TenantModelAdmin, own_utilities
from tenants.admin_deeds import Deed

CUSTOMER_KINDS = {"household": _("household"), "business": _("business")}
ACTIVITIES = {
    "signed_in": _("signed in"),
    "sign_in_failed": _("sign-in failed"),
    "signed_out": _("signed out"),
    "registered": _("signed up"),
    "activated": _("confirmed the address"),
    "password_changed": _("changed the password"),
    "password_asked": _("asked for a new password"),
    "email_asked": _("asked to change the address"),
    "email_changed": _("changed the address"),
    "factor_added": _("set up the second factor"),
    "factor_removed": _("turned the second factor off"),
    "codes_made": _("made recovery codes"),
    "sessions_ended": _("signed out other devices"),
    "data_taken": _("downloaded the own data"),
    "linked": _("got access"),
    "unlinked": _("lost access"),
}

admin_words.name(Customer, _("customer"), _("customers"), tax_number=_("tax number"))
admin_words.name(
    User,
    _("account"),
    _("accounts"),
    username=_("user name"),
    full_name=_("full name"),
    country=_("country"),
    is_staff=_("staff"),
    date_joined=_("signed up at"),
    last_login=_("last sign-in"),
    wants_news=_("wants news"),
)
admin_words.name(
    Link, _("access"), _("accesses"), rule_key=_("proved by"), role=_("rights"), on_file=_("address on file"), end_reason=_("ended")
)
admin_words.name(
    LinkRequest, _("request for access"), _("requests for access"), rule_key=_("proved by"), reason=_("reason"), decided_at=_("decided at")
)
admin_words.name(StaffUtility, _("works for"), _("works for"))
admin_words.name(ActivityEvent, _("activity"), _("activity"), at=_("when"), address=_("network address"), agent=_("device"))


class CustomerAdmin(TenantModelAdmin):
    """The utility's customers, as imported; who has access to their data."""

    utility_path = "utility"
    list_display = ("number", "name", "street", "postcode", "city", "email", "utility")
    list_filter = ("utility", ("kind", admin_words.choice_filter(CUSTOMER_KINDS)))
    list_select_related = ("utility",)
    fields = ("number", "name", "utility", "kind_word", "street", "postcode", "city", "email", "phone", "tax_number")
    ordering = ("name", "pk")
    search_fields = ("search_text",)
    search_help_text = _("Name, address, customer number, supply point, meter or e-mail.")
    kind_word = admin_words.choice_column("kind", CUSTOMER_KINDS)
    deeds = (LINK,)
    related = (
        Related(
            _("accounts with access"),
            lambda customer: customer.links.select_related("user", "supply_point").order_by("-valid_from", "-pk"),
            ("user", "supply_point", "role_word", "valid_from", "valid_to", "proof"),
        ),
        Related(
            _("supply points"),
            lambda customer: customer.supply_periods.select_related("supply_point").order_by("-valid_from", "-pk"),
            ("supply_point", "billing_mode", "valid_from", "valid_to"),
        ),
        Related(
            _("contracts"),
            lambda customer: customer.contracts.select_related("supply_point").order_by("-valid_from", "-pk"),
            ("number", "commodity_word", "supply_point", "valid_from", "valid_to"),
        ),
        Related(
            _("bills"),
            lambda customer: customer.invoices.order_by("-issued_on", "-pk"),
            ("number", "issued_on", "due_on", "gross", "open_amount", "annulled"),
            more="customer",
        ),
    )

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[QuerySet, bool]:
        return (queryset.matching(search_term) if search_term.strip() else queryset), False


class AccountAtCustomer(TenantModelAdmin):
    """A table of what stands between an account and a customer: found by either."""

    utility_path = "customer__utility"
    list_select_related = ("user", "customer", "supply_point")
    search_fields: tuple[str, ...] = ("customer__number",)
    search_help_text = _("The whole customer number, or the whole e-mail address of the account.")

    @admin.display(description=_("proved by"))
    def proof(self, row: Link | LinkRequest) -> str:
        return proof(row.rule_key)

    def title_of(self, row: Link | LinkRequest) -> str:
        return f"{row.user} → {row.customer}"

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        term = search_term.strip()
        return (queryset.filter(Q(customer__number=term) | Q(user__email=term.lower())) if term else queryset), False


class LinkAdmin(AccountAtCustomer):
    """Which account sees which customer or supply point, since when, proved how."""

    list_display = ("created_at", "user", "customer", "supply_point", "role_word", "valid_from", "valid_to", "end_word", "proof")
    list_filter = (("role", admin_words.choice_filter(ROLES)), ("end_reason", admin_words.choice_filter(ENDS)))
    fields = ("user", "customer", "supply_point", "role_word", "valid_from", "valid_to", "end_word", "proof", "on_file", "created_at")
    reached_by = ("user", "customer")
    role_word = admin_words.choice_column("role", ROLES, _("rights"))
    end_word = admin_words.choice_column("end_reason", ENDS, _("ended"))
    deeds = (UNLINK,)


class LinkRequestAdmin(AccountAtCustomer):
    """Who named the right values and waits for a yes. The oldest first."""

    list_display = ("created_at", "state_word", "user", "customer", "supply_point", "cause_word", "decided_at")
    list_filter = (("state", admin_words.choice_filter(REQUEST_STATES)),)
    fields = ("user", "customer", "supply_point", "proof", "cause_word", "state_word", "reason", "created_at", "decided_at")
    ordering = ("decided_at", "created_at", "pk")
    state_word = admin_words.choice_column("state", REQUEST_STATES)
    cause_word = admin_words.choice_column("cause", CAUSES, _("why it waits"))
    deeds = (APPROVE, REFUSE)


# --- Accounts --------------------------------------------------------------------------------------------------------------------
def deactivate(request: HttpRequest, user: User) -> None:
    access.deactivate_user(user=user, by=request.user)


def reactivate(request: HttpRequest, user: User) -> None:
    access.reactivate_user(user=user, by=request.user)


def resend_activation(request: HttpRequest, user: User) -> None:
    access.resend_activation(user=user, by=request.user)


def _waits_for_activation(request: HttpRequest, user: User) -> bool:
    return user.is_active and not user.confirmed  # type: ignore[attr-defined]  # annotated


OTHERS_TOO = _("The account is also used at another utility. End its access to your own customers instead.")

DEACTIVATE = Deed(
    name="deactivate",
    label=_("Shut out"),
    run=deactivate,
    done=_("The account is shut out."),
    explanation=_("The person can no longer sign in, and is signed out everywhere. Nothing is deleted."),
    offered=lambda request, user: user.is_active,
    failures={access.OwnAccount: _("You cannot shut yourself out."), access.OtherUtilitysToo: OTHERS_TOO},
    danger=True,
)
REACTIVATE = Deed(
    name="reactivate",
    label=_("Let in again"),
    run=reactivate,
    done=_("The person can sign in again."),
    offered=lambda request, user: not user.is_active,
    failures={access.OtherUtilitysToo: OTHERS_TOO},
)
RESEND_ACTIVATION = Deed(
    name="resend_activation",
    label=_("Send the activation link again"),
    run=resend_activation,
    done=_("The link was sent to the address of the account."),
    offered=_waits_for_activation,
    failures={access.NothingToActivate: _("The address has been confirmed in the meantime.")},
)


class ActivityColumns:
    what = admin_words.choice_column("kind", ACTIVITIES, _("what"))

    @admin.display(description=_("device"))
    def device(self, event: ActivityEvent) -> str:
        return ", ".join(filter(None, device_name(event.agent))) or event.agent


class UserAdmin(TenantModelAdmin):
    """Accounts. Neither password nor rights are here: no member of staff can make another, or an operator."""

    utility_path = ""
    list_display = ("sign_in_name", "full_name", "email", "confirmed", "is_active", "is_staff", "date_joined", "last_login")
    list_filter = ("is_active", "is_staff")
    list_display_links = ("sign_in_name",)
    fields = (
        "sign_in_name", "email", "confirmed", "full_name", "first_name", "last_name", "street", "postcode", "city", "country", "phone",
        "language", "is_active", "is_staff", "date_joined", "last_login",
    )  # fmt: skip
    ordering = ("-date_joined", "-pk")
    search_fields = ("email",)
    search_help_text = _("The whole e-mail address or user name, or a part of the name.")
    deeds = (RESEND_ACTIVATION, DEACTIVATE, REACTIVATE)
    related = (
        Related(
            _("access"),
            lambda user: user.links.select_related("customer", "supply_point").order_by("-valid_from", "-pk"),
            ("customer", "supply_point", "role_word", "valid_from", "valid_to", "proof"),
            utility_path="customer__utility",
        ),
        Related(_("works for"), lambda user: user.utility_limits.select_related("utility").order_by("utility__name"), ("utility",)),
        Related(
            _("activity"),
            lambda user: user.activity.order_by("-at", "-pk")[:20],
            ("at", "what", "address", "device"),
            shown_by=ActivityColumns(),
        ),
    )

    def get_list_display(self, request: HttpRequest) -> Any:
        """Where people sign in with their address, it stands there once."""
        by_email = not scope.current().is_platform and scope.current().rules.sign_in.identifier == "email"
        return tuple(column for column in self.list_display if column != "email" or not by_email)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Who works for some utilities sees the accounts with access to their customers."""
        rows = super().get_queryset(request)
        own = own_utilities(request)
        if own is not None:
            rows = rows.filter(pk__in=Link.objects.filter(customer__utility__in=own).values("user"))
        return rows.annotate(confirmed=Exists(EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)))

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        known = queryset.filter(Q(email=term.lower()) | Q(username=term.lower()))
        return (known if known.exists() else queryset.filter(full_name__icontains=term)), False

    @admin.display(description=_("signs in as"))
    def sign_in_name(self, user: User) -> str:
        return str(user)

    @admin.display(description=_("address confirmed"), boolean=True)
    def confirmed(self, user: Any) -> bool:
        return bool(user.confirmed)


class OperatorAdmin(UserAdmin):
    """The platform's own people, for each other."""

    list_filter = ("is_active",)
    related = ()
    deeds = (DEACTIVATE, REACTIVATE)
