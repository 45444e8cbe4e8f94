"""Rows are written by services, SQL stands in few places, and nothing acts behind a reader's back."""

from __future__ import annotations

import ast
import re

import pytest

from tests.source import ROOT, application, calls, dotted

WRITES = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "create_user",
    "create_superuser", "asave", "acreate", "adelete", "aupdate",
}  # fmt: skip
MAY_WRITE = {"services", "querysets", "migrations"}
WRITERS = {
    "tenants/audit.py": "the audit row, inside the service that does the deed",
    "tenants/outbox.py": "the message, inside the service that tells of it",
    "portal/static_storage.py": "files, not rows",
}
"""Beside services, querysets and migrations: few, each with its reason."""

NOT_ROWS = {
    "cache", "session", "digest", "cookies", "headers", "attrs", "setdefault",
    "canvas", "default_storage", "qrcode", "super",
}  # fmt: skip
"""Receivers whose `save`, `update` or `delete` writes no row; what `super` writes was asked for by somebody else."""

FILES_NOT_ROWS = {
    ("meters/forms/photo.py", "plain.save"): "the customer's photo drawn anew, into memory; the service that takes the reading keeps it",
    ("meters/views/spreadsheets.py", "book.save"): "a workbook, into the response",
}
"""Single calls that write a file: (file, call) and why, so that nothing else in these files is let through."""


def modules_of(tree: ast.AST) -> set[str]:
    """Names that are modules of ours in this file: a call of theirs is judged where it is written."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and not node.level
        for alias in node.names
        if any((ROOT / node.module.replace(".", "/") / f"{alias.name}{end}").exists() for end in (".py", "/__init__.py"))
    }


def writes(tree: ast.AST) -> list[str]:
    """Calls that write a row. `update` of a dict or a set is told from a queryset's by its arguments: it has no keywords."""
    found, modules = [], modules_of(tree)
    for call in calls(tree):
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITES:
            continue
        chain = dotted(call.func).split(".")
        if set(chain) & NOT_ROWS or (chain[-1] in {"update", "aupdate"} and not call.keywords):
            continue
        if len(chain) == 2 and chain[0] in modules:
            continue
        found.append(f"line {call.lineno}: {dotted(call.func)}")
    return found


def test_rows_are_written_by_services():
    found = {
        source.name: [use for use in writes(source.tree) if (source.name, use.split(": ")[1]) not in FILES_NOT_ROWS]
        for source in application()
        if not MAY_WRITE & {part.removesuffix(".py") for part in source.name.split("/")} and not source.name.startswith(tuple(WRITERS))
    }
    assert {name: uses for name, uses in found.items() if uses} == {}


def test_every_exception_to_that_still_writes():
    for start in WRITERS:
        assert any(writes(source.tree) for source in application() if source.name.startswith(start)), f"{start} writes nothing any more"
    uses = {(source.name, use.split(": ")[1]) for source in application() for use in writes(source.tree)}
    assert set(FILES_NOT_ROWS) - uses == set()


@pytest.mark.parametrize(
    "planted", ["customer.save()", "Customer.objects.create(name='x')", "rows.filter(a=1).update(a=2)", "link.delete()"]
)
def test_the_guard_of_writes_sees_what_is_planted(planted):
    assert writes(ast.parse(planted))


def test_the_guard_of_writes_lets_dictionaries_be():
    assert writes(ast.parse("from tenants import services\ncontext.update(other)\nseen.update({1})\nservices.update(by=u)")) == []


SQL_BY_HAND = {
    "tenants/scope.py": "sets and reads the wall",
    "tenants/checks.py": "asks the server about the role",
    "portal/exchange/": "loads files set by set; every statement names the tenant",
}


def test_sql_by_hand_stands_in_few_places():
    """No manager filters it: on SQLite nothing but its own words keeps it inside a tenant."""
    by_hand = {"raw", "extra", "executemany", "RawSQL", "cursor"}
    found = {
        source.name
        for source in application()
        if source.layer != "migrations"
        for node in ast.walk(source.tree)
        if (isinstance(node, ast.Attribute) and node.attr in by_hand and (node.attr != "cursor" or dotted(node).startswith("connection")))
        or (isinstance(node, ast.Name) and node.id == "RawSQL")
    }
    assert {name for name in found if not name.startswith(tuple(SQL_BY_HAND))} == set()
    assert [start for start in SQL_BY_HAND if not any(name.startswith(start) for name in found)] == []


def test_a_command_writes_nothing_itself():
    commands = [source for source in application() if "/management/" in source.name]
    assert commands
    assert {source.name: writes(source.tree) for source in commands if writes(source.tree)} == {}


def test_no_model_acts_when_it_is_saved():
    """The tenant guard of a user is the one exception: it stops a write, it does not add one."""
    acting = {
        f"{source.name}: {model.name}.{item.name}"
        for source in application()
        if source.layer == "models"
        for model in ast.walk(source.tree)
        if isinstance(model, ast.ClassDef)
        for item in model.body
        if isinstance(item, ast.FunctionDef) and item.name in {"save", "delete", "full_clean", "save_base"}
    }
    assert acting == {"accounts/models/users.py: User.save"}


def test_signals_are_received_only_where_accounts_starts():
    found = {
        source.name
        for source in application()
        for node in ast.walk(source.tree)
        if (isinstance(node, ast.ImportFrom) and node.module and re.search(r"(\.signals|django\.dispatch)$", node.module))
        or (isinstance(node, ast.ImportFrom) and any(alias.name in {"signals", "Signal", "receiver"} for alias in node.names))
        or (isinstance(node, ast.Import) and any(alias.name.endswith((".signals", ".dispatch")) for alias in node.names))
    }
    assert found <= {"accounts/apps.py"}


def test_nothing_a_request_said_is_spread_into_a_query():
    """`filter(**request.GET.dict())` lets a visitor choose the columns, relations included."""
    asking = {"filter", "exclude", "get", "annotate", "order_by", "values", "values_list", "only", "defer", *WRITES}
    wide = {"request", "cleaned_data", "GET", "POST", "data"}
    found = []
    for source in application():
        for call in calls(source.tree):
            if not isinstance(call.func, ast.Attribute) or call.func.attr not in asking:
                continue
            spread = [word.value for word in call.keywords if word.arg is None]
            spread += [item.value for item in call.args if isinstance(item, ast.Starred)]
            if any(wide & set(re.findall(r"\w+", ast.unparse(value))) for value in spread):
                found.append(f"{source.name}:{call.lineno}: {ast.unparse(call)[:70]}")
    assert found == []
