"""One factory per model. The tenant comes from the scope, as everywhere: open one, or ask for `in_involta`.

Parents are made where none is given, each once per call; ask for the one you mean (``MeterFactory(supply_point=point)``) rather
than for the deepest child where a test looks at more than one row.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import factory
from allauth.account.models import EmailAddress
from django.utils import timezone
from factory.django import DjangoModelFactory, Password

from accounts import models as accounts
from billing import models as billing
from meters import models as meters
from portal import models as portal
from tenants import models as tenants
from tenants import scope

PASSWORD = "Preizkus-2026-geslo"
"""Every person's password: long, with a capital and a digit, so that it fits each preset's policy."""

DAY = dt.date(2026, 1, 1)
"""Where nothing else is said, things began on this day."""


# --- tenants --------------------------------------------------------------------------------------------------------------------
SMALLEST_FILE = """\
slug = "{slug}"
hosts = ["{slug}.localhost"]
languages = ["sl", "en"]

[brand]
name = "{name}"
accent = "#1f53b8"

[mail]
sender = "portal@example.si"
"""
"""All that a tenant must say: everything else has a default."""


class TenantFactory(DjangoModelFactory):
    """A tenant with the smallest file, without hosts and utilities: for walls and keys. Portals come from `apply_preset`."""

    class Meta:
        model = tenants.Tenant

    slug = factory.Sequence(lambda n: f"tenant-{n}")
    name = factory.Sequence(lambda n: f"Tenant {n}")
    file = factory.LazyAttribute(lambda tenant: SMALLEST_FILE.format(slug=tenant.slug, name=tenant.name))


class HostFactory(DjangoModelFactory):
    class Meta:
        model = tenants.Host

    tenant = factory.SubFactory(TenantFactory)
    name = factory.Sequence(lambda n: f"host-{n}.localhost")
    is_primary = True


class UtilityFactory(DjangoModelFactory):
    class Meta:
        model = tenants.Utility

    code = factory.Sequence(lambda n: f"utility-{n}")
    name = factory.Sequence(lambda n: f"Utility {n}")


class TenantPageFactory(DjangoModelFactory):
    class Meta:
        model = tenants.TenantPage

    name = factory.Sequence(lambda n: f"news/2026-11-02-piece-{n}.sl.md")
    key = "news"
    language = "sl"
    day = DAY
    text = "# Novica\n\nBesedilo."


class OutboxMessageFactory(DjangoModelFactory):
    class Meta:
        model = tenants.OutboxMessage

    dedupe_key = factory.Sequence(lambda n: f"message-{n}")
    event = "activation"
    to = "ana@example.si"
    language = "sl"
    subject = "Zadeva"
    text = "Besedilo"
    html = "<p>Besedilo</p>"
    next_attempt_at = factory.LazyFunction(timezone.now)


class AuditEventFactory(DjangoModelFactory):
    class Meta:
        model = tenants.AuditEvent

    action = "test.done"
    actor_label = "tests"


# --- accounts -------------------------------------------------------------------------------------------------------------------
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


class SupplyPointFactory(DjangoModelFactory):
    class Meta:
        model = meters.SupplyPoint

    utility = factory.SubFactory(UtilityFactory)
    number = factory.Sequence(lambda n: f"3-{700_000 + n}")
    number_search = factory.LazyAttribute(lambda point: "".join(filter(str.isalnum, point.number)))
    commodity = "electricity"
    street = "Slovenska cesta 1"
    postcode = "1000"
    city = "Ljubljana"


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


# --- meters ---------------------------------------------------------------------------------------------------------------------
class OperatorFactory(DjangoModelFactory):
    class Meta:
        model = meters.Operator

    code = factory.Sequence(lambda n: f"operator-{n}")
    name = factory.Sequence(lambda n: f"Operator {n}")
    commodity = "electricity"


class SupplyPeriodFactory(DjangoModelFactory):
    class Meta:
        model = meters.SupplyPeriod

    customer = factory.SubFactory(CustomerFactory)
    supply_point = factory.SubFactory(SupplyPointFactory, utility=factory.SelfAttribute("..customer.utility"))
    valid_from = DAY


class MeterFactory(DjangoModelFactory):
    class Meta:
        model = meters.Meter

    supply_point = factory.SubFactory(SupplyPointFactory)
    serial = factory.Sequence(lambda n: f"{8_000_000 + n}")
    serial_search = factory.SelfAttribute("serial")
    installed_on = DAY


class RegisterFactory(DjangoModelFactory):
    class Meta:
        model = meters.Register

    meter = factory.SubFactory(MeterFactory)
    code = "ET"
    unit = "kWh"
    whole_digits = 6


class SubmissionFactory(DjangoModelFactory):
    class Meta:
        model = meters.Submission

    meter = factory.SubFactory(MeterFactory)
    supply_point = factory.SelfAttribute("meter.supply_point")
    number = factory.Sequence(lambda n: f"R-{n:06d}")
    read_on = DAY
    received_at = factory.LazyFunction(timezone.now)
    window_first = DAY
    window_last = DAY + dt.timedelta(days=4)
    form_key = factory.Sequence(lambda n: f"form-{n}")


class SubmissionPhotoFactory(DjangoModelFactory):
    class Meta:
        model = meters.SubmissionPhoto

    submission = factory.SubFactory(SubmissionFactory)
    content = b"\xff\xd8\xff"


class ReadingBatchFactory(DjangoModelFactory):
    class Meta:
        model = meters.ReadingBatch

    number = factory.Sequence(lambda n: n + 1)
    made_at = factory.LazyFunction(timezone.now)


class ReadingFactory(DjangoModelFactory):
    """A settled reading of the utility. A customer's own: ``source="customer"`` with ``window_first``."""

    class Meta:
        model = meters.Reading

    register = factory.SubFactory(RegisterFactory)
    read_on = DAY
    value = Decimal(1000)
    source = meters.Reading.Source.UTILITY
    state = meters.Reading.State.USED


class WindowChangeFactory(DjangoModelFactory):
    class Meta:
        model = meters.WindowChange

    utility = factory.SubFactory(UtilityFactory)
    rule_key = "electricity"
    window_first = DAY
    opens_on = DAY
    open_until = DAY + dt.timedelta(days=9)


class ReminderChoiceFactory(DjangoModelFactory):
    class Meta:
        model = meters.ReminderChoice

    user = factory.SubFactory(UserFactory)
    supply_point = factory.SubFactory(SupplyPointFactory)
    channel = "email"
    is_on = True


class ReminderFactory(DjangoModelFactory):
    class Meta:
        model = meters.Reminder

    user = factory.SubFactory(UserFactory)
    supply_point = factory.SubFactory(SupplyPointFactory)
    window_first = DAY
    channel = "email"
    days_before_end = 2


# --- billing --------------------------------------------------------------------------------------------------------------------
class ContractFactory(DjangoModelFactory):
    class Meta:
        model = billing.Contract

    customer = factory.SubFactory(CustomerFactory)
    utility = factory.SelfAttribute("customer.utility")
    number = factory.Sequence(lambda n: f"P-{n:05d}")
    commodity = "electricity"
    valid_from = DAY


class InvoiceFactory(DjangoModelFactory):
    """A bill over 40,00 € net, 22 % VAT, not yet paid. ``reference`` is empty: real ones come from the import."""

    class Meta:
        model = billing.Invoice

    customer = factory.SubFactory(CustomerFactory)
    utility = factory.SelfAttribute("customer.utility")
    number = factory.Sequence(lambda n: f"2026-{n:05d}")
    commodity = "electricity"
    issued_on = DAY + dt.timedelta(days=10)
    due_on = DAY + dt.timedelta(days=25)
    service_from = DAY
    service_to = DAY + dt.timedelta(days=30)
    net = Decimal("40.00")
    vat = Decimal("8.80")
    gross = Decimal("48.80")
    open_amount = Decimal("48.80")


class InvoiceLineFactory(DjangoModelFactory):
    class Meta:
        model = billing.InvoiceLine

    invoice = factory.SubFactory(InvoiceFactory)
    position = factory.Sequence(lambda n: n % 30_000)
    text = "Električna energija VT"
    quantity = Decimal("200.000")
    unit = "kWh"
    price = Decimal("0.20000")
    net = Decimal("40.00")
    vat_rate = Decimal("22.00")


class PaymentFactory(DjangoModelFactory):
    class Meta:
        model = billing.Payment

    customer = factory.SubFactory(CustomerFactory)
    utility = factory.SelfAttribute("customer.utility")
    number = factory.Sequence(lambda n: f"PL-{n:05d}")
    paid_on = DAY + dt.timedelta(days=20)
    amount = Decimal("48.80")


# --- portal ---------------------------------------------------------------------------------------------------------------------
class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = portal.Question

    number = factory.Sequence(lambda n: f"V-{n:06d}")
    utility = factory.SubFactory(UtilityFactory)
    name = "Ana Novak"
    email = "ana@example.si"
    subject = "Zadeva"
    text = "Vprašanje"
    at = factory.LazyFunction(timezone.now)


class ImportRunFactory(DjangoModelFactory):
    class Meta:
        model = portal.ImportRun

    by = "tests"
