"""The filter of a list that leaves only what somebody has to look at."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest


class OnlyFilter(ABC, admin.SimpleListFilter):
    """One choice beside "all": ``?waiting=yes``. A subclass says ``title``, ``parameter_name``, the choice's ``words``, and ``only``."""

    words: Any

    @abstractmethod
    def only(self, rows: Any) -> QuerySet:
        """The rows that are left."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", self.words)]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        return self.only(queryset) if self.value() == "yes" else queryset
