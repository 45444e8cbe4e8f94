"""How many guesses a linking rule withstands, in bits: one bit twice the guesses.

What the utility counts upwards or prints on every letter (a customer number, a payment reference, a contract number) is
assumed to be known to the attacker and counts nothing, however long it is; only what has to be guessed counts. Figures for
amounts and meter numbers are the chances of the best single guess in "Linking by code" of the security notes (0.05 and
0.0001). A rule under `ENOUGH_BITS` links instantly only with ``accepted_risk`` in the file."""

import math

from tenants.rules.linking import Evidence, Linking, LinkingRule

ENOUGH_BITS = 20.0
AMOUNT_VALUES = 20
DATE_VALUES = 30
METER_VALUES = 10_000
CHARACTERS = {"digits": 10, "code": 31}
"""Signs of one place of a random value; a code leaves out what looks alike (0 O, 1 I L)."""


def evidence_bits(evidence: Evidence) -> float:
    """Bits of one value: of ``values`` where stated, of its length where ``random``, else by where it comes from."""
    if evidence.values is not None:
        return math.log2(evidence.values)
    if evidence.random and evidence.length is not None and evidence.kind in CHARACTERS:
        return evidence.length * math.log2(CHARACTERS[evidence.kind])
    if evidence.kind == "amount":
        return math.log2(AMOUNT_VALUES)
    if evidence.kind == "date":
        return math.log2(DATE_VALUES)
    if evidence.source == "meter":
        return math.log2(METER_VALUES)
    return 0.0


def rule_bits(rule: LinkingRule, linking: Linking) -> float:
    """Bits of all values of a rule together; a name that ``linking`` does not have counts nothing."""
    return sum(evidence_bits(item) for item in linking.evidence if item.name in rule.evidence)


def is_weak(rule: LinkingRule, linking: Linking) -> bool:
    """Whether the rule stays under `ENOUGH_BITS`."""
    return rule_bits(rule, linking) < ENOUGH_BITS
