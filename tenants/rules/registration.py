"""What the registration form asks, in which order, and which steps follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from tenants.rules import problems as read
from tenants.rules.problems import Problems

FieldName = Literal[
    "utility",
    "evidence",
    "username",
    "email",
    "first_name",
    "last_name",
    "full_name",
    "street",
    "city",
    "postcode",
    "country",
    "phone",
    "sex",
    "newsletter",
    "password",
    "password_repeat",
    "terms",
]
Step = Literal["register", "identify", "terms", "activate", "link"]
DEFAULT_FIELDS = ("email", "password", "password_repeat", "terms")
ALWAYS_REQUIRED = ("utility", "evidence", "username", "email", "password", "password_repeat", "terms")


@dataclass(frozen=True)
class RegistrationField:
    """One field of the form. ``evidence`` stands for all values of the linking rule that is asked at registration."""

    name: FieldName
    required: bool = True


@dataclass(frozen=True)
class Registration:
    """Fields in the order they are shown; steps in the order they are walked (acceptance 4.5, "Order of steps")."""

    open: bool = True
    fields: tuple[RegistrationField, ...] = ()
    steps: tuple[Step, ...] = ("register", "activate")
    default_country: str = "SI"

    def asks(self, name: str) -> bool:
        return any(field.name == name for field in self.fields)


def parse_registration(table: Mapping[str, Any], *, at: str, problems: Problems) -> Registration:
    """The section ``[registration]``: ``fields`` in their order, ``optional`` the ones that may stay empty."""
    here: dict[str, Any] = {"at": at, "problems": problems}
    read.only(table, ("open", "fields", "optional", "steps", "default_country"), **here)
    names = read.choices(table, "fields", choices=get_args(FieldName), default=DEFAULT_FIELDS, empty=False, **here)
    optional = read.choices(table, "optional", choices=get_args(FieldName), **here)
    fields = tuple(RegistrationField(name, required=name not in optional) for name in names)
    steps = read.choices(table, "steps", choices=get_args(Step), default=Registration.steps, empty=False, **here)
    _refuse_unusable(names, optional, steps, **here)
    return Registration(
        open=read.boolean(table, "open", default=True, **here),
        fields=fields,
        steps=steps,
        default_country=read.text(
            table, "default_country", default="SI", pattern="[A-Z]{2}", allowed="two capital letters like SI (ISO 3166-1)", **here
        ),
    )


def _refuse_unusable(names: tuple[str, ...], optional: tuple[str, ...], steps: tuple[str, ...], *, at: str, problems: Problems) -> None:
    """A form without an address or a password makes no account, and an account needs its first two steps."""
    for needed in ("email", "password"):
        if needed not in names:
            problems.add(read.dotted(at, "fields"), list(names), f'a list that contains "{needed}"')
    for never in ALWAYS_REQUIRED:
        if never in optional:
            problems.add(read.dotted(at, "optional"), never, "fields that may stay empty; without this one there is no account")
    walked = [step for step in steps if step in ("register", "terms", "activate")]
    if walked not in (["register", "activate"], ["register", "terms", "activate"]):
        says = 'steps in which "register" comes before "activate", and "terms", where it is one, between them: before any mail'
        problems.add(read.dotted(at, "steps"), list(steps), says)
