"""`manage.py create_staff --tenant SLUG EMAIL`: a colleague at one tenant."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.validators import validate_email
from django.utils.crypto import get_random_string

from accounts.services import recovery, staff
from tenants.management.base import TenantCommand
from tenants.models import Tenant

ONE_TIME_LENGTH = 20


class Command(TenantCommand):
    help = "Create a staff account with a confirmed address and print a link that sets its password (good for an hour, works once)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--username", help="where people sign in by user name; otherwise the address is the name")
        parser.add_argument("--name", default="", help="full name, as customers may see it")
        parser.add_argument("--with-password", action="store_true", help="print a password instead of a link (no mail, no browser near)")

    def handle_tenant(self, tenant: Tenant, **options: Any) -> None:
        if tenant.is_platform:
            raise CommandError("The platform has operators, not staff: see createsuperuser.")
        try:
            validate_email(options["email"])
        except ValidationError:
            raise CommandError(f"'{options['email']}' is not an e-mail address.") from None
        password = get_random_string(ONE_TIME_LENGTH) if options["with_password"] else None
        try:
            user = staff.create_staff(
                email=options["email"], username=options["username"], full_name=options["name"], password=password, by="operator"
            )
        except staff.StaffExists:
            raise CommandError(f"{options['email']} has an account at {tenant.slug} already; nothing was changed.") from None
        self.stdout.write(self.style.SUCCESS(f"{tenant.slug}: staff account {user} created."))
        self.stdout.write(f"Password: {password}" if password else f"Set the password within an hour: {recovery.reset_url(user)}")
