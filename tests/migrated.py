"""A database with every migration applied, made once; each process that tests takes a copy.

To apply them costs ten seconds and more, most of it Django's own picture of the models after each step. The name is a hash of all that
decides the outcome, so that a changed migration is never overlooked: SQLite keeps a file in `var/`, PostgreSQL a database on the server.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import sql

from tests import postgres

APPS = ("tenants", "accounts", "meters", "billing", "portal")
IMPORTED = re.compile(rf"^\s*(?:from|import) ((?:{'|'.join(APPS)})[\w.]*)", re.MULTILINE)
KEPT_DAYS = 2
KEPT = """
SELECT datname, day < current_date - %s FROM pg_database, LATERAL (SELECT shobj_description(oid, 'pg_database')::date AS day) AS comment
WHERE datname LIKE 'portal\\_migrated\\_%%' AND day IS NOT NULL
"""
"""Those that are finished, and whether nobody asked for one in days: its comment is the day when somebody last did."""
LOCK = 0x6D696772
"""An advisory lock on the server ("migr"): of processes that start at once, one migrates and the others wait."""


def digest(house: Path) -> str:
    """Of each migration, each of our modules that one imports, and each package of others (named with its version)."""
    migrations = [file for app in APPS for file in sorted((house / app / "migrations").glob("*.py"))]
    named = {name for file in migrations for name in IMPORTED.findall(file.read_text(encoding="utf-8"))}
    modules = [house / (name.replace(".", "/") + ".py") for name in sorted(named)]
    found = hashlib.sha256((house / "requirements.txt").read_bytes())
    for file in migrations + [module for module in modules if module.exists()]:
        found.update(str(file.relative_to(house)).encode() + file.read_bytes())
    return found.hexdigest()[:16]


def copy() -> bool:
    """Make the settings of the default connection begin with a copy; whether the database stands already (SQLite)."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "sqlite":
        folder = settings.BASE_DIR / "var" / "test-databases"
        folder.mkdir(parents=True, exist_ok=True)
        kept = folder / f"{digest(settings.BASE_DIR)}.sqlite3"
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                _forget(folder)
                _migrate(connection, str(kept.with_suffix(".new")))
                kept.with_suffix(".new").rename(kept)
        shutil.copyfile(kept, connection.settings_dict["TEST"]["NAME"])
        return True
    name = f"portal_migrated_{digest(settings.BASE_DIR)}"
    with postgres.server(connection.settings_dict) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        kept = dict(server.execute(KEPT, [KEPT_DAYS]).fetchall())
        if name not in kept:
            _drop(server, [other for other, is_old in kept.items() if is_old])
            _migrate(connection, name)
        today = server.execute("SELECT current_date::text").fetchone()
        server.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), *map(sql.Literal, today or ())))
    connection.settings_dict["TEST"]["TEMPLATE"] = name
    return False


def _migrate(connection: Any, name: str) -> None:
    test, before = connection.settings_dict["TEST"], connection.settings_dict["NAME"]
    wanted, test["NAME"] = test["NAME"], name
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.close()
    finally:
        test["NAME"] = wanted
        connection.settings_dict["NAME"] = settings.DATABASES[connection.alias]["NAME"] = before


def _forget(folder: Path) -> None:
    for other in folder.glob("*.sqlite3*"):
        other.unlink()


def _drop(server: psycopg.Connection[Any], names: list[str]) -> None:
    for name in names:
        with suppress(psycopg.Error):  # somebody copies it at this moment
            server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
