"""`check --deploy` names what would make limits and proofs weaker than they look."""

from __future__ import annotations

import pytest
from django.core import checks as django_checks

from tenants import deployment_checks


@pytest.mark.parametrize(
    ("backend", "demo", "expected"),
    [
        ("django.core.cache.backends.locmem.LocMemCache", False, ["tenants.E005"]),
        ("django.core.cache.backends.dummy.DummyCache", False, ["tenants.E005"]),
        ("django.core.cache.backends.locmem.LocMemCache", True, []),
        ("django_redis.cache.RedisCache", False, []),
    ],
)
def test_a_cache_of_one_process_is_refused_outside_the_demo(settings, backend, demo, expected):
    settings.DEMO, settings.CACHES = demo, {"default": {"BACKEND": backend}}
    assert [message.id for message in deployment_checks.check_shared_cache()] == expected


def test_one_key_for_sessions_and_evidence_is_named(settings):
    assert deployment_checks.check_evidence_key() == []
    settings.EVIDENCE_KEY = settings.SECRET_KEY
    assert [message.id for message in deployment_checks.check_evidence_key()] == ["tenants.W001"]


def test_rules_whose_risk_a_file_accepts_are_named(involta):
    """Involta links on the customer number alone, as its manual says."""
    [message] = deployment_checks.check_accepted_risks(databases=["default"])
    assert (message.id, "involta" in message.msg) == ("tenants.I001", True)


def test_the_deployment_check_asks_all_three():
    registered = django_checks.registry.registry.get_checks(include_deployment_checks=True)
    asked = {deployment_checks.check_shared_cache, deployment_checks.check_evidence_key, deployment_checks.check_accepted_risks}
    assert asked <= set(registered)
