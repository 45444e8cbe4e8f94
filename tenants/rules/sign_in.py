"""How people sign in at one tenant."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from tenants.rules import problems as read
from tenants.rules.problems import Problems

Identifier = Literal["username", "email"]


@dataclass(frozen=True)
class SignIn:
    """``identifier`` is exclusive: at a user-name tenant an e-mail address does not sign in. ``remember_days`` 1-365."""

    identifier: Identifier = "email"
    remember_days: int = 30
    forgotten_username: bool = False


def parse_sign_in(table: Mapping[str, Any], *, at: str, problems: Problems) -> SignIn:
    """The section ``[sign_in]``."""
    here: dict[str, Any] = {"at": at, "problems": problems}
    read.only(table, ("identifier", "remember_days", "forgotten_username"), **here)
    sign_in = SignIn(
        identifier=read.choice(table, "identifier", choices=get_args(Identifier), default="email", **here),
        remember_days=read.integer(table, "remember_days", low=1, high=365, default=30, **here),
        forgotten_username=read.boolean(table, "forgotten_username", default=False, **here),
    )
    if sign_in.forgotten_username and sign_in.identifier == "email":
        problems.add(read.dotted(at, "forgotten_username"), True, 'false, or identifier = "username"')
    return sign_in
