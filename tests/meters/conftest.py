"""A day to stand on: pages decide by the moment a request arrives."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import time_machine


@pytest.fixture
def at() -> Iterator[Callable[[str], None]]:
    """``at("2026-05-03 10:00")``: from now on it is that moment in Ljubljana; may be called again."""
    with ExitStack() as stack:
        current: list[Any] = []

        def travel(moment: str) -> None:
            from datetime import datetime
            from zoneinfo import ZoneInfo

            while current:
                current.pop().stop()
            traveller = time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Europe/Ljubljana")), tick=False)
            traveller.start()
            current.append(traveller)

        stack.callback(lambda: [traveller.stop() for traveller in current])
        yield travel


# --- The other three portals ----------------------------------------------------------------------------------------------------
@pytest.fixture
def gen_i(apply_preset: Any) -> Any:
    return apply_preset("gen-i")


@pytest.fixture
def tine(gen_i: Any) -> Any:
    """A customer of Moj GEN-I: electricity with two rates, last read on 1 April."""
    from tests import people
    from tests.meters.readings import past
    from tests.scopes import working_for

    user = people.household(gen_i, username=None, full_name="Tine Zorko", number="400001", commodity="electricity")
    with working_for(gen_i):
        past(people.point_of(user), VT=24816, MT=18302)
    return user


@pytest.fixture
def tine_point(tine: Any) -> Any:
    from tests import people

    return people.point_of(tine)


@pytest.fixture
def tine_client(tine: Any, page_client: Any) -> Any:
    return page_client("gen-i.localhost", tine)


@pytest.fixture
def mojupravljalec(apply_preset: Any) -> Any:
    return apply_preset("mojupravljalec")


@pytest.fixture
def vida(mojupravljalec: Any) -> Any:
    """A customer at mojupravljalec.si: cold water."""
    from tests import people

    return people.household(mojupravljalec, username=None, full_name="Vida Kos", number="500001", commodity="water")


@pytest.fixture
def vida_point(vida: Any) -> Any:
    from tests import people

    return people.point_of(vida)


@pytest.fixture
def vida_client(vida: Any, page_client: Any) -> Any:
    return page_client("mojupravljalec.localhost", vida)
