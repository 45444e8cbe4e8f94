"""What somebody tries who has read the pages' source: own forms with foreign ids, lists with foreign keys, other hosts, other links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import html5lib

from tests.page import Form
from tests.walls import recipes
from tests.walls.addresses import Address
from tests.walls.canaries import Owner, canary, email
from tests.walls.crawl import Visit, Walls
from tests.walls.door import Probe, Reply
from tests.walls.persons import Person
from tests.walls.recipes import Kind
from tests.walls.world import HOUSEHOLDS, VALUES

HOUSEHOLD_NAMES = {owner for names in HOUSEHOLDS.values() for owner in names}


def own_pages(walls: Walls, person: Person, keys: Iterable[str] = ()) -> Iterator[Visit]:
    """Addresses that belong to the person: with her household's row in them, or, for staff, the tenant's first household's."""
    if person.owner is None or not person.is_in:
        return
    household = person.owner if person.name in HOUSEHOLD_NAMES else walls.first_household(person.home)
    for visit in walls.visits(person, keys=keys, owners=[household]):
        if visit.recipe.kind is Kind.TOKEN or (visit.recipe.kind is Kind.OBJECT and person.name not in HOUSEHOLD_NAMES):
            continue
        if visit.recipe.kind is not Kind.STAFF or person.is_staff:
            yield visit


# --- Forms --------------------------------------------------------------------------------------------------------------------------
def forms_of(reply: Reply) -> list[Form]:
    if reply.status not in {200, 422} or not reply.headers.get("content-type", "").startswith("text/html"):
        return []
    root = html5lib.parse(reply.text, namespaceHTMLElements=False)
    return [Form(element) for element in root.iter("form") if element.get("method", "get").lower() == "post"]


def filled(form: Form, person: Person) -> dict[str, Any]:
    """The form as its owner would send it: every field with something that it takes."""
    values: dict[str, Any] = {name: found[0] if len(found) == 1 else found for name, found in form.values.items()}
    for control in form.controls:
        name, kind = control.get("name", ""), control.get("type", "text")
        if values.get(name) or control.tag in {"button", "select"} or kind in {"hidden", "submit", "checkbox"}:
            continue
        if name.startswith("value_"):
            values[name] = str(VALUES[person.name] + 400) if person.name in VALUES else "1"
        else:
            values[name] = {"email": "new-address@example.si", "date": "2026-05-20", "password": "Preizkus-2026-geslo"}.get(kind, "x")
    return values


def forms_with_foreign_ids(walls: Walls, person: Person, *, keys: Iterable[str] = ()) -> Iterator[str]:
    """Each form on the person's own pages, each of its fields once with each id of somebody else: what was wrong."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for visit in own_pages(walls, person, keys):
        page, found = walls.ask(visit, "GET")
        yield from found
        for form in forms_of(page):
            signature = (urlsplit(form.action or page.probe.path).path, tuple(sorted(form.values)))
            if signature in seen:  # the menu's forms stand on every page
                continue
            seen.add(signature)
            yield from _try_form(walls, visit, page, form)


def _try_form(walls: Walls, visit: Visit, page: Reply, form: Form) -> Iterator[str]:
    target = urlsplit(form.action or page.probe.path)
    path, query = target.path or page.probe.path, dict(parse_qsl(target.query))
    body = filled(form, visit.person)
    names = [name for name in {*body, *form.names} if name != "csrfmiddlewaretoken"]
    tries: list[dict[str, Any]] = [body]
    tries += [{**body, name: value} for name in names for value in foreign_values(walls, visit.person, name)]
    for sent in tries:
        reply = walls.door.ask(Probe(visit.person, "POST", path, visit.address.key, query=query, body=sent))
        yield from walls.door.holes(reply)


def strangers(walls: Walls, person: Person) -> list[Owner]:
    """A neighbour and somebody of the other tenant; for staff, who see all neighbours, two of the other tenant."""
    at_home = [Owner(person.home, name) for name in HOUSEHOLDS.get(person.home, ())]
    away = [Owner(slug, name) for slug, names in HOUSEHOLDS.items() if slug != person.home for name in names]
    return [*[owner for owner in at_home if owner != person.owner and person.name != "staff"][:1], *away][:2]


def foreign_values(walls: Walls, person: Person, name: str) -> list[str]:
    """What could be written into field ``name`` to reach somebody else's row."""
    found: list[str] = []
    for owner in strangers(walls, person):
        ids = recipes.named_ids(walls.world, owner)
        near = [value for key, value in ids.items() if key[:4] == name[:4]]
        found += [*near, canary(owner, "submission", 1).replace("-", ""), email(owner), ids["supplypoint_public_id"], ids["customer_id"]]
    return list(dict.fromkeys(found))


# --- Lists of staff -----------------------------------------------------------------------------------------------------------------
LOOKUPS = (
    "password__startswith", "user__password__startswith", "customer__name__startswith", "tenant__id__exact", "tenant", "_to_field",
    "customer__links__user__email__startswith", "user__id__exact", "customer__id__exact", "supply_point__id__exact", "utility__id__exact",
    "register__id__exact", "submission__id__exact", "meter__id__exact", "invoice__id__exact", "pk__in", "id__in",
)  # fmt: skip


def admin_lists(walls: Walls, person: Person) -> Iterator[Address]:
    for address in walls.addresses["platform" if person.at == "platform" else "tenant"]:
        if address.key.endswith("_changelist"):
            yield address


def staff_lists(walls: Walls, person: Person, *, most: int = 2) -> Iterator[str]:
    """Every list of the admin: searched for foreign texts, filtered by foreign keys, its actions with foreign rows."""
    for address in admin_lists(walls, person):
        found = recipes.admin_model(address)
        assert found is not None
        model, path = found[0], address.path({})
        for owner in strangers(walls, person)[:most]:
            ids = recipes.named_ids(walls.world, owner)
            queries = [{"q": text} for text in _searched(model, owner)]
            queries += [{name: ids.get(name.split("__")[0].replace("_", "")[:11], ids["customer"])} for name in LOOKUPS]
            queries += [{"o": "1.-2", "p": "0", "all": ""}, {"_popup": "1"}, {"e": "1"}, {"_facets": "True"}]
            for query in queries:
                reply = walls.door.ask(Probe(person, "GET", path, address.key, query=query, sent=(email(owner),)))
                yield from walls.door.holes(reply)
                if reply.status == 200 and any("startswith" in name for name in query):
                    yield f"{reply.probe}: takes a lookup that nobody offered"
            yield from _actions(walls, person, address, path, owner, model)
    yield from _autocomplete(walls, person)


def _searched(model: Any, owner: Owner) -> list[str]:
    kinds = {"customer", "user", "supplypoint", "meter", "submission", "invoice", "contract", "payment", model._meta.model_name}
    return [email(owner), "qz", *(canary(owner, kind, 1) for kind in sorted(kinds))]


def _actions(walls: Walls, person: Person, address: Address, path: str, owner: Owner, model: Any) -> Iterator[str]:
    _prefix, site = recipes.SITES[address.conf]
    names = ["delete_selected", *(deed.name for deed in getattr(site._registry[model], "deeds", ()))]
    rows = [str(row.pk) for row in walls.world.rows[owner][model]] or ["1"]
    for name in names:
        for across in ("0", "1"):
            body = {"action": name, "_selected_action": rows, "select_across": across, "index": "0", "post": "yes"}
            yield from walls.door.holes(walls.door.ask(Probe(person, "POST", path, address.key, body=body)))


def _autocomplete(walls: Walls, person: Person) -> Iterator[str]:
    for address in admin_lists(walls, person):
        found = recipes.admin_model(address)
        assert found is not None
        for field in found[0]._meta.local_fields:
            if field.is_relation:
                query = {
                    "app_label": found[0]._meta.app_label,
                    "model_name": found[0]._meta.model_name or "",
                    "field_name": field.name,
                    "term": "qz",
                }
                yield from walls.door.holes(walls.door.ask(Probe(person, "GET", "/admin/autocomplete/", "admin:autocomplete", query=query)))


# --- Redirects ----------------------------------------------------------------------------------------------------------------------
EVIL = "evil.example"
_SCHEMES = ("http:", "https:", "HTTPS:", "ftp:", "javascript:", "data:", "vbscript:", "")
_SLASHES = ("//", "///", "////", "\\\\", "/\\", "\\/", "/\t/", "/\n/", "/%2f", "/%5c", "//\\", "/ /", "\t//", " //", "\x00//")
_HOSTS = (EVIL, f"{EVIL}:80", f"user@{EVIL}", f"involta.localhost@{EVIL}", f"involta.localhost.{EVIL}", f"{EVIL}%23.involta.localhost")
PAYLOADS = tuple(
    dict.fromkeys(
        [f"{scheme}{slashes}{host}/" for scheme in _SCHEMES for slashes in _SLASHES for host in _HOSTS[:3]]
        + [f"https://{host}/x" for host in _HOSTS]
        + [
            f"javascript:alert(1)//{EVIL}",
            f"data:text/html,{EVIL}",
            f"//{EVIL}/%2e%2e",
            f"/\\/{EVIL}",
            f"/.{EVIL}",
            f"@{EVIL}",
            f"..//{EVIL}",
        ]
        + [
            f"//{EVIL}\\@involta.localhost/",
            f"https:{EVIL}",
            f"https:/{EVIL}",
            f"/x//{EVIL}",
            f"http://[::1]/{EVIL}",
            "//zagorje.localhost/",
        ]
    )
)
"""More than 300 ways to write another site into `next`."""

TELLING = tuple(PAYLOADS[::23])
"""A dozen of them, for addresses that are not known to look at `next`."""
