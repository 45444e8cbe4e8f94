"""Setting up the authenticator app."""

from __future__ import annotations

from typing import Any

from allauth.mfa.totp.forms import ActivateTOTPForm
from django.utils.translation import gettext_lazy as _


class SetUpForm(ActivateTOTPForm):
    """allauth's form with the words of the page around it; its own Slovenian speaks of an "avtentikator"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from the app")
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
