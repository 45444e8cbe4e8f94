"""Wall 3: a row and the row it points to belong to one tenant, said by the database on both engines."""

from __future__ import annotations

from typing import Any

from django.db.backends.ddl_references import Statement, Table
from django.db.models import UniqueConstraint
from django.db.models.constraints import BaseConstraint

NAME = "%(app_label)s_%(class)s_"


def tenant_key() -> UniqueConstraint:
    """``(tenant, id)``: what a composite key of a child refers to. Every tenant-owned model has it."""
    return UniqueConstraint(fields=["tenant", "id"], name=f"{NAME}tenant_id")


def tenant_unique(*fields: str, **options: Any) -> UniqueConstraint:
    """A unique that starts with the tenant, so that no tenant can learn what another has."""
    name = options.pop("name", NAME + "_".join(fields))
    return UniqueConstraint(fields=["tenant", *fields], name=name, **options)


def utility_key() -> UniqueConstraint:
    """``(tenant, utility, id)``: what a child refers to that belongs to one utility together with its parent."""
    return UniqueConstraint(fields=["tenant", "utility", "id"], name=f"{NAME}utility_id")


class SameTenant(BaseConstraint):
    """``FOREIGN KEY (tenant_id, field_id) REFERENCES parent (tenant_id, id)``, beside the ordinary foreign key.

    Row security does not look at foreign keys, and Django's composite keys make no database constraint; this does.
    ``within``: columns that child and parent both have and must have in common, ``("utility",)`` for a bill and its customer:
    ``FOREIGN KEY (tenant_id, utility_id, customer_id)``. Where ``field`` is never empty, such a column needs no wall of its own,
    and an import asks one key for each row instead of two.
    """

    def __init__(
        self,
        *,
        field: str,
        within: tuple[str, ...] = (),
        name: str = "",
        violation_error_code: str | None = None,
        violation_error_message: Any = None,
    ) -> None:
        self.field, self.within = field, tuple(within)
        super().__init__(
            name=name or f"{NAME}{field}_wall",
            violation_error_code=violation_error_code,
            violation_error_message=violation_error_message,
        )

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        quote, child = schema_editor.quote_name, model._meta
        parent = child.get_field(self.field).remote_field.model._meta
        common = ("tenant", *self.within)
        own = ", ".join(quote(child.get_field(name).column) for name in (*common, self.field))
        theirs = ", ".join([*(quote(parent.get_field(name).column) for name in common), quote(parent.pk.column)])
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY ({own}) REFERENCES {quote(parent.db_table)} ({theirs}) "
            "DEFERRABLE INITIALLY DEFERRED"
        )

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        table = Table(model._meta.db_table, schema_editor.quote_name)
        return Statement("ALTER TABLE %(table)s ADD %(constraint)s", table=table, constraint=self.constraint_sql(model, schema_editor))

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return schema_editor._delete_constraint_sql(schema_editor.sql_delete_fk, model, self.name)

    def __eq__(self, other: object) -> bool:
        """The migration autodetector compares constraints; without this it would add them anew each time."""
        if isinstance(other, SameTenant):
            return (self.name, self.field, self.within) == (other.name, other.field, other.within)
        return NotImplemented

    __hash__ = BaseConstraint.__hash__

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: Any = None) -> None:
        """Nothing here: managers and forms say it in words, the database refuses."""

    def deconstruct(self) -> tuple[str, Any, Any]:
        path, args, kwargs = super().deconstruct()
        kwargs["field"] = self.field
        if self.within:
            kwargs["within"] = self.within
        return path, args, kwargs
