"""Contracts, bills and payments."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from billing import models as billing
from tests.factories.accounts import CustomerFactory
from tests.factories.day import DAY


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
