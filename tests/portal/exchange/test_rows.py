"""Good rows go through a tight loop, others cell by cell: both read the same."""

from __future__ import annotations

import pytest

from portal.exchange import apply_postgresql, rows
from tenants.ids import ALPHABET, public_ids
from tests.portal.exchange.deliveries import Delivery, customer

pytestmark = pytest.mark.django_db


def test_both_ways_read_the_same(take, delivery, monkeypatch):
    call, compared = rows.RowReader.__call__, []

    def both(self, place, line, record):
        words = call(self, place, line, record)
        slowly = [self.word(value) for value in self._what_is_wrong(line, record)]
        compared.extend((a, b) for name, a, b in zip(self.columns, words[3:], slowly, strict=True) if name in self.plain)
        return words

    monkeypatch.setattr(rows.RowReader, "__call__", both)
    take(delivery)
    assert len(compared) > 300
    assert [pair for pair in compared if pair[0] != pair[1]] == []


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


def test_public_ids_by_the_thousand_are_like_single_ones():
    ids = public_ids()
    drawn = [next(ids) for _number in range(20_000)]
    assert len(set(drawn)) == len(drawn)
    assert {len(one) for one in drawn} == {16}
    letters = "".join(drawn)
    assert set(letters) == set(ALPHABET)
    expected = len(letters) / len(ALPHABET)
    assert all(abs(letters.count(sign) - expected) < expected / 10 for sign in ALPHABET)
