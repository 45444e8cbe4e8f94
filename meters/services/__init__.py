"""What can be done with readings: ``from meters import services`` and call the verb. Reads have modules of their own."""

from meters.services.refusals import (
    AlreadyBilled,
    FormKeyTaken,
    KindRefused,
    NothingToSubmit,
    ReadingDateRefused,
    ReadingRefused,
    ReadingWindowClosed,
    ReasonNeeded,
    RegistersMissing,
    UnknownRegister,
    ValueRefused,
    WrongDigits,
)
from meters.services.review import NothingWaits, accept_reading, refuse_reading
from meters.services.submissions import Handed, submit_reading, submit_readings
from meters.services.windows import NoSuchWindow, NothingExtended, ReachesNextWindow, extend_window
from meters.services.withdrawal import NotOpen, withdraw_submission

__all__ = [
    "AlreadyBilled",
    "FormKeyTaken",
    "Handed",
    "KindRefused",
    "NoSuchWindow",
    "NotOpen",
    "NothingExtended",
    "NothingToSubmit",
    "NothingWaits",
    "ReachesNextWindow",
    "ReadingDateRefused",
    "ReadingRefused",
    "ReadingWindowClosed",
    "ReasonNeeded",
    "RegistersMissing",
    "UnknownRegister",
    "ValueRefused",
    "WrongDigits",
    "accept_reading",
    "extend_window",
    "refuse_reading",
    "submit_reading",
    "submit_readings",
    "withdraw_submission",
]
