"""What a link allows by the way it was proved: everything, or what the utility's file leaves to weak proof.

Weak is a linking rule that withstands fewer than 20 bits of guessing (`tenants.rules.linking_strength`). Strong are the other
rules, whatever staff made, and a confirmed address that is the one on file.
"""

from __future__ import annotations

from tenants.rules.linking import Linking
from tenants.rules.linking_strength import is_weak

STAFF = "staff"
"""What stands as the rule of a link that staff made."""


def strong_rules(linking: Linking) -> tuple[str, ...]:
    """Keys of rules whose links may do everything. A rule that the file no longer has counts as weak."""
    return (STAFF, *(rule.key for rule in linking.rules if not is_weak(rule, linking)))


def may(linking: Linking | None, right: str, *, rule_key: str, on_file: bool) -> bool:
    """Whether a link proved by ``rule_key`` allows ``right`` (a word of ``weak_link_may``). ``linking`` None: the file says nothing
    of the utility, so nothing is held back."""
    return linking is None or right in linking.weak_link_may or on_file or rule_key in strong_rules(linking)
