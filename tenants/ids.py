"""Public ids: what stands in an address bar instead of a countable key."""

import secrets

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
"""Base 58: no 0/O, no I/l, so that an id can be read over the telephone."""

LENGTH = 16


def new_public_id() -> str:
    """16 random base-58 characters, 93 bits: not guessable, unique per tenant."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
