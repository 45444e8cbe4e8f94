"""Everything on SQLite, then everything again on PostgreSQL; and a plain word about what did not run.

What asks for no database runs once, with SQLite: pytest-django keeps the database away from such a test, so that the engine can make
no difference (`no_database`, set in tests/conftest.py).

REQUIRE_ALL=1 forbids that anything is left out. WORKERS says how many processes share the work (default: one per core, 8 at most).
Arguments are passed on to pytest: `make test ARGS="tests/meters -k window"`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import throwaway_postgres

HERE = Path(__file__).resolve().parent.parent
NO_TESTS_CHOSEN = 5
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"


def one_pass(name: str, chosen: str, address: str, arguments: list[str]) -> bool:
    """One run of pytest; ``chosen`` says in markers which tests belong to it."""
    print(f"\n=== {name} " + "=" * (90 - len(name)), flush=True)
    environment = {**os.environ, "TEST_DATABASE_URL": address}
    workers = os.environ.get("WORKERS") or str(min(os.cpu_count() or 1, 8))
    command = [sys.executable, "-m", "pytest", "-q", "-n", workers, "--dist", "worksteal", "-m", chosen, *arguments]
    return subprocess.run(command, cwd=HERE, env=environment).returncode in {0, NO_TESTS_CHOSEN}


def main() -> int:
    arguments, began, words = sys.argv[1:], time.monotonic(), []
    passed = one_pass("SQLite", "not postgresql", "", arguments)
    words.append(f"SQLite: {'passed' if passed else 'FAILED'}")
    with ExitStack() as stack:
        try:
            address = os.environ.get("TEST_DATABASE_URL") or stack.enter_context(throwaway_postgres.running(HERE / "var"))
        except (FileNotFoundError, RuntimeError) as reason:
            words.append(f"PostgreSQL: SKIPPED, {reason}; or name a server in TEST_DATABASE_URL")
            passed = passed and not REQUIRE_ALL
        else:
            again = one_pass("PostgreSQL", "not sqlite and not no_database", address, arguments)
            words.append(f"PostgreSQL, without what asks for no database: {'passed' if again else 'FAILED'}")
            passed = passed and again
    print(f"\n{'; '.join(words)}. {time.monotonic() - began:.0f} s.", flush=True)
    if REQUIRE_ALL and not passed:
        print("REQUIRE_ALL=1: everything must run and pass.")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
