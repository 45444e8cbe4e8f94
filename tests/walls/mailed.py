"""The links that lie in somebody's mailbox: where each opens, for whom, and where it must be dead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

from django.core import signing

from accounts import tokens
from accounts.models import Link, PendingEmail, PendingPassword
from accounts.services import activity, email_change, passwords
from meters.models import Reminder
from tests.scopes import working_for
from tests.walls.canaries import Owner
from tests.walls.crawl import Walls
from tests.walls.door import Probe
from tests.walls.persons import NOBODY, Person
from tests.walls.world import HOUSEHOLDS

CLIENT = activity.Client(address="192.0.2.77", agent="walls")
WORD = "walls-word-of-a-mail-that-came-to-its-reader"
"""Where the portal itself would take a random one."""

Letter = tuple[str, str, list[Person], list[Person]]
"""Key and path of a link, who may open it, and whom it must say nothing to."""


def links_of_mails(walls: Walls) -> Iterator[str]:
    """The right link opens for its reader and on its tenant's host, and for nobody else anywhere."""
    for slug, (first, _second) in HOUSEHOLDS.items():
        with walls.door.conversation():
            for key, path, readers, others in _letters(walls, Owner(slug, first)):
                for person in [*readers, *others]:
                    yield from _opened(walls, Probe(person, "GET", path, key), person in readers)
                for person in others:
                    yield from _opened(walls, Probe(person, "POST", path, key), False)


def _letters(walls: Walls, owner: Owner) -> list[Letter]:
    user, link = walls.world.users[owner], walls.world.first(owner, Link)
    _ask_for_both(user)
    with working_for(user.tenant):
        objection = tokens.objection_key(link.public_id)
    other = next(slug for slug in HOUSEHOLDS if slug != owner.tenant)
    here, there = walls.person(NOBODY, "", owner.tenant), walls.person(NOBODY, "", other)
    reader = walls.person(owner.name, owner.tenant)
    strangers = [walls.person(walls.world.neighbour(owner).name, owner.tenant), walls.person(HOUSEHOLDS[other][0], other)]
    return [
        ("accounts:object_to_link", f"/accounts/link/objection/{quote(objection)}/", [here], [there]),
        ("stop_reminders", f"/r/{walls.world.first(owner, Reminder).public_id}/", [here], [there]),
        ("accounts:confirm_password", f"/accounts/password/change/{WORD}/", [here], [there]),
        ("accounts:confirm_new_email", f"/accounts/email/confirm/{WORD}/", [reader], strangers),
    ]


def _ask_for_both(user: Any) -> None:
    """Another password and another address, asked for as the pages do: both mails bear :data:`WORD`."""
    with working_for(user.tenant), patch.object(tokens, "new_word", lambda: WORD):
        passwords.request_change(user=user, password="Drugo-geslo-2026", sign_out_others=False, session_key="", client=CLIENT)
        email_change.request_change(user=user, email="drug-naslov@example.si", client=CLIENT)


def links_of_another_purpose(walls: Walls) -> Iterator[str]:
    """What was signed or kept for one purpose, with all that another asks for, does not do the other."""
    for slug, (first, _second) in HOUSEHOLDS.items():
        owner = Owner(slug, first)
        user, guest, reader = walls.world.users[owner], walls.person(NOBODY, "", slug), walls.person(first, slug)
        with walls.door.conversation():
            _ask_for_both(user)
            with working_for(user.tenant):
                user.emailaddress_set.update(verified=False)  # else there is nothing to activate
                as_address = signing.dumps([walls.world.first(owner, Link).public_id, ""], salt=tokens._salt())
                as_objection = signing.dumps([user.pk.hex, user.email], salt=tokens._objection_salt())
                PendingEmail.objects.filter(user=user).update(token_digest=tokens.digest(passwords.CONFIRM, WORD))
                PendingPassword.objects.filter(user=user).update(token_digest=tokens.digest(email_change.CONFIRM, WORD))
            for probe in (
                Probe(guest, "GET", f"/accounts/link/objection/{quote(as_address)}/", "accounts:object_to_link"),
                Probe(guest, "GET", f"/accounts/activate/{quote(as_objection)}/", "accounts:activate"),
                Probe(reader, "GET", f"/accounts/email/confirm/{WORD}/", "accounts:confirm_new_email"),
                Probe(guest, "GET", f"/accounts/password/change/{WORD}/", "accounts:confirm_password"),
            ):
                yield from _opened(walls, probe, False)


def _opened(walls: Walls, probe: Probe, may: bool) -> Iterator[str]:
    reply = walls.door.ask(probe)
    if reply.status != (200 if may else 404):
        yield f"{probe}: {reply.status} {reply.error}, a mail's link {'does not open for its reader' if may else 'opens'}"
