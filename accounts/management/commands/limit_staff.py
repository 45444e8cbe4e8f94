"""Which utilities of a tenant a member of staff works for: ``limit_staff --tenant SLUG ACCOUNT [UTILITY ...]``; none: for all."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db.models import Q

from accounts.models import User
from accounts.services import access
from tenants.management.base import TenantCommand
from tenants.models import Tenant, Utility


class Command(TenantCommand):
    help = "Says which utilities of a tenant a member of staff works for; without any: for all of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("account", help="user name or e-mail address")
        parser.add_argument("utilities", nargs="*", metavar="UTILITY", help="code of a utility")

    def handle_tenant(self, tenant: Tenant, **options: Any) -> None:
        name = options["account"].strip().lower()
        user = User.objects.filter(Q(username=name) | Q(email=name), is_staff=True).first()
        if user is None:
            raise CommandError(f"Nobody of the staff of '{tenant.slug}' is called '{name}'.")
        known = {utility.code: utility for utility in Utility.objects.order_by("code")}
        for code in options["utilities"]:
            if code not in known:
                raise CommandError(f"'{tenant.slug}' has no utility '{code}'. Known: {', '.join(known)}.")
        access.limit_staff(user=user, utilities=[known[code] for code in options["utilities"]], by="operator")
        self.stdout.write(f"{user} works for {', '.join(options['utilities']) or 'all utilities'} of {tenant.slug}.")
