"""A client that looks at every page as a careful person would: what it hands back has passed :func:`tests.page_rules.check`."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.db import connection
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from tests import page_rules
from tests.page import Page
from tests.scopes import no_scope, working_for

MOST_REDIRECTS = 5
PLUMBING = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SELECT set_config", "SELECT current_setting")


class PageClient(Client):
    """Asks one host for pages, each request without any scope, with CSRF enforced as for a browser.

    ``visit`` and a page's ``submit`` give a checked :class:`tests.page.Page`; ``get`` and ``post`` stay as Django's own.
    ``queries`` holds what the last request asked of the database, without the plumbing of transactions: the same on both engines.
    """

    def __init__(self, host: str, *, language: str = "sl", **options: Any) -> None:
        options.setdefault("enforce_csrf_checks", True)
        super().__init__(headers={"accept-language": language}, **options)
        self.host = host
        self.queries: list[str] = []
        self.all_queries: list[str] = []

    def request(self, **request: Any) -> Any:
        request.setdefault("HTTP_HOST", self.host)
        asked: list[str] = []

        def note(execute: Any, sql: str, *rest: Any) -> Any:
            asked.append(sql)
            return execute(sql, *rest)

        with no_scope(), connection.execute_wrapper(note):
            response = super().request(**request)
        self.all_queries = asked
        self.queries = [sql for sql in asked if not sql.startswith(PLUMBING)]
        return response

    def on(self, host: str) -> PageClient:
        """Another window at another host into which the same cookies were pasted."""
        other = PageClient(host)
        other.defaults = dict(self.defaults)
        other.cookies = self.cookies
        return other

    def sign_in(self, user: User) -> None:
        """Signed in with the password a moment ago, without going through the form."""
        with working_for(user.tenant):
            self.force_login(user)
            session = self.session
            session["account_authentication_methods"] = [
                {"method": "password", "at": time.time(), "username": user.username, "email": user.email}
            ]
            session.save()

    def visit(self, path: str, *, status: int = HTTPStatus.OK, **data: Any) -> Page:
        """The page at ``path``, redirects followed; fails where it ends with another status."""
        return self._page(self.get(path, data or None), status)

    def send(self, path: str, data: dict[str, Any], *, status: int = HTTPStatus.OK, method: str = "post") -> Page:
        """What the browser does with a filled form."""
        return self._page(self.get(path, data) if method == "get" else self.post(path, data), status)

    def _page(self, response: HttpResponse, status: int) -> Page:
        redirects: list[tuple[int, str]] = []
        while 300 <= response.status_code < 400:
            redirects.append((response.status_code, response["Location"]))
            assert len(redirects) <= MOST_REDIRECTS, f"redirected in circles: {redirects}"
            target = urlsplit(response["Location"])
            assert target.netloc in {"", self.host}, f"led away to {response['Location']}"
            current = response.request["PATH_INFO"]
            response = self.get((target.path or current) + (f"?{target.query}" if target.query else ""))
        assert response.status_code == status, f"{response.request['PATH_INFO']}: {response.status_code}, not {status}"
        page = Page(response, self, tuple(redirects))
        page_rules.check(page)
        return page
