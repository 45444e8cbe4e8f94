"""A freely chosen user name: two that look alike are one."""

from unicodedata import normalize

SHORTEST = 3
LONGEST = 60


def normalised(name: str) -> str:
    """``name`` as it is stored and compared: without case and in the compatibility form NFKC.

    ``Ana``, ``ANA`` and full-width ``ａｎａ`` are the same name, so nobody can pass for somebody else. Blanks around it are dropped.
    """
    return normalize("NFKC", normalize("NFKC", name.strip()).casefold())
