"""Fills the demo: presets, folders, import, ready accounts, and the index of it all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.conf import settings

from portal import exchange
from portal.demo import folders, services, state, world
from portal.demo.plans import PLANS, Plan
from tenants import scope
from tenants.management.pages import pages_beside
from tenants.models import Tenant
from tenants.services import apply_tenant

PRESETS = settings.BASE_DIR / "tenants" / "presets"
Say = Callable[[str], object]


def slugs() -> list[str]:
    return list(dict.fromkeys(plan.slug for plan in PLANS))


def tenants_are_there() -> bool:
    return Tenant.objects.filter(slug__in=slugs()).count() == len(slugs())


def seed(today: date, *, say: Say) -> None:
    """Everything for ``today``; what is there already is brought up to date."""
    cards = []
    for slug in slugs():
        file = PRESETS / f"{slug}.toml"
        tenant = apply_tenant(text=file.read_text(encoding="utf-8"), by="demo", pages=pages_beside(file)).tenant
        worlds = [_imported(tenant, plan, today, say) for plan in PLANS if plan.slug == slug]
        with scope.bound(tenant):
            cards.append(services.card(tenant, worlds))
    state.save(cards, [services.operator()], today)


def _imported(tenant: Tenant, plan: Plan, today: date, say: Say) -> world.World:
    built = world.build(plan, today)
    folder = settings.DEMO_DIR / plan.slug / plan.utility
    with scope.bound(tenant):
        rules = tenant.rules.utility(plan.utility)
    folders.write(built, rules.exchange, folder)
    exchange.run_import(tenant=tenant, folder=folder, utility_code=plan.utility, by="demo")
    say(f"{tenant.name}, {plan.utility}: {len(built.people)} customers, {len(built.files['readings'])} readings, "
        f"{len(built.files['invoices'])} bills")  # fmt: skip
    return built
