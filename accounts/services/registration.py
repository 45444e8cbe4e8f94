"""A new account: made, mailed, activated. Nobody learns from any of it which addresses are known here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import ActivityEvent, TermsAcceptance, User
from accounts.services import activity, linking, mail
from tenants import addresses, audit
from tenants.models import Utility

UNCONFIRMED_DAYS = 14
"""An account whose address was never confirmed is forgotten after so many days: the address may be a typing error or a stranger's."""


class UserNameTaken(ValueError):
    """Somebody at this tenant has the user name; compared without case."""


@dataclass(frozen=True)
class Applicant:
    """What the registration form gives. ``email`` in small letters, ``username`` normalised or None where the address is the name.

    Holds no secret in the clear, so that it can wait for an answer (see `views.registration.WAITING`): ``password_hash`` is
    made by :func:`hashed`, ``digests`` are those of the values that linking rule ``rule_key`` asked for. ``profile``: columns of
    the account. ``terms_version`` is what was agreed to, '' where nothing was.
    """

    email: str
    password_hash: str
    username: str | None = None
    profile: Mapping[str, Any] = field(default_factory=dict)
    language: str = ""
    rule_key: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)
    terms_version: str = ""


def kept_applicant(kept: Any) -> Applicant | None:
    """The applicant that ``asdict`` was kept of; None where another release kept it, with more or fewer fields than today's."""
    if not isinstance(kept, dict) or kept.keys() != {each.name for each in fields(Applicant)}:
        return None
    return Applicant(**kept)


def hashed(password: str) -> str:
    """A password as an account keeps it."""
    return make_password(password)


def username_taken(username: str) -> bool:
    """Whether somebody at this tenant has the normalised name. A taken name is visible: it has to be, to be chosen freely."""
    return User.objects.filter(username=username).exists()


def confirmed_owner(email: str) -> User | None:
    """The account that this address belongs to, proved by a confirmed link."""
    return User.objects.filter(emailaddress__email=email, emailaddress__verified=True).first()


def with_confirmed(users: Any) -> Any:
    """The same accounts with ``confirmed``: whether the address of each is. One question, whoever is there."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), email=OuterRef("email"), verified=True)
    return users.annotate(confirmed=Exists(confirmed))


def address_of(*, user_id: UUID, email: str) -> EmailAddress | None:
    """The address of a link in a mail, with its account; None where the account gave way or was forgotten."""
    return EmailAddress.objects.filter(user_id=user_id, email=email).select_related("user").first()


@transaction.atomic
def register(*, applicant: Applicant, utility: Utility, client: activity.Client) -> None:
    """Make an account that waits for its activation, and mail the link. Raises :class:`UserNameTaken`.

    For an address that has an account already the owner gets a mail that says so; nothing else differs, neither the answer nor
    the work: the same rows are written and taken back. An account that waits under this address gives way to the new one, so
    that what was typed last counts; its link is dead.
    """
    owner = confirmed_owner(applicant.email)
    if owner is None:
        _forget_waiting(applicant.email)
    user = _made(applicant, utility, client, for_show=owner is not None)
    reader, known = user or mail.stand_in(applicant.email), owner or mail.stand_in(applicant.email)
    letters: mail.Letters = {
        "activation": (mail.activation(reader, applicant.email), reader),
        "account_exists": (mail.account_exists(), known),
    }
    mail.send_one_of(letters, "activation" if user is not None else "account_exists", to=applicant.email)


def _forget_waiting(email: str) -> None:
    User.objects.filter(email=email, last_login=None, is_staff=False).exclude(emailaddress__verified=True).delete()


def _made(applicant: Applicant, utility: Utility, client: activity.Client, *, for_show: bool) -> User | None:
    """The new account; None where two sign-ups with one address raced and the other won, or where all this was ``for_show``."""
    try:
        with transaction.atomic():
            user = _create(applicant, utility, client, email=f"{uuid4().hex}@invalid" if for_show else applicant.email)
            if for_show:
                transaction.set_rollback(True)
    except IntegrityError:
        if applicant.username and username_taken(applicant.username):
            raise UserNameTaken(applicant.username) from None
        return None
    return None if for_show else user


def _create(applicant: Applicant, utility: Utility, client: activity.Client, *, email: str) -> User:
    user = User(username=applicant.username, email=email, language=applicant.language, utility=utility, **applicant.profile)
    user.password = applicant.password_hash
    user.save(force_insert=True)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=False)
    if applicant.terms_version:
        TermsAcceptance.objects.create(user=user, utility=utility, version=applicant.terms_version)
    if applicant.digests:
        linking.record_claim(user=user, utility=utility, rule_key=applicant.rule_key, digests=applicant.digests)
    activity.record(user=user, kind=ActivityEvent.Kind.REGISTERED, client=client)
    audit.record("account.registered", by=user, on=user, utility=utility.code)
    return user


@transaction.atomic
def resend_activation(*, email: str) -> None:
    """Mail the activation link again, if an account waits under ``email``; otherwise say so to the address, not to the page."""
    user = with_confirmed(User.objects.filter(email=email)).first()
    reader = user or mail.stand_in(email)
    letters: mail.Letters = {
        "activation": (mail.activation(reader, email), reader),
        "account_exists": (mail.account_exists(), reader),
        "unknown_account": (mail.unknown_account(), None),
    }
    event = "unknown_account" if user is None else "account_exists" if user.confirmed else "activation"
    mail.send_one_of(letters, event, to=email)


def activated(*, user: User, client: activity.Client) -> None:
    """The first confirmed address of an account: written down, and the customer is told that the account works."""
    activity.record(user=user, kind=ActivityEvent.Kind.ACTIVATED, client=client)
    audit.record("account.activated", by=user, on=user)
    mail.send("registered", to=user.email, context={"login_url": addresses.absolute(reverse("account_login"))}, user=user)


def has_real_owner(*, email: str, beside: User) -> bool:
    """Whether ``email`` belongs to another account than ``beside``, one that was activated or signed in."""
    others = User.objects.filter(email=email).exclude(pk=beside.pk)
    return others.filter(Q(emailaddress__verified=True) | Q(last_login__isnull=False)).exists()


@transaction.atomic
def make_room(*, email: str, for_user: User) -> bool:
    """Whether ``for_user`` may confirm ``email``: another account that was never activated gives way, a real one does not."""
    if has_real_owner(email=email, beside=for_user):
        return False
    User.objects.filter(email=email).exclude(pk=for_user.pk).delete()
    return True


def forget_unconfirmed() -> int:
    """Accounts that nobody activated in time, in the scope of one tenant; how many went."""
    old = timezone.now() - timedelta(days=UNCONFIRMED_DAYS)
    waiting = User.objects.filter(date_joined__lt=old, last_login=None, is_staff=False).exclude(emailaddress__verified=True)
    number = waiting.count()
    waiting.delete()
    return number
