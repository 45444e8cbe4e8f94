"""What a password must be at one tenant. Pure: the validators in ``accounts`` own the words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from tenants.rules import problems as read
from tenants.rules.problems import Problems


@dataclass(frozen=True)
class PasswordPolicy:
    """Where a manual states nothing: 8 characters, not common, not the identifier.

    ``min_length`` 6-64 characters. ``history`` is how many last passwords may not come again, the current one included (0-10).
    ``confirmed_by_mail``: a change takes effect when the mailed link is opened."""

    min_length: int = 8
    upper_case: bool = False
    digit: bool = False
    not_identifier: bool = True
    not_common: bool = True
    history: int = 0
    confirmed_by_mail: bool = False


class Verdict(Enum):
    """Why a password will not do; the caller owns the words."""

    TOO_SHORT = "too_short"
    NO_UPPER_CASE = "no_upper_case"
    NO_DIGIT = "no_digit"
    IS_IDENTIFIER = "is_identifier"
    COMMON = "common"


def check(
    password: str, policy: PasswordPolicy, *, identifiers: Iterable[str] = (), common: Callable[[str], bool] | None = None
) -> tuple[Verdict, ...]:
    """Everything that ``policy`` has against ``password``, in the order in which it is told; empty when it will do.

    ``identifiers`` are the names the person signs in with or is known by: compared without case, and of an e-mail address
    also the part before the @. ``common`` says whether a password is on a list of common ones; it is asked in small letters."""
    verdicts = []
    if len(password) < policy.min_length:
        verdicts.append(Verdict.TOO_SHORT)
    if policy.upper_case and not any(character.isupper() for character in password):
        verdicts.append(Verdict.NO_UPPER_CASE)
    if policy.digit and not any(character.isdecimal() for character in password):
        verdicts.append(Verdict.NO_DIGIT)
    if policy.not_identifier and password.casefold() in _known(identifiers):
        verdicts.append(Verdict.IS_IDENTIFIER)
    if policy.not_common and common is not None and common(password.lower()):
        verdicts.append(Verdict.COMMON)
    return tuple(verdicts)


def parse_password(table: Mapping[str, Any], *, at: str, problems: Problems) -> PasswordPolicy:
    """The section ``[password]``."""
    here: dict[str, Any] = {"at": at, "problems": problems}
    read.only(table, tuple(PasswordPolicy.__dataclass_fields__), **here)
    return PasswordPolicy(
        min_length=read.integer(table, "min_length", low=6, high=64, default=8, **here),
        upper_case=read.boolean(table, "upper_case", default=False, **here),
        digit=read.boolean(table, "digit", default=False, **here),
        not_identifier=read.boolean(table, "not_identifier", default=True, **here),
        not_common=read.boolean(table, "not_common", default=True, **here),
        history=read.integer(table, "history", low=0, high=10, default=0, **here),
        confirmed_by_mail=read.boolean(table, "confirmed_by_mail", default=False, **here),
    )


def _known(identifiers: Iterable[str]) -> set[str]:
    names = {identifier.strip().casefold() for identifier in identifiers}
    return (names | {name.split("@")[0] for name in names}) - {""}
