"""Reads one file of a delivery row by row: encoding, separator, header names, value maps, constants, registers side by side.

Never more than one line is held in memory; a line and a row have a greatest size, so that no file can fill it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from portal.exchange.cells import cleaned
from portal.exchange.format import File
from tenants.rules.exchange import Exchange

LONGEST_LINE = 65_536
MOST_CELLS = 200
SNIFFED = 1 << 16


class FileFault(ValueError):  # failures are named for what happened, not "...Error"
    """The file cannot be read on from here: ``line`` (0: as a whole), ``column``, and the reason as its text."""

    def __init__(self, reason: str, *, line: int = 0, column: str = "") -> None:
        self.line, self.column = line, column
        super().__init__(reason)


@dataclass(frozen=True)
class Row:
    """One row: ``cells`` by our column names, ``extra`` by the file's own headers. ``wrong`` says why it is no row at all."""

    line: int
    cells: dict[str, str]
    extra: dict[str, str] = field(default_factory=dict)
    wrong: str = ""


@dataclass
class Source:
    """An opened file's header, matched with our columns."""

    file: File
    exchange: Exchange
    headers: list[str]
    given: frozenset[str]
    ignored: tuple[str, ...]
    registers: dict[str, str]
    """Register code to header, where registers stand side by side."""

    def header_of(self, name: str) -> str:
        """What our column is called in the utility's file."""
        return self.exchange.columns.get(self.file.name, {}).get(name, name)


def open_source(path: Path, file: File, exchange: Exchange, *, also_read: frozenset[str] = frozenset()) -> Source:
    """Match the header. Raises :class:`FileFault` for a wrong encoding, no header, a header twice, a column that is missing.

    ``also_read``: headers beyond ours that somebody wants (evidence), so they do not count as ignored."""
    refuse_other_encoding(path, exchange)
    _line, headers = next(_records(path, exchange), (0, []))
    headers = [cleaned(header) for header in headers]
    if not any(headers):
        raise FileFault(_("The file has no header."))
    folded = [header.casefold() for header in headers]
    for header in headers:
        if header and folded.count(header.casefold()) > 1:
            raise FileFault(_("The header has this column twice."), line=1, column=header)
    constants = exchange.constants.get(file.name, {})
    source = Source(file, exchange, headers, frozenset(), (), {})
    wanted = {name: source.header_of(name) for name in file.names}
    given = {name for name, header in wanted.items() if header.casefold() in folded} | constants.keys()
    if file.name == "readings" and not {"register", "value"} <= given:
        source.registers = {code: header for code, header in exchange.registers.items() if header.casefold() in folded}
    for column in file.columns:
        if column.need != "free" and column.name not in given and not (source.registers and column.name in ("register", "value")):
            raise FileFault(_missing(headers, exchange), line=1, column=wanted[column.name])
    used = {header.casefold() for header in (*wanted.values(), *source.registers.values(), *also_read)}
    source.given = frozenset(given | ({"register", "value"} if source.registers else set()))
    source.ignored = tuple(header for header in headers if header and header.casefold() not in used)
    return source


def _missing(headers: list[str], exchange: Exchange) -> str:
    if len(headers) == 1:
        return _("The column is missing; the header has one column only. Is the separator “%(separator)s” right?") % {
            "separator": exchange.separator
        }
    return _("The column is missing. The header has: %(headers)s.") % {"headers": ", ".join(headers[:30])}


def rows(path: Path, source: Source, *, read: Callable[[int], None] | None = None) -> Iterator[Row]:
    """Every row after the header; blank lines are passed over. ``read`` is told the bytes as they are read."""
    constants = source.exchange.constants.get(source.file.name, {})
    ours = {source.header_of(name).casefold(): name for name in source.file.names}
    places = [ours.get(header.casefold(), "") for header in source.headers]
    maps = [source.exchange.values.get(f"{source.file.name}.{name}", {}) if name else {} for name in places]
    side_by_side = {header.casefold(): code for code, header in source.registers.items()}
    records = _records(path, source.exchange, read=read)
    next(records)
    for line, record in records:
        if not any(cell.strip() for cell in record):
            continue
        while len(record) > len(places) and not record[-1].strip():
            record.pop()  # some programs end every line with separators, only not the header
        if len(record) != len(places):
            wrong = _("The row has %(cells)d cells, the header has %(columns)d.") % {"cells": len(record), "columns": len(places)}
            yield Row(line, {}, wrong=wrong)
            continue
        cells, extra = {}, {}
        for text, name, words, header in zip(record, places, maps, source.headers, strict=True):
            value = cleaned(text)
            if name:
                cells[name] = mapped(value, words) if words else value
            else:
                extra[header.casefold()] = value
        cells.update(constants)
        if side_by_side:
            yield from _expanded(line, cells, extra, side_by_side)
        else:
            yield Row(line, cells, extra)


def mapped(value: str, words: dict[str, str]) -> str:
    """The utility's word in ours; a word that the map does not have stays as it is."""
    if value in words:
        return words[value]
    return next((ours for theirs, ours in words.items() if theirs.casefold() == value.casefold()), value)


def _expanded(line: int, cells: dict[str, str], extra: dict[str, str], side_by_side: dict[str, str]) -> Iterator[Row]:
    """One row a filled register cell."""
    for header, code in side_by_side.items():
        if extra.get(header):
            yield Row(line, {**cells, "register": code, "value": extra[header]}, extra)


def _records(path: Path, exchange: Exchange, *, read: Callable[[int], None] | None = None) -> Iterator[tuple[int, list[str]]]:
    """Records with the line each begins on. Quotes that are not closed, lines and rows too long end the file with a fault."""
    lines = csv.reader(_lines(path, exchange, read), delimiter=exchange.separator, strict=True)
    begins = 1
    while True:
        try:
            record = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileFault(_("The quotation marks of this row do not pair (%(error)s).") % {"error": error}, line=begins) from error
        if len(record) > MOST_CELLS:
            raise FileFault(_("The row has more than %(most)d cells.") % {"most": MOST_CELLS}, line=begins)
        yield begins, record
        begins = lines.line_num + 1


def _lines(path: Path, exchange: Exchange, read: Callable[[int], None] | None) -> Iterator[str]:
    encoding = _reading_encoding(exchange.encoding)
    if "\n".encode(encoding.replace("-sig", "")) != b"\n":
        yield from _wide_lines(path, encoding, read)
        return
    with path.open("rb") as file:
        number = 0
        while raw := file.readline(LONGEST_LINE + 1):
            number += 1
            if len(raw) > LONGEST_LINE:
                raise FileFault(_("The line is longer than %(most)d characters.") % {"most": LONGEST_LINE}, line=number)
            try:
                text = raw.decode(encoding if number == 1 else encoding.replace("-sig", ""))
            except UnicodeDecodeError as error:
                raise FileFault(_not_in(exchange.encoding, raw[error.start]), line=number) from error
            if "\0" in text:
                raise FileFault(_("The line contains a null character; this is not a text file."), line=number)
            yield text
            if read is not None:
                read(len(raw))


def _wide_lines(path: Path, encoding: str, read: Callable[[int], None] | None) -> Iterator[str]:
    """Lines of an encoding whose line end is more than one byte (UTF-16)."""
    number = 0
    with path.open(encoding=encoding, newline="") as file:
        while True:
            try:
                text = file.readline(LONGEST_LINE + 1)
            except UnicodeError as error:
                raise FileFault(_("The file is not written in %(encoding)s.") % {"encoding": encoding}, line=number + 1) from error
            if not text:
                return
            number += 1
            if len(text) > LONGEST_LINE:
                raise FileFault(_("The line is longer than %(most)d characters.") % {"most": LONGEST_LINE}, line=number)
            yield text
            if read is not None:
                read(len(text.encode(encoding)))


def _reading_encoding(encoding: str) -> str:
    """UTF-8 is read with or without the mark that Excel puts first."""
    return "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8", "utf-8-sig") else encoding


def _not_in(encoding: str, byte: int) -> str:
    return _("The file is not written in %(encoding)s (byte 0x%(byte)02X); see the encoding in the section [exchange].") % {
        "encoding": encoding,
        "byte": byte,
    }


def refuse_other_encoding(path: Path, exchange: Exchange) -> None:
    """Text that is UTF-8 beyond doubt is not read as something else: every `č` would become two wrong letters without a word."""
    if _reading_encoding(exchange.encoding) == "utf-8-sig" or exchange.encoding.lower().startswith("utf"):
        return
    with path.open("rb") as file:
        start = file.read(SNIFFED)
    if start.isascii():
        return
    if len(start) == SNIFFED:
        start = start[: start.rfind(b"\n") + 1]
    try:
        start.decode("utf-8")
    except UnicodeDecodeError:
        return
    if not start.isascii():
        raise FileFault(_("The file is written in UTF-8, but the section [exchange] says %(encoding)s.") % {"encoding": exchange.encoding})
