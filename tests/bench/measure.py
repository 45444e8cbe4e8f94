"""Rounds in changing order, medians: noise of a shared machine hits all pages alike."""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from tqdm import tqdm

Ask = Callable[[], HttpResponse]
WORTH_A_LOOK = 1.3
"""A page that costs so many times as much on the large world: its slowest statement is shown."""
LONGEST_STATEMENT = 1500
PLUMBING = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass
class Page:
    """One page and what it cost: CPU ms of each round (mean of its requests; the server's, where it is this machine, in
    ``server_ms``), queries and bytes of one request. ``database``: of which it is asked; "" is the one in use."""

    name: str
    ask: Ask
    status: int = 200
    database: str = ""
    cpu_ms: list[float] = field(default_factory=list)
    server_ms: list[float] = field(default_factory=list)
    queries: int = 0
    slowest: str = ""
    size: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.cpu_ms)

    @property
    def with_server(self) -> float:
        """CPU ms of Python and PostgreSQL together."""
        return statistics.median(map(sum, zip(self.cpu_ms, self.server_ms, strict=True)))


def measure(pages: list[Page], *, rounds: int, requests: int) -> None:
    """Fill each page's figures. The first request of each warms caches and is not counted."""
    for page in pages:
        with database(page.database):
            page.ask()
            with CaptureQueriesContext(connection) as captured:
                response = page.ask()
        if response.status_code != page.status:
            raise RuntimeError(f"{page.name}: status {response.status_code}, not {page.status}")
        page.queries = sum(not query["sql"].startswith(PLUMBING) for query in captured)
        page.slowest = max((f"{query['time']} s {query['sql']}" for query in captured), key=lambda told: float(told.split()[0]), default="")
        page.size = len(response.content)
    order = random.Random(1)
    for _ in tqdm(range(rounds), desc="rounds", disable=None, leave=False):
        for page in order.sample(pages, len(pages)):
            with database(page.database):
                page.ask()  # the connection is new where the database changes
                server, began = server_cpu(), time.process_time()
                for _ in range(requests):
                    page.ask()
                page.cpu_ms.append((time.process_time() - began) / requests * 1000)
                page.server_ms.append((server_cpu() - server) / requests * 1000)


@contextmanager
def database(name: str) -> Iterator[None]:
    """Work with another database of the same server for a while; "" is the one in use."""
    was = connection.settings_dict["NAME"]
    _use(name or was)
    try:
        yield
    finally:
        _use(was)


def _use(name: str) -> None:
    if connection.settings_dict["NAME"] != name:
        connection.close()
        connection.settings_dict["NAME"] = name


def server_cpu() -> float:
    """CPU seconds of our process on the server, where the server is this machine; else 0."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def table(pages: list[Page], *, base: Page) -> str:
    """Name, CPU ms, ratio to ``base``, queries, kB."""
    lines = [f"{'page':<34}{'CPU ms':>8}{'ratio':>8}{'queries':>9}{'kB':>8}"]
    lines += [
        f"{page.name:<34}{page.median:>8.2f}{page.median / base.median:>8.2f}{page.queries:>9}{page.size / 1000:>8.1f}" for page in pages
    ]
    return "\n".join(lines)


def side_by_side(small: list[Page], at_size: list[Page]) -> str:
    """CPU ms of Python and server together, small and large, and what the size costs."""
    lines = [f"{'page':<34}{'small':>8}{'large':>8}{'ratio':>8}{'queries':>9}"]
    lines += [
        f"{page.name:<34}{page.with_server:>8.2f}{big.with_server:>8.2f}{big.with_server / page.with_server:>8.2f}"
        f"{page.queries:>5}/{big.queries:<3}"
        for page, big in zip(small, at_size, strict=True)
    ]
    lines += [
        f"\n{big.name}, slowest statement at size: {big.slowest[:LONGEST_STATEMENT]}"
        for page, big in zip(small, at_size, strict=True)
        if big.with_server > WORTH_A_LOOK * page.with_server
    ]
    return "\n".join(lines)
