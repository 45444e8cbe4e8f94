"""The admin under the strict content policy, in a real browser: no violation, no script error, on every kind of page."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings

from meters.models import Submission
from tests.portal.admin import rows
from tests.staff import AdminClient, colleague


@pytest.mark.sqlite  # the pages are the same on both engines
def test_staffs_pages_break_no_rule_of_the_content_policy(involta: Any, open_window: Any) -> None:
    sonja = colleague(involta)
    submission = rows.of(involta, "<script>alert(1)</script>")[Submission]
    window = open_window(width=1280)
    client = AdminClient("involta.localhost", sonja)
    name = settings.SESSION_COOKIE_NAME
    window.page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": window.address("/"), "httpOnly": True}])
    base = "/admin/meters/submission/"
    for path in ("/admin/", base, f"{base}?waiting=yes", f"{base}{submission.pk}/change/", f"{base}{submission.pk}/refuse_reading/"):
        window.goto(path)
        assert window.page.locator("h1").count() == 1
    window.page.get_by_role("button", name="Zavrni").or_(window.page.get_by_role("button", name="Refuse")).click()
    assert window.page.url.endswith(f"{submission.pk}/change/")
    window.goto(base)
    window.page.locator("#action-toggle").check()
    assert window.page.locator("tr.selected").count() == 1
