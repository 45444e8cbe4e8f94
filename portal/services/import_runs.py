"""What an import writes about itself: its row, and the audit row of its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from portal.models import ImportRun
from tenants import audit
from tenants.models import Utility

MOST_KEPT = 1000
"""Problems of a refused import that are kept with its row; the operator's own report has all."""


def start_import(*, utility: Utility, by: Any) -> int:
    """Record that an import begins, in a transaction of its own: it stays whatever follows. The key of its row."""
    return ImportRun.objects.create(utility=utility, by=str(by)[:254]).pk


def finish_import(*, run_id: int, utility: Utility, counts: dict[str, dict[str, int]], by: Any) -> None:
    """Record in the import's own transaction what it did."""
    ImportRun.objects.filter(pk=run_id).update(state=ImportRun.State.DONE, finished_at=timezone.now(), counts=counts)
    audit.record("import.done", by=by, on=utility, run=run_id, counts=counts)


def refuse_import(*, run_id: int, problems: Sequence[dict[str, Any]], by: Any) -> None:
    """Record what was refused, after the rows themselves were rolled back."""
    ImportRun.objects.filter(pk=run_id).update(
        state=ImportRun.State.REFUSED, finished_at=timezone.now(), counts={"problems": len(problems)}, problems=list(problems[:MOST_KEPT])
    )
    audit.record("import.refused", by=by, run=run_id, problems=len(problems))


def stop_import(*, run_id: int, reason: str) -> None:
    """Record that an import's process ended without a word; its rows were never committed."""
    ImportRun.objects.filter(pk=run_id, state=ImportRun.State.RUNNING).update(
        state=ImportRun.State.STOPPED,
        finished_at=timezone.now(),
        problems=[{"file": "", "line": 0, "column": "", "value": "", "reason": reason}],
    )
    audit.record("import.stopped", by="run_due", run=run_id)


def unfinished_imports(*, but: int | None = None, before: datetime | None = None) -> list[int]:
    """Imports that began (before that moment) and said no more."""
    runs = ImportRun.objects.filter(state=ImportRun.State.RUNNING).exclude(pk=but or 0)
    return list((runs.filter(started_at__lt=before) if before else runs).values_list("pk", flat=True))
