"""The portal app: the work that is due."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from portal.exchange.interrupted import sweep_interrupted
        from tenants import due

        due.register("imports found stopped", sweep_interrupted)
