"""Short messages that stay on this machine: printed, written to files, kept in memory for tests."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

outbox: list[dict[str, str]] = []
"""What `MemoryBackend` was handed: ``to``, ``text``, ``sender``, ``reference``. Tests empty it."""


class ConsoleBackend:
    """Prints each message."""

    def send(self, *, to: str, text: str, sender: str, reference: str) -> None:
        sys.stdout.write(f"SMS {sender} -> {to} ({reference})\n{text}\n{'-' * 79}\n")


class MemoryBackend:
    """For tests: see :data:`outbox`."""

    def send(self, *, to: str, text: str, sender: str, reference: str) -> None:
        outbox.append({"to": to, "text": text, "sender": sender, "reference": reference})


class FileBackend:
    """One JSON file a message in ``folder``: the demo shows them. A message tried again overwrites its first file."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)

    def send(self, *, to: str, text: str, sender: str, reference: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = "".join(sign for sign in reference if sign.isalnum())
        row: dict[str, Any] = {"to": to, "text": text, "sender": sender, "reference": reference}
        (self.folder / f"{name}.json").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
