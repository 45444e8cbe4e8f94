"""First pass: every file is read row by row, its cells are checked, and the rows wait in temporary tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from portal.exchange import evidence, reader
from portal.exchange.cells import CellRefused, Cells, empty_value, model_field
from portal.exchange.dialect import Dialect
from portal.exchange.format import IN_ORDER, Column
from portal.exchange.plan import Target
from portal.exchange.problems import Problems
from portal.exchange.reader import Row, Source
from tenants.rules.country import RegisterType

GOOD, BAD, TAKEN = 0, 1, 2
"""The column ``bad`` of a staged row: to be written; refused; already taken care of."""

Read = Callable[[int], None]


@dataclass
class Context:
    """What the first pass needs to know of the tenant and the utility. ``unread``: files that could not be read to their end."""

    cells: Cells
    dialect: Dialect
    problems: Problems
    params: dict[str, Any]
    register_types: dict[str, tuple[int, RegisterType]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for number, code in enumerate(self.cells.utility.commodities):
            self.params[f"commodity_{number}"] = code
            for place, kind in enumerate(self.cells.tenant.commodity(code).registers):
                self.register_types.setdefault(kind.code, (place, kind))

    @property
    def commodities(self) -> tuple[str, ...]:
        """Names of the parameters that hold the utility's commodities."""
        return tuple(name for name in self.params if name.startswith("commodity_"))


@dataclass
class Stage:
    """One file's temporary table. ``given``: our columns that the file has; without a file the table stays empty."""

    target: Target
    source: Source | None = None
    proofs: tuple[evidence.Proof, ...] = ()

    @property
    def table(self) -> str:
        return self.target.stage

    @property
    def given(self) -> frozenset[str]:
        return self.source.given if self.source is not None else frozenset()

    def header(self, column: str) -> str:
        """The column as the utility writes it."""
        return self.source.header_of(column) if self.source is not None else column

    def columns(self) -> dict[str, str]:
        """Name to SQL type, in order."""
        types = {"place": "integer", "line": "integer", "bad": "smallint"}
        for column in self.target.file.columns:
            of = model_field(self.target.file, column)
            types[column.name] = of.db_type(connection) if of is not None else "text"
        types.update(self.target.derived)
        types.update({reference.into: "bigint" for reference in self.target.references})
        types.update({proof.column: "text" for proof in self.proofs})
        return types


def create(stage: Stage, context: Context, cursor: Any) -> None:
    """An empty temporary table for the file."""
    columns = ", ".join(f'"{name}" {kind}' for name, kind in stage.columns().items())
    cursor.execute(context.dialect.create.format(table=stage.table, columns=columns))


def open_file(stage: Stage, path: Path, context: Context) -> None:
    """Match the header; a file that cannot be read becomes a problem and stays closed."""
    file, problems = stage.target.file, context.problems
    try:
        wanted = evidence.headers(file, context.cells.utility)
        source = reader.open_source(path, file, context.cells.exchange, also_read=wanted)
        stage.proofs = evidence.proofs(file, context.cells.utility, source)
        stage.source = source
    except reader.FileFault as fault:
        problems.add(file.path, fault.line, fault.column, "", str(fault))
        context.unread.add(file.name)


def fill(stage: Stage, path: Path, context: Context, cursor: Any, read: Read) -> None:
    """Pour the file's rows into the table, the wrong ones marked, every wrong cell noted."""
    assert stage.source is not None  # noqa: S101  # open_file stands before
    checked = _RowReader(stage, context)
    columns = ("place", "line", "bad", *checked.columns)
    context.dialect.fill(cursor, stage.table, columns, _staged(checked, path, stage.source, context, read))
    context.dialect.measure(cursor, stage.table)


def _staged(checked: _RowReader, path: Path, source: Source, context: Context, read: Read) -> Iterator[tuple[Any, ...]]:
    """Never raises: an exception inside COPY would end the transaction."""
    rows = reader.rows(path, source, read=read)
    try:
        for place, row in enumerate(rows):
            yield (place, *checked(row))
    except reader.FileFault as fault:
        context.problems.add(source.file.path, fault.line, fault.column, "", str(fault))
        context.unread.add(source.file.name)


class _RowReader:
    """From a row of texts to the values of a staged row."""

    def __init__(self, stage: Stage, context: Context) -> None:
        assert stage.source is not None  # noqa: S101  # open_file stands before
        self.stage, self.context, self.source = stage, context, stage.source
        file = stage.target.file
        self.readers = [
            (column, context.cells.reader(file, column), empty_value(file, column), self.source.header_of(column.name))
            for column in file.columns
            if column.name in self.source.given
        ]
        self.empty = {column.name: "" for column in file.columns if column.name not in self.source.given and not column.of}
        self.in_order = [(first, second) for name, first, second in IN_ORDER if name == file.name]
        staged = [*(column.name for column in file.columns), *stage.target.derived]
        self.staged = tuple(staged)
        self.columns = (*staged, *(proof.column for proof in stage.proofs))

    def __call__(self, row: Row) -> tuple[Any, ...]:
        if row.wrong:
            self._problem(row, "", "", row.wrong)
            return (row.line, BAD, *([None] * len(self.columns)))
        values: dict[str, Any] = dict(self.empty)
        wrong = [column for column, *how in self.readers if not self._cell(row, values, column, *how)]
        good = not wrong and not [days for days in self.in_order if not self._days(row, values, *days)]
        if self.stage.target.derive is not None:
            values.update(self.stage.target.derive(values, self.context))
        found = [self._proof(row, values, proof) for proof in self.stage.proofs] if good else [None] * len(self.stage.proofs)
        return (row.line, GOOD if good else BAD, *(values.get(name) for name in self.staged), *found)

    def _cell(self, row: Row, values: dict[str, Any], column: Column, read: Any, empty: Any, header: str) -> bool:
        text = row.cells.get(column.name, "")
        if not text:
            values[column.name] = None if column.need == "filled" else empty
            if column.need == "filled":
                self._problem(row, header, "", _("This cell must be filled."))
            return column.need != "filled"
        try:
            values[column.name] = read(text)
        except CellRefused as refused:
            if self.source.registers and column.name in ("register", "value"):
                header = self.source.registers[row.cells["register"]]
            self._problem(row, header, text, str(refused))
            return False
        return True

    def _days(self, row: Row, values: dict[str, Any], first: str, second: str) -> bool:
        begins, ends = values.get(first), values.get(second)
        if begins is None or ends is None or begins <= ends:
            return True
        reason = _("This day lies before “%(first)s” of the same row.") % {"first": self.source.header_of(first)}
        self._problem(row, self.source.header_of(second), row.cells.get(second, ""), reason)
        return False

    def _proof(self, row: Row, values: dict[str, Any], proof: evidence.Proof) -> str | None:
        return proof.digest(values, row.extra)

    def _problem(self, row: Row, header: str, value: str, reason: str) -> None:
        self.context.problems.add(self.source.file.path, row.line, header, value, reason)
