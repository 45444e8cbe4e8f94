"""How a public id stands in an address: anything else is no address of ours, and 404 before a query is asked."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import get_converters

from tenants.ids import ALPHABET, LENGTH


class PublicId:
    """``<public_id:public_id>``: 16 letters and digits of base 58."""

    regex = f"[{ALPHABET}]{{{LENGTH}}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def register() -> None:
    """When the app is ready; a second time changes nothing."""
    if "public_id" not in get_converters():
        register_converter(PublicId, "public_id")
