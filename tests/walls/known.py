"""Holes that were found and are not closed yet. Each entry is a debt: it fails the build as soon as it is paid and still listed."""

KNOWN: dict[tuple[str, str], str] = {}
"""(person, words of the hole) → what is wrong and whose turn it is."""
