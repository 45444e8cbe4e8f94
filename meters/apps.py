"""The meters app: the work that is due, and when a reminder is still wanted."""

from django.apps import AppConfig


class MetersConfig(AppConfig):
    name = "meters"

    def ready(self) -> None:
        from accounts.services import evidence_choices, my_data
        from meters.services import handed_in, operators, reminders, reminding
        from tenants import due, outbox

        my_data.register("readings", handed_in.of_account)
        my_data.register("reminders", handed_in.reminder_choices)
        evidence_choices.register("operator", operators.operator_choices)

        due.register_steps("reminders written", reminding.send_reminders_of_today)
        outbox.only_while("reminder", reminders.still_wanted)
