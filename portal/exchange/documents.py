"""The bills as the utility drew them: each PDF goes to the one invoice whose number it bears, or nowhere.

A file is stored under a name of our making before the rows are committed: a row never names a file that is not there. Files of
a run that did not end well are removed at once, or by the next run where the machine itself stopped; nobody can reach them in
between, for they are served by their row only. The name holds a digest of the content, so the second run finds nothing to do."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from portal.exchange.apply import Counts
from portal.exchange.cells import cleaned
from portal.exchange.staging import Context

FOLDER = "pdf"
LARGEST = 20 * 1024 * 1024
"""Bytes of one bill."""
AT_ONCE = 200
MOST_MARKS = 4
"""Marks in a file's name that may stand for a `/`: more would be more guesses than matches."""


@dataclass(frozen=True)
class Found:
    """One PDF of the delivery: its path, and the numbers its name bears ("" where it stands in no customer's folder)."""

    path: Path
    shown: str
    invoice: str
    customer: str


@dataclass(frozen=True)
class Match:
    """The one invoice that a PDF belongs to."""

    invoice_id: int
    public_id: str
    stored: str
    path: Path


def run_folder(tenant_id: int, run_id: int) -> str:
    return f"invoices/{tenant_id}/{run_id}"


class Documents:
    """Takes the PDFs of one run. ``stored`` are the new files, ``replaced`` the old ones to remove once the rows stand."""

    def __init__(self, folder: Path, context: Context, cursor: Any, *, run_id: int) -> None:
        self.folder, self.context, self.cursor, self.run_id = folder / FOLDER, context, cursor, run_id
        self.stored: list[str] = []
        self.replaced: list[str] = []
        self.taken: dict[int, str] = {}

    def take(self, *, keep: bool) -> Counts:
        """Match every PDF and store the new ones. With ``keep`` off (a dry run, a refused delivery) nothing is written."""
        counts = Counts()
        found = self._found()
        while chunk := list(islice(found, AT_ONCE)):
            for match in self._matches(chunk):
                counts += self._take(match, keep=keep)
        return counts

    def forget(self) -> None:
        """Remove what this run has stored: its rows were not committed."""
        remove(self.stored)

    def _take(self, match: Match, *, keep: bool) -> Counts:
        digest = hashlib.sha256(match.path.read_bytes()).hexdigest()[:32]
        if match.stored.endswith(f"{digest}.pdf"):
            return Counts(unchanged=1)
        if keep and not self.context.problems:
            name = f"{run_folder(self.context.params['tenant'], self.run_id)}/{match.public_id}-{digest}.pdf"
            with match.path.open("rb") as file:
                self.stored.append(default_storage.save(name, File(file)))
            self.cursor.execute(
                "UPDATE billing_invoice SET pdf = %(pdf)s WHERE tenant_id = %(tenant)s AND id = %(invoice)s",
                {**self.context.params, "pdf": self.stored[-1], "invoice": match.invoice_id},
            )
        if not match.stored:
            return Counts(new=1)
        self.replaced.append(match.stored)
        return Counts(changed=1)

    def _found(self) -> Iterator[Found]:
        """PDFs in ``pdf/`` and one folder below, by name. Links, other files and what is no PDF are refused."""
        if not self.folder.is_dir():
            return
        for path in sorted(self.folder.iterdir()):
            if path.is_dir() and not path.is_symlink():
                yield from (self._one(inner, customer=cleaned(path.name)) for inner in sorted(path.iterdir()) if self._is_bill(inner))
            elif self._is_bill(path):
                yield self._one(path, customer="")

    def _one(self, path: Path, *, customer: str) -> Found:
        return Found(path, self._shown(path), cleaned(path.stem), customer)

    def _shown(self, path: Path) -> str:
        return path.relative_to(self.folder.parent).as_posix()

    def _is_bill(self, path: Path) -> bool:
        reason = _fault(path)
        if reason:
            self._refuse(self._shown(path), reason)
        return not reason

    def _refuse(self, shown: str, reason: str) -> None:
        self.context.problems.add(shown, 0, "", "", reason)

    def _matches(self, chunk: list[Found]) -> Iterator[Match]:
        """The invoice of each file, by its number and, where the folder says it, its customer's."""
        possible = {found: possible_numbers(found.invoice) for found in chunk}
        numbers = sorted({number for found in possible.values() for number in found})
        places = ", ".join(["%s"] * len(numbers))
        self.cursor.execute(
            "SELECT i.number, i.id, i.public_id, i.pdf, c.number FROM billing_invoice i JOIN accounts_customer c ON c.id = i.customer_id"
            f" WHERE i.tenant_id = %s AND i.utility_id = %s AND i.number IN ({places})",
            [self.context.params["tenant"], self.context.params["utility"], *numbers],
        )
        invoices = {number: rest for number, *rest in self.cursor.fetchall()}
        for found in chunk:
            known = [invoices[number] for number in possible[found] if number in invoices]
            reason = self._why_not(found, known)
            if reason:
                self._refuse(found.shown, reason)
                continue
            invoice_id, public_id, stored, _customer = known[0]
            self.taken[invoice_id] = found.shown
            yield Match(invoice_id, public_id, stored, found.path)

    def _why_not(self, found: Found, known: list[Any]) -> str:
        if not known:
            return _("No invoice has the number that the file is named after.")
        if len(known) > 1:
            return _("The file's name fits several invoices.")
        if found.customer and known[0][3] not in possible_numbers(found.customer):
            return _("The invoice belongs to another customer than the folder says.")
        if known[0][0] in self.taken:
            return _("The invoice has another file in this delivery: %(file)s.") % {"file": self.taken[known[0][0]]}
        return ""


def _fault(path: Path) -> str:
    """Why this is no bill; "" where it is one."""
    if path.is_symlink() or not path.is_file():
        return _("Only plain files are taken here.")
    if not path.name.isprintable() or not path.parent.name.isprintable():
        return _("The file's name contains signs that cannot be printed.")
    if path.suffix.lower() != ".pdf":
        return _("Only PDF files are taken here.")
    if path.stat().st_size > LARGEST:
        return _("The file is larger than %(most)d MB.") % {"most": LARGEST // 1024**2}
    with path.open("rb") as file:
        start = file.read(1024)
    return "" if start.startswith(b"%PDF-") else _("The content is no PDF.")


def possible_numbers(name: str) -> list[str]:
    """The numbers that a file's name may stand for: a `/` of the number cannot stand in it and is written `-` or `_`."""
    parts = re.split(r"([-_])", name)
    marks = len(parts) // 2
    if not 0 < marks <= MOST_MARKS:
        return [name]
    choices = [[part] if place % 2 == 0 else sorted({part, "/"}) for place, part in enumerate(parts)]
    return ["".join(choice) for choice in product(*choices)]


def remove(names: list[str]) -> None:
    """Take files out of the store; one that is gone already is no matter."""
    for name in names:
        default_storage.delete(name)


def sweep(tenant_id: int, run_id: int) -> None:
    """Remove everything that a run stored which did not end well."""
    folder = run_folder(tenant_id, run_id)
    try:
        _folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    remove([f"{folder}/{name}" for name in names])
