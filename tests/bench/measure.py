"""Rounds in changing order, medians: noise of a shared machine hits all pages alike."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

Ask = Callable[[], HttpResponse]
PLUMBING = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass
class Page:
    """One page and what it cost: CPU ms of each round (mean of its requests), queries and bytes of one request."""

    name: str
    ask: Ask
    status: int = 200
    cpu_ms: list[float] = field(default_factory=list)
    queries: int = 0
    size: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.cpu_ms)


def measure(pages: list[Page], *, rounds: int, requests: int) -> None:
    """Fill each page's figures. The first request of each warms caches and is not counted."""
    for page in pages:
        page.ask()
        with CaptureQueriesContext(connection) as captured:
            response = page.ask()
        if response.status_code != page.status:
            raise RuntimeError(f"{page.name}: status {response.status_code}, not {page.status}")
        page.queries = sum(not query["sql"].startswith(PLUMBING) for query in captured)
        page.size = len(response.content)
    order = random.Random(1)
    for _ in range(rounds):
        for page in order.sample(pages, len(pages)):
            began = time.process_time()
            for _ in range(requests):
                page.ask()
            page.cpu_ms.append((time.process_time() - began) / requests * 1000)


def table(pages: list[Page], *, base: Page) -> str:
    """Name, CPU ms, ratio to ``base``, queries, kB."""
    lines = [f"{'page':<34}{'CPU ms':>8}{'ratio':>8}{'queries':>9}{'kB':>8}"]
    lines += [
        f"{page.name:<34}{page.median:>8.2f}{page.median / base.median:>8.2f}{page.queries:>9}{page.size / 1000:>8.1f}" for page in pages
    ]
    return "\n".join(lines)
