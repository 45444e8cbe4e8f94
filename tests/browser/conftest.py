"""A real browser against a running portal: Debian's Chromium, any host that ends in `.localhost`.

People and tenants come from the fixtures of all tests; they are committed here, because the server reads them with connections of
its own. So do not ask for `in_involta` in a browser test: its open transaction would hide or lock what the server needs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, sync_playwright

from tests.browser.window import ARGUMENTS, Window, find_chromium

CHROMIUM = find_chromium()
NO_CHROMIUM = "no Chromium found: apt-get install chromium"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = os.path.dirname(__file__)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip(NO_CHROMIUM)
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread; Django would refuse its queries
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def portal_server(transactional_db: None, settings: Any) -> Iterator[int]:
    """The portal with its own middleware for static files, on a free port; links in mails carry the port."""
    server = LiveServerThread("127.0.0.1", static_handler=lambda handler: handler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    settings.PORTAL_PORT = str(server.port)
    yield server.port
    server.terminate()


@pytest.fixture
def open_window(chromium: Browser, portal_server: int) -> Iterator[Callable[..., Window]]:
    """``open_window("zagorje.localhost", width=1280, java_script_enabled=False)``: other options are Playwright's own."""
    windows: list[Window] = []

    def make(host: str = "involta.localhost", *, width: int = 360, height: int = 740, **options: Any) -> Window:
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="sl-SI", **options)
        context.set_default_timeout(60_000)  # a busy machine is slow, not broken
        windows.append(Window(context.new_page(), portal_server, host))
        return windows[-1]

    yield make
    for window in windows:
        window.page.context.close()
    problems = [problem for window in windows for problem in window.unexpected]
    assert not problems, problems


@pytest.fixture
def browser_page(open_window: Callable[..., Window]) -> Window:
    """A telephone's window at Involta, signed out. After the test its console must be empty."""
    return open_window()


@pytest.fixture
def sign_in_browser() -> Callable[[Window, Any], None]:
    """Put a person's session into a window, where the way through the form is not what is tested."""

    def sign_in(window: Window, user: Any) -> None:
        from tests.client import PageClient

        client = PageClient(window.host)
        client.sign_in(user)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": window.address("/"), "httpOnly": True}
        window.page.context.add_cookies([cookie])

    return sign_in
