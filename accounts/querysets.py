"""Who sees which accounts, customers and links."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import UserManager
from django.db.models import Q

from accounts.rules import link_rights
from accounts.rules.user_name import normalised
from tenants import scope
from tenants.models import Utility
from tenants.querysets import TenantQuerySet
from tenants.rules.search_text import folded, letters_and_digits

MOST_WORDS = 6
"""Words of a search that are looked at."""

MOST_IDENTIFIED = 100
"""Customers that one number may stand for: a meter's serial is no key."""


class NotThePlatform(ValueError):
    """A superuser was about to be made at a tenant."""


class ScopedUserManager(UserManager):
    """Users of the tenant in scope, and only they: allauth's look-ups all come through here."""

    use_in_migrations = False
    is_tenant_scoped = True

    def get_queryset(self) -> Any:
        tenant_id = scope.current_id()
        scope.require_transaction()
        return super().get_queryset().filter(tenant_id=tenant_id)

    def get_by_natural_key(self, username: str | None) -> Any:
        """Names are stored without case; a console may ask in any."""
        return self.get(username=normalised(username or ""))

    def create_superuser(self, username: str, email: str | None = None, password: str | None = None, **extra_fields: Any) -> Any:
        """An operator: at the platform only, with an address that counts as confirmed (nobody is there to send a mail to)."""
        if not scope.current().is_platform:
            raise NotThePlatform("Operators belong to the platform: a tenant has staff, see create_staff.")
        email = (email or "").strip().lower()
        user = super().create_superuser(normalised(username), email, password, **extra_fields)
        if email:
            user.emailaddress_set.create(email=email, primary=True, verified=True)  # type: ignore[attr-defined]  # allauth's relation
        return user


class LinkQuerySet(TenantQuerySet):
    def open_on(self, day: date) -> LinkQuerySet:
        """Links that give access on ``day``: begun, and not ended before it."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)

    def visible_to(self, user: Any, *, day: date) -> LinkQuerySet:
        """A user's own open links, in the order they were made."""
        return self.open_on(day).filter(user=user).order_by("created_at", "pk")

    def readable_on(self, day: date) -> LinkQuerySet:
        """Open links, and those that ended with the supply where the utility leaves a former customer the own period."""
        nothing = [utility.code for utility in scope.current().rules.utilities if utility.linking.former_customer == "nothing"]
        ended = Q(end_reason="supply", valid_to__lt=day)
        if nothing:
            ended &= ~Q(customer__utility__code__in=nothing)
        return self.filter((Q(valid_to=None) | Q(valid_to__gte=day)) & Q(valid_from__lte=day) | ended)

    def allowing(self, right: str) -> LinkQuerySet:
        """Without links that were proved too weakly for ``right``, a word of the file's ``weak_link_may``."""
        found = self
        for utility in scope.current().rules.utilities:
            if right not in utility.linking.weak_link_may:
                strong = Q(on_file=True) | Q(rule_key__in=link_rights.strong_rules(utility.linking))
                found = found.exclude(Q(customer__utility__code=utility.code) & ~strong)
        return found

    def opening_documents(self, now: datetime) -> LinkQuerySet:
        """Without links so new that the customer on file may still object before a bill's PDF is handed out."""
        found = self.allowing("download_invoices")
        for utility in scope.current().rules.utilities:
            if utility.linking.pdf_after_hours:
                since = now - timedelta(hours=utility.linking.pdf_after_hours)
                waits = Q(customer__utility__code=utility.code, created_at__gt=since, on_file=False) & ~Q(rule_key=link_rights.STAFF)
                found = found.exclude(waits)
        return found


class LinkRequestQuerySet(TenantQuerySet):
    def visible_to(self, user: Any) -> LinkRequestQuerySet:
        """A user's own requests that wait for staff; the oldest first."""
        return self.filter(user=user, state="waiting").order_by("created_at", "pk")


class CustomerQuerySet(TenantQuerySet):
    def visible_to(self, user: Any, *, day: date) -> CustomerQuerySet:
        """Customers that the user is linked to on ``day``, whole or by one supply point; by name."""
        return (
            self.filter(Q(links__valid_to=None) | Q(links__valid_to__gte=day), links__user=user, links__valid_from__lte=day)
            .distinct()
            .order_by("name", "pk")
        )

    def matching(self, text: str) -> CustomerQuerySet:
        """Customers that staff find in one box: by number, supply point, meter, e-mail (on file or of a linked account), name, address.

        What identifies is compared first and as a whole, by columns with an index; only where nothing fits, every word must
        stand somewhere in name or address. That looks at each customer of the one tenant (6 ms for 50,000), never further.
        """
        known = self._identified_by(text)
        if known:
            return self.filter(pk__in=known)
        found = self
        for word in folded(text).split()[:MOST_WORDS]:
            found = found.filter(search_text__contains=word)
        return found

    def _identified_by(self, text: str) -> set[int]:
        plain, compact = text.strip(), letters_and_digits(text)
        questions: list[dict[str, Any]]
        if "@" in plain:
            questions = [{"email": plain.lower()}, {"links__user__email": plain.lower()}]
        else:
            utilities = Utility.objects.values("pk")  # the index of the numbers begins with the utility
            questions = [{"utility__in": utilities, "number__in": {plain, compact}}]
            if compact:
                points = "supply_periods__supply_point__"
                questions += [{f"{points}number_search": compact}, {f"{points}meters__serial_search": compact}]
        found: set[int] = set()
        for question in questions:
            found |= set(self.filter(**question).order_by().values_list("pk", flat=True)[:MOST_IDENTIFIED])
        return found
