"""The two roles of the tests on PostgreSQL: the one that owns the test database, and the one that web and worker are."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from django.db import connection

APP_ROLE = "portal_test_app"
"""Owns nothing, has no BYPASSRLS, may only read and write rows: as the app role of `deploy/roles.sql`."""

SUPERUSER = (
    "TEST_DATABASE_URL names a role that is a superuser or has BYPASSRLS: it would see every tenant's rows and prove nothing. "
    "Make one with: CREATE ROLE portal_test LOGIN CREATEDB CREATEROLE."
)


@contextmanager
def server(settings: dict[str, Any]) -> Iterator[psycopg.Connection[Any]]:
    """The server of these settings, outside every transaction, in the database that each server has."""
    address = {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"], "password": settings["PASSWORD"]}
    with psycopg.connect(dbname="postgres", autocommit=True, **{key: value for key, value in address.items() if value}) as opened:
        yield opened


def refusal(settings: dict[str, Any]) -> str:
    """One sentence about why the tests cannot run as this role, '' where they can."""
    try:
        with server(settings) as opened:
            row = opened.execute("SELECT rolsuper OR rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
    except psycopg.OperationalError as error:
        return f"TEST_DATABASE_URL does not answer: {' '.join(str(error).split())}"
    too_strong, may_create = row or (False, False)
    if too_strong:
        return SUPERUSER
    return "" if may_create else "TEST_DATABASE_URL names a role that may not create the test database: ALTER ROLE it CREATEDB."


def end_other_sessions() -> None:
    """Before the test database goes: what a thread of a test or a page that came too late still holds there is ended."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


def make_app_role() -> str:
    """The app role with its rights on the test database; a sentence about what is missing, '' when it stands.

    The role belongs to the server and stays; workers that start at once agree on one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE])
        if cursor.fetchone() is None:
            try:
                cursor.execute(f"CREATE ROLE {APP_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS")
            except Exception as error:
                if "already exists" not in str(error) and "duplicate key" not in str(error):
                    return f"the role of TEST_DATABASE_URL may not make {APP_ROLE}: ALTER ROLE it CREATEROLE"
        with suppress(Exception):  # already a member, or not allowed to: the question below decides
            cursor.execute(f"GRANT {APP_ROLE} TO CURRENT_USER")
        cursor.execute("SELECT pg_has_role(current_user, %s, 'MEMBER')", [APP_ROLE])
        if not cursor.fetchone()[0]:
            return f"the role of TEST_DATABASE_URL is no member of {APP_ROLE}"
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}")
    return ""


@contextmanager
def as_app_role() -> Iterator[None]:
    """Inside the test's transaction: no owner any more, only what web and worker may do."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {APP_ROLE}")
        try:
            yield
        finally:
            if not connection.needs_rollback:
                cursor.execute("RESET ROLE")
