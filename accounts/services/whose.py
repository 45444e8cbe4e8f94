"""Several customers in one account: whose rows a page shows, and the switch between them. Reads only.

With one customer there is nothing to switch and nothing to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Customer, Link

PARAMETER = "customer"
"""Name in the address: a plain GET that can be kept as a bookmark."""


@dataclass(frozen=True)
class Whose:
    """``customers``: all that the person sees something of, by utility and name. ``chosen``: the one that the page is narrowed to."""

    customers: tuple[Customer, ...]
    chosen: Customer | None
    path: str = ""

    @property
    def several(self) -> bool:
        return len(self.customers) > 1

    @property
    def names(self) -> Mapping[int, str]:
        """Customer's key → what stands beside a row; empty where the page shows one customer only."""
        if not self.several or self.chosen is not None:
            return {}
        return {customer.pk: self._label(customer) for customer in self.customers}

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """All of them, then each."""
        entries = [{"label": _("All"), "url": self.path or "?", "icon": "", "current": self.chosen is None}]
        for customer in self.customers:
            url = f"{self.path}?{PARAMETER}={customer.public_id}"
            entries.append({"label": self._label(customer), "url": url, "icon": "", "current": customer == self.chosen})
        return entries

    def name_of(self, customers: Iterable[int]) -> str:
        """Whose a row is that belongs to these customers; '' where that needs no words."""
        return ", ".join(self.names[key] for key in sorted(customers) if key in self.names)

    def narrowed(self, queryset: Any) -> Any:
        """Rows with a ``customer``, of the chosen one where one is chosen."""
        return queryset.filter(customer=self.chosen) if self.chosen is not None else queryset

    def of_chosen(self, links: Iterable[Link]) -> list[Link]:
        """Links to the chosen customer where one is chosen, else all."""
        return [link for link in links if self.chosen is None or link.customer_id == self.chosen.pk]

    def _label(self, customer: Customer) -> str:
        """The name, with the utility where several supply, with the number where two bear one name."""
        same = [other for other in self.customers if (other.name, other.utility_id) == (customer.name, customer.utility_id)]
        parts = [customer.name, customer.number if len(same) > 1 else ""]
        if len({other.utility_id for other in self.customers}) > 1:
            parts.append(customer.utility.name)
        return "\xa0· ".join(filter(None, parts))


def links_of(user: Any, *, day: date) -> list[Link]:
    """What ``user`` sees something through on ``day``, with customers and utilities: one query."""
    return list(Link.objects.readable_on(day).filter(user=user).select_related("customer__utility").order_by("created_at", "pk"))


@dataclass(frozen=True)
class Ended:
    """Access that is over: since which day, and how it ended, a word of :class:`Link.End` or ''. With the supply it was the last day of
    supply; otherwise the first day without access."""

    day: date
    reason: str
    utility: str


def ended(user: Any, *, day: date) -> Ended | None:
    """What ended last for somebody who sees nothing any more; None for an account that was never linked. One query."""
    link = Link.objects.filter(user=user, valid_to__lt=day).select_related("customer__utility").order_by("-valid_to", "-pk").first()
    if link is None or link.valid_to is None:
        return None
    with_supply = link.end_reason == Link.End.SUPPLY
    return Ended(link.valid_to if with_supply else link.valid_to + timedelta(days=1), link.end_reason, link.customer.utility.name)


def whose(links: Iterable[Link], *, request: Any) -> Whose:
    """The switch of the page of ``request``; a customer in the address that is not the person's own chooses nothing."""
    chosen = request.GET.get(PARAMETER, "")
    found = {link.customer_id: link.customer for link in links}
    customers = tuple(sorted(found.values(), key=lambda customer: (customer.utility.name, customer.name, customer.number)))
    found_one = next((one for one in customers if one.public_id == chosen), None) if len(customers) > 1 else None
    return Whose(customers, found_one, request.path)


def whose_page(request: Any, *, day: date) -> Whose:
    """The same where the page needs no links beside it."""
    return whose(links_of(request.user, day=day), request=request)
