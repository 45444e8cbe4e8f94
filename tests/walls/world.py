"""Two tenants with the same cast. Every row has one owner, and says so in each of its texts."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from allauth.account.models import EmailConfirmation
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models

from accounts.models import Customer, Link, User
from billing.models import Invoice
from meters.models import Reading, SupplyPoint
from tenants.models import Tenant, Utility
from tenants.rules.menu import ENTRIES, TEXT_PAGES
from tenants.services import apply_tenant
from tests import factories
from tests.presets import local_text
from tests.scopes import no_scope, working_for
from tests.tenants.rows import unscoped
from tests.walls.branding import WALLED, brand
from tests.walls.canaries import Owner, canary, email
from tests.walls.moments import LONG_AGO, NOW, TODAY, YESTERDAY

HOUSEHOLDS = {"involta": ("ana", "bojan"), "zagorje": ("cilka", "dana")}
COMMODITIES = {"involta": ("electricity", ("VT", "MT")), "zagorje": ("water", ("COLD", "HOT"))}
ACCOUNTS = ("fresh", "member", "former", "gone", "staff", "clerk", "novice")
"""Beside the households, at each tenant. The clerk is staff of another utility, the novice staff without the second factor."""

STAFF = {"staff", "clerk", "novice", "operator"}

FORMER_POINT, FORMER_METER = "formerpoint", "formermeter"
"""Kinds of the canaries in the point where the second household lived before the first, and in the meter that hangs there since."""

VALUES = {"ana": 61_731_107, "bojan": 42_835_709, "cilka": 53_917_411, "dana": 38_471_903}
"""Owner → the first reading of every register; the next are 137 and 291 higher. No other eight digits begin like these."""

AMOUNTS = {"ana": "73171.31", "bojan": "61297.19", "cilka": "54139.67", "dana": "42761.83"}
"""Owner → what every bill and payment of the household comes to."""


@dataclass
class World:
    """``owners``: (table, key) → owner, of each row that was there at the beginning."""

    tenants: dict[str, Tenant] = field(default_factory=dict)
    users: dict[Owner, User] = field(default_factory=dict)
    owners: dict[tuple[str, Any], Owner] = field(default_factory=dict)
    rows: dict[Owner, dict[type[models.Model], list[models.Model]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    names: dict[str, Owner] = field(default_factory=dict)
    """Public ids and the UUIDs of users → owner."""
    documents: dict[int, str] = field(default_factory=dict)
    """Key of a bill → name of its PDF in the store."""

    def first(self, owner: Owner, model: type[models.Model]) -> Any:
        """The owner's first row of a model; of the tenant's own where no household has any."""
        found = self.rows[owner][model] or self.rows[Owner(owner.tenant, "tenant")][model] or self.rows[Owner(owner.tenant, "staff")][model]
        assert found, f"{owner} has no {model._meta.label}"
        return found[0]

    def neighbour(self, owner: Owner) -> Owner:
        """The other household at the same tenant."""
        one, other = HOUSEHOLDS[owner.tenant]
        return Owner(owner.tenant, other if owner.name == one else one)

    @staticmethod
    def numbers() -> dict[str, tuple[Owner, str]]:
        """Written number → owner and kind of row."""
        found = {}
        for slug, names in HOUSEHOLDS.items():
            for name in names:
                found |= {str(VALUES[name] + step): (Owner(slug, name), "reading") for step in (0, 137, 291)}
                found[AMOUNTS[name]] = (Owner(slug, name), "invoice")
        return found

    @contextmanager
    def owned_by(self, owner: Owner) -> Iterator[Utility]:
        """What is made inside, whoever makes it, belongs to ``owner`` and is branded."""
        tenant = self.tenants[owner.tenant]
        with working_for(tenant):
            yield Utility.objects.order_by("pk").first()
            for model in WALLED:
                if model is not Utility:
                    self._take(owner, model)

    def _take(self, owner: Owner, model: type[models.Model]) -> None:
        of_tenant = {"tenant": self.tenants[owner.tenant]} if model in WALLED and hasattr(model, "tenant") else {}
        for row in unscoped(model).filter(**of_tenant).order_by("pk"):
            key = (model._meta.db_table, row.pk)
            if key in self.owners:
                continue
            self.owners[key] = owner
            brand(row, owner, len(self.rows[owner][model]) + 1)
            row.refresh_from_db()
            self.rows[owner][model].append(row)
            if hasattr(row, "public_id"):
                self.names[row.public_id] = owner
            if isinstance(row, User):
                self.users[owner] = row
                self.names |= {str(row.pk): owner, row.pk.hex: owner}


def build() -> World:
    """Both tenants, filled. Asks for a transaction that is rolled back afterwards."""
    world = World(tenants={slug: _with_everything_on(slug) for slug in HOUSEHOLDS})
    world.tenants["platform"] = Tenant.objects.get(pk=1)
    for slug, (first, second) in HOUSEHOLDS.items():
        for name in (first, second):
            _household(world, Owner(slug, name))
        _earlier_occupant(world, Owner(slug, first), Owner(slug, second))
        for name in ACCOUNTS:
            _account(world, Owner(slug, name), household=Owner(slug, first))
        _tenant_rows(world, Owner(slug, "tenant"))
    _account(world, Owner("platform", "operator"), household=None)
    return world


def _with_everything_on(slug: str) -> Tenant:
    """The preset with what it leaves off turned on: an address that answers 404 to everybody proves nothing."""
    text = re.sub(r"^(delete|export) = false", r"\1 = true", local_text(slug), flags=re.MULTILINE)
    text = re.sub(r"^entries = .*$", f"entries = {list(ENTRIES)}", text, flags=re.MULTILINE)
    text = re.sub(r"^channels = .*$", 'channels = ["email", "sms"]', text, flags=re.MULTILINE)
    text = text.replace("[[contacts]]", '[[contacts]]\nemail = "help@example.si"', 1) if slug == "zagorje" else text  # for questions
    pages = {f"{'news/2026-05-01-piece' if key == 'news' else key}.sl.md": "# Title\n\nText." for key in TEXT_PAGES}
    with no_scope():
        return apply_tenant(text=text, by="tests", pages=pages).tenant


# --- A person and her account -----------------------------------------------------------------------------------------------------
def _account(world: World, owner: Owner, *, household: Owner | None) -> None:
    """``household``: the one that the member, the former customer and the deactivated user are, or were, linked to."""
    with world.owned_by(owner) as utility:
        user = world.users[owner] = _user(owner)
        _traces(user, utility, owner)
        if household is not None and owner.name == "fresh":  # asked for somebody else's, and is to learn nothing of whom
            for state in ("waiting", "refused"):
                factories.LinkRequestFactory(user=user, customer=world.first(household, Customer), state=state, reason="x")
        if household is not None and owner.name in {"member", "former", "gone"}:
            customer, point = world.first(household, Customer), world.first(household, SupplyPoint)
            options: dict[str, Any] = {
                "member": {"role": Link.Role.MAY_SUBMIT, "supply_point": point},
                "former": {"valid_to": YESTERDAY},
                "gone": {},
            }[owner.name]
            factories.LinkFactory(user=user, customer=customer, **options)


def _user(owner: Owner) -> User:
    by_name = owner.tenant != "zagorje"
    fields = {"is_staff": owner.name in STAFF, "is_superuser": owner.name == "operator", "is_active": owner.name != "gone"}
    user = factories.UserFactory(
        username=canary(owner, "user") if by_name else None,
        email=email(owner),
        first_name="x",
        last_name="x",
        street="x",
        phone="x",
        **fields,
    )
    group, _made = Group.objects.get_or_create(name="walls")
    user.groups.add(group)
    user.user_permissions.add(Permission.objects.order_by("pk").first())
    return user


def _traces(user: User, utility: Utility | None, owner: Owner) -> None:
    """What every account leaves behind, twice."""
    for turn in (1, 2):
        factories.ActivityEventFactory(user=user, agent="x")
        factories.TermsAcceptanceFactory(user=user, utility=utility)
        factories.LinkAttemptFactory(user=user)
        factories.OutboxMessageFactory(to=user.email, state="failed" if turn == 1 else "sent")
        factories.AuditEventFactory(actor=user, object_label="x", object_type="accounts.user", object_id=str(user.pk), data={"x": 1})
        session = factories.TenantSessionFactory(session_key=f"{owner.tenant}{owner.name}{turn}".ljust(32, "x"))
        factories.LinkBudgetFactory()
        factories.EarlierPasswordFactory(user=user)
        factories.SignInFailureFactory()
        if utility is not None:
            factories.LinkClaimFactory(user=user, utility=utility, state="linked")
        UserSession.objects.create(user=user, session_key=session.session_key, ip="192.0.2.1", user_agent="x")
        LogEntry.objects.create(
            user=user, content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk), action_flag=ADDITION, object_repr="x"
        )
    factories.PendingPasswordFactory(user=user, session_key="x")
    factories.PendingEmailFactory(user=user)
    for address in user.emailaddress_set.all():
        EmailConfirmation.objects.create(email_address=address, key=f"{owner.tenant}-{owner.name}")
    if owner.name in STAFF:
        TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    else:
        RecoveryCodes.activate(user)


# --- A household ------------------------------------------------------------------------------------------------------------------
def _household(world: World, owner: Owner) -> None:
    """A person linked to a customer with two supply points; two of everything, past and present."""
    with world.owned_by(owner) as utility:
        user = world.users[owner] = _user(owner)
        _traces(user, utility, owner)
        customer = factories.CustomerFactory(utility=utility, phone="x", tax_number="x")
        factories.LinkFactory(user=user, customer=customer)
        for state in ("waiting", "refused"):
            factories.LinkRequestFactory(user=user, customer=customer, state=state, reason="x")
        for _turn in (1, 2):
            operator = factories.OperatorFactory()
            point = factories.SupplyPointFactory(
                utility=utility, commodity=COMMODITIES[owner.tenant][0], operator=operator, gsrn="x", kind_of_use="x"
            )
            factories.SupplyPeriodFactory(supply_point=point, customer=customer, billing_mode="x")
            factories.EvidenceFactory(customer=customer, utility=utility, supply_point=point, group="x")
            factories.WindowChangeFactory(utility=utility, supply_point=point, reason="x")
            _meter(point, user, owner)
            factories.ReminderChoiceFactory(user=user, supply_point=point)
            factories.ReminderFactory(user=user, supply_point=point)
            _bills(point, customer, owner)
            factories.QuestionFactory(utility=utility, user=user, supply_point=point, note="x")
            factories.LinkNoticeFactory(user=user, customer=customer, supply_point=point)
        factories.AuditEventFactory(object_type="meters.supplypoint", object_id=str(point.pk), object_label="x", data={"x": 1})


def _meter(point: SupplyPoint, user: User, owner: Owner) -> None:
    first = VALUES[owner.name]
    meter = factories.MeterFactory(supply_point=point, type="x")
    _commodity, codes = COMMODITIES[owner.tenant]
    submission = factories.SubmissionFactory(
        meter=meter, supply_point=point, user=user, received_at=NOW, read_on=TODAY, window_first=dt.date(2026, 5, 1),
        window_last=dt.date(2026, 5, 5), staff_note="x",
    )  # fmt: skip
    factories.SubmissionPhotoFactory(submission=submission, content=canary(owner, "submissionphoto").encode())
    for position, code in enumerate(codes):
        register = factories.RegisterFactory(meter=meter, code=code, unit="kWh", whole_digits=8, position=position)
        for step, month in ((0, 3), (137, 4)):
            factories.ReadingFactory(register=register, read_on=dt.date(2026, month, 1), value=Decimal(first + step))
        factories.ReadingFactory(
            register=register, submission=submission, read_on=TODAY, value=Decimal(first + 291), source=Reading.Source.CUSTOMER,
            state=Reading.State.NEEDS_REVIEW, window_first=dt.date(2026, 5, 1), window_last=dt.date(2026, 5, 5), received_at=NOW,
        )  # fmt: skip


def _bills(point: SupplyPoint, customer: Customer, owner: Owner) -> None:
    amount = Decimal(AMOUNTS[owner.name])
    same = {"customer": customer, "utility": customer.utility, "supply_point": point}
    factories.ContractFactory(**same, product="x", billing_mode="x", commodity=point.commodity)
    invoice = factories.InvoiceFactory(
        **same, commodity=point.commodity, gross=amount, net=amount, vat=0, open_amount=amount, **_slip(owner)
    )
    for position in (1, 2):
        factories.InvoiceLineFactory(invoice=invoice, position=position, net=amount)
    factories.PaymentFactory(customer=customer, utility=customer.utility, invoice=invoice, amount=amount, text="x")


def _slip(owner: Owner) -> dict[str, str]:
    number = VALUES[owner.name]
    return {"reference": f"SI00{number}-{number}", "iban": "x", "recipient": "x", "purpose": "x", "purpose_code": "ELEC", "pdf": "x"}


def store_documents(world: World) -> None:
    """A PDF for every bill, with its owner's canary inside."""
    for owner, rows in world.rows.items():
        for invoice in rows[Invoice]:
            content = ContentFile(f"%PDF-1.7 {canary(owner, 'invoice', 'pdf')}".encode())
            name = world.documents[invoice.pk] = default_storage.save(f"walls/{invoice.public_id}.pdf", content)
            with working_for(world.tenants[owner.tenant]):
                unscoped(Invoice).filter(pk=invoice.pk).update(pdf=name)


def _earlier_occupant(world: World, now: Owner, before: Owner) -> None:
    """Until the turn of the year the neighbour lived where ``now`` lives: neither sees what was read in the other's time.

    The place itself and its meter both know, by number and address: their texts are told from those of others, its id names nobody."""
    point = world.first(now, SupplyPoint)
    with working_for(world.tenants[now.tenant]):
        brand(point, now, 1, FORMER_POINT)
        brand(point.meters.get(), now, 1, FORMER_METER)
        point.refresh_from_db()
    del world.names[point.public_id]
    with world.owned_by(before):
        last_day = LONG_AGO - dt.timedelta(days=1)
        factories.SupplyPeriodFactory(
            supply_point=point, customer=world.first(before, Customer), valid_from=dt.date(2025, 6, 1), valid_to=last_day, billing_mode="x"
        )
        meter, day = point.meters.get(), dt.date(2025, 12, 1)
        submission = factories.SubmissionFactory(
            meter=meter, user=world.users[before], received_at=NOW - (TODAY - day), read_on=day, window_first=day, staff_note="x"
        )
        factories.SubmissionPhotoFactory(submission=submission, content=canary(before, "submissionphoto").encode())
        for register in meter.registers.all():
            factories.ReadingFactory(register=register, read_on=day, value=Decimal(VALUES[before.name]), submission=submission)


# --- The tenant's own -------------------------------------------------------------------------------------------------------------
def _tenant_rows(world: World, owner: Owner) -> None:
    """For the tenant's staff and nobody else."""
    with world.owned_by(owner) as utility:
        for _turn in (1, 2):
            factories.WindowChangeFactory(utility=utility, reason="x")
            factories.ReadingBatchFactory()
            factories.ImportRunFactory(utility=utility, problems=[{"file": "x"}], counts={"x": 1})
            factories.AuditEventFactory(object_label="x", data={"x": 1})
            factories.LinkBudgetFactory()
        for code in ("elsewhere", "further"):  # in no file, and closed: only there to have staff of its own
            other = factories.UtilityFactory(code=code, is_active=False)
            factories.StaffUtilityFactory(user=world.users[Owner(owner.tenant, "clerk")], utility=other)
