"""Public ids: what stands in an address bar instead of a countable key."""

import os
import secrets
from collections.abc import Iterator

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
"""Base 58: no 0/O, no I/l, so that an id can be read over the telephone."""

LENGTH = 16


def new_public_id() -> str:
    """16 random base-58 characters, 93 bits: not guessable, unique per tenant."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


DRAWN = 1 << 17
"""Ids that :func:`public_ids` draws at once."""


def public_ids() -> Iterator[str]:
    """As many as one asks for, drawn many at once: for an import. Not to be kept, a forked process would draw the same again.

    Those drawn together come in their order, so that an index takes them page by page; what lies between two of them is as
    unknown as before (some 2^78 other ids)."""
    kept = len(ALPHABET) * (256 // len(ALPHABET))
    letters = bytes(ord(ALPHABET[number % len(ALPHABET)]) for number in range(256))
    beyond = bytes(range(kept, 256))  # the rest would make some letters more frequent than others
    while True:
        drawn = os.urandom(LENGTH * DRAWN).translate(letters, beyond).decode()
        yield from sorted(drawn[place : place + LENGTH] for place in range(0, len(drawn) - LENGTH + 1, LENGTH))
