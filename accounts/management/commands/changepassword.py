"""`manage.py changepassword [--tenant SLUG] NAME`: Django's command; the same name may stand at several tenants."""

from __future__ import annotations

from getpass import getuser
from typing import Any

from django.contrib.auth.management.commands import changepassword
from django.core.management.base import CommandParser

from accounts.models import User
from accounts.rules.user_name import normalised
from accounts.services import passwords
from tenants import scope
from tenants.management.base import portal_named
from tenants.models import Tenant


class Command(changepassword.Command):
    help = "Change the password of an operator, or with --tenant of somebody at that tenant who signs in by user name."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--tenant", metavar="SLUG", help="the tenant of the account; without it the platform")

    def handle(self, *args: Any, **options: Any) -> Any:
        slug = options.pop("tenant")
        tenant = portal_named(slug) if slug else Tenant.objects.get(kind=Tenant.Kind.PLATFORM)
        if options["username"]:
            options["username"] = normalised(options["username"])
        with scope.bound(tenant):
            users = User.objects.filter(username=normalised(options["username"] or getuser()))
            replaced = users.values_list("password", flat=True).first()
            answer = super().handle(*args, **options)  # writes the hash and nothing else
            user = users.first()
            if user is not None and replaced is not None:
                passwords.changed_by_command(user=user, replaced=replaced)
            return answer
