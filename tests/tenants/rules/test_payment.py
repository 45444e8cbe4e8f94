"""The section [payment]: whom the customers pay."""

import pytest

from tenants.rules import tenant_file
from tenants.rules.payment import is_iban
from tenants.rules.tenant_file import FileRefused
from tests.tenants.rules.files import SMALL, TWO

ACCOUNT = 'iban = "SI56 1910 0001 0337 441"\nrecipient = "Vodovod"\nstreet = "Glavna cesta 1"\ncity = "1000 Ljubljana"\n'


def payment(text):
    return tenant_file.parse(text).utilities[0].payment


def test_without_the_section_there_is_no_account_and_the_usual_purposes():
    found = payment(SMALL)
    assert (found.iban, found.purpose_code, found.purpose_codes["electricity"]) == ("", "OTHR", "ELEC")


def test_account_name_and_address_are_read_and_blanks_of_the_iban_do_not_matter():
    found = payment(SMALL + "[payment]\n" + ACCOUNT + '[payment.purpose_codes]\nwater = "SCVE"')
    assert (found.iban, found.recipient, found.street, found.city) == ("SI56191000010337441", "Vodovod", "Glavna cesta 1", "1000 Ljubljana")
    assert (found.purpose_codes["water"], found.purpose_codes["gas"]) == ("SCVE", "GASB")


@pytest.mark.parametrize(
    ("section", "key"),
    [
        (ACCOUNT.replace("441", "442"), "payment.iban"),  # the check digits do not fit
        (ACCOUNT.replace("SI56", "si56"), "payment.iban"),
        (ACCOUNT.replace('street = "Glavna cesta 1"\n', ""), "payment.street"),
        (ACCOUNT.replace("Vodovod", "V" * 34), "payment.recipient"),
        (ACCOUNT + 'purpose_code = "elec"', "payment.purpose_code"),
        (ACCOUNT + '[payment.purpose_codes]\nwater = "WATER"', "payment.purpose_codes.water"),
        (ACCOUNT + 'bic = "BAKOSI2X"', "payment.bic"),
        ('recipient = "Vodovod"\nstreet = "Cesta 1"\ncity = "Kraj"', "payment.iban"),
    ],
)
def test_what_a_bank_would_refuse_is_named(section, key):
    with pytest.raises(FileRefused) as refused:
        tenant_file.parse(SMALL + "[payment]\n" + section)
    assert key in [problem.key for problem in refused.value.problems]


def test_a_utility_of_several_has_an_account_of_its_own():
    file = tenant_file.parse(TWO + "[utilities.gora.payment]\n" + ACCOUNT)
    assert file.utility("gora").payment.iban == "SI56191000010337441"
    assert [utility.payment.iban for utility in file.utilities if utility.code != "gora"] == [""]


@pytest.mark.parametrize(
    ("iban", "expected"),
    [("SI56191000010337441", True), ("DE89370400440532013000", True), ("SI56191000010337440", False), ("SI56", False), ("", False)],
)
def test_check_digits_of_an_iban(iban, expected):
    assert is_iban(iban) is expected
