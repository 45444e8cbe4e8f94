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


def public_ids() -> Iterator[str]:
    """As many as one asks for, drawn many at once: for an import. Not to be kept, a forked process would draw the same again."""
    kept = len(ALPHABET) * (256 // len(ALPHABET))
    letters = bytes(ord(ALPHABET[number % len(ALPHABET)]) for number in range(256))
    beyond = bytes(range(kept, 256))  # the rest would make some letters more frequent than others
    while True:
        drawn = os.urandom(LENGTH * 1024).translate(letters, beyond).decode()
        yield from (drawn[place : place + LENGTH] for place in range(0, len(drawn) - LENGTH + 1, LENGTH))
