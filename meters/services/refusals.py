"""Why a reading is not taken: what handing one in may raise, for pages to say in words."""

from __future__ import annotations

from meters.rules.entry_check import Doubt
from meters.rules.reading_date import DateAssessment
from meters.rules.rule_choice import Opening


class ReadingRefused(ValueError):
    """Base of everything that keeps a reading from being taken; nothing was written."""


class ReadingWindowClosed(ReadingRefused):
    """No window is open at the moment of receipt. ``coming``: the next one with its rule, None where none is known."""

    def __init__(self, coming: Opening | None) -> None:
        super().__init__("no window is open")
        self.coming = coming


class KindRefused(ReadingRefused):
    """The rule of this supply point does not take that kind of reading (an own record, or any at all)."""


class ReadingDateRefused(ReadingRefused):
    """The reading cannot bear that date; ``assessment`` says which dates would do."""

    def __init__(self, assessment: DateAssessment) -> None:
        super().__init__(assessment.verdict.value)
        self.assessment = assessment


class UnknownRegister(ReadingRefused):
    """The meter has no register of that code, or does not hang at this supply point."""


class NothingToSubmit(ReadingRefused):
    """No value at all was given."""


class RegistersMissing(ReadingRefused):
    """The meter's registers belong together; ``codes`` are the ones that were left out."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes


class WrongDigits(ReadingRefused):
    """The value of register ``code`` has more digits than the register."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class DoubtfulReading(ReadingRefused):
    """A value looks wrong beside the earlier ones; ``doubts`` say what is odd about which register."""

    def __init__(self, doubts: tuple[Doubt, ...]) -> None:
        super().__init__(", ".join(doubt.verdict.value for doubt in doubts))
        self.doubts = doubts


class ReasonNeeded(DoubtfulReading):
    """The entry can be true but is doubtful: it needs one of the confirming reasons. ``doubts`` say what to ask."""


class ValueRefused(DoubtfulReading):
    """The rule of this supply point takes no lower value; ``doubts`` say which."""


class AlreadyBilled(ReadingRefused):
    """A reading of the same window stands on a bill already; only the utility can correct that."""


class FormKeyTaken(ReadingRefused):
    """The one-time key of the form belongs to somebody else's submission, or to another meter's."""
