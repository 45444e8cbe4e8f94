"""The utility's own PDF: where it lies in the store. Bills themselves are written by the import only."""

from __future__ import annotations

from typing import IO, Any

from django.core.files.storage import default_storage

from billing.models import Invoice


class DocumentMissing(LookupError):
    """The bill names a PDF that the store does not have."""


def open_pdf(invoice: Invoice) -> IO[Any]:
    """The bill's PDF, opened for reading; :class:`DocumentMissing` where there is none.

    The caller has checked who may see the bill; the name in the store was made by us and never comes from a request."""
    if not invoice.pdf or not default_storage.exists(invoice.pdf):
        raise DocumentMissing(invoice.number)
    return default_storage.open(invoice.pdf, "rb")
