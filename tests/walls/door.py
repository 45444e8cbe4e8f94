"""One request as a browser or a program sends it, and what is wrong with the reply whoever asked."""

from __future__ import annotations

import io
import re
import sys
import traceback
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.http import HttpResponse
from django.test.client import ClientHandler, RequestFactory

from meters.views.spreadsheets import XLSX
from tenants.models import OutboxMessage
from tests.walls import canaries
from tests.walls.canaries import Owner, Sighting
from tests.walls.persons import MEMBER_SEES, Person
from tests.walls.rows import Ledger, letters_since
from tests.walls.world import HOUSEHOLDS, World

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF = "wallsCsrfSecretOfThirtyTwoChars0"

SIGN_IN = "/accounts/login/"
PUBLICLY_CACHED = frozenset({"theme_css", "logo"})
"""Addresses whose reply is the same for everybody and may be kept."""

PUBLIC_ID = 16
"""Signs of a public id: shorter parts of an address name nobody."""

NAMESPACE = re.compile(r'xmlns(:\w+)?="[^"]*"')
"""Looks like a link and is none."""

WRITE = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
SESSIONS = "accounts_tenantsession"


@dataclass(frozen=True)
class Probe:
    """A request: who, how, where, with what."""

    person: Person
    method: str
    path: str
    key: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    token: bool = True
    """With a CSRF token, as a page of the portal itself would send it."""
    sent: tuple[str, ...] = ()
    """Further texts that the request says and the page may repeat."""
    acts_for: Owner | None = None
    """Whose right password or link the request bears: it may change what is hers."""

    @property
    def in_admin(self) -> bool:
        return self.path.startswith("/admin/")

    def __str__(self) -> str:
        more = f"?{urlencode(self.query)}" if self.query else ""
        words = f" with {', '.join(self.body)}"[:80] if self.body else ""
        return f"{self.person} {self.method} {self.path}{more}{words}"

    def said(self) -> list[str]:
        """Everything in the request that could be repeated to whoever sent it."""
        values = [*self.query.values(), *self.sent, *(part for part in unquote(self.path).split("/") if len(part) >= PUBLIC_ID)]
        for value in self.body.values():
            values += map(str, value) if isinstance(value, (list, tuple)) else [str(value)]
        return [*values, urlencode(self.query), self.path]


@dataclass
class Reply:
    """What came back, and what the request did to the database."""

    probe: Probe
    status: int
    headers: dict[str, str]
    cookies: str
    body: bytes
    error: str = ""
    writes: list[tuple[str, str]] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    letters: list[tuple[str, str]] = field(default_factory=list)

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    @property
    def to_sign_in(self) -> bool:
        return self.status in {301, 302, 303} and urlsplit(self.location).path == SIGN_IN

    @property
    def text(self) -> str:
        """What can be read in it; a workbook is a packed folder of texts."""
        if self.headers.get("content-type") == XLSX:
            with zipfile.ZipFile(io.BytesIO(self.body)) as book:
                return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
        return self.body.decode("utf-8", "replace")


class Door:
    """Asks one request after the other, each in a savepoint that is rolled back: the world stays as it was built."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ledger = Ledger(world)
        self.asked = 0
        self.keep = False
        """Whether what the next requests do stays (for conversations of several requests)."""
        self.keep_cache = False
        """Whether limits go on counting from one request to the next."""
        self._handler = ClientHandler(enforce_csrf_checks=True)
        self._factory = RequestFactory()
        self._numbers = [
            (number.replace(".", ""), canaries.number_pattern(number), owner, kind) for number, (owner, kind) in world.numbers().items()
        ]

    # --- asking -----------------------------------------------------------------------------------------------------------------
    def ask(self, probe: Probe) -> Reply:
        self.asked += 1
        if not self.keep_cache:
            cache.clear()
        mail.outbox.clear()
        writes: list[tuple[str, str]] = []
        errors: list[str] = []

        def note(sender: Any, **kwargs: Any) -> None:
            last = traceback.extract_tb(sys.exc_info()[2])[-1]
            errors.append(f"{sys.exc_info()[1]!r} at {'/'.join(Path(last.filename).parts[-3:])}:{last.lineno}")

        def record(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            found = WRITE.match(sql)
            if found:
                writes.append((found[1].split()[0].upper(), found[2].lower()))
            return execute(sql, params, many, context)

        savepoint = transaction.savepoint()
        got_request_exception.connect(note, weak=False)
        try:
            with connection.execute_wrapper(record):
                response, body = self._send(probe)
            reply = Reply(
                probe, response.status_code, {name.lower(): value for name, value in response.items()}, response.cookies.output(), body,
                error="; ".join(errors), writes=writes,
            )  # fmt: skip
            if any(table != SESSIONS for _verb, table in writes):
                changed = self.ledger.changed()
                reply.changed = self.ledger.changes(probe, changed)
                reply.letters = letters_since(self.world) if OutboxMessage in changed else []
        finally:
            got_request_exception.disconnect(note)
            if self.keep:
                transaction.savepoint_commit(savepoint)
            else:
                transaction.savepoint_rollback(savepoint)
        reply.letters += [(to, f"{message.subject}\n{message.body}") for message in mail.outbox for to in message.to]
        return reply

    def _send(self, probe: Probe) -> tuple[HttpResponse, bytes]:
        headers = {"HTTP_HOST": probe.person.host, "HTTP_ACCEPT_LANGUAGE": "en", "REMOTE_ADDR": "192.0.2.77"}
        headers |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in probe.headers.items()}
        cookies = [f"{settings.SESSION_COOKIE_NAME}={probe.person.session}"] if probe.person.session else []
        if probe.token:
            cookies.append(f"{settings.CSRF_COOKIE_NAME}={CSRF}")
            headers["HTTP_X_CSRFTOKEN"] = CSRF
        if cookies and "HTTP_COOKIE" not in headers:
            headers["HTTP_COOKIE"] = "; ".join(cookies)
        request = self._factory.generic(
            probe.method, probe.path, urlencode(probe.body, doseq=True), "application/x-www-form-urlencoded",
            QUERY_STRING=urlencode(probe.query), **headers,
        )  # fmt: skip
        response = self._handler(request.environ)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        return response, body

    @contextmanager
    def conversation(self) -> Iterator[None]:
        """What the requests inside do stays until the end of it."""
        savepoint, before = transaction.savepoint(), self.keep
        self.keep = True
        try:
            yield
        finally:
            self.keep = before
            transaction.savepoint_rollback(savepoint)

    @contextmanager
    def reopened(self) -> Iterator[None]:
        """With middlewares that are loaded anew, before and after: Django looks their methods up once."""
        before, self._handler = self._handler, ClientHandler(enforce_csrf_checks=True)
        try:
            yield
        finally:
            self._handler = before

    # --- judging ----------------------------------------------------------------------------------------------------------------
    def holes(self, reply: Reply) -> list[str]:
        """What no reply may be, to anybody, at any address."""
        probe = reply.probe
        found = [
            *self._failures(reply),
            *(f"shows {sighting}" for sighting in sorted(self.foreign(reply), key=str)),
            *(f"changed {what}" for what in reply.changed),
            *self._letters(reply),
            *self._headers(reply),
        ]
        if probe.method in SAFE:
            wrote = sorted({table for _verb, table in reply.writes if table != SESSIONS})
            found += [f"a {probe.method} wrote to {', '.join(wrote)}"] if wrote else []
        return [f"{probe}: {what}" for what in found]

    @staticmethod
    def _failures(reply: Reply) -> list[str]:
        if reply.probe.key == "readyz" and reply.status == 503:
            return []
        return [f"{reply.status} {reply.error}"] if reply.status >= 500 else []

    def foreign(self, reply: Reply) -> set[Sighting]:
        """Canaries, numbers, public ids and keys in the reply that are not for this person's eyes."""
        probe = reply.probe
        said = probe.said()
        parts = {
            "the page": reply.text,
            "the redirect": reply.location,
            "a header": "\n".join(f"{name}: {value}" for name, value in reply.headers.items() if name != "location"),
            "a cookie": reply.cookies,
        }
        found: set[Sighting] = set()
        for where, whole in parts.items():
            text = canaries.without(whole, said) if whole else ""
            found |= canaries.sightings(text, where)
            squeezed = "".join(text.replace("&nbsp;", "").split())
            if where == "the page":
                found |= canaries.sightings(squeezed, where)
            bare = squeezed.replace(".", "").replace(",", "").replace("'", "")  # nothing groups digits now; the patterns alone are slow
            found |= {
                Sighting(owner, kind, where) for digits, pattern, owner, kind in self._numbers if digits in bare and pattern.search(text)
            }
            found |= {Sighting(owner, "name", where) for owner in self._named(text)}
        return {each for each in found if not self._may_see(probe, each)}

    def _named(self, text: str) -> Iterator[Owner]:
        """Whose public ids and keys stand in ``text``."""
        return (owner for name, owner in self.world.names.items() if name in text)

    def _may_see(self, probe: Probe, found: Sighting) -> bool:
        if probe.person.may_see(found, in_admin=probe.in_admin):
            return True
        # The address of a supply point, as the member of the household finds it in her list.
        return found.kind == "name" and probe.person.name == "member" and probe.person.may_see(Sighting(found.owner, "supplypoint"))

    def _letters(self, reply: Reply) -> list[str]:
        """A letter tells its reader of himself only, whoever caused it: of his account at this tenant, with links to this tenant."""
        found, here = [], reply.probe.person
        for to, text in reply.letters:
            readers = {sighting.owner for sighting in canaries.sightings(to)}
            news = canaries.without(text.replace(to, ""), reply.probe.said(), cut=True)  # what was typed may be said back, and be sent on
            told = canaries.sightings(news)
            told |= {Sighting(owner, "key") for owner in self._named(news)}
            asked = reply.probe.key == "ask" and not readers  # the utility's own address, told who asks
            allowed = {each for each in told if _is_told(readers, each) or (asked and here.may_see(each))}
            others = {each for each in told if each.owner.tenant != here.at or each not in allowed}
            found += [f"a letter to {to} tells of {each}" for each in sorted(others, key=str)]
            hosts = set(re.findall(r"https?://([^/\s\"<>]+)", NAMESPACE.sub("", text))) - {here.host}
            found += [f"a letter to {to} leads to {name}" for name in sorted(hosts)]
        return found

    @staticmethod
    def _headers(reply: Reply) -> list[str]:
        found = []
        headers, probe = reply.headers, reply.probe
        kept = headers.get("cache-control", "")
        if "no-store" not in kept and not (probe.key in PUBLICLY_CACHED and reply.status in {200, 304}):
            found.append(f"may be kept by a cache: {kept!r}")
        if headers.get("x-frame-options") != "DENY" and "frame-ancestors 'none'" not in headers.get("content-security-policy", ""):
            found.append("may be framed")
        if leads_away(reply):
            found.append(f"leads away to {reply.location}")
        if headers.get("x-robots-tag") != "noindex":
            found.append("may be indexed")
        return found


def leads_away(reply: Reply) -> bool:
    """Whether a browser would leave the host: it takes backslashes for slashes and drops control characters."""
    place = "".join(letter for letter in reply.location if letter > " ").replace("\\", "/")
    target = urlsplit(place if not place.startswith("//") else "//" + place.lstrip("/"))
    return target.netloc not in {"", reply.probe.person.host} or target.scheme not in {"", "http"}


def _is_told(readers: set[Owner], found: Sighting) -> bool:
    """Whether a letter may name it: to its owner, and to the member of the household what she finds on her pages as well."""
    household = HOUSEHOLDS.get(found.owner.tenant, ("",))[0]
    member = Owner(found.owner.tenant, "member") in readers and found.owner.name == household
    return found.owner in readers or (member and any(kind.startswith(found.kind) for kind in MEMBER_SEES if found.kind))
