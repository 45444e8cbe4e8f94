"""Cache keys carry the tenant, so that no limit or value of one reaches another."""

from tenants import scope


def key(key: str, key_prefix: str, version: int) -> str:
    tenant = scope.current_or_none()
    owner = tenant.pk if tenant is not None else "none"
    return f"{key_prefix}:{version}:{owner}:{key}"
