"""One import, from a folder to the tables: everything is checked, then everything is taken, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from portal.exchange import afterwards, checks, evidence, evidence_rows, problems, remembered, staging
from portal.exchange.apply import Counts, look_for_known, write
from portal.exchange.cells import Cells
from portal.exchange.documents import FOLDER, Documents, remove
from portal.exchange.engine import dialect_of
from portal.exchange.format import FILES
from portal.exchange.interrupted import alone, close_interrupted
from portal.exchange.links import close_links, prolong_links
from portal.exchange.plan import EVIDENCE, TARGETS
from portal.exchange.problems import ImportRefused, Problems
from portal.exchange.staging import Context, Stage
from portal.services import import_runs
from tenants import scope
from tenants.models import Tenant, Utility

Progress = Callable[[str, int, int], None]
"""Told what is being read, and how many bytes of all have been read."""


@dataclass(frozen=True)
class ImportResult:
    """What an import did. ``ignored`` names columns and files of the delivery that nobody asked for: often a typing error.

    ``lacking``: evidence of the tenant's file for which a file of the delivery has no column, so that it brought no values."""

    run_id: int | None
    dry_run: bool
    counts: dict[str, Counts]
    ignored: tuple[str, ...]
    lacking: tuple[str, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        return not any(counts.new or counts.changed for counts in self.counts.values())


class _DryRun(Exception):  # no failure: the way out of the transaction
    """Everything was tried; now it is undone."""


def run_import(
    *, tenant: Tenant, folder: Path, utility_code: str | None, by: Any, dry_run: bool = False, progress: Progress | None = None
) -> ImportResult:
    """Take the delivery in ``folder`` for one utility of ``tenant``, all or nothing. A second run changes nothing.

    ``by`` is a user or a word for the audit trail. A dry run does the same work and leaves nothing. While another import of
    the tenant runs, this one is refused. The run is recorded, refused or not. Raises :class:`ImportRefused` with every problem
    found.
    """
    with scope.bound(tenant):
        utility = _utility(utility_code)
        run_id = None if dry_run else import_runs.start_import(utility=utility, by=by)
    job = _Import(tenant, utility, Path(folder), by=by, run_id=run_id, progress=progress or _silent)
    try:
        return job.run()
    except ImportRefused as refused:
        refused.ignored = tuple(job.ignored)
        job.record_refusal(refused)
        raise
    except (IntegrityError, DataError) as error:
        reason = _("The database refused the rows: %(error)s") % {"error": str(error).splitlines()[0]}
        refusal = problems.refused(str(folder), reason)
        job.record_refusal(refusal)
        raise refusal from error
    except BaseException as error:
        reason = _("The import was interrupted (%(error)s).") % {"error": type(error).__name__}
        job.record_refusal(problems.refused(str(folder), reason))
        raise


def _silent(_what: str, _done: int, _total: int) -> None:
    """Nobody watches."""


def _utility(code: str | None) -> Utility:
    """The utility that is named, or the only one."""
    known = list(Utility.objects.filter(is_active=True).order_by("code"))
    chosen = [utility for utility in known if code in (None, utility.code)]
    if len(chosen) == 1:
        return chosen[0]
    names = ", ".join(utility.code for utility in known) or "–"
    if code is None:
        raise problems.refused("--utility", _("The tenant has several utilities; name one of: %(names)s.") % {"names": names})
    raise problems.refused("--utility", _("The tenant has no such utility; it has: %(names)s.") % {"names": names}, value=code)


@dataclass
class _Import:
    """The steps of one import, in order."""

    tenant: Tenant
    utility: Utility
    folder: Path
    by: Any
    run_id: int | None
    progress: Progress
    problems: Problems = field(default_factory=Problems)
    ignored: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    counts: dict[str, Counts] = field(default_factory=dict)
    documents: Documents | None = None

    def run(self) -> ImportResult:
        paths = self._paths()
        try:
            with scope.bound(self.tenant), transaction.atomic(), connection.cursor() as cursor, alone(cursor, self.tenant):
                self._take(paths, cursor)
                if self.run_id is None:
                    raise _DryRun
                counts = {name: vars(found) for name, found in self.counts.items()}
                import_runs.finish_import(run_id=self.run_id, utility=self.utility, counts=counts, by=self.by)
                if self.documents is not None and self.documents.replaced:
                    transaction.on_commit(partial(remove, self.documents.replaced))
        except _DryRun:
            pass
        except BaseException:
            if self.documents is not None:
                self.documents.forget()
            raise
        return ImportResult(self.run_id, self.run_id is None, self.counts, tuple(self.ignored), tuple(self.lacking))

    def record_refusal(self, refused: ImportRefused) -> None:
        """Outside the transaction that was rolled back, so that it stays."""
        if self.run_id is not None:
            with scope.bound(self.tenant):
                import_runs.refuse_import(run_id=self.run_id, problems=refused.as_json(), by=self.by)

    def _paths(self) -> dict[str, Path]:
        """The files of the folder that are ours; the names of the others are kept for the report."""
        if not self.folder.is_dir():
            raise problems.refused(str(self.folder), _("There is no such folder."))
        known = {file.path: file.name for file in FILES}
        found: dict[str, Path] = {}
        for path in sorted(self.folder.iterdir()):
            if path.name.lower() in known and path.is_file():
                found[known[path.name.lower()]] = path
            elif path.name != FOLDER:
                self.ignored.append(problems.printable(path.name))
        if not found and not (self.folder / FOLDER).is_dir():
            raise problems.refused(
                str(self.folder), _("The folder has none of the files of a delivery: %(names)s.") % {"names": ", ".join(known)}
            )
        return found

    def _take(self, paths: dict[str, Path], cursor: Any) -> None:
        dialect = dialect_of(connection.vendor)
        dialect.plan_for_many(cursor)
        rules = self.utility.rules
        params = {"tenant": self.tenant.pk, "utility": self.utility.pk}
        context = Context(Cells(tenant=self.tenant.rules, utility=rules), dialect, self.problems, params)
        stages = {target.file.name: Stage(target) for target in (*TARGETS, EVIDENCE)}
        self._stage(stages, paths, context, cursor)
        for target in TARGETS:
            self._apply(stages[target.file.name], context, cursor)
        self._prove(stages, context, cursor)
        afterwards.open_amounts(context, cursor)
        if self.run_id is not None:
            close_interrupted(but=self.run_id)
        self.documents = Documents(self.folder, context, cursor, run_id=self.run_id or 0)
        if (self.folder / FOLDER).is_dir():
            self.counts[FOLDER] = self.documents.take(keep=self.run_id is not None)
        if self.problems:
            raise ImportRefused(self.problems)
        close_links(context, cursor, by=self.by)
        prolong_links(context, cursor, by=self.by)
        drop_tables(stages, cursor)

    def _stage(self, stages: dict[str, Stage], paths: dict[str, Path], context: Context, cursor: Any) -> None:
        total = sum(path.stat().st_size for path in paths.values())
        told = self._told(total)
        for name, path in paths.items():
            staging.open_file(stages[name], path, context)
        for stage in stages.values():
            staging.create(stage, context, cursor)
        for name, stage in stages.items():
            if stage.source is not None:
                self.ignored += [f"{stage.target.file.path}: {header}" for header in stage.source.ignored]
                self.lacking += evidence.lacking(stage.target.file, context.cells.utility, stage.source)
                staging.fill(stage, paths[name], context, cursor, partial(told, name))

    def _told(self, total: int) -> Callable[[str, int], None]:
        done = 0

        def tell(name: str, size: int) -> None:
            nonlocal done
            done += size
            self.progress(name, done, total)

        return tell

    def _apply(self, stage: Stage, context: Context, cursor: Any) -> None:
        """Check the rows against each other and against what is stored, then write the good ones."""
        name = stage.target.file.name
        if name == "supply_points":
            checks.refuse_mixed_operators(stage, context, cursor)
            afterwards.operators(stage, context, cursor)
        checks.resolve(stage, context, cursor)
        settled = afterwards.used_readings(stage, context, cursor) if name == "readings" else Counts()
        if stage.source is not None:
            look_for_known(stage, context, cursor)
            checks.refuse_days_out_of_order(stage, context, cursor)
            checks.refuse_wrong_sums(stage, context, cursor)
            checks.refuse_look_alikes(stage, context, cursor)
            checks.refuse_doubles(stage, context, cursor)
            checks.refuse_doubles_of_known_lines(stage, context, cursor)
            checks.refuse_new_owners(stage, context, cursor)
            checks.refuse_foreign(stage, context, cursor)
        if name == "contracts":
            afterwards.touched_points(context, cursor)
        if name == "invoices":
            afterwards.known_invoices(stage, context, cursor)
        if name == "payments":
            afterwards.paid_invoices(context, cursor)
        if stage.source is not None:
            self.counts[name] = write(stage, context, cursor) + settled
            checks.refuse_overlapping_meters(stage, context, cursor)
        if name == "contracts":
            afterwards.supply_periods(context, cursor)

    def _prove(self, stages: dict[str, Stage], context: Context, cursor: Any) -> None:
        own = stages["evidence"]
        if own.source is not None:
            checks.resolve(own, context, cursor)
            checks.refuse_days_out_of_order(own, context, cursor)
            checks.refuse_doubles(own, context, cursor)
            checks.refuse_foreign(own, context, cursor)
        found = evidence_rows.write(stages, context, cursor)
        if own.source is not None or found != Counts():
            self.counts["evidence"] = found


def drop_tables(stages: dict[str, Stage], cursor: Any) -> None:
    """The temporary tables: the connection lives on, and a second import of it begins with empty ones."""
    lines = (remembered.lines_table(stage) for stage in stages.values())
    for table in (*(stage.table for stage in stages.values()), *lines, "import_points", "import_owed", "import_proofs"):
        cursor.execute(f'DROP TABLE IF EXISTS "{table}"')
