"""How many bits a linking rule withstands: only what has to be guessed counts."""

import pytest

from tenants.rules.linking import Evidence, Linking, LinkingRule
from tenants.rules.linking_strength import evidence_bits, is_weak, rule_bits
from tests.tenants.rules.files import CODE_RULE, SMALL, problems_of


@pytest.mark.parametrize(
    ("evidence", "bits"),
    [
        (Evidence("customer_number", kind="digits", length=9), 0.0),  # counted upwards, printed on every letter
        (Evidence("reference", kind="digits", source="invoice", length=13, last_bills=1), 0.0),
        (Evidence("code", kind="digits", source="invoice", length=4, random=True), 13.29),
        (Evidence("code", kind="digits", length=6, random=True), 19.93),
        (Evidence("code", kind="digits", length=7, random=True), 23.25),
        (Evidence("letter", kind="code", source="file", length=8, random=True), 39.63),
        (Evidence("amount", kind="amount", source="invoice"), 4.32),
        (Evidence("due", kind="date", source="invoice"), 4.91),
        (Evidence("serial", kind="digits", source="meter"), 13.29),
        (Evidence("operator", kind="text", values=5), 2.32),
        (Evidence("one_value", kind="text", values=1), 0.0),
        (Evidence("code", kind="digits", length=9, random=True, values=1000), 9.97),  # what is stated wins
    ],
    ids=lambda value: value.name if isinstance(value, Evidence) else str(value),
)
def test_bits_of_one_value(evidence, bits):
    assert evidence_bits(evidence) == pytest.approx(bits, abs=0.01)


def rule_of(*evidence, on_match="instant", accepted_risk=""):
    rule = LinkingRule("rule", tuple(item.name for item in evidence), on_match=on_match, accepted_risk=accepted_risk)
    return rule, Linking(evidence=evidence, rules=(rule,))


CODE = Evidence("code", kind="digits", length=4, random=True)
SERIAL = Evidence("serial", kind="digits", source="meter")
NUMBER = Evidence("number", kind="digits", length=9)


def test_values_of_a_rule_add_up():
    assert rule_bits(*rule_of(CODE, SERIAL, NUMBER)) == pytest.approx(26.58, abs=0.01)


@pytest.mark.parametrize(("evidence", "weak"), [((NUMBER,), True), ((NUMBER, CODE), True), ((SERIAL,), True), ((CODE, SERIAL), False)])
def test_a_rule_is_weak_under_twenty_bits(evidence, weak):
    assert is_weak(*rule_of(*evidence)) is weak


WEAK = CODE_RULE.replace("length = 8", "length = 4")


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        (CODE_RULE, False),
        (WEAK, True),
        (WEAK + 'on_match = "review"', False),
        (WEAK + 'accepted_risk = "as the manual has it"', False),
        (WEAK + 'accepted_risk = ""', True),
    ],
    ids=["strong", "weak", "reviewed by staff", "risk accepted", "empty sentence"],
)
def test_an_instant_link_by_a_weak_rule_needs_an_accepted_risk(text, refused):
    assert [problem.key for problem in problems_of(SMALL + text)] == (["linking.rules.code.accepted_risk"] if refused else [])
