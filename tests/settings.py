"""The portal's own settings, in an environment that is the same on every machine.

Everything is set here and nothing is inherited, so that a developer's `.env` cannot decide a test. Two variables are read:
`TEST_DATABASE_URL` (unset: SQLite in a temporary folder) and `PYTEST_DB_SUFFIX` (keeps two runs on one server apart).
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.static_files import static_root

_FOLDER = Path(tempfile.mkdtemp(prefix="portal-tests-"))
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)

os.environ.update(
    DEMO="0",
    SECRET_KEY="test-key-of-no-value-0123456789-abcdefghijklmnopqrstuvwxyz",
    EVIDENCE_KEY="test-evidence-key-of-no-value-0123456789-abcdefghijklmno",
    SECRET_KEY_FALLBACKS="",
    PLATFORM_HOST="localhost",
    PORTAL_SCHEME="http",
    PORTAL_PORT="",
    TRUSTED_PROXY_COUNT="0",
    TLS_AT_PROXY="0",
    DATABASE_URL=os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{_FOLDER / 'portal.sqlite3'}",
    CONN_MAX_AGE="0",
    CACHE_URL="locmemcache://tests",
    DOCUMENTS_DIR=str(_FOLDER / "documents"),
    EMAIL_URL="memorymail://",
    SMS_URL="memory://",
    LOG_LEVEL="CRITICAL",
)

from portal.settings import *
from portal.settings import BASE_DIR, DATABASES, STORAGES

_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in the demo: threads and a live server then meet real locks. Nothing here needs to survive a power cut.
    _database["TEST"] = {"NAME": str(_FOLDER / "test.sqlite3")}
    _database["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON"
else:
    _database["TEST"] = {"NAME": f"test_portal{os.environ.get('PYTEST_DB_SUFFIX', '')}"}

# Argon2 costs 20 ms a sign-in on purpose; the fixture `real_hasher` brings it back where hashing is what is tested.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

DEMO_DIR = _FOLDER / "demo"
DEMO_CLOCK_FILE = DEMO_DIR / "clock"

# The real manifest, so that a page naming a file that is not there fails; not compressed, and found on request, not scanned.
STATIC_ROOT = static_root(BASE_DIR / "var" / "test-static", BASE_DIR / "static")
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = False
