"""The language a person prefers: for pages and mail."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User


@transaction.atomic
def set_language(*, user: User, language: str) -> None:
    """Keep the language with the account; the caller has checked that the tenant offers it."""
    if user.language != language:
        user.language = language
        user.save(update_fields=["language"])
