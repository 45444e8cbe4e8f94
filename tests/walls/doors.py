"""What comes to the front door itself: forged hosts, other tenants' links and passwords, forms without a token, evil `next`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants import models as tenants
from tests.factories import PASSWORD
from tests.scopes import working_for
from tests.walls.attacks import EVIL, PAYLOADS, TELLING
from tests.walls.canaries import Owner, email
from tests.walls.crawl import Walls
from tests.walls.door import Probe, leads_away
from tests.walls.persons import NOBODY, Person
from tests.walls.world import HOUSEHOLDS

OPEN_ON_ANY_HOST = {"healthz", "readyz"}

UNKNOWN_HOSTS = (
    EVIL, "", "localhost.evil.example", "involta.localhost.evil.example", "evil.involta.localhost", "127.0.0.1", "[::1]", "*",
    "involta.localhost@evil.example", "involta.localhost:abc", "involta.localhost/x", "involta_localhost", "%69nvolta.localhost",
)  # fmt: skip
"""Asked for in `Host`. (A final dot and capitals are the same name to DNS, and to us.)"""

FORGED = ("X-Forwarded-Host", "X-Host", "X-Forwarded-Server", "X-Original-Host", "X-HTTP-Host-Override", "Forwarded", "X-Real-Host")


def nobody(walls: Walls, at: str) -> Person:
    return walls.person(NOBODY, "", at)


# --- Hosts --------------------------------------------------------------------------------------------------------------------------
def unknown_hosts(walls: Walls, *, hosts: tuple[str, ...] = UNKNOWN_HOSTS) -> Iterator[str]:
    """404 before anything else: no cookie read, no row but of the table of hosts."""
    person = walls.person("ana")
    for visit in walls.visits(person, owners=walls.households()[:1]):
        if visit.address.key in OPEN_ON_ANY_HOST:
            continue
        for host in hosts if visit.address.key in {"home", "account_login"} else hosts[:2]:
            probe = replace(walls.probe(visit, "GET"), headers={"Host": host})
            with CaptureQueriesContext(connection) as captured:
                reply = walls.door.ask(probe)
            others = [query["sql"] for query in captured if "tenants_host" not in query["sql"] and "SAVEPOINT" not in query["sql"]]
            if reply.status not in {400, 404} or reply.cookies or others:
                yield f"{probe} at {host!r}: {reply.status} {reply.location}, {others[:2]}"


def forged_hosts(walls: Walls) -> Iterator[str]:
    """Whatever a header claims beside `Host`, nothing follows it: neither scope nor links nor redirects."""
    for slug, other in (("involta", "zagorje"), ("zagorje", "involta")):
        guest, owner = nobody(walls, slug), Owner(slug, HOUSEHOLDS[slug][0])
        for name in FORGED:
            for claimed in (EVIL, f"{other}.localhost", f"{EVIL}:80"):
                headers = {name: f"host={claimed}" if name == "Forwarded" else claimed}
                asks = [
                    Probe(guest, "GET", "/meters/", "meters:points", headers=headers),
                    Probe(guest, "GET", "/accounts/login/", "account_login", headers=headers),
                    Probe(
                        guest, "POST", "/accounts/password/reset/", "account_reset_password", body={"email": email(owner)}, headers=headers
                    ),
                    Probe(walls.person(owner.name, slug), "GET", "/", "home", headers=headers),
                ]
                for probe in asks:
                    reply = walls.door.ask(probe)
                    yield from walls.door.holes(reply)
                    if EVIL in reply.text or EVIL in str(reply.headers) or f"{other}.localhost" in reply.text:
                        yield f"{probe} {name}: {claimed}: the reply follows it"
                    if probe.method == "POST" and not reply.letters:
                        yield f"{probe} {name}: {claimed}: no letter, so nothing was proved"


def aliases(walls: Walls) -> Iterator[str]:
    """An alias leads to the tenant's own first host, with whatever path."""
    for slug in HOUSEHOLDS:
        for path in ("/", "/meters/?next=//evil.example/", f"//{EVIL}/", f"/\\{EVIL}/", f"/@{EVIL}"):
            probe = Probe(nobody(walls, slug), "GET", path, headers={"Host": f"www.{slug}.localhost"})
            reply = walls.door.ask(probe)
            if reply.status != 308 or leads_away(reply):
                yield f"{probe}: {reply.status} {reply.location}"


# --- Links, passwords and letters of another tenant ---------------------------------------------------------------------------------
def other_tenants_passwords(walls: Walls) -> Iterator[str]:
    """The right name and password of an account of the other tenant, of nobody here."""
    for slug in HOUSEHOLDS:
        for owner, user in walls.world.users.items():
            for name in {user.email, user.username} - {None}:
                at_home = owner.tenant == slug and owner.name not in {"gone", "staff", "clerk", "novice"}
                if owner.tenant == slug and not at_home:
                    continue
                body = {"login": name, "password": PASSWORD}
                probe = Probe(
                    nobody(walls, slug), "POST", "/accounts/login/", "account_login", body=body, acts_for=owner if at_home else None
                )
                reply = walls.door.ask(probe)
                yield from walls.door.holes(reply)
                if not at_home and reply.status != 200:
                    yield f"{probe} as {owner}: {reply.status} → {reply.location}, signed in at another tenant"
                by_this_name = (name == user.email) == (slug == "zagorje")
                if at_home and by_this_name and reply.status != 302:
                    yield f"{probe} as {owner}: {reply.status}, the right password does not open"


def letters(walls: Walls) -> Iterator[str]:
    """Addresses of the other tenant typed into every page that mails: nobody is told of an account elsewhere."""
    for slug in HOUSEHOLDS:
        for owner in walls.world.users:
            for key, path in (
                ("account_reset_password", "/accounts/password/reset/"),
                ("accounts:resend_activation", "/accounts/activate/resend/"),
                ("accounts:forgotten_username", "/accounts/forgotten-username/"),
            ):
                body = {"email": email(owner)}
                yield from walls.door.holes(walls.door.ask(Probe(nobody(walls, slug), "POST", path, key, body=body)))


def other_tenants_links(walls: Walls) -> Iterator[str]:
    """Activation and reset links of one tenant's mails at the other's host; at home they open."""
    for slug in HOUSEHOLDS:
        guest, owner = nobody(walls, slug), Owner(slug, HOUSEHOLDS[slug][0])
        user = walls.world.users[owner]
        other = next(each for each in HOUSEHOLDS if each != slug)
        for at, is_home in ((slug, True), (other, False)):
            guest = nobody(walls, at)
            activation = _activation(user)
            with walls.door.conversation():
                _unconfirm(user)
                for method in ("GET", "POST"):
                    reply = walls.door.ask(Probe(guest, method, activation, "accounts:activate"))
                    if reply.status != (200 if is_home else 404):
                        yield f"{reply.probe}: activation link of {slug}: {reply.status}"
            with walls.door.conversation():
                reply = walls.door.ask(Probe(guest, "GET", _reset(user), "account_reset_password_from_key"))
                opens = "set-password" in reply.location or b'type="password"' in reply.body
                if opens != is_home:
                    yield f"{reply.probe}: reset link of {slug}: {reply.status} {reply.location}"


def _activation(user: Any) -> str:
    from accounts import tokens

    with working_for(user.tenant):
        return f"/accounts/activate/{tokens.address_key(user, user.email)}/"


def _reset(user: Any) -> str:
    from accounts import tokens

    with working_for(user.tenant):
        return f"/accounts/password/reset/key/{user.pk.hex}-{tokens.ResetTokenGenerator().make_token(user)}/"


def _unconfirm(user: Any) -> None:
    with working_for(user.tenant):
        user.emailaddress_set.update(verified=False)


# --- What a tenant's file leaves off --------------------------------------------------------------------------------------------------
LEFT_OFF = {
    "page": "GET", "ask": "GET", "meters:reading_dates": "GET", "meters:readings_csv": "GET", "meters:readings_xlsx": "GET",
    "meters:withdraw": "POST", "meters:point_reminders": "POST",
}  # fmt: skip
"""Address → method that finds nothing where the file does not have it."""


def left_off(walls: Walls) -> Iterator[str]:
    """What a file does not have is 404, also to whoever writes the address by hand; nothing is done."""
    parsed = tenants._parsed

    def with_little(text: str) -> Any:
        text = re.sub(r"^(delete|export) = true", r"\1 = false", text, flags=re.MULTILINE)
        text = re.sub(r"^channels = .*$", "channels = []", text, flags=re.MULTILINE)
        return parsed(re.sub(r"^entries = .*$", 'entries = ["overview"]', text, flags=re.MULTILINE))

    for slug, (name, _second) in HOUSEHOLDS.items():
        for visit in walls.visits(walls.person(name, slug), keys=LEFT_OFF, owners=[Owner(slug, name)]):
            probe = walls.probe(visit, LEFT_OFF[visit.address.key])
            if walls.door.ask(probe).status == 404:
                yield f"{probe}: 404 although it is on, so nothing was proved"
            with patch.object(tenants, "_parsed", with_little):
                reply = walls.door.ask(probe)
            if reply.status != 404:
                yield f"{probe}: {reply.status}, but the file leaves it off"


# --- Limits -------------------------------------------------------------------------------------------------------------------------
def shared_limits(walls: Walls) -> Iterator[str]:
    """What is used up at one tenant is not used up at the other."""
    walls.door.keep_cache = True
    try:
        asks = [
            Probe(nobody(walls, slug), "POST", "/accounts/password/reset/", "account_reset_password", body={"email": "nobody@example.si"})
            for slug in HOUSEHOLDS
        ]
        statuses = [walls.door.ask(asks[0]).status for _turn in range(25)]
        if 429 not in statuses:
            yield f"{asks[0]}: no limit after 25 tries: {statuses}"
        if walls.door.ask(asks[1]).status == 429:
            yield f"{asks[1]}: limited by what happened at the other tenant"
    finally:
        walls.door.keep_cache = False


# --- Forms without a token ----------------------------------------------------------------------------------------------------------
FROM_MAIL_PROGRAMS = {"stop_reminders"}
"""A mail program posts there by itself and has no token (RFC 8058); the address alone is the secret."""


def without_token(walls: Walls, *, methods: tuple[str, ...] = ("POST", "PUT", "PATCH", "DELETE")) -> Iterator[str]:
    """Every address refuses a post that no page of the portal sent: 403, nothing changed, whoever is signed in."""
    for person in (nobody(walls, "involta"), walls.person("ana"), walls.person("staff"), walls.person("operator", "platform", "platform")):
        for visit in walls.visits(person, owners=walls.households()[:1]):
            for method in methods:
                reply = walls.door.ask(replace(walls.probe(visit, method), token=False))
                yield from walls.door.holes(reply)
                refused = 403 if visit.address.key not in FROM_MAIL_PROGRAMS else 405 if method != "POST" else 404
                if reply.status != refused or any(table != "accounts_tenantsession" for _verb, table in reply.writes):
                    yield f"{reply.probe} without a token: {reply.status}, wrote {reply.writes}"


# --- `next` -------------------------------------------------------------------------------------------------------------------------
def evil_next_everywhere(walls: Walls, *, payloads: tuple[str, ...] = TELLING) -> Iterator[str]:
    """Some payloads at every address, by everybody it could serve."""
    for person in (nobody(walls, "involta"), walls.person("ana"), walls.person("staff"), walls.person("operator", "platform", "platform")):
        household = Owner("involta", "ana")
        for visit in walls.visits(person, owners=[household]):
            for payload in payloads:
                get = replace(walls.probe(visit, "GET"), query={"next": payload})
                post = replace(walls.probe(visit, "POST"), query={"next": payload}, body={"next": payload})
                for probe in (get, post):
                    yield from walls.door.holes(walls.door.ask(probe))


def evil_next_where_it_is_followed(walls: Walls, *, payloads: tuple[str, ...] = PAYLOADS) -> Iterator[str]:
    """Every payload where a page really sends somebody on: after signing in or out, a choice of language, a proof of identity."""
    ana, guest, staff = walls.person("ana"), nobody(walls, "involta"), walls.person("staff")
    name = walls.world.users[Owner("involta", "ana")].username
    followed = [
        Probe(guest, "POST", "/accounts/login/", "account_login", body={"login": name, "password": PASSWORD}, acts_for=ana.owner),
        Probe(ana, "POST", "/language/", "set_language", body={"language": "en"}),
        Probe(ana, "POST", "/accounts/logout/", "account_logout"),
        Probe(ana, "POST", "/accounts/reauthenticate/", "account_reauthenticate", body={"password": PASSWORD}),
        Probe(staff, "GET", "/admin/login/", "admin:login"),
        Probe(ana, "GET", "/accounts/login/", "account_login"),
    ]
    for probe in followed:
        kept = walls.door.ask(
            replace(probe, query={"next": "/help/"}, body={**probe.body, "next": "/help/"} if probe.body or probe.method == "POST" else {})
        )
        if kept.location != "/help/":
            yield f"{probe}: does not follow an honest next: {kept.status} {kept.location}"
        for payload in payloads:
            body = {**probe.body, "next": payload} if probe.method == "POST" else {}
            reply = walls.door.ask(replace(probe, query={"next": payload}, body=body))
            yield from walls.door.holes(reply)
