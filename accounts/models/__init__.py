"""People and what they may see."""

from accounts.models.changes import EarlierPassword, PendingEmail, PendingPassword
from accounts.models.customers import Customer, Evidence
from accounts.models.guesses import LinkAttempt, LinkBudget, SignInFailure
from accounts.models.history import ActivityEvent, TermsAcceptance
from accounts.models.links import Link, LinkClaim, LinkNotice, LinkRequest
from accounts.models.users import CrossTenantWrite, StaffUtility, TenantSession, User

__all__ = [
    "ActivityEvent",
    "CrossTenantWrite",
    "Customer",
    "EarlierPassword",
    "Evidence",
    "Link",
    "LinkAttempt",
    "LinkBudget",
    "LinkClaim",
    "LinkNotice",
    "LinkRequest",
    "PendingEmail",
    "PendingPassword",
    "SignInFailure",
    "StaffUtility",
    "TenantSession",
    "TermsAcceptance",
    "User",
]
