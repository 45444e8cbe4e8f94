"""Somebody guesses a customer's number, as a request would, without the page around it."""

from __future__ import annotations

from accounts.models import Customer, LinkAttempt, User
from accounts.services import activity, linking
from tenants.middleware import RequestTransaction
from tenants.models import Tenant, Utility
from tests.accounts.bills import printed
from tests.factories import CustomerFactory
from tests.scopes import working_for


def customer_with_number(tenant: Tenant, number: str) -> Customer:
    """A customer of a tenant with one utility, whose number is known; nobody is linked to it."""
    with working_for(tenant):
        customer = CustomerFactory(utility=Utility.objects.get(), number=number)
        printed(customer, customer_number=number)
    return customer


def guess(user: User, number: str, *, address: str = "192.0.2.1") -> bool:
    """Whether the number linked; as a request does it, in the scope of the test."""
    own = RequestTransaction(user.tenant_id)
    own.begin()
    try:
        utility = Utility.objects.get()
        [rule] = utility.rules.linking.rules
        linking.prove(
            user=user,
            utility=utility,
            rule=rule,
            values={"customer_number": number},
            client=activity.Client(address=address),
            checkpoint=own.checkpoint,
        )
    except linking.LinkRefused:
        return False
    except BaseException:
        own.failed = True
        raise
    finally:
        own.end()
    return True


def evaluated() -> int:
    """How many guesses of the tenant in scope were compared with the evidence."""
    return LinkAttempt.objects.filter(evaluated=True).count()
