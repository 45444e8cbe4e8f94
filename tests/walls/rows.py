"""What a request did to rows: of whom, and whether it might."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import connection, models

from tenants.models import OutboxMessage
from tests.scopes import no_scope, working_for
from tests.tenants.rows import unscoped
from tests.walls.branding import WALLED
from tests.walls.canaries import Owner
from tests.walls.world import World

if TYPE_CHECKING:
    from tests.walls.door import Probe

SESSIONS = "accounts_tenantsession"

NOTED = {
    ("accounts_activityevent", "account_login"): "a failed sign-in is told to whose account it was",
    ("accounts_linknotice", "accounts:link"): "those who share an access are told of another, and of its end",
    ("accounts_linknotice", "accounts:unlink"): "those who share an access are told of its end",
    ("accounts_linknotice", "accounts:close_account"): "those who share an access are told of its end",
}
"""(table, address) → why a new row there may hang on somebody else's."""

Snapshot = dict[tuple[str, Any], tuple[Any, ...]]


class Ledger:
    """All walled rows of all tenants as they were when the world was built, compared with what they are.

    Each table is compared as a whole first, by the database or as it hands the rows over; only those that differ are read row by row.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self._tables = self._as_stored()
        self._before = {model: self._rows_of(model) for model in WALLED}
        self._columns = {
            model._meta.db_table: [
                (position, field.target_field.model._meta.db_table)
                for position, field in enumerate(model._meta.local_concrete_fields)
                if field.is_relation and field.name != "tenant"
            ]
            for model in WALLED
        }

    def changes(self, probe: Probe, tables: Iterable[type[models.Model]]) -> list[str]:
        """In ``tables``: foreign rows that were changed or are gone, and new rows that hang on foreign ones."""
        before: Snapshot = {}
        after: Snapshot = {}
        for model in tables:
            before |= self._before[model]
            after |= self._rows_of(model)
        found = []
        for key, row in before.items():
            owner = self.world.owners.get(key)
            if key[0] != SESSIONS and after.get(key) != row and (owner is None or not self._may(probe, owner)):
                found.append(f"{key[0]} {key[1]} of {owner}" if key in after else f"{key[0]} {key[1]} of {owner}, which is gone")
        for key in after.keys() - before.keys():
            if key[0] != SESSIONS and (key[0], probe.key) not in NOTED:
                found += [
                    f"{key[0]}: a new row on {target} of {owner}"
                    for target, owner in self._parents(key[0], after[key])
                    if not self._may(probe, owner) and not probe.person.may_name(owner, target)
                ]
        return sorted(found)

    @staticmethod
    def _may(probe: Probe, owner: Owner) -> bool:
        return owner == probe.acts_for or probe.person.may_change(owner, in_admin=probe.in_admin)

    def _parents(self, table: str, row: tuple[Any, ...]) -> list[tuple[str, Owner]]:
        found = []
        for position, parent in self._columns[table]:
            owner = self.world.owners.get((parent, row[position]))
            if owner is not None:
                found.append((parent, owner))
        return found

    def changed(self) -> list[type[models.Model]]:
        """Tables in which anything at all is not as it was."""
        return [model for model, stored in self._as_stored().items() if stored != self._tables[model]]

    def _as_stored(self) -> dict[type[models.Model], list[Any]]:
        """Model → everything in its table: rows from SQLite, one digest for each tenant from PostgreSQL."""
        found: dict[type[models.Model], list[Any]] = {model: [] for model in WALLED}
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                digest_of = '(SELECT md5(string_agg(r::text, chr(10) ORDER BY r::text)) FROM "{}" r)'
                digests = ", ".join(digest_of.format(model._meta.db_table) for model in found)
                for tenant in self.world.tenants.values():
                    with working_for(tenant):
                        cursor.execute(f"SELECT {digests}")
                        for model, digest in zip(found, cursor.fetchone(), strict=True):
                            found[model].append(digest)
            else:
                for model in found:
                    cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
                    found[model] = cursor.fetchall()
        return found

    def _rows_of(self, model: type[models.Model]) -> Snapshot:
        table, names = model._meta.db_table, [field.attname for field in model._meta.local_concrete_fields]
        key = names.index(model._meta.pk.attname)
        found: Snapshot = {}
        tenants = list(self.world.tenants.values())
        for tenant in tenants if connection.vendor == "postgresql" else tenants[:1]:
            with working_for(tenant):
                for row in unscoped(model).values_list(*names):
                    cells = tuple(json.dumps(cell, default=str) if isinstance(cell, dict | list) else cell for cell in row)
                    found[(table, row[key])] = cells
        return found


def letters_since(world: World) -> list[tuple[str, str]]:
    """Messages that were put into any tenant's outbox after the world was built: to whom, and all they say."""
    found = []
    with no_scope():
        for tenant in world.tenants.values():
            with working_for(tenant):
                for message in unscoped(OutboxMessage).filter(tenant=tenant):
                    if ("tenants_outboxmessage", message.pk) not in world.owners:
                        found.append((message.to, f"{message.subject}\n{message.text}\n{message.html}"))
    return found
