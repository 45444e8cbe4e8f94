"""What stands in the log: one line each, and nothing that opens an account."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from accounts import tokens
from accounts.services import recovery
from portal.logs import JsonFormatter
from tests.scopes import working_for


@pytest.fixture
def lines():
    """The lines that Django's own logger of requests writes, as the portal formats them."""
    found: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(JsonFormatter().format(record))

    logger, handler = logging.getLogger("django"), Kept()
    logger.addHandler(handler)
    yield found
    logger.removeHandler(handler)


def test_a_refused_request_does_not_leave_its_key_in_the_log(visitor, ana, involta, lines):
    with working_for(involta):
        key = tokens.address_key(ana, ana.email)
        reset = recovery.reset_url(ana).removeprefix("http://involta.localhost")
    assert visitor.post(f"/accounts/activate/{key}/").status_code == 403  # no CSRF token: Django logs the path
    assert visitor.post(reset).status_code == 403
    assert len(lines) == 2
    assert "/accounts/activate/***" in lines[0]
    assert "/accounts/password/reset/key/***" in lines[1]
    assert key not in lines[0]
    assert reset not in lines[1]


def test_a_traceback_does_not_leave_its_key_in_the_log(ana, involta):
    with working_for(involta):
        key = tokens.address_key(ana, ana.email)
    try:
        raise ValueError(f"http://involta.localhost/accounts/activate/{key}/")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", None, sys.exc_info())
    line = JsonFormatter().format(record)
    assert key not in line
    assert "ValueError" in line


def test_a_line_break_begins_no_second_line():
    record = logging.LogRecord("x", logging.WARNING, __file__, 1, "Not Found: %s", ('/\r\n{"level": "INFO"}',), None)
    line = JsonFormatter().format(record)
    assert len(line.splitlines()) == 1
    assert json.loads(line)["level"] == "WARNING"
