"""The demo's ready people: customers who are linked, staff with a second factor, an operator; and bills still free to register."""

from __future__ import annotations

from datetime import date

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import decrypt

from accounts.models import Customer, User
from accounts.services import linking, staff, terms
from meters.models import SupplyPoint
from portal.demo.people import Person, plain
from portal.demo.state import Account, FreeBill, PortalCard
from portal.demo.world import Row, World
from tenants import scope
from tenants.models import Tenant, Utility

PASSWORD = "Demo-geslo-2026"  # noqa: S105  (shown on the demo's index on purpose)
COMMODITIES = {"electricity": "električna energija", "gas": "zemeljski plin", "water": "voda"}
READY, FREE = 0, (5, 6)
"""Which customers of a plan get an account, and whose bills are left for visitors."""


def card(tenant: Tenant, worlds: list[World]) -> PortalCard:
    """All people of one portal; called in its scope. Accounts that are there stay."""
    found = PortalCard(tenant.slug, tenant.name, tenant.hosts.get(is_primary=True).name)
    for world in worlds:
        found.customers.append(_customer(tenant, world))
        found.bills += [_free_bill(tenant, world, index) for index in FREE]
    found.staff.append(_staff(tenant))
    return found


def _customer(tenant: Tenant, world: World) -> Account:
    number, person = world.people[READY]
    utility = Utility.objects.get(code=world.plan.utility)
    by_name = tenant.rules.sign_in.identifier == "username"
    email = f"{world.plan.utility}.{person.email}"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = _confirmed(email, plain(person.first_name) if by_name else None, person)
    customer = Customer.objects.get(utility=utility, number=number)
    if not user.links.exists():
        rule = tenant.rules.utility(utility.code).linking.rules[0]
        point = SupplyPoint.objects.get(periods__customer=customer) if rule.proves == "supply_point" and _one_point(customer) else None
        first = date.fromisoformat(str(world.files["contracts"][0]["valid_from"]))
        linking.link(user=user, customer=customer, supply_point=point, rule_key=rule.key, by="demo", valid_from=first)
    return Account(user.username or user.email, PASSWORD, f"{person.name}, {utility.name}")


def _confirmed(email: str, username: str | None, person: Person) -> User:
    """An account as it stands after its activation, without the mails on the way there."""
    names = {"first_name": person.first_name, "last_name": person.last_name, "full_name": person.name}
    user = User(email=email, username=username, **names)
    user.set_password(PASSWORD)
    user.save(force_insert=True)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    terms.agree(user=user, utilities=list(Utility.objects.order_by("pk")), by=user)
    return user


def _one_point(customer: Customer) -> bool:
    return customer.supply_periods.count() == 1


def _free_bill(tenant: Tenant, world: World, index: int) -> FreeBill:
    """The values that the utility's linking rules ask for, as they stand on this customer's last bill."""
    number, person = world.people[index]
    bill = world.latest_invoice(number)
    return FreeBill(f"{person.name}, {Utility.objects.get(code=world.plan.utility).name}", _values(world, number, bill))


def _values(world: World, number: str, bill: Row) -> dict[str, str]:
    contract = next(row for row in world.files["contracts"] if row["customer"] == number)
    point = next(row for row in world.files["supply_points"] if row["number"] == contract["supply_point"])
    values = {"Številka kupca": number}
    if world.plan.slug != "involta":
        values |= {"Sklic": bill["reference"], "Namen plačila": bill["purpose"], "Merilno mesto": point["number"]}
        values |= {"Pogodba": contract["number"], "Energent": COMMODITIES[contract["commodity"]], "Operater": point["operator_name"]}
        values["Koda"] = bill["access_code"]
    return {label: str(value) for label, value in values.items() if value}


def _staff(tenant: Tenant) -> Account:
    email = f"uprava@{tenant.slug}.example"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = staff.create_staff(email=email, username=None, full_name="Osebje portala", password=PASSWORD, by="demo")
    return Account(user.username or user.email, PASSWORD, "Osebje / Staff", _second_factor(user))


def operator() -> Account:
    """The platform's own person."""
    platform = Tenant.objects.get(kind=Tenant.Kind.PLATFORM)
    with scope.bound(platform):
        email = "operater@portal.example"
        user: User = User.objects.filter(email=email).first() or User.objects.create_superuser(email, email, PASSWORD)
        return Account(user.username or user.email, PASSWORD, "Operater / Operator", _second_factor(user))


def _second_factor(user: User) -> str:
    """The secret of the account's authenticator; made where there is none."""
    existing = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if existing is None:
        existing = TOTP.activate(user, generate_totp_secret()).instance
    return decrypt(existing.data["secret"])
