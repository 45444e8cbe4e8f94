"""From which column of a delivery the value of an evidence is taken."""

import pytest

from tenants.rules.evidence_columns import COLUMNS, ENDINGS, WITH_HEADER, column_of


@pytest.mark.parametrize(
    ("source", "name", "column", "taken_from"),
    [
        ("invoice", "gross", "", "gross"),
        ("invoice", "amount", "gross", "gross"),
        ("invoice", "amount", "", ""),
        ("invoice", "code", "", "access_code"),
        ("invoice", "customer_code", "", "access_code"),
        ("invoice", "invoice_number", "", "number"),
        ("customer", "customer_number", "", "number"),
        ("customer", "number", "tax_number", "tax_number"),
        ("contract", "contract_number", "", "number"),
        ("contract", "commodity", "", "commodity"),
        ("meter", "meter_serial", "", "serial"),
        ("meter", "meter_number", "", "serial"),
        ("supply_point", "point_number", "", "number"),
        ("supply_point", "operator", "", "operator"),
        ("file", "letter_code", "", ""),
    ],
)
def test_the_column_is_what_the_file_says_or_what_the_name_says(source, name, column, taken_from):
    assert column_of(source, name, column) == taken_from


def test_every_name_leads_to_a_column_that_there_is():
    assert set(ENDINGS) == set(COLUMNS) >= set(WITH_HEADER)
    assert all(set(ENDINGS[source].values()) <= set(COLUMNS[source]) for source in COLUMNS)
