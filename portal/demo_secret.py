"""The demo's secret key: made once, kept in ``var/``, never in the repository."""

import secrets
from pathlib import Path


def demo_secret(folder: Path) -> str:
    """The key of this folder's demo; two processes that start at once agree on one."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "secret_key"
    try:
        with file.open("x") as new:
            new.write(secrets.token_urlsafe(50))
        file.chmod(0o600)
    except FileExistsError:
        pass
    return file.read_text().strip()
