"""Sign-up and forgotten password, for an address that is known and one that is not, turn by turn: does the time tell who has an account?"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from itertools import count

from django.core.cache import cache
from django.test import Client, override_settings
from tqdm import tqdm

from tests.accounts.walks import INVOLTA
from tests.bench.worlds import Bench

HASHER = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
Ask = Callable[[str, Client], object]
_turn = count(1)


def measure(bench: Bench, *, turns: int) -> bool:
    """Prints medians and how well the time alone tells the two apart (AUC 0.5: not at all). False where the pages differ."""
    print(f"\nknown and unknown address, {turns} of each in turn, wall clock in process\n")
    print(f"{'form':<22}{'known ms':>10}{'unknown ms':>12}{'difference':>12}{'AUC':>7}   same page")
    return all([_compare("sign-up", sign_up, bench, turns), _compare("forgotten password", forgotten, bench, turns)])


def _compare(name: str, ask: Ask, bench: Bench, turns: int) -> bool:
    times: dict[bool, list[float]] = {True: [], False: []}
    pages: dict[bool, set[tuple[int, int, str]]] = {True: set(), False: set()}
    with override_settings(PASSWORD_HASHERS=HASHER):
        for turn in tqdm(range(turns + 2), desc=name, disable=None, leave=False):
            for known in (True, False) if turn % 2 else (False, True):
                email = bench.user.email if known else f"nobody{next(_turn):06d}@example.si"[-len(bench.user.email) :]
                cache.clear()  # the limits are not what is measured
                client = Client(HTTP_HOST=bench.host, HTTP_ACCEPT_LANGUAGE="sl", REMOTE_ADDR=f"10.{next(_turn) % 250}.{turn % 250}.7")
                began, reply = ask(email, client)
                if turn > 1:
                    times[known].append((time.perf_counter() - began) * 1000)
                pages[known].add((reply.status_code, len(reply.content), reply.get("Location", "")))
    known, unknown = statistics.median(times[True]), statistics.median(times[False])
    wins = sum((a > b) + (a == b) / 2 for a in times[True] for b in times[False])
    same = pages[True] == pages[False]
    print(f"{name:<22}{known:>10.2f}{unknown:>12.2f}{known - unknown:>+12.2f}{wins / turns**2:>7.2f}   {'yes' if same else pages}")
    return same


def sign_up(email: str, client: Client) -> tuple[float, object]:
    fields = {**INVOLTA, "email": email, "username": f"Nova.{next(_turn)}", "terms": "on"}
    client.get("/accounts/signup/")
    began = time.perf_counter()
    return began, client.post("/accounts/signup/", fields)


def forgotten(email: str, client: Client) -> tuple[float, object]:
    client.get("/accounts/password/reset/")
    began = time.perf_counter()
    return began, client.post("/accounts/password/reset/", {"email": email})
