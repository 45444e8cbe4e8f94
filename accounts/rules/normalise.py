"""What people type and what billing systems print, brought to one form before the two are compared.

Both sides go through here: the importer with the utility's data, the form with what was copied from a bill. A value that is
normalised already stays as it is. An empty result means: nothing in it can be compared.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

from tenants.rules.linking import Evidence, EvidenceKind
from tenants.rules.search_text import folded

LONGEST = 200
"""Signs of a value that are looked at; nothing printed on a bill is longer."""

ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
LOCAL_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})\.?")
DIGITS_WITH_LETTER_O = re.compile(r"(?<![^\W\dOo_])[\dOo]*\d[\dOo]*(?![^\W\dOo_])")


def normalise(value: str, evidence: Evidence) -> str:
    """``value`` as it is compared for ``evidence``.

    ``digits``  letters, blanks and marks are dropped, so a pasted "PLAČILO 1104 782" is 1104782; the letter O inside a number is
                a zero; a value shorter than ``length`` lost its leading zeros on the way and gets them back
    ``code``    capital letters and digits without accents and marks; the letter O is a zero
    ``text``    small letters without accents, single blanks
    ``amount``  euros with two decimals, 1268.74, whatever thousands and decimal marks were typed
    ``date``    ISO, from ISO or 1. 5. 2026

    ``prefixes`` go away first, in any case and however often ("SI12 1805" and "12 1805" are one reference). ``length`` never
    cuts: a longer value is compared whole.
    """
    plain = _without_prefixes(unicodedata.normalize("NFKC", value[:LONGEST]).strip(), evidence.prefixes)
    result = KINDS[evidence.kind](plain)
    if evidence.kind in ("digits", "code"):
        result = _leading_zeros(_without_prefixes(result, evidence.prefixes), evidence)
    return result[:LONGEST].strip()


def _without_prefixes(value: str, prefixes: tuple[str, ...]) -> str:
    """What is left when no prefix stands before it any more; a value that is nothing but a prefix stays."""
    wanted = [prefix.casefold() for prefix in prefixes if prefix]
    while found := next((prefix for prefix in wanted if value.casefold().startswith(prefix) and len(value) > len(prefix)), None):
        value = value[len(found) :].lstrip(" -./:")
    return value


def _leading_zeros(value: str, evidence: Evidence) -> str:
    if not value:
        return ""
    if evidence.leading_zeros == "drop":
        return value.lstrip("0") or "0"
    return value.zfill(evidence.length) if evidence.kind == "digits" and evidence.length else value


def _digits(value: str) -> str:
    zeros = DIGITS_WITH_LETTER_O.sub(lambda number: number[0].upper().replace("O", "0"), value)
    return "".join(sign for sign in zeros if sign in "0123456789")


def _code(value: str) -> str:
    plain = folded(value).upper().replace("O", "0")
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())


def _text(value: str) -> str:
    """Folding can bring forth signs that fold again (a letter behind an accent); the second time at most."""
    return folded(folded(unicodedata.normalize("NFKC", folded(value))))


def _amount(value: str) -> str:
    """The last mark is the decimal mark where one or two digits follow it; all other marks part thousands."""
    kept = "".join(sign for sign in value if sign in "0123456789,.").rstrip(",.")
    whole, decimals = kept, ""
    if found := re.fullmatch(r"(.*)[,.](\d{1,2})", kept):
        whole, decimals = found[1], found[2]
    digits = "".join(sign for sign in whole if sign.isdigit())
    if not digits and not decimals:
        return ""
    sign = "-" if re.match(r"[-−–]\s*\d", value) else ""
    return f"{sign}{(digits.lstrip('0') or '0')}.{decimals.ljust(2, '0')}"


def _date(value: str) -> str:
    plain = re.sub(r"\s", "", value)
    try:
        if iso := ISO_DAY.fullmatch(plain):
            return date(int(iso[1]), int(iso[2]), int(iso[3])).isoformat()
        if local := LOCAL_DAY.fullmatch(plain):
            year = int(local[3]) + (2000 if len(local[3]) == 2 else 0)
            return date(year, int(local[2]), int(local[1])).isoformat()
    except ValueError:
        return ""
    return ""


KINDS: Mapping[EvidenceKind, Callable[[str], str]] = {"digits": _digits, "code": _code, "text": _text, "amount": _amount, "date": _date}
