"""How texts and numbers are kept for searching, so that a search is a comparison of plain columns on every database."""

import unicodedata

NOT_TAKEN_APART = {"đ": "d", "ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe"}
"""Letters that Unicode does not write as a letter with an accent."""


FIRST_MARK = "\u0300"
"""Unicode has no combining mark before this one."""


def folded(text: str) -> str:
    """Lower case, without accents, single blanks: `Žagar  Đuro` is `zagar duro`. Imports call it for every row."""
    text = text.casefold()
    if not text.isascii():
        for letter, plain in NOT_TAKEN_APART.items():
            text = text.replace(letter, plain)
        apart = unicodedata.normalize("NFKD", text)
        text = "".join([sign for sign in apart if sign < FIRST_MARK or not unicodedata.combining(sign)])
    return " ".join(text.split())


def letters_and_digits(text: str) -> str:
    """Only the letters and digits, folded: `3-345341` is `3345341`, `AB 12/7` is `ab127`."""
    return "".join(filter(str.isalnum, folded(text)))
