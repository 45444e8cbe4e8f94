"""How the values of a payment order are printed: reference (`sklic`) and IBAN, as on the UPN form.

Source: printed form of UPN QR: model, blank, content; IBAN in groups of four.
"""

import re


def printed_reference(reference: str) -> str:
    """``SI121805000001070`` → ``SI12 1805000001070``; ``RF…`` in groups of four; anything else as it is."""
    plain = re.sub(r"\s", "", reference).upper()
    if re.fullmatch(r"SI\d{2}.*", plain):
        return f"{plain[:4]} {plain[4:]}".strip()
    if plain.startswith("RF"):
        return _in_fours(plain)
    return reference


def printed_iban(iban: str) -> str:
    """``SI56191000010337441`` → ``SI56 1910 0001 0337 441``."""
    return _in_fours(re.sub(r"\s", "", iban).upper())


def _in_fours(text: str) -> str:
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
