"""Pages reach a customer's rows only through `visible_to`."""

from __future__ import annotations

import ast

import pytest
from django.apps import apps

from tenants.checks import tenant_owned_models
from tests.source import Source, application, calls, dotted

FACING_CUSTOMERS = {"views", "forms", "templatetags"}
SEEN_BY_ALL = {
    "Utility": "the tenant's utilities stand on its public pages",
    "TenantPage": "the tenant's texts are those pages",
}
"""Tenant-owned models of which every visitor of the tenant may see every row."""


def facing_customers() -> list[Source]:
    return [source for source in application() if source.layer in FACING_CUSTOMERS]


def of_customers() -> set[str]:
    return {model.__name__ for model in tenant_owned_models()} - set(SEEN_BY_ALL)


NARROWING = {"found_or_refused"}
"""Functions that are handed all rows and show only those of `visible_to`: 404 for a stranger's, 403 for one's own without the right."""


def open_managers(tree: ast.AST, models: set[str]) -> list[str]:
    """Uses such as `Customer.objects.filter`: whatever follows the manager is not `visible_to`."""
    allowed = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "visible_to"}
    for call in calls(tree):
        if dotted(call.func).split(".")[-1] in NARROWING:
            allowed |= {id(inner) for argument in call.args for inner in ast.walk(argument)}
            allowed |= _assigned_for(tree, call)
    found = []
    for node in ast.walk(tree):
        is_manager = isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}
        if is_manager and id(node) not in allowed and dotted(node).split(".")[-2] in models:
            found.append(f"line {node.lineno}: {dotted(node)}")
    return found


def _assigned_for(tree: ast.AST, call: ast.Call) -> set[int]:
    """What was put into a variable only to be handed to ``call``: used nowhere else in its function."""
    names = {argument.id for argument in call.args if isinstance(argument, ast.Name)}
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and any(node is call for node in ast.walk(function)):
            uses = [node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
            assigned = [node for node in ast.walk(function) if isinstance(node, ast.Assign) and len(node.targets) == 1]
            once = [node for node in assigned if dotted(node.targets[0]) in names and uses.count(dotted(node.targets[0])) == 1]
            return {id(inner) for node in once for inner in ast.walk(node.value)}
    return set()


def bare_bindings(tree: ast.AST, models: set[str]) -> list[str]:
    """`get_object_or_404(Customer, ...)`, and `model =` or `queryset =` of a class: both fetch whatever the address says."""
    found = []
    for call in calls(tree):
        name = dotted(call.func).split(".")[-1]
        if name in {"get_object_or_404", "get_list_or_404"} and call.args and "visible_to" not in ast.unparse(call.args[0]):
            named = dotted(call.args[0]).split(".")
            if models & set(named):
                found.append(f"line {call.lineno}: {ast.unparse(call)[:60]}")
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for statement in node.body:
                names = {dotted(target) for target in getattr(statement, "targets", [])}
                if names & {"model", "queryset"} and isinstance(statement, ast.Assign) and models & set(dotted(statement.value).split(".")):
                    found.append(f"line {statement.lineno}: {ast.unparse(statement)}")
    return found


def test_pages_reach_customers_rows_only_through_visible_to():
    models = of_customers()
    assert {"Customer", "Invoice", "SupplyPoint", "Reading"} <= models
    found = {source.name: open_managers(source.tree, models) for source in facing_customers()}
    assert {name: uses for name, uses in found.items() if uses} == {}


def test_what_narrows_asks_visible_to():
    found = {
        source.name: ast.unparse(node)
        for source in application()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef) and node.name in NARROWING
    }
    assert found
    assert {name for name, text in found.items() if ".visible_to(" not in text} == set()


def test_pages_do_not_fetch_a_bare_model_by_what_the_address_says():
    models = {model.__name__ for model in apps.get_models()} - set(SEEN_BY_ALL)
    found = {source.name: bare_bindings(source.tree, models) for source in facing_customers()}
    assert {name: uses for name, uses in found.items() if uses} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "Customer.objects.get(pk=1)",
        "models.Customer.objects.filter(pk=1).visible_to(user)",
        "accounts.models.Customer._base_manager.all()",
        "rows = Customer.objects\nrows.all()",
    ],
)
def test_the_guard_of_managers_sees_what_is_planted(planted):
    assert open_managers(ast.parse(planted), {"Customer"})


@pytest.mark.parametrize(
    "planted",
    [
        "get_object_or_404(Customer, pk=1)",
        "shortcuts.get_object_or_404(models.Customer.objects.filter(a=1), pk=1)",
        "class A:\n    model = Customer",
        "class A:\n    queryset = Customer.objects.all()",
    ],
)
def test_the_guard_of_bare_models_sees_what_is_planted(planted):
    assert bare_bindings(ast.parse(planted), {"Customer"})


def test_the_guards_let_the_right_way_through():
    right = ast.parse("get_object_or_404(Customer.objects.visible_to(user, day=day), public_id=public_id)\nUtility.objects.all()")
    assert open_managers(right, {"Customer"}) == bare_bindings(right, {"Customer"}) == []
