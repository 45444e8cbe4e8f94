"""What is wrong with a delivery, all of it: file, line, column, value, reason."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST_PROBLEMS = 100_000
"""Problems that are named one by one; a delivery with more is wrong as a whole, and its report must fit into memory."""

LONGEST_VALUE = 80


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. ``line`` counts from 1, the header included; 0 where the file or the folder as a whole is meant.

    ``column`` is the header as the utility writes it; ``reason`` one sentence for a person."""

    file: str
    line: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        place = [self.file]
        if self.line:
            place.append(_("line %(line)d") % {"line": self.line})
        if self.column:
            place.append(_("column “%(column)s”") % {"column": self.column})
        if self.value:
            place.append(_("value “%(value)s”") % {"value": self.value})
        return f"{', '.join(place)}: {self.reason}"


def printable(text: str) -> str:
    """What a file says, safe to show: no sign that steers a terminal, and none that is only half of a letter."""
    return text if text.isprintable() else "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


@dataclass
class Problems:
    """Collects problems; past :data:`MOST_PROBLEMS` they are counted only."""

    found: list[Problem] = field(default_factory=list)
    unnamed: int = 0

    def add(self, file: str, line: int, column: str, value: object, reason: str) -> None:
        if len(self.found) >= MOST_PROBLEMS:
            self.unnamed += 1
            return
        text = "" if value is None else str(value)
        text = text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
        self.found.append(Problem(printable(file), line, printable(column), printable(text), reason))

    def __bool__(self) -> bool:
        return bool(self.found)

    def in_order(self) -> tuple[Problem, ...]:
        """File by file, line by line."""
        return tuple(sorted(self.found, key=lambda problem: (problem.file, problem.line, problem.column)))


class ImportRefused(ValueError):  # failures are named for what happened, not "...Error"
    """The delivery was not taken and nothing was changed; ``problems`` names everything found, in order.

    ``ignored``: files and columns that nobody asked for, as in `ImportResult`; one of them is often the reason."""

    def __init__(self, problems: Problems) -> None:
        self.ignored: tuple[str, ...] = ()
        self.problems = problems.in_order()
        self.unnamed = problems.unnamed
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def as_json(self) -> list[dict[str, Any]]:
        return [asdict(problem) for problem in self.problems]

    @property
    def sentence(self) -> str:
        """The refusal in one sentence: the problem itself where there is only one."""
        if len(self.problems) == 1 and not self.unnamed:
            return _("Nothing was imported. %(problem)s") % {"problem": self.problems[0]}
        number = len(self.problems) + self.unnamed
        return ngettext(
            "Nothing was imported: %(number)d problem has to be put right first.",
            "Nothing was imported: %(number)d problems have to be put right first.",
            number,
        ) % {"number": number}


def refused(file: str, reason: str, *, column: str = "", value: object = None) -> ImportRefused:
    """A refusal for one reason that concerns a whole file or folder."""
    problems = Problems()
    problems.add(file, 0, column, value, reason)
    return ImportRefused(problems)
