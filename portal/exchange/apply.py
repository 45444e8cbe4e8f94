"""Second pass: the staged rows of one file into its table, in one statement on either database.

``INSERT .. SELECT .. ON CONFLICT .. DO UPDATE .. WHERE (old) IS DISTINCT FROM (new)``: a known row that says the same is not
written again. Where no row is known there is nothing to compare: a plain ``INSERT``, which costs the server a quarter less; the
unique key stands behind it all the same. Columns that the file does not have are left alone in known rows and get the model's
default in new ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from portal.exchange import remembered
from portal.exchange.staging import GOOD, Context, Stage

quoted = connection.ops.quote_name


@dataclass(frozen=True)
class Counts:
    """Rows of one kind: written anew, changed, and found as they were."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.new + other.new, self.changed + other.changed, self.unchanged + other.unchanged)


@dataclass(frozen=True)
class _Write:
    """One column of the table: its name, the SQL of its value, whether a known row takes it."""

    column: str
    value: str
    updates: bool


def look_for_known(stage: Stage, context: Context, cursor: Any) -> None:
    """Whether any of the good rows is stored already; if none is, several questions need not be asked."""
    target = stage.target
    key = " AND ".join(f"t.{quoted(name)} = {target.expressions.get(name) or in_stage(name)}" for name in target.key)
    stored = f"SELECT 1 FROM {quoted(target.table)} t WHERE t.tenant_id = %(tenant)s AND {key}"
    rows = f'"{stage.table}" s {target.joined} WHERE s.bad = {GOOD}'
    cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {rows} AND EXISTS ({stored}))", context.params)
    stage.any_known = bool(cursor.fetchone()[0])


def write(stage: Stage, context: Context, cursor: Any) -> Counts:
    """Write the good rows and count what happened to them."""
    target = stage.target
    params = dict(context.params)
    writes = _writes(stage, params)
    rows = f'"{stage.table}" s {target.joined} WHERE s.bad = {GOOD}'
    cursor.execute(f"SELECT COUNT(*) FROM {rows}", params)
    [total] = cursor.fetchone()
    if not total:
        return Counts(unchanged=stage.known)
    if not stage.any_known:
        cursor.execute(_insert(stage, rows, writes), params)
        return Counts(new=total, unchanged=stage.known)
    params["last"] = last_id(target.table, context, cursor)
    touched, new = context.dialect.run(cursor, _statement(stage, rows, writes, context), params)
    if stage.remembers and touched < total:
        _remember(stage, context, cursor)
    return Counts(new=new, changed=touched - new, unchanged=total - touched + stage.known)


def _remember(stage: Stage, context: Context, cursor: Any) -> None:
    """Rows that another line, or the same one read in another way, has left as they were: the next time it is known."""
    key = " AND ".join(f"t.{quoted(name)} = {in_stage(name)}" for name in stage.target.key)
    cursor.execute(
        f'UPDATE "{stage.target.table}" AS t SET {remembered.COLUMN} = s.{remembered.COLUMN} FROM "{stage.table}" s'
        f" WHERE s.bad = {GOOD} AND t.tenant_id = %(tenant)s AND {key}"
        f" AND t.{remembered.COLUMN} IS DISTINCT FROM s.{remembered.COLUMN}",
        context.params,
    )


def in_stage(name: str) -> str:
    """A column of a target's key, as the staged row ``s`` has it."""
    return "%(utility)s" if name == "utility_id" else f"s.{quoted(name)}"


def last_id(table: str, context: Context, cursor: Any) -> int:
    """The highest id of the tenant's rows in ``table``: what is written from now on lies above it."""
    cursor.execute(f'SELECT COALESCE(MAX(id), 0) FROM "{table}" WHERE tenant_id = %(tenant)s', context.params)
    return cursor.fetchone()[0]


def _insert(stage: Stage, rows: str, writes: list[_Write]) -> str:
    columns = ", ".join(quoted(write.column) for write in writes)
    values = ", ".join(write.value for write in writes)
    if stage.remembers:
        columns, values = f"{columns}, {remembered.COLUMN}", f"{values}, s.{remembered.COLUMN}"
    return f"INSERT INTO {quoted(stage.target.table)} ({columns}) SELECT {values} FROM {rows} ORDER BY s.line"


def _statement(stage: Stage, rows: str, writes: list[_Write], context: Context) -> str:
    target = stage.target
    table = quoted(target.table)
    key = ", ".join(map(quoted, ("tenant_id", *target.key)))
    predicate = f" WHERE {target.predicate}" if target.predicate else ""
    updated = [quoted(write.column) for write in writes if write.updates]
    does = "DO NOTHING"
    if updated:
        changes = ", ".join(f"{column} = excluded.{column}" for column in (*updated, *([remembered.COLUMN] if stage.remembers else [])))
        differs = " OR ".join(f"{table}.{column} {context.dialect.differs} excluded.{column}" for column in updated)
        does = f"DO UPDATE SET {changes} WHERE {differs}"
    return f"{_insert(stage, rows, writes)} ON CONFLICT ({key}){predicate} {does} RETURNING id"


def _writes(stage: Stage, params: dict[str, Any]) -> list[_Write]:
    """Every column of the table except its id; defaults of the model go into ``params``."""
    target = stage.target
    own = {column.of: column.name for column in target.file.columns if column.of}
    references = {reference.into: reference.column for reference in target.references}
    writes = []
    for field in target.model._meta.concrete_fields:
        column = field.column
        if field.primary_key:
            continue
        if column in ("tenant_id", "utility_id"):
            writes.append(_Write(column, f"%({column.removesuffix('_id')})s", updates=False))
        elif column in target.expressions:
            writes.append(_Write(column, target.expressions[column], updates=False))
        elif column in target.derives:
            updates = column not in target.only_new or column in stage.given
            writes.append(_Write(column, f"s.{quoted(column)}", updates=updates))
        elif column in references:
            updates = references[column] in stage.given and column not in target.key
            writes.append(_Write(column, f"s.{quoted(column)}", updates=updates))
        elif own.get(column) in stage.given or column in target.key:
            writes.append(_Write(column, f"s.{quoted(own[column])}", updates=column not in target.key))
        else:
            params[f"d_{column}"] = _default(field, target.values.get(field.name))
            writes.append(_Write(column, f"%(d_{column})s", updates=False))
    return writes


def _default(field: Any, value: Any) -> Any:
    if value is None:
        value = field.get_default() if field.has_default() or not field.null else None
    return field.get_db_prep_save(value, connection)
