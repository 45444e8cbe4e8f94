"""Static files as they are served: the style sheet in one piece.

``main.css`` imports one file per component, which is how people want to read it; a phone would have to ask for thirty. When
the files are collected, each import is replaced by the layer with the file's content, so that a page needs one request.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "css/main.css"
IMPORT = re.compile(r'^@import "(?P<file>[^"]+)" layer\((?P<layer>[a-z]+)\);$', re.MULTILINE)


class PortalStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names, compressed copies, one style sheet, and hashed names inside our script modules too."""

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run and SHEET in paths:
            self.delete(SHEET)
            self._save(SHEET, ContentFile(joined(paths).encode()))
            paths = {**paths, SHEET: (self, SHEET)}
        yield from super().post_process(paths, dry_run, **options)


def joined(paths: dict[str, Any]) -> str:
    """The main style sheet with its imports in place, in the same order and the same layers.

    ``paths`` names every collected file with the storage and the path of its source, as ``collectstatic`` hands them over.
    """

    def content(name: str) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            return str(file.read().decode())

    def layer(found: re.Match[str]) -> str:
        name = str(PurePosixPath(SHEET).parent / found["file"])
        return f"@layer {found['layer']} {{\n{content(name).strip()}\n}}"

    return IMPORT.sub(layer, content(SHEET))
