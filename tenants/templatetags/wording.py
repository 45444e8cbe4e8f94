"""``{% load wording %}``: the tenant's own words in templates, pages and mails alike."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from tenants import words

register = template.Library()


@register.simple_tag(takes_context=True)
def word(context: Context, key: str, default: Any = "") -> str:
    """``{% word "login.button" _("Sign in") %}``: the tenant's label, else the translated default.

    Where the page is about one utility (``utility`` in the context), that utility's wording wins.
    """
    return words.word(key, default, utility=context.get("utility"))
