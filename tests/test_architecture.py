"""The shape of the house, where losing it would cost customers: each guard says what it protects."""

from __future__ import annotations

import ast
import re

import pytest
from django.apps import apps

from tenants.checks import tenant_owned_models
from tests.source import APPS, ROOT, Source, application, calls, dotted, lines_matching, repository, templates

# --- Files: one question, one place ---------------------------------------------------------------------------------------------
EVERY_APP = {
    "__init__", "adapters", "admin", "apps", "checks", "forms", "management", "middleware", "migrations", "models", "querysets",
    "rules", "services", "tasks", "templatetags", "urls", "views",
}  # fmt: skip

BESIDE_THEM = {
    "tenants": {
        "addresses": "addresses that leave the portal",
        "admin_base": "what every page of the admin stands on",
        "admin_deeds": "actions of staff, each by a service",
        "admin_words": "words of the admin",
        "audit": "the one way to write an audit row",
        "cache": "Django's KEY_FUNCTION",
        "carriers": "how a message of the outbox leaves the house",
        "clock": "the one clock for business days",
        "converters": "how a public id stands in an address",
        "deployment_checks": "what check --deploy says beside Django",
        "constraints": "wall 3",
        "due": "what run_due does, registered by the apps above",
        "entries": "pages that go with an entry of the menu",
        "ids": "public ids",
        "letter": "what a message looks like: words, colours, languages",
        "page_text": "a tenant's Markdown, read and drawn",
        "mail_events": "the table of all occasions to write to somebody",
        "outbox": "the one way to send mail and short messages",
        "presets": "the tenants' files",
        "scope": "wall 1",
        "sms": "gateways for short messages",
        "sweep": "one round of everything due",
        "walls": "wall 4",
        "words": "a tenant's own words before the portal's",
    },
    "accounts": {
        "admin_links": "staff's pages about links",
        "allauth_settings": "allauth's ALLAUTH_SETTING_GETTER",
        "backends": "Django's AUTHENTICATION_BACKENDS",
        "data": "the list of common passwords",
        "hashers": "Django's PASSWORD_HASHERS",
        "sessions": "Django's SESSION_ENGINE",
        "stages": "allauth's steps between password and session",
        "tokens": "Django's reset links",
        "validators": "Django's AUTH_PASSWORD_VALIDATORS",
    },
    "portal": {
        "admin_site": "the admin of a tenant's host",
        "context": "what every template knows",
        "demo": "the demo: index, people, clock",
        "demo_secret": "the demo's key, before settings",
        "exchange": "import and export",
        "formats": "Django's FORMAT_MODULE_PATH",
        "logs": "the JSON formatter",
        "platform_urls": "addresses of the operators' host",
        "settings": "Django's settings",
        "static_storage": "Django's STORAGES",
        "ui": "what components compute",
        "wsgi": "the entry of gunicorn",
    },
    "meters": {
        "admin_window": "staff's page about a window",
    },
    "billing": {},
}  # fmt: skip


@pytest.mark.parametrize("app", APPS)
def test_an_app_has_only_files_whose_duty_is_written_down(app):
    found = {path.stem for path in (ROOT / app).iterdir() if path.name != "__pycache__"}
    assert found <= EVERY_APP | set(BESIDE_THEM[app]), f"give these a home that exists, or write down their duty: {sorted(found)}"


def test_what_is_written_down_beside_the_common_files_is_there():
    gone = [f"{app}/{name}" for app, names in BESIDE_THEM.items() for name in names if not list((ROOT / app).glob(f"{name}*"))]
    assert gone == []


def test_nothing_is_called_utils_or_common():
    wrong = {"utils", "util", "helpers", "helper", "common", "misc", "exceptions", "signals"}
    assert [source.name for source in application() if wrong & {part.removesuffix(".py") for part in source.name.split("/")}] == []


# --- Who sees what --------------------------------------------------------------------------------------------------------------
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


# --- Writes ---------------------------------------------------------------------------------------------------------------------
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
    assert acting == {"accounts/models.py: User.save"}


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


# --- Words and marks ------------------------------------------------------------------------------------------------------------
def python_files() -> list[tuple[str, str]]:
    return [(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in repository() if path.suffix == ".py"]


def test_an_exception_to_the_linter_has_its_reason_beside_it():
    """`# noqa: S105  (a dotted path)`: the rule by name, then why it does not hold here."""
    found = []
    for name, text in python_files():
        for number, line in lines_matching(r"#\s*noqa", text):
            mark = re.search(r"#\s*noqa:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*(?P<reason>.*)$", line)
            if (mark is None or len(mark["reason"].strip(" #()-")) < 5) and name != "tests/test_architecture.py":
                found.append(f"{name}:{number}: {line}")
    assert found == []


def test_an_exception_to_the_types_names_what_it_excepts():
    """`# type: ignore[attr-defined]`; mypy itself reports one that is no longer needed."""
    found = [
        f"{name}:{number}"
        for name, text in python_files()
        for number, _line in lines_matching(r"#\s*type:\s*ignore(?!\[[a-z, -]+\])", text)
        if name != "tests/test_architecture.py"
    ]
    assert found == []


def test_nothing_is_declared_safe_by_hand():
    found = [source.name for source in application() if re.search(r"\bmark_safe\b|\bSafeString\(|__html__", source.text)]
    pages = [path for path in templates() if path.suffix == ".html"]  # a plain text is not escaped, and need not be
    found += [path.name for path in pages if re.search(r"\|\s*safe\b|autoescape\s+off|safeseq", path.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("style sheet", r"<style\b"),
        ("style", r"\sstyle\s*="),
        ("handler", r"\son[a-z]+\s*=\s*[\"']"),
        ("address that runs", r"javascript:"),
        ("script", r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)"),
    ],
)
def test_no_template_has_anything_inline(what, pattern):
    """The content policy would refuse it; mails have no policy and no style sheet, so they are left out."""
    pages = [path for path in templates() if path.suffix == ".html" and "mail" not in path.relative_to(ROOT).parts]
    assert pages
    found = [
        f"{path.relative_to(ROOT)}:{number}" for path in pages for number, _ in lines_matching(pattern, path.read_text(encoding="utf-8"))
    ]
    assert found == [], what


def test_nothing_names_the_machine_it_was_written_on():
    folders = "|".join(["work", "root", "home/[a-z]", "opt/wheels", "Users"])
    pattern = re.compile(rf"(?<![\w.<>/-])/({folders})\b(?!flow)|PIP_FIND" + r"_LINKS|extra-index" + r"-url")
    found = []
    for path in repository():
        if path.suffix in {".png", ".jpg", ".ico", ".woff2", ".pdf"} or path.name.startswith("requirements"):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in pattern.finditer(text)]
    assert found == []


def test_the_locked_requirements_name_no_address():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        assert not re.search(r"://|^--|^\s*-[a-z]", text, re.MULTILINE), name
        pinned = re.findall(r"^[a-z0-9][\w.\-\[\],]*==", text, re.MULTILINE)
        assert len(pinned) > 20, name
        assert len(pinned) <= text.count("--hash=sha256:"), name


def test_what_runs_in_production_is_the_same_in_development():
    def versions(name: str) -> dict[str, str]:
        return dict(re.findall(r"^([a-z0-9][\w.\-\[\],]*)==([\w.]+)", (ROOT / name).read_text(), re.MULTILINE))

    run, dev = versions("requirements.txt"), versions("requirements-dev.txt")
    assert {name: version for name, version in run.items() if dev.get(name) != version} == {}
