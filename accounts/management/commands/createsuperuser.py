"""`manage.py createsuperuser`: Django's command, at the platform: the only place that has operators."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.management.commands import createsuperuser

from tenants import scope
from tenants.models import Tenant


class Command(createsuperuser.Command):
    help = "Create an operator of the whole installation. Staff of one tenant: see create_staff."

    def handle(self, *args: Any, **options: Any) -> Any:
        with scope.bound(Tenant.objects.get(kind=Tenant.Kind.PLATFORM)):
            return super().handle(*args, **options)
