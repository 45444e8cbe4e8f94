"""The rounds of the wall test by name: the ordinary ones in a minute, the long ones with `make walls`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from tests.walls import attacks, doors, mailed
from tests.walls.crawl import Walls
from tests.walls.door import METHODS

THOROUGH = os.environ.get("WALLS") == "all"
"""`make walls` sets it: every person with every method, every payload, every id, every mutant."""

EVERYBODY = [
    (name, home, at)
    for home, names in (
        ("involta", ("ana", "bojan", "fresh", "member", "former", "gone", "staff", "clerk", "novice")),
        ("zagorje", ("cilka", "dana", "fresh", "member", "former", "gone", "staff", "clerk", "novice")),
    )
    for name in names
    for at in ("involta", "zagorje")
    if at == home or name in {"ana", "cilka", "staff"}
] + [
    *(("anonymous", "", at) for at in ("involta", "zagorje", "platform")),
    *(("operator", "platform", at) for at in ("involta", "zagorje", "platform")),
    ("staff", "involta", "platform"),
    ("ana", "involta", "platform"),
]  # fmt: skip
"""Name, home, host of every person of the cast; a test compares it with the cast."""

TELLING = [
    ("bojan", "involta", "involta"),
    ("member", "involta", "involta"),
    ("clerk", "involta", "involta"),
    ("cilka", "zagorje", "involta"),
    ("staff", "zagorje", "zagorje"),
    ("anonymous", "", "involta"),
]
"""Who is sent with the unsafe methods in the ordinary run."""

Round = Callable[[Walls], Iterator[str]]

DOORS: dict[str, Round] = {
    "unknown hosts": doors.unknown_hosts,
    "forged hosts": doors.forged_hosts,
    "aliases": doors.aliases,
    "passwords of another tenant": doors.other_tenants_passwords,
    "letters about another tenant": doors.letters,
    "links of another tenant": doors.other_tenants_links,
    "links of mails": mailed.links_of_mails,
    "links of another purpose": mailed.links_of_another_purpose,
    "what a file leaves off": doors.left_off,
    "limits of another tenant": doors.shared_limits,
    "forms without a token": lambda walls: doors.without_token(walls, **({} if THOROUGH else {"methods": ("POST",)})),
    "next everywhere": lambda walls: doors.evil_next_everywhere(walls, payloads=attacks.TELLING[:: 1 if THOROUGH else 12]),
    "next where it is followed": lambda walls: doors.evil_next_where_it_is_followed(
        walls, payloads=attacks.PAYLOADS[:: 1 if THOROUGH else 9]
    ),
}

ONCE = frozenset() if THOROUGH else frozenset({"forged hosts", "forms without a token", "next everywhere", "next where it is followed"})
"""Doors where a redirect, a host or a token is judged, in which no engine has a say: the ordinary run tries them on SQLite alone."""

METHODS_OF_A_ROUND = METHODS if THOROUGH else ("POST", "DELETE")
UNSAFE_PEOPLE = EVERYBODY if THOROUGH else TELLING
FORM_PEOPLE = (
    [who for who in EVERYBODY if who[1] == who[2] and who[0] not in {"gone"}]
    if THOROUGH
    else [
        ("bojan", "involta", "involta"),
        ("member", "involta", "involta"),
        ("cilka", "zagorje", "zagorje"),
        ("staff", "zagorje", "zagorje"),
    ]
)
LIST_PEOPLE = (
    [(name, home, home) for home in ("involta", "zagorje") for name in ("staff", "clerk")]
    if THOROUGH
    else [("staff", "zagorje", "zagorje")]
)
QUERY_PEOPLE = [("bojan", "involta", "involta"), ("anonymous", "", "zagorje")]
if THOROUGH:
    QUERY_PEOPLE += [("member", "involta", "involta"), ("clerk", "involta", "involta"), ("staff", "zagorje", "zagorje")]
    QUERY_PEOPLE += [("operator", "platform", "platform")]
