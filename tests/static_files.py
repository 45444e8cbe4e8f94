"""Static files are collected once before the first test, and again only when one of them changed."""

import fcntl
import hashlib
import shutil
import time
from pathlib import Path

import django

KEEP_SECONDS = 3600


def static_root(kept_in: Path, source: Path) -> Path:
    """The folder for the files as they are now: its name is a hash of all of them and of Django's version."""
    digest = hashlib.sha256(django.get_version().encode())
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        digest.update(str(file.relative_to(source)).encode())
        digest.update(file.read_bytes())
    return kept_in / digest.hexdigest()[:16]


def collect(folder: Path) -> None:
    """Fill ``folder`` unless another process did; the workers of one run wait for the first of them."""
    from django.core.management import call_command

    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / ".collected"
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            call_command("collectstatic", interactive=False, verbosity=0)
            done.touch()
        _forget_old(folder)


def _forget_old(current: Path) -> None:
    for other in current.parent.iterdir():
        if other.is_dir() and other != current and other.stat().st_mtime < time.time() - KEEP_SECONDS:
            shutil.rmtree(other, ignore_errors=True)
