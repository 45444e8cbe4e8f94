"""Which requests are made, and what each must be answered with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import cycle
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.walls import recipes
from tests.walls.addresses import Address, addresses
from tests.walls.canaries import Owner
from tests.walls.door import METHODS, SAFE, Door, Probe, Reply
from tests.walls.persons import Person
from tests.walls.recipes import Kind, Recipe
from tests.walls.world import HOUSEHOLDS, STAFF, World

BY_REFUSAL = {405}
"""Answered before anything is looked up."""


@dataclass(frozen=True)
class Visit:
    """A person at an address that stands for a row of ``owner``."""

    person: Person
    address: Address
    recipe: Recipe
    owner: Owner

    @property
    def is_own(self) -> bool:
        """Whether the row is the person's own household's."""
        return self.person.is_in and self.person.is_household(self.owner)


class Walls:
    """The world, the people in it, every address, and one door to all of them."""

    def __init__(self, world: World, people: Iterable[Person]) -> None:
        self.world = world
        self.people = list(people)
        self.door = Door(world)

    @cached_property
    def addresses(self) -> dict[str, list[Address]]:
        return addresses()

    def person(self, name: str, home: str = "involta", at: str = "") -> Person:
        """`person("bojan")`; nobody: `person("anonymous", "", at="involta")`."""
        wanted = (name, home, at or home)
        return next(person for person in self.people if (person.name, person.home, person.at) == wanted)

    def households(self) -> list[Owner]:
        """The first of each tenant: whose rows are asked for."""
        return [Owner(slug, names[0]) for slug, names in HOUSEHOLDS.items()]

    # --- visits -----------------------------------------------------------------------------------------------------------------
    def visits(self, person: Person, *, keys: Iterable[str] = (), owners: Iterable[Owner] = ()) -> Iterator[Visit]:
        """Every address of the host, once for each household whose row could stand in it."""
        wanted = set(keys)
        conf = "platform" if person.at == "platform" else "tenant"
        for address in self.addresses[conf]:
            if wanted and address.key not in wanted:
                continue
            recipe = recipes.recipe(address)
            assert recipe is not None, f"{address} has no recipe: write one into tests/walls/recipes.py"
            for owner in [*(owners or self.households())] if address.names else [self._self_or_first(person)]:
                yield Visit(person, address, recipe, owner)

    @staticmethod
    def first_household(slug: str) -> Owner:
        """Of the tenant; for the platform, which has none, of some tenant."""
        slug = slug if slug in HOUSEHOLDS else next(iter(HOUSEHOLDS))
        return Owner(slug, HOUSEHOLDS[slug][0])

    def _self_or_first(self, person: Person) -> Owner:
        at_home = person.owner is not None and person.is_in and person.name in HOUSEHOLDS.get(person.home, ())
        return person.owner if at_home and person.owner else self.first_household(person.at)

    def path(self, visit: Visit) -> str:
        return visit.address.path(visit.recipe.given(self.world, visit.owner, visit.person.at))

    def probe(self, visit: Visit, method: str, **more: Any) -> Probe:
        path = self.path(visit)
        body = self.body(visit) if method not in SAFE and "body" not in more else more.pop("body", {})
        return Probe(visit.person, method, path, visit.address.key, body=body, **more)

    def body(self, visit: Visit) -> dict[str, Any]:
        """Ids of the row's owner under every name that might be read."""
        ids = recipes.named_ids(self.world, visit.owner)
        return {**ids, "next": "/help/", "action": "delete_selected", "_selected_action": [ids.get("customer", "1")], "post": "yes"}

    # --- expectations -----------------------------------------------------------------------------------------------------------
    def expected(self, visit: Visit, reply: Reply) -> list[str]:
        """What is wrong with the status, by kind of address and person."""
        wrong = self._wrong_status(visit, reply)
        return [f"{reply.probe}: {reply.status}{' → ' + reply.location if reply.location else ''}, {wrong}"] if wrong else []

    def _wrong_status(self, visit: Visit, reply: Reply) -> str:
        person, kind = visit.person, visit.recipe.kind
        if kind is Kind.PUBLIC:
            return (
                ""
                if reply.status != 404 or visit.address.key in GONE_SOMEWHERE or reply.probe.method not in SAFE
                else "a public page is gone"
            )
        if kind is Kind.TOKEN:
            return "" if self._is_refusal_of_token(visit, reply) else "a link of another tenant's mail was taken"
        if not person.is_in:
            led = reply.to_sign_in or (kind is Kind.STAFF and self._to_admin_sign_in(reply))
            return "" if led else "no sign-in was asked for"
        return {Kind.OWN: self._own, Kind.OBJECT: self._object, Kind.STAFF: self._staff}[kind](visit, reply)

    @staticmethod
    def _is_refusal_of_token(visit: Visit, reply: Reply) -> bool:
        if visit.address.key == "account_reset_password_from_key":  # allauth's page says that the link is no good
            return reply.status in {200, 404, 405} and "set-password" not in reply.location and b'type="password"' not in reply.body
        if visit.person.at == "platform":  # allauth's own page says so, and offers nothing to press
            return reply.status in {404, 405} or (reply.status == 200 and b"<form" not in reply.body.split(b"<main", 1)[-1])
        return reply.status in {404, 405}

    @staticmethod
    def _to_admin_sign_in(reply: Reply) -> bool:
        return reply.status == 302 and urlsplit(reply.location).path == "/admin/login/"

    @staticmethod
    def _own(visit: Visit, reply: Reply) -> str:
        if reply.probe.method != "GET" or visit.person.name in STAFF:
            return ""
        reads = visit.person.name in HOUSEHOLDS[visit.person.home]
        opens = visit.recipe.opens if reads else visit.recipe.bare or visit.recipe.opens
        return "" if reply.status == opens else f"not {opens}"

    @staticmethod
    def _object(visit: Visit, reply: Reply) -> str:
        if visit.is_own:
            return "" if reply.probe.method != "GET" or reply.status == visit.recipe.opens else f"not {visit.recipe.opens}"
        household = visit.owner == Owner(visit.person.home, HOUSEHOLDS[visit.person.home][0])
        if visit.person.name == "member" and household:
            if reply.probe.method not in {"GET", "HEAD"}:
                return ""
            return "" if reply.status == visit.recipe.member else f"not {visit.recipe.member}"
        if visit.address.key in recipes.OF_FORMER_TOO and visit.person.lived_at(visit.owner):
            return "" if reply.status in {200, *BY_REFUSAL} else "the own time is not shown"
        return "" if reply.status in {404, *BY_REFUSAL} else "a stranger's row is not 404"

    def _staff(self, visit: Visit, reply: Reply) -> str:
        person = visit.person
        if not person.is_staff:
            led_away = reply.status == 302 and urlsplit(reply.location).path in {
                "/admin/login/",
                "/admin/",
                "/accounts/2fa/reauthenticate/",
            }
            return "" if led_away or reply.status in {403, 404, *BY_REFUSAL} else "a page of staff for somebody else"
        redirect = reply.status in {301, 302} and not visit.address.pattern.name  # the old addresses of records lead to the new ones
        if visit.address.names and self._model_is_walled(visit) and (visit.owner.tenant != person.home or person.name == "clerk"):
            return "" if redirect or reply.status in {404, *BY_REFUSAL} else "a row of others is not 404"
        if reply.probe.method == "GET" and person.name != "clerk" and visit.recipe.opens and not redirect:
            return "" if reply.status == visit.recipe.opens else f"not {visit.recipe.opens}"
        return ""

    @staticmethod
    def _model_is_walled(visit: Visit) -> bool:
        found = recipes.admin_model(visit.address)
        return found is not None and found[0] not in recipes.NOT_WALLED

    # --- rounds -----------------------------------------------------------------------------------------------------------------
    def ask(self, visit: Visit, method: str, **more: Any) -> tuple[Reply, list[str]]:
        reply = self.door.ask(self.probe(visit, method, **more))
        return reply, [*self.door.holes(reply), *self.expected(visit, reply)]

    def round(
        self, person: Person, *, methods: Iterable[str] = METHODS, keys: Iterable[str] = (), owners: Iterable[Owner] = ()
    ) -> Iterator[str]:
        """Every address of the person's host with each method: what was wrong."""
        for visit in self.visits(person, keys=keys, owners=owners):
            for method in methods:
                _reply, found = self.ask(visit, method)
                yield from found

    def queries(self, person: Person, *, keys: Iterable[str] = (), thorough: bool = False) -> Iterator[str]:
        """The person's own pages, with a stranger's ids and nonsense in every parameter that any page reads."""
        names = HOUSEHOLDS.get(person.home, ())
        own = person.owner if person.is_in and person.owner and person.name in names else self.households()[0]
        for visit in self.visits(person, keys=keys, owners=[own]):
            if visit.recipe.kind is Kind.TOKEN:
                continue
            plain = self.probe(visit, "GET")
            for query in self.hostile(person, thorough=thorough):
                yield from self.door.holes(self.door.ask(replace(plain, query=query)))
            for parameter in PARAMETERS if thorough else ():
                for value in NONSENSE[:3]:
                    yield from self.door.holes(self.door.ask(replace(plain, query={parameter: value})))
            for query in visit.recipe.also:
                filled = query.format(utility=visit.owner.tenant, code="VT")
                yield from self.door.holes(self.door.ask(replace(plain, query=dict(parse_qsl(filled)))))

    def hostile(self, person: Person, *, thorough: bool) -> Iterator[dict[str, str]]:
        """Every parameter at once: ids of somebody else, and nonsense. Ordinarily each gets an id of the kind that its name speaks of,
        and one of another kind; the long form brings each id to every parameter."""
        ids = self.foreign_ids(person)
        if thorough:
            yield from (dict.fromkeys(PARAMETERS, value) for value in [*ids.values(), *NONSENSE])
            return
        yield {name: ids[SPEAKS_OF.get(name, "customer_public_id")] for name in PARAMETERS}
        yield dict(zip(PARAMETERS, cycle(ids.values()), strict=False))
        yield from (dict.fromkeys(PARAMETERS, value) for value in NONSENSE[:2])

    def foreign_ids(self, person: Person) -> dict[str, str]:
        """One id of each kind that stands in addresses, of a household that is not the person's."""
        household = next(owner for owner in self.households() if not person.is_household(owner))
        ids = recipes.named_ids(self.world, household)
        kinds = (
            "meter_public_id",
            "supplypoint_public_id",
            "submission_public_id",
            "link_public_id",
            "customer_public_id",
            "customer_id",
            "user_id",
        )
        return {kind: ids[kind] for kind in kinds}


SPEAKS_OF = {
    "meter": "meter_public_id", "point": "supplypoint_public_id", "link": "link_public_id", "public_id": "submission_public_id",
    "id": "customer_id", "uid": "user_id", "key": "user_id",
}  # fmt: skip
"""What a parameter holds by its name; the others hold a customer."""

GONE_SOMEWHERE = {"logo", "accounts:forgotten_username", "accounts:username_sent", "account_confirm_login_code"}
"""Public pages that a tenant may not have."""

NONSENSE = ("9" * 30, "\x00", "'\"><x", "", "0", "-1", "1e9", "č", "..%2f", "2026-02-31", "true", "{}", "[]")

PARAMETERS = (
    "page", "utility", "meter", "register", "kind", "rule", "term", "q", "o", "p", "e", "all", "waiting", "stuck", "next", "year", "month",
    "customer", "of", "point", "link", "public_id", "id", "day", "app_label", "model_name", "field_name", "uid", "key",
)  # fmt: skip
"""Names that pages read from an address, and some that one might; a test compares them with the code."""
