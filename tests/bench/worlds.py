"""The data of a measurement: a demo world of Involta through the real import, and somebody signed in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import Customer, User
from meters.models import SupplyPoint
from portal import exchange
from portal.demo import folders, world
from portal.demo.plans import PLANS
from tenants.ids import new_public_id
from tenants.services import apply_tenant
from tests import factories
from tests.presets import local_text
from tests.scopes import working_for
from tests.staff import AdminClient, colleague


@dataclass
class Bench:
    host: str
    tenant: Any
    user: User
    form: str
    values: dict[str, int]
    number: str


def fill(folder: Path, *, customers: int, today: dt.date) -> Bench:
    """Involta with so many customers, two years of readings and bills; the first customer has an account.

    Electricity's window is opened for every day, so that a measurement does not depend on the date."""
    tenant = apply_tenant(text=local_text("involta").replace("start = 1\nend = 5", "start = 1\nend = -1"), by="bench").tenant
    plan = PLANS[0]
    built = world.build(plan, today, customers=customers)
    folders.write(built, tenant.rules.utility(plan.utility).exchange, folder)
    exchange.run_import(tenant=tenant, folder=folder, utility_code=plan.utility, by="bench")
    with working_for(tenant):
        customer = Customer.objects.get(number=built.people[0][0])
        user = factories.UserFactory(username="bench", email="bench@example.si")
        factories.LinkFactory(user=user, customer=customer, valid_from=dt.date(2020, 1, 1))
        point = SupplyPoint.objects.filter(periods__customer=customer, commodity="electricity").get()
        last = {row["register"]: int(row["value"]) for row in built.files["readings"] if row["supply_point"] == point.number}
    values = {code.lower(): value + 100 for code, value in last.items()}
    return Bench("involta.localhost", tenant, user, f"/meters/{point.public_id}/submit/", values, customer.number)


def sign_in(client: Client, bench: Bench) -> None:
    with working_for(bench.tenant):
        client.force_login(bench.user)


def poster(client: Client, bench: Bench) -> Callable[[], HttpResponse]:
    """A reading, handed in again and again: each with a key of its own, as a person who corrects would."""
    page = client.get(bench.form).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    values = {f"value_{code}": str(value) for code, value in bench.values.items()}

    def ask() -> HttpResponse:
        data = {**hidden, **values, "read_on": timezone.localdate().isoformat(), "form_key": new_public_id()}
        return client.post(bench.form, data)

    return ask


def staff(bench: Bench) -> Client:
    """A member of staff who has come through the second factor."""
    with working_for(bench.tenant):
        known = User.objects.filter(username="sonja").first()
    signed_in = AdminClient(bench.host, known or colleague(bench.tenant))
    client = Client(HTTP_HOST=bench.host, HTTP_ACCEPT_LANGUAGE="sl")  # without the looks that the other takes at every page
    client.cookies.update(signed_in.cookies)
    return client
