"""What staff and operators see: every registration of both admin sites, so that one look answers what is shown where."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts import admin as accounts
from accounts.models import Customer, Link, User
from billing import admin as billing
from billing.models import Contract, Invoice, Payment
from meters import admin as meters
from meters.models import Meter, Reading, Submission, SupplyPoint, WindowChange
from portal.admin_site import platform_admin, tenant_admin
from portal.models import ImportRun
from tenants import admin as tenants
from tenants import admin_words
from tenants.admin_base import TenantModelAdmin
from tenants.models import AuditEvent, Host, OutboxMessage, Tenant, Utility

IMPORT_STATES = {"running": _("running"), "done": _("done"), "refused": _("refused")}

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


class ImportRunAdmin(TenantModelAdmin):
    """What imports read, changed and refused."""

    utility_path = "utility"
    list_display = ("started_at", "utility", "state_word", "by", "finished_at", "number_of_problems")
    list_filter = (("state", admin_words.choice_filter(IMPORT_STATES)),)
    list_select_related = ("utility",)
    fields = ("started_at", "finished_at", "utility", "state_word", "by", "counts", "problems")
    state_word = admin_words.choice_column("state", IMPORT_STATES)

    @admin.display(description=_("problems"))
    def number_of_problems(self, run: ImportRun) -> int:
        return len(run.problems)


tenant_admin.register(Customer, accounts.CustomerAdmin)
tenant_admin.register(User, accounts.UserAdmin)
tenant_admin.register(Link, accounts.LinkAdmin)
tenant_admin.register(Submission, meters.SubmissionAdmin)
tenant_admin.register(Reading, meters.ReadingAdmin)
tenant_admin.register(SupplyPoint, meters.SupplyPointAdmin)
tenant_admin.register(Meter, meters.MeterAdmin)
tenant_admin.register(WindowChange, meters.WindowChangeAdmin)
tenant_admin.register(Contract, billing.ContractAdmin)
tenant_admin.register(Invoice, billing.InvoiceAdmin)
tenant_admin.register(Payment, billing.PaymentAdmin)
tenant_admin.register(OutboxMessage, tenants.OutboxMessageAdmin)
tenant_admin.register(AuditEvent, tenants.AuditEventAdmin)
tenant_admin.register(Utility, meters.UtilityAdmin)
tenant_admin.register(ImportRun, ImportRunAdmin)

platform_admin.register(Tenant, tenants.TenantAdmin)
platform_admin.register(Host, tenants.HostAdmin)
platform_admin.register(User, accounts.OperatorAdmin)
platform_admin.register(AuditEvent, tenants.AuditEventAdmin)
