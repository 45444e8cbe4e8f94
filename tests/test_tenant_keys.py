"""The page about the tenant's file has every key that the code reads, with its choices and its default, and no other."""

import pytest

from tests import tenant_keys

SECTIONS = tenant_keys.sections()


@pytest.mark.parametrize("heading", SECTIONS)
def test_every_key_of_a_section_is_on_the_page_and_no_other(heading):
    assert sorted(tenant_keys.rows(heading)) == sorted(SECTIONS[heading])


@pytest.mark.parametrize("heading", SECTIONS)
def test_choices_and_defaults_are_the_codes(heading):
    for key, asked in SECTIONS[heading].items():
        row = tenant_keys.rows(heading)[key]
        assert [choice for choice in asked.choices if f"`{choice}`" not in row] == [], key
        default = row.rstrip(" |").rpartition("|")[2].strip(" `")
        assert not asked.default or default.startswith((asked.default, "*required*")), (key, asked.default, default)


def test_the_tables_that_the_code_writes_are_fresh():
    assert tenant_keys.made() == tenant_keys.PAGE.read_text(encoding="utf-8"), "run: make tenant-keys"
