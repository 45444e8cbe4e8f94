"""First pass: every file is read row by row, its cells are checked, and the rows wait in temporary tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection

from portal.exchange import evidence, reader, remembered
from portal.exchange.cells import Cells, model_field
from portal.exchange.dialect import Dialect
from portal.exchange.plan import Target
from portal.exchange.problems import Problems
from portal.exchange.reader import Source
from portal.exchange.remembered import Known
from portal.exchange.rows import BAD, GOOD, TAKEN, RowReader
from tenants.rules.country import RegisterType

__all__ = ["BAD", "GOOD", "TAKEN", "Context", "Stage", "create", "fill", "open_file"]

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
    """One file's temporary table. ``given``: our columns that the file has; without a file the table stays empty. ``known``: lines
    of the file that are known and not staged. ``any_known``: whether a staged row may be stored already, read in another way."""

    target: Target
    source: Source | None = None
    proofs: tuple[evidence.Proof, ...] = ()
    known: int = 0
    any_known: bool = True

    @property
    def table(self) -> str:
        return self.target.stage

    @property
    def remembers(self) -> bool:
        """Rows keep a digest of their line: PostgreSQL only, SQLite is there to try the portal."""
        return self.target.remembered and connection.vendor == "postgresql"

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
            read_only = "text" if column.name in self.given else "text DEFAULT ''"
            types[column.name] = of.db_type(connection) if of is not None else read_only
        types.update({derived.column: derived.sql_type for derived in self.target.derived})
        types.update({reference.into: "bigint" for reference in self.target.references})
        types.update({proof.column: "text" for proof in self.proofs})
        if self.remembers:
            types[remembered.COLUMN] = "uuid"
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
    source, dialect = stage.source, context.dialect
    assert source is not None  # noqa: S101  # open_file stands before
    note = partial(context.problems.add, source.file.path)
    rows = RowReader(stage.target, source, stage.proofs, context=context, word=dialect.word, note=note)
    columns = ("place", "line", "bad", *rows.columns)
    if not stage.remembers:
        dialect.pour(cursor, stage.table, columns, _staged(rows, path, source, context, read))
    else:
        digest = remembered.digest(source, context.cells.utility.code)
        known = remembered.look_up(stage, path, digest, context, cursor, read)
        staged = _staged(rows, path, source, context, read, digest=digest, known=known)
        dialect.pour(cursor, stage.table, (*columns, remembered.COLUMN), staged)
    dialect.measure(cursor, stage.table)


def _staged(
    rows: RowReader, path: Path, source: Source, context: Context, read: Read, *, digest: Any = None, known: Known | None = None
) -> Iterator[Sequence[Any]]:
    """Never raises: an exception inside COPY would end the transaction."""
    if known is not None and known.all:
        return
    first = 0
    try:
        for numbers, found in reader.records(path, source, read=read if known is None else None):
            places = range(first, first + len(found))
            first += len(found)
            chosen = known.others(places) if known is not None else list(places)
            if not chosen:
                continue
            lines = [numbers[place - places.start] for place in chosen]
            records = [found[place - places.start] for place in chosen]
            yield from rows.many(chosen, lines, records, *([list(map(digest, records))] if digest is not None else []))
    except reader.FileFault as fault:
        context.problems.add(source.file.path, fault.line, fault.column, "", str(fault))
        context.unread.add(source.file.name)
