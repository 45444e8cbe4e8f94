"""Access to customers and supply points: claimed, proved, given, ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import ActivityEvent, Customer, Link, LinkClaim, LinkRequest, User
from accounts.rules import attempt_limits, link_rights
from accounts.rules.evidence_match import Proof
from accounts.services import activity, attempts, brake, evidence, link_notice
from accounts.services.budgets import Checkpoint
from tenants import audit, clock
from tenants.models import Utility
from tenants.rules.linking import LinkingRule

State = LinkClaim.State
NOBODY = activity.Client()

COVERS: Mapping[str, frozenset[str]] = {
    Link.Role.OWNER: frozenset(Link.Role),
    Link.Role.MAY_ACT: frozenset({Link.Role.MAY_ACT, Link.Role.MAY_READ, Link.Role.MAY_SUBMIT}),
    Link.Role.MAY_READ: frozenset({Link.Role.MAY_READ}),
    Link.Role.MAY_SUBMIT: frozenset({Link.Role.MAY_SUBMIT}),
}
"""Role → roles whose rights it has."""


class LinkRefused(Exception):
    """The values prove nothing, or there were too many tries: one failure, one answer, whatever the reason."""


def open_utilities() -> list[Utility]:
    """The tenant's utilities that are switched on, by name."""
    return list(Utility.objects.filter(is_active=True).order_by("name", "pk"))


def rules_in_use(utility: Utility) -> tuple[LinkingRule, ...]:
    """The linking rules of ``utility``, in the file's order."""
    return utility.rules.linking.rules


# --- Claimed at registration, checked at the first sign-in ------------------------------------------------------------------------
def claim_digests(*, utility: Utility, rule: LinkingRule, values: Mapping[str, str]) -> dict[str, str]:
    """What was typed at registration, as digests to keep until the first sign-in; nothing is compared.

    Empty where a field was left empty, or holds nothing to compare: that makes no claim.
    """
    try:
        return evidence.digests_of(utility=utility, rule=rule, values=values)
    except evidence.NothingToCompare:
        return {}


@transaction.atomic
def record_claim(*, user: User, utility: Utility, rule_key: str, digests: evidence.Digests) -> None:
    """Keep what :func:`claim_digests` made of the form, until the first sign-in."""
    LinkClaim.objects.create(user=user, utility=utility, rule_key=rule_key, digests=dict(digests))


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
    return LinkClaim.objects.filter(user=user, state=State.REFUSED).exists() and not has_link(user) and not waits_for_staff(user)


# --- Proved -----------------------------------------------------------------------------------------------------------------------
def prove(
    *,
    user: User,
    utility: Utility,
    rule: LinkingRule,
    values: Mapping[str, str],
    client: activity.Client,
    checkpoint: Checkpoint,
) -> Link | LinkRequest:
    """Link ``user`` to the one customer or supply point that ``values`` prove by ``rule``, or ask staff to.

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
) -> Link | LinkRequest:
    """Strangers can use up the guesses at a customer. Whoever confirmed the address on file needs none: the limits stop guessing,
    and there is nothing to guess about one's own mailbox."""
    keys = evidence.budget_keys(utility=utility, rule=rule, digests=digests)
    attempt = attempts.count(user=user, keys=keys, address=client.address, checkpoint=checkpoint)
    braked = brake.is_on(beside=attempt)
    # Also looked up where there were too many tries: the answer takes as long, and is thrown away.
    proof = evidence.find(utility=utility, rule=rule, digests=digests, day=clock.today())
    customer = Customer.objects.filter(pk=proof.customer if proof else 0).first()
    on_file = customer is not None and is_on_file(user, customer)
    if proof is None or customer is None or not (attempt.verdict.allowed or on_file) or _ended_too_often(user, proof):
        raise LinkRefused
    with transaction.atomic():
        cause = "" if on_file else _cause_for_review(user, customer, rule, braked)
        what: dict[str, Any] = {"user": user, "customer": customer, "supply_point": proof.supply_point, "rule_key": rule.key}
        made = _ask_staff(**what, cause=cause) if cause else link(**what, on_file=on_file, by=user, client=client)
        evidence.use_up(utility=utility, rule=rule, digests=digests, proof=proof, day=clock.today())
        attempts.succeeded(attempt)
    return made


def _ended_too_often(user: User, proof: Proof) -> bool:
    """Linked and ended, again and again: no limit on guesses holds whoever has the address on file, and all others are mailed."""
    ended = Link.objects.filter(user=user, customer=proof.customer, supply_point=proof.supply_point, valid_to__lt=clock.today())
    return ended.filter(created_at__gt=timezone.now() - attempt_limits.DAY).count() >= attempt_limits.ENDED_LINKS


def is_on_file(user: User, customer: Customer) -> bool:
    """Whether the account's own, confirmed address is the one that the utility has on file for the customer."""
    address = customer.email.strip().lower()
    return bool(address) and address == user.email and EmailAddress.objects.filter(user=user, email=address, verified=True).exists()


def _cause_for_review(user: User, customer: Customer, rule: LinkingRule, braked: bool) -> str:
    """Why staff have to say yes first; '' where a match links at once."""
    if rule.on_match == "review":
        return LinkRequest.Cause.RULE
    if braked:
        return LinkRequest.Cause.BRAKE
    objected = Link.objects.filter(user=user, customer=customer, end_reason=Link.End.OBJECTION).exists()
    return LinkRequest.Cause.OBJECTION if objected else ""


def _ask_staff(*, user: User, customer: Customer, supply_point: int | None, rule_key: str, cause: str) -> Link | LinkRequest:
    """A request in staff's queue; what is there already (access, or a request) stays as it is."""
    User.objects.select_for_update().filter(pk=user.pk).first()
    reach = Q(supply_point=None) | Q(supply_point=supply_point)
    existing = Link.objects.visible_to(user, day=clock.today()).filter(reach, customer=customer).first()
    waiting = LinkRequest.objects.visible_to(user).filter(customer=customer, supply_point=supply_point).first()
    if existing is not None or waiting is not None:
        return existing or waiting
    asked = LinkRequest.objects.create(user=user, customer=customer, supply_point_id=supply_point, rule_key=rule_key, cause=cause)
    audit.record("link.requested", by=user, on=asked, customer=customer.number, rule=rule_key, cause=cause)
    return asked


# --- Given ------------------------------------------------------------------------------------------------------------------------
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
    on_file: bool = False,
    client: activity.Client = NOBODY,
) -> Link:
    """Give ``user`` access to ``customer`` as a whole, or to one of its supply points (a row or its key), from ``valid_from``
    (default: today) on, and no longer than the supply. Access that is there already is raised where this is more, never lowered.

    ``rule_key`` says how it was proved, ``staff`` where staff did; ``on_file``: the account's confirmed address is the one on
    file. Whoever else has access, and the address on file, are told.
    """
    point = getattr(supply_point, "pk", supply_point)
    User.objects.select_for_update().filter(pk=user.pk).first()  # two clicks at once make one link
    there = list(Link.objects.visible_to(user, day=clock.today()).filter(Q(supply_point=None) | Q(supply_point=point), customer=customer))
    existing = next((one for one in there if one.supply_point_id == point), None)
    if existing is not None:
        return _raised(existing, role=role, rule_key=rule_key, on_file=on_file, by=by)
    linking = customer.utility.rules.linking
    strong = _is_strong(linking, rule_key, on_file)
    for whole in there:
        if role in COVERS[whole.role] and (not strong or _is_strong(linking, whole.rule_key, whole.on_file)):
            return whole
    ends = _supply_end(customer, point)
    made = Link.objects.create(
        user=user,
        customer=customer,
        supply_point_id=point,
        role=role,
        rule_key=rule_key,
        on_file=on_file,
        valid_from=valid_from or clock.today(),
        valid_to=ends,
        end_reason=Link.End.SUPPLY if ends else "",
    )
    audit.record("link.made", by=by, on=made, customer=customer.number, rule=rule_key, role=role)
    activity.record(user=user, kind=ActivityEvent.Kind.LINKED, client=client)
    link_notice.send(made)
    return made


def _raised(existing: Link, *, role: str, rule_key: str, on_file: bool, by: Any) -> Link:
    """The same access with more rights, or proved better; those concerned are told, for more can be seen now."""
    linking = existing.customer.utility.rules.linking
    changes: dict[str, Any] = {}
    if existing.role != role and existing.role in COVERS[role]:
        changes["role"] = role
    if _is_strong(linking, rule_key, on_file) and not _is_strong(linking, existing.rule_key, existing.on_file):
        changes |= {"rule_key": rule_key, "on_file": on_file}
    if changes:
        before = {"role": existing.role, "rule": existing.rule_key}
        Link.objects.filter(pk=existing.pk).update(**changes)
        existing.refresh_from_db()
        audit.record("link.raised", by=by, on=existing, before=before, role=existing.role, rule=existing.rule_key)
        link_notice.send(existing)
    return existing


def _is_strong(linking: Any, rule_key: str, on_file: bool) -> bool:
    return on_file or rule_key in link_rights.strong_rules(linking)


def _supply_end(customer: Customer, point: int | None) -> date | None:
    """The last day of supply that is known, from today on; None while no end is known. A later import moves it."""
    periods = customer.supply_periods.all()  # a relation from meters
    ends = list((periods if point is None else periods.filter(supply_point=point)).values_list("valid_to", flat=True))
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) and max(known) >= clock.today() else None


# --- Ended ------------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def unlink(*, link: Link, by: Any, reason: str = Link.End.OWN, client: activity.Client = NOBODY) -> bool:
    """End one link, from the next request on; whether this call did it. The row stays, with yesterday as its last day, and those
    concerned are told once; a link that has ended stays so. One that ended with the supply may leave a former customer the own
    period: that ends, too. ``reason``: one of :class:`Link.End`."""
    yesterday = clock.today() - timedelta(days=1)
    still_open = Q(valid_to=None) | Q(valid_to__gt=yesterday)
    changed = Link.objects.filter(still_open, pk=link.pk).update(valid_to=yesterday, end_reason=reason)
    changed = changed or Link.objects.filter(pk=link.pk, end_reason=Link.End.SUPPLY).update(end_reason=reason)
    if changed:
        audit.record("link.ended", by=by, on=link, reason=reason)
        activity.record(user=link.user, kind=ActivityEvent.Kind.UNLINKED, client=client)
        link_notice.send_end(link, by=by)
    return bool(changed)


@transaction.atomic
def close_links(*, customer_id: int, supply_point_id: int | None, last_day: date, by: Any) -> int:
    """The contract ends with ``last_day``: so does the access that hung on it. How many links were closed.

    For the import. ``supply_point_id`` None: links to the whole customer. A link that ends earlier already stays as it is, and so
    does one that somebody ended: as ended with the supply it would leave its account the own period after all.
    """
    longer = (Q(valid_to=None) | Q(valid_to__gt=last_day)) & Q(end_reason__in=("", Link.End.SUPPLY))
    links = list(Link.objects.filter(longer, customer_id=customer_id, supply_point_id=supply_point_id).select_related("user"))
    Link.objects.filter(pk__in=[one.pk for one in links]).update(valid_to=last_day, end_reason=Link.End.SUPPLY)
    for one in links:
        audit.record("link.closed", by=by, on=one, last_day=last_day.isoformat())
        if last_day < clock.today():  # an end to come is no event yet
            activity.record(user=one.user, kind=ActivityEvent.Kind.UNLINKED)
    return len(links)


@transaction.atomic
def prolong_links(*, link_ids: list[int], last_day: date | None, by: Any) -> int:
    """The supply goes on without a gap after all, until ``last_day`` (None: no end is known): so do links that ended only with it.

    For the import, which knows. How many links were prolonged; one that somebody ended stays ended.
    """
    links = list(Link.objects.filter(pk__in=link_ids, end_reason=Link.End.SUPPLY).filter(_ends_before(last_day)))
    for one in links:
        again = Link.objects.filter(user=one.user_id, customer=one.customer_id, supply_point=one.supply_point_id, valid_to=None)
        if again.exclude(pk=one.pk).exists():
            continue  # linked anew in the meantime
        Link.objects.filter(pk=one.pk).update(valid_to=last_day, end_reason=Link.End.SUPPLY if last_day else "")
        audit.record("link.prolonged", by=by, on=one, last_day=last_day.isoformat() if last_day else "")
    return len(links)


def _ends_before(last_day: date | None) -> Q:
    return Q(valid_to__lt=last_day) if last_day else Q(valid_to=F("valid_to"))


# --- After signing in -------------------------------------------------------------------------------------------------------------
def has_link(user: User) -> bool:
    """Whether there is anything that ``user`` sees; what is left to a former customer counts."""
    return Link.objects.readable_on(clock.today()).filter(user=user).exists()


def waits_for_staff(user: User) -> bool:
    return LinkRequest.objects.visible_to(user).exists()


def after_sign_in_url(user: User) -> str:
    """Where a person goes after signing in: to linking while nothing is linked and something could be, else to the overview."""
    if not user.is_staff and not has_link(user) and any(rules_in_use(utility) for utility in open_utilities()):
        return reverse("accounts:link")
    return reverse("home")
