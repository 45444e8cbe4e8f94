"""What `check --deploy` says about an installation, beside Django's own: settings under which a limit or a proof is worth less."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.db import connections

from tenants.models import Tenant
from tenants.rules.linking_strength import is_weak


@checks.register(checks.Tags.caches, deploy=True)
def check_shared_cache(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """The limits on signing in live in the cache: each process would count for itself, or nobody would."""
    backend = settings.CACHES["default"]["BACKEND"]
    if settings.DEMO or not any(word in backend for word in ("locmem", "dummy")):
        return []
    return [checks.Error("The cache is not shared by all processes.", hint="Set CACHE_URL to a Redis.", id="tenants.E005")]


@checks.register(checks.Tags.security, deploy=True)
def check_evidence_key(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """With one key for both, a change of SECRET_KEY would make all imported evidence worthless."""
    if settings.EVIDENCE_KEY != settings.SECRET_KEY:
        return []
    return [checks.Warning("EVIDENCE_KEY is the same as SECRET_KEY.", hint="Give it a value of its own.", id="tenants.W001")]


@checks.register(checks.Tags.database, deploy=True)
def check_accepted_risks(app_configs: Any = None, databases: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Names every linking rule that lets in at once on values that can be guessed; its file says that the risk is accepted."""
    if "default" not in (databases or []) or Tenant._meta.db_table not in connections["default"].introspection.table_names():
        return []
    return [
        checks.Info(f"{tenant.slug}, {utility.code}: the rule “{rule.key}” links at once on less than 20 bits.", id="tenants.I001")
        for tenant in Tenant.objects.portals()
        for utility in tenant.rules.utilities
        for rule in utility.linking.rules
        if rule.on_match == "instant" and is_weak(rule, utility.linking)
    ]


@checks.register(checks.Tags.database, deploy=True)
def check_sms_gateway(app_configs: Any = None, databases: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Names every tenant that reminds by SMS while the installation sends none."""
    if settings.DEMO or "gateway" in settings.SMS_BACKEND:
        return []
    if "default" not in (databases or []) or Tenant._meta.db_table not in connections["default"].introspection.table_names():
        return []
    return [
        checks.Warning(f"{tenant.slug} reminds by SMS, but no gateway is set.", hint="Set SMS_URL to one.", id="tenants.W002")
        for tenant in Tenant.objects.portals()
        if "sms" in tenant.rules.reminders.channels
    ]
