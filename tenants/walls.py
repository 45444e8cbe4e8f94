"""Wall 4: row security of PostgreSQL, as migration operations that do nothing on SQLite."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation

CURRENT = "NULLIF(current_setting('portal.tenant_id', true), '')::bigint"
"""The tenant of the transaction. NULLIF: after a transaction that set it, the setting is '' and not NULL."""

POLICY = "tenant_wall"


class RowSecurity(Operation):
    """Enable and force row security on tables with a ``tenant_id`` column."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, *tables: str) -> None:
        self.tables = tables

    @property
    def condition(self) -> str:
        return f"tenant_id = {CURRENT}"

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        for table in self.tables:
            name = schema_editor.quote_name(table)
            schema_editor.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
            schema_editor.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
            schema_editor.execute(f"CREATE POLICY {POLICY} ON {name} USING ({self.condition}) WITH CHECK ({self.condition})")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        for table in self.tables:
            name = schema_editor.quote_name(table)
            schema_editor.execute(f"DROP POLICY {POLICY} ON {name}")
            schema_editor.execute(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY")
            schema_editor.execute(f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY")

    def describe(self) -> str:
        return f"Row security by tenant on {', '.join(self.tables)}"


class RowSecurityThroughUser(RowSecurity):
    """The same for third-party tables that hang on a user: visible where the user is, and the user table is walled.

    ``parent`` names another walled table between the two (an allauth confirmation hangs on an address, which hangs on a user).
    """

    def __init__(self, *tables: str, column: str = "user_id", parent: str = "accounts_user") -> None:
        super().__init__(*tables)
        self.column = column
        self.parent = parent

    @property
    def condition(self) -> str:
        return f"EXISTS (SELECT 1 FROM {self.parent} p WHERE p.id = {self.column})"  # noqa: S608  (names written in a migration)

    def deconstruct(self) -> tuple[str, Any, Any]:
        return self.__class__.__name__, list(self.tables), {"column": self.column, "parent": self.parent}


class WallsAlone(Operation):
    """On tables that imports fill by the million: the composite keys of :class:`~tenants.constraints.SameTenant` alone.

    They say all that the ordinary foreign key beside them says, and through a parent that must be there also that the tenant
    exists; PostgreSQL would ask each of them for every row (a third of the time of an import). ``keys``: fields whose ordinary
    key goes. ``indexes``: fields whose own index goes, because another begins with them or nobody asks by them alone."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, app_label: str, model: str, *, keys: tuple[str, ...], indexes: tuple[str, ...] = ()) -> None:
        self.model_of, self.model, self.keys, self.indexes = app_label, model, keys, indexes

    def deconstruct(self) -> tuple[str, Any, Any]:
        return self.__class__.__name__, [self.model_of, self.model], {"keys": self.keys, "indexes": self.indexes}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        model = from_state.apps.get_model(self.model_of, self.model)
        table = schema_editor.quote_name(model._meta.db_table)
        with schema_editor.connection.cursor() as cursor:
            found = schema_editor.connection.introspection.get_constraints(cursor, model._meta.db_table)
        for name, constraint in found.items():
            if constraint["foreign_key"] and constraint["columns"] in self._columns(model, self.keys):
                schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {schema_editor.quote_name(name)}")
            elif constraint["index"] and not constraint["unique"] and constraint["columns"] in self._columns(model, self.indexes):
                schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        model = from_state.apps.get_model(self.model_of, self.model)
        for name in self.keys:
            schema_editor.execute(schema_editor._create_fk_sql(model, model._meta.get_field(name), "_fk_%(to_table)s_%(to_column)s"))
        for name in self.indexes:
            schema_editor.execute(schema_editor._create_index_sql(model, fields=[model._meta.get_field(name)]))

    def _columns(self, model: Any, names: tuple[str, ...]) -> list[list[str]]:
        return [[model._meta.get_field(name).column] for name in names]

    def describe(self) -> str:
        return f"Composite keys alone on {self.model_of}.{self.model}"
