"""The portal app: the work that is due."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from accounts.services import my_data
        from portal.exchange.interrupted import sweep_interrupted
        from portal.services import questions
        from tenants import due

        my_data.register("questions", questions.questions_of)
        due.register("imports found stopped", sweep_interrupted)
