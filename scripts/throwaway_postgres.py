"""A PostgreSQL server that exists only while the tests run: its own folder, its own free port, its own password.

It never touches a server that is already there. PostgreSQL refuses to run as root, so root hands it to another user.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

HURRY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100")
"""Nothing here must survive a power cut."""

START_SECONDS = 30.0


def find_binaries() -> Path | None:
    """The folder with `initdb` and `postgres`: on the PATH, else Debian's newest."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def other_user() -> str | None:
    """Who runs the server when we are root; None when we are not."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def running(var: Path) -> Iterator[str]:
    """The address of a server for the tests, as a role that is no superuser. Everything is gone afterwards."""
    binaries = find_binaries()
    if binaries is None:
        raise FileNotFoundError("no initdb: apt-get install postgresql")
    user = other_user()
    folder = _folder(var, user)
    try:
        superuser, password = secrets.token_urlsafe(18), secrets.token_urlsafe(18)
        _initialise(binaries, folder, superuser, user)
        port = _free_port()
        server = _start(binaries, folder, port, user)
        try:
            _wait(server, port, superuser, folder)
            _make_role(port, superuser, password)
            yield f"postgres://portal_test:{password}@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(signal.SIGINT)  # "fast": open connections are closed
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _folder(var: Path, user: str | None) -> Path:
    """Inside `var/`; where the other user may not go there, in the system's temporary folder."""
    var.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="postgres-", dir=var))
    if user is not None:
        reachable = subprocess.run(["/bin/sh", "-c", f"cd '{var}'"], user=user, cwd="/", capture_output=True).returncode == 0
        if not reachable:
            folder.rmdir()
            folder = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
        shutil.chown(folder, user)
    return folder


def _initialise(binaries: Path, folder: Path, password: str, user: str | None) -> None:
    secret = folder / "password"
    secret.write_text(password)
    if user is not None:
        shutil.chown(secret, user)
    arguments = [
        "-D",
        folder / "data",
        "-U",
        "superuser",
        "-A",
        "scram-sha-256",
        "--pwfile",
        secret,
        "--no-locale",
        "-E",
        "UTF8",
        "--no-sync",
    ]
    done = subprocess.run([binaries / "initdb", *arguments], user=user, cwd=folder, capture_output=True, text=True)
    secret.unlink()
    if done.returncode:
        raise RuntimeError(f"initdb failed: {done.stderr.strip()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(binaries: Path, folder: Path, port: int, user: str | None) -> subprocess.Popen[bytes]:
    options = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", *HURRY]
    flags = [part for option in options for part in ("-c", option)]
    log = (folder / "log").open("wb")
    command = [binaries / "postgres", "-D", folder / "data", *flags]
    # Its own session: Ctrl-C reaches the tests first, and the server is ended after them.
    return subprocess.Popen(command, user=user, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)


def _connect(port: int, password: str) -> psycopg.Connection:
    return psycopg.connect(
        host="127.0.0.1", port=port, user="superuser", password=password, dbname="postgres", autocommit=True, connect_timeout=3
    )


def _wait(server: subprocess.Popen[bytes], port: int, password: str, folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            _connect(port, password).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()[-2000:]}") from None
            time.sleep(0.1)


def _make_role(port: int, superuser: str, password: str) -> None:
    with _connect(port, superuser) as server:
        server.execute(f"CREATE ROLE portal_test LOGIN NOSUPERUSER NOBYPASSRLS CREATEDB CREATEROLE PASSWORD '{password}'")


def main() -> int:
    """`python scripts/throwaway_postgres.py COMMAND...`: run a command with TEST_DATABASE_URL set."""
    with running(Path(__file__).resolve().parent.parent / "var") as address:
        return subprocess.run(sys.argv[1:], env={**os.environ, "TEST_DATABASE_URL": address}).returncode


if __name__ == "__main__":
    sys.exit(main())
