"""Bills are written by the import only: here is what their pages read beside the tables themselves."""

from billing.services.documents import DocumentMissing, open_pdf

__all__ = ["DocumentMissing", "open_pdf"]
