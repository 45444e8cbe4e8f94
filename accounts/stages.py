"""What allauth asks between a right password and a session."""

from __future__ import annotations

from typing import Any

from allauth.account.stages import LoginStage
from django.http import HttpResponseRedirect
from django.urls import reverse

from accounts.services import terms
from tenants import scope


class TermsStage(LoginStage):
    """New terms of use: the person is not signed in before they are agreed to, so no page has to ask.

    Nobody is asked in the middle of a session, and staff and operators are not asked at all.
    """

    key = "terms"
    urlname = "accounts:new_terms"

    def handle(self) -> tuple[Any, bool]:
        if scope.current().is_platform or self.login.user is None or not terms.outstanding(self.login.user):
            return None, True
        return HttpResponseRedirect(reverse(self.urlname)), True
