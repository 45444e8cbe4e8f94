"""What is wrong with a tenant's file, all of it at once, and the typed readers every section's parser uses.

A reader takes one key out of a TOML table. Where the value is wrong it notes a `Problem` (key, value, what is allowed) and
returns the default, so that parsing goes on and the operator sees every mistake in one run, not one per run.

Every reader has the same shape: ``reader(table, key, *, at, problems, ...)`` where ``at`` is the dotted name of the table
("" at the top of the file). `only(table, KNOWN, at=..., problems=...)` refuses keys that nobody knows.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from tenants.rules.text import Text

LANGUAGES = ("sl", "en", "it", "hu", "de", "hr")
"""Languages a tenant may offer: the two the interface speaks and those of the country's communities and neighbours."""

MISSING = "nothing"


@dataclass(frozen=True)
class Problem:
    """One wrong value: its dotted ``key``, the ``value`` as it stands in the file, and what is ``allowed`` there."""

    key: str
    value: str
    allowed: str

    def __str__(self) -> str:
        if self.value == MISSING:
            return f"{self.key} is missing. Allowed: {self.allowed}."
        return f"{self.key}: {self.value} is not allowed here. Allowed: {self.allowed}."


class FileRefused(ValueError):  # failures are named for what happened, not "...Error"
    """The file is wrong; ``problems`` names everything found, in the order of the sections."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Problems:
    """Collects problems while a file is parsed. ``languages`` are the file's own; a text given as one string is in the first."""

    def __init__(self, languages: Sequence[str] = ("sl",)) -> None:
        self.found: list[Problem] = []
        self.languages = tuple(languages)

    def add(self, key: str, value: object, allowed: str) -> None:
        """Note that ``key`` holds ``value`` where only ``allowed`` would do. The same problem is noted once."""
        problem = Problem(key, shown(value), allowed.rstrip("."))
        if problem not in self.found:
            self.found.append(problem)

    def __bool__(self) -> bool:
        return bool(self.found)

    def __len__(self) -> int:
        return len(self.found)

    def raise_if_any(self) -> None:
        """Raise `FileRefused` when anything was noted."""
        if self.found:
            raise FileRefused(self.found)


def shown(value: object) -> str:
    """A value the way its author wrote it (TOML), shortened: text in quotes, ``true``, ``2026-01-31``, ``[1, 2]``."""
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, str):
        text = f'"{value}"'
    elif isinstance(value, Mapping):
        text = "{" + ", ".join(f"{key} = {shown(item)}" for key, item in value.items()) + "}"
    elif isinstance(value, list | tuple):
        text = "[" + ", ".join(shown(item) for item in value) + "]"
    else:
        text = str(value)
    return text if len(text) <= 80 else text[:79] + "…"


def dotted(at: str, key: object) -> str:
    """``dotted("reading.rules.water", "end")`` is ``reading.rules.water.end``; at the top of the file the key alone."""
    return f"{at}.{key}" if at else str(key)


def fits(pattern: str, value: object) -> bool:
    """Whether ``value`` is text that matches ``pattern`` as a whole."""
    return isinstance(value, str) and re.fullmatch(pattern, value) is not None


def one_of(choices: Iterable[object]) -> str:
    """``one of "a", "b"``: the usual words for what is allowed."""
    return "one of " + ", ".join(shown(choice) for choice in choices)


def only(table: Mapping[str, Any], known: Iterable[str], *, at: str, problems: Problems, list_all: bool = True) -> None:
    """Refuse every key of ``table`` that is not ``known``, suggesting the nearest known one, else (``list_all``) naming all."""
    names = tuple(known)
    for key, value in table.items():
        if key in names:
            continue
        near = get_close_matches(key, names, n=1, cutoff=0.5)
        if near:
            hint = f"known keys only, did you mean {dotted(at, near[0])}"
        else:
            hint = f"known keys only: {', '.join(names)}" if list_all else "known keys only"
        problems.add(dotted(at, key), value, hint)


def text(
    table: Mapping[str, Any],
    key: str,
    *,
    at: str,
    problems: Problems,
    default: str = "",
    required: bool = False,
    longest: int = 500,
    pattern: str | None = None,
    allowed: str = "",
) -> str:
    """A string without blanks at its ends, at most ``longest`` characters, wholly matching ``pattern`` where one is given."""
    says = allowed or f"text of at most {longest} characters"
    if key not in table:
        if required:
            problems.add(dotted(at, key), None, says)
        return default
    value = table[key]
    wrong = not isinstance(value, str) or len(value) > longest or value != value.strip() or (required and not value)
    if wrong or (pattern is not None and (value or required) and not re.fullmatch(pattern, value)):
        problems.add(dotted(at, key), value, says)
        return default
    return str(value)


def texts(
    table: Mapping[str, Any],
    key: str,
    *,
    at: str,
    problems: Problems,
    default: tuple[str, ...] = (),
    required: bool = False,
    longest: int = 200,
    pattern: str | None = None,
    allowed: str = "",
) -> tuple[str, ...]:
    """A list of different strings; at least one where ``required``."""
    says = allowed or f"a list of texts of at most {longest} characters, each once"
    if key not in table:
        if required:
            problems.add(dotted(at, key), None, says)
        return default
    return _list(
        table[key],
        lambda item: isinstance(item, str) and 0 < len(item) <= longest and (pattern is None or bool(re.fullmatch(pattern, item))),
        says,
        at=dotted(at, key),
        problems=problems,
        default=default,
        empty=not required,
    )


def integer(table: Mapping[str, Any], key: str, *, at: str, problems: Problems, low: int, high: int, default: int) -> int:
    """A whole number from ``low`` to ``high``, both included."""
    value = optional_integer(table, key, at=at, problems=problems, low=low, high=high)
    return default if value is None else value


def optional_integer(
    table: Mapping[str, Any], key: str, *, at: str, problems: Problems, low: int, high: int, default: int | None = None
) -> int | None:
    """Like `integer`, None (or ``default``) where the key is absent: no limit, not stated."""
    if key not in table:
        return default
    value = table[key]
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        problems.add(dotted(at, key), value, f"a whole number from {low} to {high}")
        return default
    return value


def integers(
    table: Mapping[str, Any], key: str, *, at: str, problems: Problems, low: int, high: int, default: tuple[int, ...] = ()
) -> tuple[int, ...]:
    """A list of different whole numbers from ``low`` to ``high``; an empty list is refused."""
    if key not in table:
        return default
    return _list(
        table[key],
        lambda item: isinstance(item, int) and not isinstance(item, bool) and low <= item <= high,
        f"a list of whole numbers from {low} to {high}, each once",
        at=dotted(at, key),
        problems=problems,
        default=default,
        empty=False,
    )


def number(table: Mapping[str, Any], key: str, *, at: str, problems: Problems, low: float, high: float, default: float) -> float:
    """A number from ``low`` to ``high``, whole or not."""
    if key not in table:
        return default
    value = table[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        problems.add(dotted(at, key), value, f"a number from {low:g} to {high:g}")
        return default
    return float(value)


def boolean(table: Mapping[str, Any], key: str, *, at: str, problems: Problems, default: bool) -> bool:
    """``true`` or ``false``."""
    value = table.get(key, default)
    if not isinstance(value, bool):
        problems.add(dotted(at, key), value, "true or false")
        return default
    return value


def choice(
    table: Mapping[str, Any],
    key: str,
    *,
    at: str,
    problems: Problems,
    choices: Sequence[str],
    default: str,
    required: bool = False,
) -> Any:
    """One of ``choices``. Typed ``Any`` so that the result fits the ``Literal`` of the section's dataclass."""
    if key not in table and not required:
        return default
    value = table.get(key)
    if not isinstance(value, str) or value not in choices:
        problems.add(dotted(at, key), value, one_of(choices))
        return default
    return value


def choices(
    table: Mapping[str, Any],
    key: str,
    *,
    at: str,
    problems: Problems,
    choices: Sequence[str],
    default: tuple[str, ...] = (),
    empty: bool = True,
) -> Any:
    """A list of different values out of ``choices``, in the order of the file; ``empty`` says whether ``[]`` will do."""
    if key not in table:
        return default
    return _list(
        table[key],
        lambda item: isinstance(item, str) and item in choices,
        f"a list of different values out of {', '.join(shown(item) for item in choices)}",
        at=dotted(at, key),
        problems=problems,
        default=default,
        empty=empty,
    )


def day(table: Mapping[str, Any], key: str, *, at: str, problems: Problems) -> date | None:
    """A date written ``2026-01-31`` without quotes; None where absent. A date with a time is refused."""
    value = table.get(key)
    if key in table and (not isinstance(value, date) or isinstance(value, datetime)):
        problems.add(dotted(at, key), value, "a date like 2026-01-31, without quotes")
        return None
    return value


def words(table: Mapping[str, Any], key: str, *, at: str, problems: Problems, required: bool = False, longest: int = 2000) -> Text:
    """A text per language, ``{sl = "...", en = "..."}``, or one string, which is in the file's first language."""
    says = f"text, or a table of texts by language: {', '.join(problems.languages)}"
    value = table.get(key)
    if value is None:
        if required:
            problems.add(dotted(at, key), None, says)
        return Text()
    by_language = {problems.languages[0]: value} if isinstance(value, str) else value
    if not isinstance(by_language, Mapping):
        problems.add(dotted(at, key), value, says)
        return Text()
    good = {}
    for language, content in by_language.items():
        if language not in problems.languages:
            problems.add(dotted(dotted(at, key), language), content, f"languages of this file: {', '.join(problems.languages)}")
        elif not isinstance(content, str) or not content.strip() or len(content) > longest:
            problems.add(dotted(dotted(at, key), language), content, f"text of 1 to {longest} characters")
        else:
            good[language] = content
    return Text(good)


def subtable(table: Mapping[str, Any], key: str, *, at: str, problems: Problems) -> Mapping[str, Any]:
    """The table ``[at.key]``; an empty one where absent or where something else stands there (which is noted)."""
    value = table.get(key, {})
    if not isinstance(value, Mapping):
        problems.add(dotted(at, key), value, f"a table, [{dotted(at, key)}]")
        return {}
    return value


def subtables(
    table: Mapping[str, Any], key: str, *, at: str, problems: Problems, named_by: str = "key"
) -> list[tuple[str, Mapping[str, Any]]]:
    """The tables ``[[at.key]]``, each with its dotted name: by its ``named_by`` where it has one, else by its place (1, 2, ...).

    The rule ``key = "water"`` of ``[[reading.rules]]`` is ``reading.rules.water``."""
    here = dotted(at, key)
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        problems.add(here, value, f"a list of tables, [[{here}]]")
        return []
    return [(dotted(here, item.get(named_by) or place), item) for place, item in enumerate(value, start=1)]


def _list(
    value: Any,
    fits: Callable[[Any], bool],
    says: str,
    *,
    at: str,
    problems: Problems,
    default: tuple[Any, ...],
    empty: bool,
) -> tuple[Any, ...]:
    if not isinstance(value, list) or (not value and not empty):
        problems.add(at, value, says)
        return default
    wrong = [item for place, item in enumerate(value) if not fits(item) or item in value[:place]]
    for item in wrong:
        problems.add(at, item, says)
    return default if wrong else tuple(value)
