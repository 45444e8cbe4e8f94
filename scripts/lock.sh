#!/bin/sh
# Both lock files: every package with its hashes, for every platform, and not one address of the machine that wrote them.
set -eu
compile="uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet"

PATH=".venv/bin:$PATH"
$compile pyproject.toml --output-file requirements.txt
$compile pyproject.toml --extra dev --constraint requirements.txt --output-file requirements-dev.txt

if grep -n '://\|^--' requirements.txt requirements-dev.txt; then
    echo "A lock file names an address or an option: do not commit it." >&2
    exit 1
fi
