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
