"""Staff's pages about imports: what they read, changed and refused. Registered in `portal/admin.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.exchange.problems import Problem
from portal.models import ImportRun
from tenants import admin_words
from tenants.admin_base import TenantModelAdmin

IMPORT_STATES = {"running": _("running"), "done": _("done"), "refused": _("refused"), "stopped": _("stopped")}

FILES = {
    "customers": _("customers"),
    "supply_points": _("supply points"),
    "meters": _("meters"),
    "registers": _("registers"),
    "readings": _("readings"),
    "contracts": _("contracts"),
    "invoices": _("bills"),
    "invoice_lines": _("lines of a bill"),
    "payments": _("payments"),
    "evidence": _("evidence"),
    "pdf": _("PDF files"),
}

admin_words.name(
    ImportRun,
    _("import"),
    _("imports"),
    started_at=_("begun at"),
    finished_at=_("ended at"),
    by=_("started by"),
    counts=_("numbers"),
    problems=_("problems"),
)


def counted(counts: Mapping[str, Any]) -> list[str]:
    """What a run has counted, a line for each file: `Customers: 3 new, 1 changed, 36 unchanged`."""
    return [_line(name, found) for name, found in counts.items() if isinstance(found, Mapping)]


def _line(name: str, found: Mapping[str, Any]) -> str:
    numbers = {kind: found.get(kind, 0) for kind in ("new", "changed", "unchanged")}
    words = gettext("%(file)s: %(new)s new, %(changed)s changed, %(unchanged)s unchanged")
    return words % {"file": capfirst(FILES.get(name, name)), **numbers}


def _said(kept: Any) -> str:
    """One problem as it was stored; what an earlier release stored in another form is shown as it is."""
    if not isinstance(kept, Mapping):
        return str(kept)
    empty: dict[str, Any] = {"file": "", "line": 0, "column": "", "value": "", "reason": ""}
    return str(Problem(**{name: kept.get(name, nothing) for name, nothing in empty.items()}))


class ImportRunAdmin(TenantModelAdmin):
    """What imports read, changed and refused."""

    utility_path = "utility"
    list_display = ("started_at", "utility", "state_word", "by", "finished_at", "number_of_problems")
    list_filter = (("state", admin_words.choice_filter(IMPORT_STATES)),)
    list_select_related = ("utility",)
    fields = ("started_at", "finished_at", "utility", "state_word", "by", "counts_word", "problems_word")
    state_word = admin_words.choice_column("state", IMPORT_STATES)

    @admin.display(description=_("problems"))
    def number_of_problems(self, run: ImportRun) -> int:
        return len(run.problems)

    @admin.display(description=_("numbers"))
    def counts_word(self, run: ImportRun) -> str:
        return "\n".join(counted(run.counts))

    @admin.display(description=_("problems"))
    def problems_word(self, run: ImportRun) -> str:
        """Each as the command says it: file, line, column, value and reason."""
        return "\n".join(map(_said, run.problems))

    def title_of(self, row: ImportRun) -> str:
        return str(formats.date_format(timezone.localtime(row.started_at), "SHORT_DATETIME_FORMAT"))
