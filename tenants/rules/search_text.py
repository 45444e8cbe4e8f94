"""How texts and numbers are kept for searching, so that a search is a comparison of plain columns on every database."""

import unicodedata

NOT_TAKEN_APART = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe"})
"""Letters that Unicode does not write as a letter with an accent."""


def folded(text: str) -> str:
    """Lower case, without accents, single blanks: `Žagar  Đuro` is `zagar duro`."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(NOT_TAKEN_APART))
    return " ".join("".join(sign for sign in apart if not unicodedata.combining(sign)).split())


def letters_and_digits(text: str) -> str:
    """Only the letters and digits, folded: `3-345341` is `3345341`, `AB 12/7` is `ab127`."""
    return "".join(filter(str.isalnum, folded(text)))
