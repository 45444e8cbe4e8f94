"""What staff and operators see: every registration of both admin sites, so that one look answers what is shown where."""

from __future__ import annotations

from accounts import admin as accounts
from accounts.models import Customer, Link, LinkRequest, User
from billing import admin as billing
from billing.models import Contract, Invoice, Payment
from meters import admin as meters
from meters import admin_submissions
from meters.models import Meter, Reading, Submission, SupplyPoint, WindowChange
from portal.admin_audit import AuditEventAdmin
from portal.admin_imports import ImportRunAdmin
from portal.admin_questions import QuestionAdmin
from portal.admin_site import platform_admin, tenant_admin
from portal.models import ImportRun, Question
from tenants import admin as tenants
from tenants.models import AuditEvent, Host, OutboxMessage, Tenant, Utility

tenant_admin.register(Customer, accounts.CustomerAdmin)
tenant_admin.register(User, accounts.UserAdmin)
tenant_admin.register(Link, accounts.LinkAdmin)
tenant_admin.register(LinkRequest, accounts.LinkRequestAdmin)
tenant_admin.register(Submission, admin_submissions.SubmissionAdmin)
tenant_admin.register(Reading, meters.ReadingAdmin)
tenant_admin.register(SupplyPoint, meters.SupplyPointAdmin)
tenant_admin.register(Meter, meters.MeterAdmin)
tenant_admin.register(WindowChange, meters.WindowChangeAdmin)
tenant_admin.register(Contract, billing.ContractAdmin)
tenant_admin.register(Invoice, billing.InvoiceAdmin)
tenant_admin.register(Payment, billing.PaymentAdmin)
tenant_admin.register(OutboxMessage, tenants.OutboxMessageAdmin)
tenant_admin.register(AuditEvent, AuditEventAdmin)
tenant_admin.register(Utility, meters.UtilityAdmin)
tenant_admin.register(ImportRun, ImportRunAdmin)
tenant_admin.register(Question, QuestionAdmin)

platform_admin.register(Tenant, tenants.TenantAdmin)
platform_admin.register(Host, tenants.HostAdmin)
platform_admin.register(User, accounts.OperatorAdmin)
platform_admin.register(AuditEvent, AuditEventAdmin)
