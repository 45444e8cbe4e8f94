"""From the cells of a row to what is staged of it: a tight loop for good rows, cell by cell for a row in which something is wrong.

How each column is made is put together once a file. Days, towns, products and choices come again and again, so every column
remembers the texts it has read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _

from portal.exchange import evidence, reader
from portal.exchange.cells import CellRefused, Cells, cleaned, empty_value
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


class RowReader:
    """Reads the records of one file. ``columns``: the staged columns, in the order in which a call gives their words.

    ``word`` turns a value into what the database takes."""

    def __init__(self, target: Target, source: Source, proofs: Sequence[evidence.Proof], *, context: Any, word: Make, note: Note) -> None:
        self.source, self.word, self.note = source, word, note
        self.width, self.places = reader.width(source), source.places()
        self.given = tuple(column for column in target.file.columns if column.name in source.given)
        self.read = {column.name: self._reader(column, context.cells) for column in self.given}
        self.text = {column.name: self._cleaner(column.name) for column in self.given}
        derived = {derived.column: derived for derived in target.derived}
        self.plain = tuple(column.name for column in self.given if column.name not in derived)
        one: dict[str, tuple[int, Make]] = {name: (self.places[name], self._value(name)) for name in self.plain}
        one |= {proof.column: self._proof(proof) for proof in proofs}
        many = {name: self._derived(found.of, found.make(context)) for name, found in derived.items()}
        self.columns = (*one, *many)
        self._pick = itemgetter(*(place for place, _make in one.values()))
        self._one = tuple(Remembering(make) for _place, make in one.values())
        self._many = tuple(many.values())

    def __call__(self, place: int, line: int, record: list[str]) -> list[Any]:
        """``place``, ``line``, ``bad`` and the words of the columns."""
        if len(record) == self.width:
            try:
                words = [str(place), str(line), "0", *map(Remembering.__getitem__, self._one, self._pick(record))]
                words.extend([make(record) for make in self._many])
            except CellRefused:
                pass
            else:
                return words
        return [str(place), str(line), str(BAD), *map(self.word, self._what_is_wrong(line, record))]

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

    def _value(self, name: str) -> Make:
        clean, read, word = self.text[name], self.read[name], self.word
        return lambda text: word(read(clean(text)))

    def _proof(self, proof: evidence.Proof) -> tuple[int, Make]:
        """Evidence out of a column of ours, or out of one that nothing else is made of."""
        if not proof.take:
            folded = [header.casefold() for header in self.source.headers]
            return folded.index(proof.header), lambda text: self.word(proof.digest(cleaned(text)))
        clean, read = self.text[proof.take], self.read[proof.take]
        return self.places[proof.take], lambda text: self.word(proof.digest(evidence.written(read(clean(text)))))

    def _derived(self, of: tuple[str, ...], make: Make) -> Make:
        """From the record to the word. A column that the file does not have is None."""
        given = [name for name in of if name in self.read]
        if not given:
            nothing = [None] * len(of)
            return lambda _record: self.word(make(*nothing))

        def made(texts: Any) -> Any:
            texts = (texts,) if len(given) == 1 else texts
            values = {name: self.read[name](self.text[name](text)) for name, text in zip(given, texts, strict=True)}
            return self.word(make(*(values.get(name) for name in of)))

        pick, remembering = itemgetter(*(self.places[name] for name in given)), Remembering(made)
        return lambda record: remembering[pick(record)]
