"""People: accounts, customers, links between them, and what an account leaves behind."""

from __future__ import annotations

import datetime as dt

import factory
from allauth.account.models import EmailAddress
from django.utils import timezone
from factory.django import DjangoModelFactory, Password

from accounts import models as accounts
from tenants import models as tenants
from tenants import scope
from tests.factories.day import DAY
from tests.factories.tenants import UtilityFactory

PASSWORD = "Preizkus-2026-geslo"
"""Every person's password: long, with a capital and a digit, so that it fits each preset's policy."""


class UserFactory(DjangoModelFactory):
    """An account whose address is confirmed, with :data:`PASSWORD`."""

    class Meta:
        model = accounts.User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person-{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username or 'person'}@example.si")
    full_name = "Ana Novak"
    password = Password(PASSWORD)

    @factory.post_generation
    def confirmed(self, create: bool, extracted: bool | None, **kwargs: object) -> None:
        """``confirmed=False``: signed up, the link in the mail not yet followed."""
        if create:
            EmailAddressFactory(user=self, email=self.email, verified=extracted is not False)

    @factory.post_generation
    def agreed(self, create: bool, extracted: bool | None, **kwargs: object) -> None:
        """``agreed=False``: has not agreed to the present terms of any utility."""
        if create and extracted is not False:
            tenant = scope.current()
            codes = [] if tenant.is_platform else [utility.code for utility in tenant.rules.utilities]
            for utility in tenants.Utility.objects.filter(code__in=codes).order_by("pk"):
                TermsAcceptanceFactory(user=self, utility=utility, version=utility.rules.terms.version)


class EmailAddressFactory(DjangoModelFactory):
    class Meta:
        model = EmailAddress

    user = factory.SubFactory(UserFactory)
    email = factory.LazyAttribute(lambda address: address.user.email)
    primary = True
    verified = True


class TenantSessionFactory(DjangoModelFactory):
    class Meta:
        model = accounts.TenantSession

    session_key = factory.Sequence(lambda n: f"session{n:025d}")
    session_data = ""
    expire_date = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=1))


class CustomerFactory(DjangoModelFactory):
    class Meta:
        model = accounts.Customer

    utility = factory.SubFactory(UtilityFactory)
    number = factory.Sequence(lambda n: f"{500_000 + n}")
    name = "Ana Novak"
    street = "Slovenska cesta 1"
    postcode = "1000"
    city = "Ljubljana"
    email = "ana@example.si"
    search_text = "ana novak slovenska cesta 1 1000 ljubljana"


class EvidenceFactory(DjangoModelFactory):
    class Meta:
        model = accounts.Evidence

    customer = factory.SubFactory(CustomerFactory)
    utility = factory.SelfAttribute("customer.utility")
    name = "customer_number"
    digest = factory.Sequence(lambda n: f"{n:064x}")


class LinkFactory(DjangoModelFactory):
    """Access to a whole customer; ``supply_point=`` narrows it to one."""

    class Meta:
        model = accounts.Link

    user = factory.SubFactory(UserFactory)
    customer = factory.SubFactory(CustomerFactory)
    valid_from = DAY
    rule_key = "staff"


class LinkNoticeFactory(DjangoModelFactory):
    """An address that was told of a link."""

    class Meta:
        model = accounts.LinkNotice

    to = "ana@example.si"
    what = "made"
    link = "A" * 16
    customer = factory.SubFactory(CustomerFactory)
    day = DAY
    sent_at = factory.LazyFunction(timezone.now)


class LinkRequestFactory(DjangoModelFactory):
    """Somebody waits for staff, for a whole customer."""

    class Meta:
        model = accounts.LinkRequest

    user = factory.SubFactory(UserFactory)
    customer = factory.SubFactory(CustomerFactory)
    rule_key = "customer_number"


class StaffUtilityFactory(DjangoModelFactory):
    class Meta:
        model = accounts.StaffUtility

    user = factory.SubFactory(UserFactory, is_staff=True)
    utility = factory.SubFactory(UtilityFactory)


class LinkClaimFactory(DjangoModelFactory):
    class Meta:
        model = accounts.LinkClaim

    user = factory.SubFactory(UserFactory)
    utility = factory.SubFactory(UtilityFactory)
    rule_key = "customer_number"
    digests = factory.LazyFunction(lambda: {"customer_number": "0" * 64})


class LinkAttemptFactory(DjangoModelFactory):
    class Meta:
        model = accounts.LinkAttempt

    user = factory.SubFactory(UserFactory)
    code_key = "0" * 64
    address = "192.0.2.1"


class LinkBudgetFactory(DjangoModelFactory):
    class Meta:
        model = accounts.LinkBudget

    key = factory.Sequence(lambda n: f"code:{n}")


class TermsAcceptanceFactory(DjangoModelFactory):
    class Meta:
        model = accounts.TermsAcceptance

    user = factory.SubFactory(UserFactory)
    version = "2026-01-01"


class EarlierPasswordFactory(DjangoModelFactory):
    class Meta:
        model = accounts.EarlierPassword

    user = factory.SubFactory(UserFactory)
    password = Password(PASSWORD)


class PendingPasswordFactory(DjangoModelFactory):
    class Meta:
        model = accounts.PendingPassword

    user = factory.SubFactory(UserFactory)
    password = Password(PASSWORD)
    token_digest = factory.Sequence(lambda n: f"{n:064x}")
    binding = "0" * 64
    expires_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(hours=1))


class PendingEmailFactory(DjangoModelFactory):
    class Meta:
        model = accounts.PendingEmail

    user = factory.SubFactory(UserFactory)
    email = "nova@example.si"
    token_digest = factory.Sequence(lambda n: f"{n:064x}")
    expires_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=3))


class SignInFailureFactory(DjangoModelFactory):
    class Meta:
        model = accounts.SignInFailure

    key = factory.Sequence(lambda n: f"{n:064x}")


class ActivityEventFactory(DjangoModelFactory):
    class Meta:
        model = accounts.ActivityEvent

    user = factory.SubFactory(UserFactory)
    kind = accounts.ActivityEvent.Kind.SIGNED_IN
    address = "192.0.2.1"
