"""What a password must be: the table of the Zagorje manual and the defaults."""

import pytest

from tenants.rules import tenant_file
from tenants.rules.password import PasswordPolicy, Verdict, check
from tests.tenants.rules.files import preset

STRICT = tenant_file.parse(preset("zagorje")).password
SHORT = tenant_file.parse(preset("mojupravljalec")).password
NAME = "Ana.Novak1@Primer.si"


@pytest.mark.parametrize(
    ("password", "verdicts"),
    [
        ("Abcdef1", [Verdict.TOO_SHORT]),
        ("Abcdefg1", []),
        ("abcdefg1", [Verdict.NO_UPPER_CASE]),
        ("Abcdefgh", [Verdict.NO_DIGIT]),
        ("abc", [Verdict.TOO_SHORT, Verdict.NO_UPPER_CASE, Verdict.NO_DIGIT]),
        ("Čbcdefg1", []),
        ("Šbcdefg1", []),
        ("Žbcdefg1", []),
        ("Ćbcdefg1", []),
        ("Đbcdefg1", []),
        ("čšžćđabc1", [Verdict.NO_UPPER_CASE]),
        (NAME, [Verdict.IS_IDENTIFIER]),
        (NAME.upper(), [Verdict.IS_IDENTIFIER]),
        ("ANA.NOVAK1", [Verdict.IS_IDENTIFIER]),
        ("Ana.Novak12", []),
    ],
)
def test_zagorje_table(password, verdicts):
    assert list(check(password, STRICT, identifiers=[NAME], common=None)) == verdicts


@pytest.mark.parametrize(("password", "verdicts"), [("abcde", [Verdict.TOO_SHORT]), ("abcdef", []), ("GESLO123", [Verdict.COMMON])])
def test_mojupravljalec_asks_six_characters_and_nothing_common(password, verdicts):
    assert list(check(password, SHORT, identifiers=[], common=lambda tried: tried == "geslo123")) == verdicts


def test_default_is_eight_characters_not_common_not_the_identifier():
    policy = PasswordPolicy()
    assert check("abcdefg", policy) == (Verdict.TOO_SHORT,)
    assert check("abcdefgh", policy, identifiers=["ABCDEFGH"], common=lambda tried: True) == (Verdict.IS_IDENTIFIER, Verdict.COMMON)
    assert check("abcdefgh", policy, identifiers=["", " "]) == ()


def test_rules_that_are_off_are_not_applied():
    policy = PasswordPolicy(min_length=6, not_identifier=False, not_common=False)
    assert check("abcdef", policy, identifiers=["abcdef"], common=lambda tried: True) == ()
