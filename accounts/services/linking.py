"""Access to customers and supply points: claimed, proved, given, ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import ActivityEvent, Customer, Link, LinkClaim, User
from accounts.services import activity, attempts, evidence, link_notice
from accounts.services.attempts import Checkpoint
from tenants import audit, clock
from tenants.models import Utility
from tenants.rules.linking import LinkingRule
from tenants.rules.not_yet import linking_rule_waits

State = LinkClaim.State
NOBODY = activity.Client()


class LinkRefused(Exception):
    """The values prove nothing, or there were too many tries: one failure, one answer, whatever the reason."""


def open_utilities() -> list[Utility]:
    """The tenant's utilities that are switched on, by name."""
    return list(Utility.objects.filter(is_active=True).order_by("name", "pk"))


def rules_in_use(utility: Utility) -> tuple[LinkingRule, ...]:
    """The rules of ``utility`` that this release can check, in the file's order."""
    linking = utility.rules.linking
    return tuple(rule for rule in linking.rules if not linking_rule_waits(rule, linking))


# --- Claimed at registration, checked at the first sign-in ------------------------------------------------------------------------
@transaction.atomic
def record_claim(*, user: User, utility: Utility, rule_key: str, values: Mapping[str, str]) -> None:
    """Keep what was typed at registration, as digests, until the first sign-in. Nothing is compared yet.

    A field that was left empty, or holds nothing to compare, makes no claim.
    """
    rule = next(rule for rule in utility.rules.linking.rules if rule.key == rule_key)
    try:
        digests = evidence.digests_of(utility=utility, rule=rule, values=values)
    except evidence.NothingToCompare:
        return
    LinkClaim.objects.create(user=user, utility=utility, rule_key=rule_key, digests=digests)


def check_claims(*, user: User, client: activity.Client, checkpoint: Checkpoint) -> bool:
    """Check what was claimed at registration: once, at the first sign-in. False where a claim proved nothing.

    Must not run inside another service's transaction (see :func:`prove`).
    """
    proved = True
    for claim in LinkClaim.objects.filter(user=user, state=State.OPEN).select_related("utility").order_by("pk"):
        try:
            rule = next((rule for rule in rules_in_use(claim.utility) if rule.key == claim.rule_key), None)
            if rule is None or set(rule.evidence) != set(claim.digests):
                raise LinkRefused  # the file has changed since
            _try(user=user, utility=claim.utility, rule=rule, digests=claim.digests, client=client, checkpoint=checkpoint)
            state = State.LINKED
        except LinkRefused:
            state, proved = State.REFUSED, False
        LinkClaim.objects.filter(pk=claim.pk).update(state=state, checked_at=timezone.now())
    return proved


def claim_was_refused(user: User) -> bool:
    """Whether what was typed at registration proved nothing, and nothing else did since."""
    return LinkClaim.objects.filter(user=user, state=State.REFUSED).exists() and not has_link(user)


# --- Proved -----------------------------------------------------------------------------------------------------------------------
def prove(
    *,
    user: User,
    utility: Utility,
    rule: LinkingRule,
    values: Mapping[str, str],
    client: activity.Client,
    checkpoint: Checkpoint,
) -> Link:
    """Link ``user`` to the one customer or supply point that ``values`` prove by ``rule``.

    The guess is counted and kept by ``checkpoint`` (``request.transaction.checkpoint``) before anything is compared, so it must
    not run inside another service's transaction. Raises :class:`LinkRefused`, the same for wrong, unknown and too often.
    """
    try:
        digests = evidence.digests_of(utility=utility, rule=rule, values=values)
    except evidence.NothingToCompare as nothing:
        raise LinkRefused from nothing
    return _try(user=user, utility=utility, rule=rule, digests=digests, client=client, checkpoint=checkpoint)


def _try(
    *,
    user: User,
    utility: Utility,
    rule: LinkingRule,
    digests: evidence.Digests,
    client: activity.Client,
    checkpoint: Checkpoint,
) -> Link:
    keys = evidence.budget_keys(utility=utility, rule=rule, digests=digests)
    attempt = attempts.count(user=user, keys=keys, address=client.address, checkpoint=checkpoint)
    # Also looked up where there were too many tries: the answer takes as long, and is thrown away.
    proof = evidence.find(utility=utility, rule=rule, digests=digests, day=clock.today())
    if proof is None or not attempt.verdict.allowed:
        raise LinkRefused
    with transaction.atomic():
        customer = Customer.objects.get(pk=proof.customer)
        made = link(user=user, customer=customer, supply_point=proof.supply_point, rule_key=rule.key, by=user, client=client)
        evidence.use_up(utility=utility, rule=rule, digests=digests, proof=proof, day=clock.today())
        attempts.succeeded(attempt)
    return made


# --- Given and ended --------------------------------------------------------------------------------------------------------------
@transaction.atomic
def link(
    *,
    user: User,
    customer: Customer,
    supply_point: Any = None,
    role: str = Link.Role.OWNER,
    rule_key: str,
    by: Any,
    valid_from: date | None = None,
    client: activity.Client = NOBODY,
) -> Link:
    """Give ``user`` access to ``customer`` as a whole, or to one of its supply points (a row or its key), from ``valid_from``
    (default: today) on. Access that is there already stays as it is.

    ``rule_key`` says how it was proved, ``staff`` where staff did. Whoever else has access, and the address on file, are told.
    """
    point = getattr(supply_point, "pk", supply_point)
    User.objects.select_for_update().filter(pk=user.pk).first()  # two clicks at once make one link
    reach = Q(supply_point=None) if point is None else Q(supply_point=point) | Q(supply_point=None, role=role)
    existing = Link.objects.visible_to(user, day=clock.today()).filter(reach, customer=customer).first()
    if existing is not None:
        return existing
    made = Link.objects.create(
        user=user, customer=customer, supply_point_id=point, role=role, rule_key=rule_key, valid_from=valid_from or clock.today()
    )
    audit.record("link.made", by=by, on=made, customer=customer.number, rule=rule_key, role=role)
    activity.record(user=user, kind=ActivityEvent.Kind.LINKED, client=client)
    link_notice.send(made)
    return made


@transaction.atomic
def unlink(*, link: Link, by: Any, client: activity.Client = NOBODY) -> None:
    """End one link, from the next request on. The row stays, with yesterday as its last day; a link that has ended stays so."""
    yesterday = clock.today() - timedelta(days=1)
    changed = Link.objects.filter(Q(valid_to=None) | Q(valid_to__gt=yesterday), pk=link.pk).update(valid_to=yesterday)
    if changed:
        audit.record("link.ended", by=by, on=link)
        activity.record(user=link.user, kind=ActivityEvent.Kind.UNLINKED, client=client)


@transaction.atomic
def close_links(*, customer_id: int, supply_point_id: int | None, last_day: date, by: Any) -> int:
    """The contract ends with ``last_day``: so does the access that hung on it. How many links were closed.

    For the import. ``supply_point_id`` None: links to the whole customer. A link that ends earlier already stays as it is.
    """
    longer = Q(valid_to=None) | Q(valid_to__gt=last_day)
    links = list(Link.objects.filter(longer, customer_id=customer_id, supply_point_id=supply_point_id).select_related("user"))
    Link.objects.filter(pk__in=[one.pk for one in links]).update(valid_to=last_day)
    for one in links:
        audit.record("link.closed", by=by, on=one, last_day=last_day.isoformat())
        if last_day < clock.today():  # an end to come is no event yet
            activity.record(user=one.user, kind=ActivityEvent.Kind.UNLINKED)
    return len(links)


# --- After signing in -------------------------------------------------------------------------------------------------------------
def has_link(user: User) -> bool:
    return Link.objects.visible_to(user, day=clock.today()).exists()


def after_sign_in_url(user: User) -> str:
    """Where a person goes after signing in: to linking while nothing is linked and something could be, else to the overview."""
    if not user.is_staff and not has_link(user) and any(rules_in_use(utility) for utility in open_utilities()):
        return reverse("accounts:link")
    return reverse("home")
