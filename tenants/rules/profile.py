"""What a customer may change about themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from tenants.rules import problems as read
from tenants.rules.problems import Problems

ProfileField = Literal["first_name", "last_name", "full_name", "street", "city", "postcode", "country", "phone", "sex", "newsletter"]


@dataclass(frozen=True)
class Profile:
    """``fields`` in the order they are shown; the e-mail address is always there. ``language``: the profile offers the choice."""

    fields: tuple[ProfileField, ...] = ()
    language: bool = False


def parse_profile(table: Mapping[str, Any], *, at: str, problems: Problems) -> Profile:
    """The section ``[profile]``."""
    read.only(table, ("fields", "language"), at=at, problems=problems)
    return Profile(
        fields=read.choices(table, "fields", at=at, problems=problems, choices=get_args(ProfileField)),
        language=read.boolean(table, "language", at=at, problems=problems, default=False),
    )
