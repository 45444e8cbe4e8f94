"""The shape of the house: one question, one place.

What else would cost customers stands beside: who sees what (`test_architecture_sight`), who writes (`test_architecture_writes`), and
words and marks that must not appear (`test_architecture_marks`). Each guard says what it protects."""

from __future__ import annotations

import pytest

from tests.source import APPS, ROOT, application

EVERY_APP = {
    "__init__", "adapters", "admin", "apps", "checks", "forms", "management", "middleware", "migrations", "models", "querysets",
    "rules", "services", "tasks", "templatetags", "urls", "views",
}  # fmt: skip

BESIDE_THEM = {
    "tenants": {
        "addresses": "addresses that leave the portal",
        "requests": "what a request bears, for its type",
        "admin_base": "what every page of the admin stands on",
        "admin_deeds": "actions of staff, each by a service",
        "admin_filters": "lists with only what has to be looked at",
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
        "browsers": "browsers in which somebody signed in before",
        "data": "the list of common passwords",
        "hashers": "Django's PASSWORD_HASHERS",
        "requests": "a request of somebody who is signed in, for its type",
        "sessions": "Django's SESSION_ENGINE",
        "stages": "allauth's steps between password and session",
        "tokens": "Django's reset links",
        "validators": "Django's AUTH_PASSWORD_VALIDATORS",
    },
    "portal": {
        "admin_audit": "staff's page about the audit trail",
        "admin_imports": "staff's pages about imports",
        "admin_questions": "staff's pages about questions",
        "admin_site": "the admin of a tenant's host",
        "context": "what every template knows",
        "demo": "the demo: index, people, clock",
        "demo_secret": "the demo's key, before settings",
        "exchange": "import and export",
        "form_renderer": "Django's FORM_RENDERER",
        "formats": "Django's FORMAT_MODULE_PATH",
        "logs": "the JSON formatter",
        "platform_urls": "addresses of the operators' host",
        "settings": "Django's settings",
        "static_storage": "Django's STORAGES",
        "ui": "what components compute",
        "wsgi": "the entry of gunicorn",
    },
    "meters": {
        "admin_submissions": "staff's pages about what was handed in",
        "admin_window": "staff's page about a window",
        "admin_words": "words of this app for staff",
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
