"""Where energy and water are measured."""

from meters.models.devices import Meter, Register
from meters.models.points import Operator, SupplyPeriod, SupplyPoint
from meters.models.readings import Reading, ReadingBatch, Submission, SubmissionPhoto
from meters.models.windows import Reminder, ReminderChoice, WindowChange

__all__ = [
    "Meter",
    "Operator",
    "Reading",
    "ReadingBatch",
    "Register",
    "Reminder",
    "ReminderChoice",
    "Submission",
    "SubmissionPhoto",
    "SupplyPeriod",
    "SupplyPoint",
    "WindowChange",
]
