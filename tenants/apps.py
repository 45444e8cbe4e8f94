from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "tenants"

    def ready(self) -> None:
        from tenants import checks, converters, deployment_checks  # noqa: F401  (registers the system checks)

        converters.register()
