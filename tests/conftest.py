"""What every test may ask for: tenants, their people, a client that checks each page, mail, the app role."""

from __future__ import annotations

import gc
import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.template import Template

from portal.management.commands.compile_messages import compile_folder
from tests import migrated, postgres, static_files

REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


# --- The run as a whole ---------------------------------------------------------------------------------------------------------
def pytest_configure(config: pytest.Config) -> None:
    for folder in settings.LOCALE_PATHS:
        compile_folder(folder)
    if ON_POSTGRESQL and not hasattr(config, "workerinput"):
        refused = postgres.refusal(settings.DATABASES["default"])
        if refused:
            pytest.exit(refused, returncode=4)


def pytest_collection_finish() -> None:
    """What was imported stays until the end: the search for garbage need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_report_header() -> str:
    return f"database: {'PostgreSQL' if ON_POSTGRESQL else 'SQLite'}"


DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup"}


def asks_database(item: pytest.Item) -> bool:
    """Whether the test may use the database at all: from all others pytest-django keeps it away."""
    return item.get_closest_marker("django_db") is not None or not DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if not asks_database(item) and not item.get_closest_marker("postgresql"):
            item.add_marker("no_database")
        if not ON_POSTGRESQL and item.get_closest_marker("postgresql"):
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: set TEST_DATABASE_URL, or run make test"))
        if ON_POSTGRESQL and item.get_closest_marker("sqlite"):
            item.add_marker(pytest.mark.skip(reason="is about SQLite"))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """REQUIRE_ALL=1 forbids skips: a check that did not run is a check that failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if REQUIRE_ALL and reporter is not None and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line("REQUIRE_ALL=1 forbids skips: see them above.", red=True)


@pytest.fixture(scope="session", autouse=True)
def collected_static() -> None:
    static_files.collect(settings.STATIC_ROOT)


@pytest.fixture(scope="session", autouse=True)
def _addresses_of_production() -> None:
    """Read once before any test: one that plays the demo must not be the first to ask for an address."""
    from portal import platform_urls, urls

    assert urls.urlpatterns
    assert platform_urls.urlpatterns


@pytest.fixture(scope="session", autouse=True)
def _pages_drawn_as_in_production(django_test_environment: None) -> Iterator[None]:
    """Django's tests keep a copy of what each template and each part of it was given; nobody here asks for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", lambda self, context: self.nodelist.render(context))
        yield


@pytest.fixture(scope="session", autouse=True)
def _stay_at_home() -> Iterator[None]:
    """No test reaches another machine; libpq, which is not Python, is not concerned."""
    connect = socket.socket.connect

    def connect_at_home(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise RuntimeError(f"A test tried to reach {address[0]}.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_at_home)
        yield


# --- The database ---------------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None, django_test_environment: None, django_db_blocker: Any) -> bool:
    """Whether the test database stands already: it begins as a copy of one that has every migration."""
    with django_db_blocker.unblock():
        return migrated.copy()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The platform's row comes with the first migration; a flush after a test with real transactions takes it away."""
    from django.apps import apps
    from django.db.models.signals import post_migrate

    from tenants.models import Tenant

    def bring_back_the_platform(**kwargs: Any) -> None:
        Tenant.objects.get_or_create(pk=1, defaults={"slug": "platform", "name": "Platform", "kind": "platform"})

    post_migrate.connect(bring_back_the_platform, sender=apps.get_app_config("tenants"), weak=False)
    yield
    if ON_POSTGRESQL:
        gc.collect()  # what a thread of a test left behind closes itself
        with django_db_blocker.unblock():
            postgres.end_other_sessions()


@pytest.fixture(scope="session")
def _app_role(django_db_setup: None, django_db_blocker: Any) -> str:
    with django_db_blocker.unblock():
        return postgres.make_app_role()


@pytest.fixture
def app_role(db: None, _app_role: str) -> Iterator[None]:
    """The rest of the test runs as web and worker do: owner of nothing, under row security. Ask for it last."""
    if _app_role:
        pytest.skip(_app_role)
    with postgres.as_app_role():
        yield


@pytest.fixture(autouse=True)
def _nothing_kept(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neither cache nor the table of hosts outlives a test; within one, how slow the machine is decides no number of queries."""
    from tenants import middleware, scope

    monkeypatch.setattr(middleware, "HOST_CACHE_SECONDS", 3600.0)
    middleware.hosts.clear()
    cache.clear()
    yield
    assert scope.current_or_none() is None, "The test left a tenant in scope."
    if request.node.get_closest_marker("no_database"):
        assert DATABASE_FIXTURES.isdisjoint(request.fixturenames), "Ask for the database openly: this test would run on SQLite alone."


# --- Tenants --------------------------------------------------------------------------------------------------------------------
@pytest.fixture
def apply_preset(db: None) -> Callable[[str], Any]:
    """``apply_preset("gen-i")``: any preset as a tenant on `<slug>.localhost`."""
    from tests.presets import apply_preset

    return apply_preset


@pytest.fixture
def involta(apply_preset: Any) -> Any:
    return apply_preset("involta")


@pytest.fixture
def zagorje(apply_preset: Any) -> Any:
    return apply_preset("zagorje")


@pytest.fixture
def platform(db: None) -> Any:
    from tenants.models import Tenant

    return Tenant.objects.get(pk=1)


@pytest.fixture
def in_involta(involta: Any) -> Iterator[Any]:
    """The test itself works for Involta. Pages it asks for still begin without any scope."""
    from tenants import scope

    with scope.bound(involta):
        yield involta


@pytest.fixture
def in_zagorje(zagorje: Any) -> Iterator[Any]:
    from tenants import scope

    with scope.bound(zagorje):
        yield zagorje


# --- People ---------------------------------------------------------------------------------------------------------------------
@pytest.fixture
def ana(involta: Any) -> Any:
    """A customer of Involta, signed up, confirmed and linked: electricity with two rates (VT, MT)."""
    from tests import people

    return people.household(involta, username="ana", full_name="Ana Novak", number="100001", commodity="electricity")


@pytest.fixture
def bojan(involta: Any) -> Any:
    """Another customer of Involta: gas."""
    from tests import people

    return people.household(involta, username="bojan", full_name="Bojan Kranjc", number="100002", commodity="gas")


@pytest.fixture
def cilka(zagorje: Any) -> Any:
    """A customer of Zagorje, where the e-mail address is the user name: cold water."""
    from tests import people

    return people.household(zagorje, username=None, full_name="Cilka Zupan", number="200001", commodity="water")


@pytest.fixture
def unlinked(involta: Any) -> Any:
    """Somebody at Involta who has an account and nothing else."""
    from tests import people

    return people.person(involta, username="darko", full_name="Darko Oblak")


@pytest.fixture
def ana_point(ana: Any) -> Any:
    from tests import people

    return people.point_of(ana)


@pytest.fixture
def bojan_point(bojan: Any) -> Any:
    from tests import people

    return people.point_of(bojan)


@pytest.fixture
def cilka_point(cilka: Any) -> Any:
    from tests import people

    return people.point_of(cilka)


# --- Pages ----------------------------------------------------------------------------------------------------------------------
@pytest.fixture
def page_client(db: None) -> Callable[..., Any]:
    """``page_client("involta.localhost", ana)``: a client that checks every page; signed in where a person is named."""
    from tests.client import PageClient

    def make(host: str = "involta.localhost", user: Any = None, **options: Any) -> PageClient:
        client = PageClient(host, **options)
        if user is not None:
            client.sign_in(user)
        return client

    return make


@pytest.fixture
def visitor(involta: Any, page_client: Any) -> Any:
    """Nobody in particular, at Involta."""
    return page_client()


@pytest.fixture
def ana_client(ana: Any, page_client: Any) -> Any:
    return page_client("involta.localhost", ana)


@pytest.fixture
def bojan_client(bojan: Any, page_client: Any) -> Any:
    return page_client("involta.localhost", bojan)


@pytest.fixture
def cilka_client(cilka: Any, page_client: Any) -> Any:
    return page_client("zagorje.localhost", cilka)


# --- Edges ----------------------------------------------------------------------------------------------------------------------
@pytest.fixture
def real_hasher(settings: Any) -> None:
    """Passwords cost what they cost in production."""
    settings.PASSWORD_HASHERS = ["accounts.hashers.PortalArgon2Hasher"]


@dataclass
class Letterbox:
    """What an SMTP server was handed: envelopes with ``mail_from``, ``rcpt_tos`` and ``content``."""

    envelopes: list[Any] = field(default_factory=list)
    refuse_with: str = ""
    """An answer such as ``451 try later`` for every following message; '' takes them."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd's name)
        if self.refuse_with:
            return self.refuse_with
        self.envelopes.append(envelope)
        return "250 OK"


@pytest.fixture
def smtp_server(settings: Any) -> Iterator[Letterbox]:
    """A real SMTP conversation on this machine, and Django's mail going there."""
    from aiosmtpd.controller import Controller

    letterbox = Letterbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(letterbox, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield letterbox
    server.stop()


@pytest.fixture
def manage(db: None) -> Callable[..., str]:
    """``manage("apply_tenant", path)``: a command as an operator runs it, without a scope; gives back what it printed."""
    from io import StringIO

    from tests.scopes import no_scope

    def run(name: str, *arguments: Any, **options: Any) -> str:
        out = StringIO()
        with no_scope():
            call_command(name, *map(str, arguments), stdout=out, stderr=out, **options)
        return out.getvalue()

    return run
