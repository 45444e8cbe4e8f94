"""One wall taken out, in this process and for a moment, and who should notice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from tests.walls import attacks, doors
from tests.walls.crawl import Walls
from tests.walls.known import not_known
from tests.walls.world import World

Change = Callable[[ExitStack, World], Any]
Notice = Callable[[Walls], Iterator[str]]
Who = tuple[str, str, str]
"""Name, home, host asked."""

CRASH = ": 500 "
"""A page that breaks is a hole, but says nothing about the wall: it does not count as noticing."""


@dataclass(frozen=True)
class Mutant:
    """``across``: the wall stands between tenants; PostgreSQL's row security then holds although the code does not."""

    name: str
    change: Change
    notice: Notice
    across: bool = False

    def __str__(self) -> str:
        return self.name

    @contextmanager
    def alive(self, walls: Walls) -> Iterator[None]:
        with ExitStack() as stack:
            self.change(stack, walls.world)
            stack.enter_context(walls.door.reopened())
            yield

    def caught(self, walls: Walls) -> str:
        """The first thing that the wall test says about it; '' where it survives."""
        with self.alive(walls):
            return next((hole for hole in self.notice(walls) if CRASH not in hole and not_known([hole])), "")


# --- How a wall is taken out ------------------------------------------------------------------------------------------------------------
def put(target: Any, name: str, value: Any) -> Change:
    return lambda stack, world: stack.enter_context(patch.object(target, name, value))


def all_of(*changes: Change) -> Change:
    def change(stack: ExitStack, world: World) -> None:
        for each in changes:
            each(stack, world)

    return change


# --- How it is noticed ------------------------------------------------------------------------------------------------------------------
def crawl(*people: Who, keys: Iterable[str], methods: Iterable[str] = ("GET",)) -> Notice:
    def notice(walls: Walls) -> Iterator[str]:
        for who in people:
            yield from walls.round(walls.person(*who), methods=methods, keys=keys)

    return notice


def forms(who: Who, *keys: str) -> Notice:
    return lambda walls: attacks.forms_with_foreign_ids(walls, walls.person(*who), keys=keys)


def queries(who: Who, *keys: str) -> Notice:
    return lambda walls: walls.queries(walls.person(*who), keys=keys)


def lists(who: Who) -> Notice:
    return lambda walls: attacks.staff_lists(walls, walls.person(*who))


def next_followed(walls: Walls) -> Iterator[str]:
    return doors.evil_next_where_it_is_followed(walls, payloads=attacks.PAYLOADS[::40])


ANA, BOJAN, MEMBER = ("ana", "involta", "involta"), ("bojan", "involta", "involta"), ("member", "involta", "involta")
FORMER, GONE, NOBODY = ("former", "involta", "involta"), ("gone", "involta", "involta"), ("anonymous", "", "involta")
STAFF, CLERK, NOVICE = ("staff", "zagorje", "zagorje"), ("clerk", "involta", "involta"), ("novice", "involta", "involta")
CILKA_AWAY = ("cilka", "zagorje", "involta")
