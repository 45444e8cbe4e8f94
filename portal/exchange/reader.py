"""Reads one file of a delivery: encoding, separator, header names, value maps, constants, registers side by side.

Never more than one block is held in memory; a line and a row have a greatest size, so that no file can fill it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from itertools import chain
from pathlib import Path

from django.utils.translation import gettext as _

from portal.exchange.cells import cleaned
from portal.exchange.format import File
from tenants.rules.exchange import Exchange

LONGEST_LINE = 65_536
MOST_CELLS = 200
SNIFFED = 1 << 16
BLOCK = 1 << 18
"""Bytes that are read at once."""
AT_ONCE = 1000
"""Records that are handed on at once, fewer where they are long."""


class FileFault(ValueError):  # failures are named for what happened, not "...Error"
    """The file cannot be read on from here: ``line`` (0: as a whole), ``column``, and the reason as its text."""

    def __init__(self, reason: str, *, line: int = 0, column: str = "") -> None:
        self.line, self.column = line, column
        super().__init__(reason)


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

    @property
    def constants(self) -> dict[str, str]:
        return self.exchange.constants.get(self.file.name, {})

    def header_of(self, name: str) -> str:
        """What our column is called in the utility's file."""
        return self.exchange.columns.get(self.file.name, {}).get(name, name)

    def places(self) -> dict[str, int]:
        """Our columns and where each stands in a record of :func:`records`: constants and registers stand behind the file's own."""
        folded = [header.casefold() for header in self.headers]
        found = {
            name: folded.index(self.header_of(name).casefold()) for name in self.file.names if self.header_of(name).casefold() in folded
        }
        behind = [*self.constants, *(("register", "value") if self.registers else ())]
        return found | {name: len(self.headers) + place for place, name in enumerate(behind)}


def open_source(path: Path, file: File, exchange: Exchange, *, also_read: frozenset[str] = frozenset()) -> Source:
    """Match the header. Raises :class:`FileFault` for a wrong encoding, no header, a header twice, a column that is missing.

    ``also_read``: headers beyond ours that somebody wants (evidence), so they do not count as ignored."""
    refuse_other_encoding(path, exchange)
    _lines, records = next(_records(path, exchange), ([], [[]]))
    headers = [cleaned(header) for header in records[0]]
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


def records(path: Path, source: Source, *, read: Callable[[int], None] | None = None) -> Iterator[tuple[list[int], list[list[str]]]]:
    """The rows after the header, many at once: the line each begins on, and the texts of its cells. Blank lines are passed over.

    The constants stand behind the file's own cells. A row with more or fewer cells than the header comes as it is: nobody can
    say which is which. ``read`` is told the bytes as they are read. Raises :class:`FileFault` behind the last row that is whole."""
    width = len(source.headers)
    constants = list(source.constants.values())
    side_by_side = _side_by_side(source)
    headers = True
    for lines, found in _records(path, source.exchange, read=read):
        if headers:
            del lines[0], found[0]
            headers = False
        if not constants and not side_by_side and _are_whole(found, width):
            yield lines, found
            continue
        numbers, taken = [], []
        for line, record in zip(lines, found, strict=True):
            for cells in _cells(record, width, constants, side_by_side):
                numbers.append(line)
                taken.append(cells)
        yield numbers, taken


def _are_whole(records: list[list[str]], width: int) -> bool:
    """Whether every record has the header's cells, and something in them."""
    return set(map(len, records)) == {width} and all(map(str.strip, map("".join, records)))


def _cells(record: list[str], width: int, constants: list[str], side_by_side: list[tuple[int, str]]) -> Iterator[list[str]]:
    """The rows that one record makes: none of a blank one, one, or one for each register that stands beside the others."""
    if not any(map(str.strip, record)):
        return
    while len(record) > width and not record[-1].strip():
        record.pop()  # some programs end every line with separators, only not the header
    if len(record) != width:
        yield record
        return
    record = [*record, *constants]
    if not side_by_side:
        yield record
    for place, code in side_by_side:
        if cleaned(record[place]):
            yield [*record, code, record[place]]


def width(source: Source) -> int:
    """Cells of a record that is whole."""
    return len(source.headers) + len(source.constants) + (2 if source.registers else 0)


def _side_by_side(source: Source) -> list[tuple[int, str]]:
    """Where a register's column stands, and the register's code."""
    folded = [header.casefold() for header in source.headers]
    return [(folded.index(header.casefold()), code) for code, header in source.registers.items()]


def mapped(value: str, words: dict[str, str]) -> str:
    """The utility's word in ours; a word that the map does not have stays as it is."""
    if value in words:
        return words[value]
    return next((ours for theirs, ours in words.items() if theirs.casefold() == value.casefold()), value)


def _records(path: Path, exchange: Exchange, *, read: Callable[[int], None] | None = None) -> Iterator[tuple[list[int], list[list[str]]]]:
    """Records with the line each begins on, many at once. Quotes that are not closed, lines and rows too long end the file with
    a fault; the records before it still come."""
    taken = 0

    def told(size: int) -> None:
        nonlocal taken
        taken += size
        if read is not None:
            read(size)

    found = csv.reader(_lines(path, exchange, told), delimiter=exchange.separator, strict=True)
    begins, fault = 1, None
    lines: list[int] = []
    records: list[list[str]] = []
    try:
        for record in found:
            if len(record) > MOST_CELLS:
                raise FileFault(_("The row has more than %(most)d cells.") % {"most": MOST_CELLS}, line=begins)
            lines.append(begins)
            records.append(record)
            begins = found.line_num + 1
            if len(records) == AT_ONCE or taken >= BLOCK:
                yield lines, records
                lines, records, taken = [], [], 0
    except csv.Error as error:
        fault = FileFault(_("The quotation marks of this row do not pair (%(error)s).") % {"error": error}, line=begins)
        fault.__cause__ = error
    except FileFault as found_fault:
        fault = found_fault
    if records:
        yield lines, records
    if fault is not None:
        raise fault


def _lines(path: Path, exchange: Exchange, read: Callable[[int], None] | None) -> Iterator[str]:
    encoding = _reading_encoding(exchange.encoding)
    if "\n".encode(encoding.replace("-sig", "")) != b"\n":
        return _wide_lines(path, encoding, read)
    return chain.from_iterable(_blocks(path, exchange, read))


def _blocks(path: Path, exchange: Exchange, read: Callable[[int], None] | None) -> Iterator[Iterable[str]]:
    """The file's lines, a block at a time. Where something is wrong in a block, the lines before it still come."""
    encoding = _reading_encoding(exchange.encoding)
    number, rest = 0, b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            whole, end, rest = (rest + block).rpartition(b"\n")
            if end:
                yield from _block(whole + end, number, encoding, exchange)
                number += whole.count(b"\n") + 1
                encoding = encoding.replace("-sig", "")
            if len(rest) > LONGEST_LINE:
                raise _too_long(number + 1)
            if read is not None:
                read(len(block))
    if rest:
        yield from _block(rest, number, encoding, exchange)


def _block(block: bytes, number: int, encoding: str, exchange: Exchange) -> Iterator[Iterable[str]]:
    try:
        text = block.decode(encoding)
    except UnicodeDecodeError:
        text = "\0"  # the line is looked for below
    if "\0" not in text and max(map(len, block.split(b"\n"))) < LONGEST_LINE:
        yield StringIO(text, newline="\n")
    else:
        yield _one_by_one(block, number, encoding, exchange)


def _one_by_one(block: bytes, number: int, encoding: str, exchange: Exchange) -> Iterator[str]:
    """A block in which something is wrong: line by line up to it."""
    for raw in BytesIO(block):
        number += 1
        if len(raw) > LONGEST_LINE:
            raise _too_long(number)
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError as error:
            raise FileFault(_not_in(exchange.encoding, raw[error.start]), line=number) from error
        if "\0" in text:
            raise FileFault(_("The line contains a null character; this is not a text file."), line=number)
        encoding = encoding.replace("-sig", "")
        yield text


def _too_long(line: int) -> FileFault:
    return FileFault(_("The line is longer than %(most)d characters.") % {"most": LONGEST_LINE}, line=line)


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
                raise _too_long(number)
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
