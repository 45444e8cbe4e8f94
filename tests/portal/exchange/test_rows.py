"""Good rows go column by column, others cell by cell: both read the same."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.exchange import apply_postgresql, apply_sqlite, rows
from portal.exchange.cells import Cells, cleaned
from portal.exchange.format import FILES
from tenants.ids import ALPHABET, public_ids
from tenants.rules import tenant_file
from tests.portal.exchange.deliveries import Delivery, customer
from tests.presets import preset_text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("remembered", [0, 2, rows.REMEMBERED])
def test_both_ways_read_the_same(take, delivery, monkeypatch, remembered):
    """With nothing remembered, the form of the texts decides from the first row on."""
    monkeypatch.setattr(rows, "REMEMBERED", remembered)
    good, compared = rows.RowReader._good, []

    def both(self, places, lines, records, behind):
        found = list(good(self, places, lines, records, behind))
        for words, line, record in zip(found, lines, records, strict=True):
            slowly = [self.word(value) for value in self._what_is_wrong(line, record)]
            staged = words[3 : 3 + len(self.columns)]
            compared.extend((a, b) for name, a, b in zip(self.columns, staged, slowly, strict=True) if name in self.plain)
        return found

    monkeypatch.setattr(rows.RowReader, "_good", both)
    take(delivery)
    assert len(compared) > 300
    assert [pair for pair in compared if pair[0] != pair[1]] == []


WRITTEN = "aZ09 čŽđé.,:/&+@'()_-\\\t\u00a0\u200b\u0301SI"


@cache
def involta(*, decimal_mark):
    tenant = tenant_file.parse(preset_text("involta"))
    [utility] = tenant.utilities
    return Cells(tenant=tenant, utility=replace(utility, exchange=replace(utility.exchange, decimal_mark=decimal_mark)))


@cache
def plain_and_read(decimal_mark):
    """Of every column that has a plain form: the form, and the way in which all other texts are read."""
    cells = involta(decimal_mark=decimal_mark)
    found = [(cells.plain(file, column), cells.reader(file, column)) for file in FILES for column in file.columns]
    return [(plain, read) for plain, read in found if plain is not None]


@pytest.mark.parametrize("mark", [",", "."])
@pytest.mark.parametrize("word", [apply_postgresql.word, apply_sqlite.word])
@given(text=st.one_of(st.text(WRITTEN, max_size=45), st.from_regex(r"-?[0-9]{1,12}[.,]?[0-9]{0,4}", fullmatch=True)))
def test_what_is_taken_as_it_is_would_be_read_as_the_same(text, word, mark):
    for plain, read in plain_and_read(mark):
        if plain.form.fullmatch(text):
            assert word(read(cleaned(text))) == (text if plain.word is None else plain.word(text))


@pytest.mark.parametrize(
    ("file", "column", "text"),
    [
        ("customers", "number", "1000001"),
        ("customers", "name", "Cvetka Đurić-Žnidaršič"),
        ("customers", "street", "Pot na Žale 12/a"),
        ("customers", "email", "stranka1@primer.si"),
        ("supply_points", "gsrn", "383123456789012345"),
        ("invoices", "number", "R-2026/000001"),
        ("invoices", "gross", "1234,56"),
        ("invoices", "reference", "SI00 0000000001"),
        ("readings", "value", "12345,678"),
    ],
)
def test_what_most_rows_look_like_is_taken_as_it_is(file, column, text):
    """Otherwise a large delivery is read cell by cell, three times as slow."""
    cells = involta(decimal_mark=",")
    [of] = [each for each in FILES if each.name == file]
    assert cells.plain(of, of.column(column)).form.fullmatch(text)


def test_texts_with_signs_that_copy_uses_arrive_as_they_are(take, delivery, in_probe):
    from accounts.models import Customer

    names = [r"A\B", r"\N", "tab\tinside", "two\nlines", 'with "quotes"', r"\.", "Žan\\t"]
    people = [customer(str(number), name) for number, name in enumerate(names, start=1)]
    take(Delivery(delivery.folder, {"customers": people}))
    stored = dict(Customer.objects.values_list("number", "name"))
    assert [stored[str(number)] for number in range(1, len(names) + 1)] == [" ".join(name.split()) for name in names]


@pytest.mark.parametrize(("value", "word"), [(None, r"\N"), ("", ""), ("\\", "\\\\"), ("a\tb", "a\\tb"), (True, "True"), (7, "7")])
def test_words_of_copy(value, word):
    assert apply_postgresql.word(value) == word


def test_a_column_remembers_a_bounded_number_of_texts():
    column = rows.Remembering(str.upper)
    for number in range(3 * rows.REMEMBERED):
        assert column[f"x{number}"] == f"X{number}"
    assert len(column) == rows.REMEMBERED


def test_public_ids_by_the_thousand_are_like_single_ones(monkeypatch):
    monkeypatch.setattr("tenants.ids.DRAWN", 256)  # they come in their order: only whole batches have every first letter
    ids = public_ids()
    drawn = [next(ids) for _number in range(20_000)]
    assert len(set(drawn)) == len(drawn)
    assert {len(one) for one in drawn} == {16}
    letters = "".join(drawn)
    assert set(letters) == set(ALPHABET)
    expected = len(letters) / len(ALPHABET)
    assert all(abs(letters.count(sign) - expected) < expected / 10 for sign in ALPHABET)
