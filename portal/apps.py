"""The portal app: the work that is due."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from accounts.services import my_data
        from portal import services
        from portal.exchange.interrupted import sweep_interrupted
        from tenants import due

        my_data.register("questions", services.questions_of)
        due.register("imports found stopped", sweep_interrupted)
