"""One row of every table that staff see, at any tenant, each with a canary: a word that must never be read elsewhere."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils import timezone

from meters.models import Reading
from tenants.models import OutboxMessage, Tenant, Utility
from tests import factories
from tests.scopes import working_for


def of(tenant: Tenant, canary: str, *, code: str = "") -> dict[type[Model], Any]:
    """Model → its row. ``code``: of the utility whose they are, where the tenant has several."""
    with working_for(tenant):
        utility = Utility.objects.get(code=code) if code else Utility.objects.order_by("pk").first()
        user = factories.UserFactory(username=f"{canary}1".lower(), email=f"{canary}@example.si".lower(), full_name=canary, confirmed=False)
        customer = factories.CustomerFactory(
            utility=utility, number=canary, name=canary, street=canary, city=canary, email=f"{canary}@na.example".lower(),
            search_text=canary.lower(),
        )  # fmt: skip
        point = factories.SupplyPointFactory(utility=utility, number=canary, number_search=canary.lower(), street=canary)
        meter = factories.MeterFactory(supply_point=point, serial=canary, serial_search=canary.lower())
        register = factories.RegisterFactory(meter=meter, code=canary[:20])
        submission = factories.SubmissionFactory(meter=meter, number=canary[:20], reason=canary, user=user)
        invoice = factories.InvoiceFactory(customer=customer, number=canary, purpose=canary, supply_point=point)
        rows = [
            user,
            customer,
            point,
            meter,
            submission,
            invoice,
            factories.LinkFactory(user=user, customer=customer, rule_key=canary),
            factories.LinkRequestFactory(user=user, customer=customer, rule_key=canary, reason=canary),
            factories.ReadingFactory(
                register=register, submission=submission, source=Reading.Source.CUSTOMER, state=Reading.State.NEEDS_REVIEW,
                read_on=submission.read_on, window_first=submission.window_first, received_at=timezone.now(),
            ),
            factories.WindowChangeFactory(utility=utility, reason=canary, opens_on=factories.DAY),
            factories.ContractFactory(customer=customer, number=canary, product=canary, supply_point=point),
            factories.PaymentFactory(customer=customer, invoice=invoice, number=canary, text=canary),
            factories.OutboxMessageFactory(
                to=f"{canary}@na.example".lower(), subject=canary, text=canary, html=canary, state=OutboxMessage.State.FAILED,
                last_error=canary, utility=utility,
            ),
            factories.QuestionFactory(utility=utility, user=user, number=canary[:20], name=canary, subject=canary, text=canary),
            factories.AuditEventFactory(actor_label=canary, object_label=canary, data={"word": canary}),
            utility,
            factories.ImportRunFactory(utility=utility, by=canary, problems=[{"value": canary}]),
        ]  # fmt: skip
        factories.SupplyPeriodFactory(supply_point=point, customer=customer)
        factories.InvoiceLineFactory(invoice=invoice, text=canary)
        factories.ActivityEventFactory(user=user, agent=canary)
    return {type(row): row for row in rows}
