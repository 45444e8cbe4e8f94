"""Lines that say what they said the last time are not read again.

On PostgreSQL each imported row keeps a digest of the line that it was made of (column ``line_digest``, which no model has: only
the import knows it). A delivery's lines are compared with those first; what is found is left as it is, and the import goes on
as if the file had only the other lines, which is what a smaller delivery would be. That holds because nothing but an import
changes what an import has written.

The digest is an HMAC with the key of the evidence (a line may bear a code of a bill), and the key of that key is everything
that could make another row of the same line: the tenant's file, the header, and the code that reads. Whichever of them changes,
all lines are read again."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from accounts.rules import normalise
from accounts.services import evidence
from portal.exchange import reader
from portal.exchange.reader import Source
from tenants import scope
from tenants.rules import evidence_columns, search_text

COLUMN = "line_digest"
CODE = (Path(__file__).parent, *(Path(str(each.__file__)) for each in (normalise, evidence, search_text, evidence_columns)))

Digest = Callable[[list[str]], str]


@dataclass(frozen=True)
class Known:
    """Which rows of a file are known as they are: ``unknown`` has a 1 at the place of each that is not."""

    unknown: bytearray

    @property
    def all(self) -> bool:
        return 1 not in self.unknown

    def others(self, places: range) -> list[int]:
        """The rows at these places that must be read."""
        return [place for place in places if self.unknown[place]] if self.unknown.find(1, places.start, places.stop) >= 0 else []


def digest(source: Source, utility_code: str) -> Digest:
    """The digest of a record of this file, as 32 hexadecimal signs."""
    words = [scope.current().file, utility_code, source.file.name, *source.headers]
    key = hmac.digest(settings.EVIDENCE_KEY.encode(), b"\0".join([_code(), *(word.encode() for word in words)]), "sha256")
    blake2b = hashlib.blake2b
    return lambda record: blake2b("\x1f".join(record).encode(), key=key, digest_size=16).hexdigest()


@cache
def _code() -> bytes:
    found = hashlib.sha256()
    for place in CODE:
        for path in sorted(place.glob("*.py")) if place.is_dir() else [place]:
            found.update(path.read_bytes())
    return found.digest()


def lines_table(stage: Any) -> str:
    return f"{stage.table}_lines"


def look_up(stage: Any, path: Path, digest: Digest, context: Any, cursor: Any, read: Callable[[int], None]) -> Known | None:
    """Read the file once for its digests. None where no row of the kind has one, or where the file cannot be read to its end.

    A line that stands in the file twice counts as unknown, so that it is read and refused. ``stage.known`` is how many are known."""
    table, lines, dialect = f'"{stage.target.table}"', lines_table(stage), context.dialect
    cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table} WHERE tenant_id = %(tenant)s AND {COLUMN} IS NOT NULL)", context.params)
    if not cursor.fetchone()[0]:
        return None
    cursor.execute(dialect.create.format(table=lines, columns="place integer, line integer, digest uuid"))
    total = 0
    fault = False

    def poured() -> Any:
        nonlocal total, fault
        try:
            for numbers, records in reader.records(path, stage.source, read=read):
                places = range(total, total + len(records))
                yield from zip(map(str, places), map(str, numbers), map(digest, records), strict=True)
                total += len(records)
        except reader.FileFault:
            fault = True  # told when the rows are read

    dialect.pour(cursor, lines, ("place", "line", "digest"), poured())
    if fault:
        cursor.execute(f'DROP TABLE "{lines}"')
        return None
    dialect.measure(cursor, lines)
    unknown = bytearray(total)
    twice = f'SELECT digest FROM "{lines}" GROUP BY digest HAVING COUNT(*) > 1'
    new = f"l.digest NOT IN (SELECT t.{COLUMN} FROM {table} t WHERE t.tenant_id = %(tenant)s AND t.{COLUMN} IS NOT NULL)"
    new += f" OR l.digest IN ({twice})"
    with connection.chunked_cursor() as places:  # held by the server: there may be as many as lines
        places.execute(f'SELECT l.place FROM "{lines}" l WHERE {new}', context.params)
        while chunk := places.fetchmany(10_000):
            for (place,) in chunk:
                unknown[place] = 1
    stage.known = total - sum(unknown)
    if stage.known < total:
        cursor.execute(f'DELETE FROM "{lines}" l WHERE {new}', context.params)
    return Known(unknown)
