"""From the cells of many rows to what is staged of them: column by column while all is well, cell by cell for a row in which
something is wrong.

How each column is made is put together once a file. Days, towns, products and choices come again and again, so every column
remembers the texts it has read; numbers and names mostly differ, so one look at their form tells that they stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import repeat, starmap
from typing import Any

from django.utils.translation import gettext as _

from portal.exchange import evidence, reader
from portal.exchange.cells import CellRefused, Cells, Plain, cleaned, empty_value
from portal.exchange.format import Column
from portal.exchange.plan import Target
from portal.exchange.reader import Source

GOOD, BAD, TAKEN = 0, 1, 2
"""The column ``bad`` of a staged row: to be written; refused; already taken care of."""

REMEMBERED = 4096
"""Texts that a column remembers; one in which more differ is mostly one in which all do."""

Make = Callable[..., Any]
Note = Callable[[int, str, str, str], None]
"""Told everything wrong: line, header, value, reason."""


class Remembering(dict[Any, Any]):
    """What ``make`` made of a text, or of several. Raises what ``make`` raises."""

    def __init__(self, make: Make) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, texts: Any) -> Any:
        made = self.make(texts)
        if len(self) < REMEMBERED:
            self[texts] = made
        return made


class _Cells:
    """The cells of one column, many at once. ``value(text)`` reads one of them and raises ``CellRefused``.

    ``plain``: the form of texts that need no reading; asked only when the column has shown that most of its texts differ."""

    def __init__(self, *, value: Make, word: Make, plain: Plain | None) -> None:
        self._plain = plain
        self._words = Remembering(lambda text: word(value(text)))
        self._values = Remembering(value)

    def words(self, texts: Sequence[str]) -> Iterable[Any]:
        plain = self._plain_form(texts, self._words)
        if plain is None:
            return list(map(self._words.__getitem__, texts))
        return texts if plain.word is None else list(map(plain.word, texts))

    def values(self, texts: Sequence[str]) -> Iterable[Any]:
        """For columns that are derived from this one."""
        plain = self._plain_form(texts, self._values)
        if plain is None or plain.word is not None:
            return list(map(self._values.__getitem__, texts))
        return texts

    def _plain_form(self, texts: Sequence[str], remembered: Remembering) -> Plain | None:
        """The form that all of ``texts`` have, once the column has shown that most of them differ."""
        plain = self._plain
        if plain is None or len(remembered) < REMEMBERED or not all(map(plain.form.fullmatch, texts)):
            return None
        return plain


class RowReader:
    """Reads the records of one file. ``columns``: the staged columns, in the order in which the words come.

    ``word`` turns a value into what the database takes."""

    def __init__(self, target: Target, source: Source, proofs: Sequence[evidence.Proof], *, context: Any, word: Make, note: Note) -> None:
        self.source, self.word, self.note = source, word, note
        self.width, self.places = reader.width(source), source.places()
        self.given = tuple(column for column in target.file.columns if column.name in source.given)
        self.read = {column.name: self._reader(column, context.cells) for column in self.given}
        self.text = {column.name: self._cleaner(column.name) for column in self.given}
        self._cells = {column.name: self._cells_of(column, context.cells) for column in self.given}
        self._proofs = {proof.column: self._proof(proof) for proof in proofs}
        self._derived = {derived.column: (derived.of, derived.make(context)) for derived in target.derived}
        self.plain = tuple(column.name for column in self.given if column.name not in self._derived)
        self.columns = (*self.plain, *self._proofs, *self._derived)

    def many(
        self, places: Sequence[int], lines: Sequence[int], records: Sequence[list[str]], *behind: Sequence[str]
    ) -> Iterable[Sequence[Any]]:
        """``place``, ``line``, ``bad``, the words of the columns, and the words ``behind`` for each record.

        Where something is wrong in one of them, each half is read by itself, down to the row that it is wrong in."""
        try:
            return self._good(places, lines, records, behind)
        except CellRefused:
            pass
        if len(records) == 1:
            wrong = map(self.word, self._what_is_wrong(lines[0], records[0]))
            return [(str(places[0]), str(lines[0]), str(BAD), *wrong, *(words[0] for words in behind))]
        half = len(records) // 2
        return [
            *self.many(places[:half], lines[:half], records[:half], *(words[:half] for words in behind)),
            *self.many(places[half:], lines[half:], records[half:], *(words[half:] for words in behind)),
        ]

    def _good(
        self, places: Sequence[int], lines: Sequence[int], records: Sequence[list[str]], behind: Sequence[Sequence[str]]
    ) -> Iterable[Sequence[Any]]:
        """Raises ``CellRefused`` where a cell of any record cannot be read."""
        if set(map(len, records)) != {self.width}:
            raise CellRefused
        texts = list(zip(*records, strict=True))
        words = [self._cells[name].words(texts[self.places[name]]) for name in self.plain]
        words += [list(map(digests.__getitem__, texts[place])) for place, digests in self._proofs.values()]
        words += [list(map(self.word, self._make(of, make, texts))) for of, make in self._derived.values()]
        return zip(map(str, places), map(str, lines), repeat(str(GOOD)), *words, *behind, strict=False)

    def _make(self, of: tuple[str, ...], make: Make, texts: Sequence[Sequence[str]]) -> Iterable[Any]:
        """A derived column. A column of those it is made of that the file does not have is None."""
        values = [self._cells[name].values(texts[self.places[name]]) if name in self._cells else repeat(None) for name in of]
        if all(name not in self._cells for name in of):
            return starmap(make, repeat((None,) * len(of), len(texts[0])))
        return map(make, *values)

    def _what_is_wrong(self, line: int, record: list[str]) -> list[Any]:
        """Notes every wrong cell. The good ones are staged: they explain rows that refer to this one."""
        values: dict[str, Any] = {}
        if len(record) != self.width:
            wrong = _("The row has %(cells)d cells, the header has %(columns)d.")
            self.note(line, "", "", wrong % {"cells": len(record), "columns": len(self.source.headers)})
        else:
            for column in self.given:
                text = self.text[column.name](record[self.places[column.name]])
                try:
                    values[column.name] = self.read[column.name](text)
                except CellRefused as refused:
                    self.note(line, self._header(column, record), text, str(refused))
        return [values.get(name) if name in self.plain else None for name in self.columns]

    def _header(self, column: Column, record: list[str]) -> str:
        if self.source.registers and column.name in ("register", "value"):
            return self.source.registers[record[self.places["register"]]]
        return self.source.header_of(column.name)

    def _cleaner(self, name: str) -> Callable[[str], str]:
        words = self.source.exchange.values.get(f"{self.source.file.name}.{name}", {})
        if name in self.source.constants:
            return str
        return (lambda text: reader.mapped(cleaned(text), words)) if words else cleaned

    def _reader(self, column: Column, cells: Cells) -> Callable[[str], Any]:
        read, empty = cells.reader(self.source.file, column), empty_value(self.source.file, column)

        def value(text: str) -> Any:
            if text:
                return read(text)
            if column.need == "filled":
                raise CellRefused(_("This cell must be filled."))
            return empty

        return value

    def _cells_of(self, column: Column, cells: Cells) -> _Cells:
        clean, read = self.text[column.name], self.read[column.name]
        plain = cells.plain(self.source.file, column) if clean is cleaned else None
        return _Cells(value=lambda text: read(clean(text)), word=self.word, plain=plain)

    def _proof(self, proof: evidence.Proof) -> tuple[int, Remembering]:
        """Evidence out of a column of ours, or out of one that nothing else is made of."""
        if not proof.take:
            folded = [header.casefold() for header in self.source.headers]
            return folded.index(proof.header), Remembering(lambda text: self.word(proof.digest(cleaned(text))))
        clean, read = self.text[proof.take], self.read[proof.take]
        return self.places[proof.take], Remembering(lambda text: self.word(proof.digest(evidence.written(read(clean(text))))))
