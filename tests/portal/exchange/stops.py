"""An import in a process of its own that stops at a given moment and waits there to be killed.

``python -m tests.portal.exchange.stops TENANT FOLDER DOCUMENTS MOMENT``: says ``here`` when it has come to the moment."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

MOMENTS = ("reading", "writing invoices", "documents stored", "before the end", "done")


def main() -> None:
    import django

    django.setup()
    from django.conf import settings

    slug, folder, documents, moment = sys.argv[1:]
    options = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": documents}}
    settings.STORAGES = {**settings.STORAGES, "default": options}

    from portal import exchange
    from portal.exchange import reader, run
    from portal.exchange.documents import Documents
    from portal.services import import_runs
    from tenants.models import Tenant

    if moment == "reading":
        run.staging.reader.records = _after(reader.records, lambda *args: args[1].file.name == "invoices")
    if moment == "writing invoices":
        run.write = _after(run.write, lambda stage, *rest: stage.target.file.name == "invoices")
    if moment == "documents stored":
        Documents.take = _after(Documents.take)
    if moment == "before the end":
        import_runs.finish_import = _after(import_runs.finish_import)
    exchange.run_import(tenant=Tenant.objects.get(slug=slug), folder=Path(folder), utility_code=None, by="tests")
    _wait()


def _after(call: Any, when: Any = lambda *args: True) -> Any:
    def stopping(*args: Any, **kwargs: Any) -> Any:
        result = call(*args, **kwargs)
        if when(*args):
            _wait()
        return result

    return stopping


def _wait() -> None:
    print("here", flush=True)  # noqa: T201  (the test reads it)
    signal.pause()


if __name__ == "__main__":
    main()
