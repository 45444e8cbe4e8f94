"""Settings, 12-factor: every variable stands in `.env.example`, in the same order."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF

from portal.demo_secret import demo_secret
from tenants.sms import address as sms_address

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

# --- What this process is -------------------------------------------------------------------------------------------------------
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = env.str("SECRET_KEY", default=demo_secret(VAR_DIR)) if DEMO else env.str("SECRET_KEY")
EVIDENCE_KEY = env.str("EVIDENCE_KEY", default="") or SECRET_KEY  # an empty line in .env must not become an empty key
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = False

# --- Where it listens -----------------------------------------------------------------------------------------------------------
# Every host name is compared with the Host table by the first middleware, before anything reads it: a utility goes live by its file.
ALLOWED_HOSTS = ["*"]
PLATFORM_HOST = env.str("PLATFORM_HOST", default="localhost")
PORTAL_SCHEME = env.str("PORTAL_SCHEME", default="https")
PORTAL_PORT = env.str("PORTAL_PORT", default="")
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
if env.bool("TLS_AT_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- What it keeps --------------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database.setdefault("OPTIONS", {}).update(
        transaction_mode="IMMEDIATE",
        timeout=20,
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON",
    )
else:
    _database["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    _database["CONN_HEALTH_CHECKS"] = True
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://portal")}
CACHES["default"]["KEY_FUNCTION"] = "tenants.cache.key"
if "locmem" in CACHES["default"]["BACKEND"]:
    CACHES["default"].setdefault("OPTIONS", {})["MAX_ENTRIES"] = 100_000  # Django's 300 would forget limits
DOCUMENTS_DIR = Path(env.str("DOCUMENTS_DIR", default=str(VAR_DIR / "documents")))

# --- What it sends --------------------------------------------------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", default=f"filemail:///{VAR_DIR / 'demo' / 'mail'}" if DEMO else "consolemail://"))
EMAIL_TIMEOUT = 20
SMS_BACKEND, SMS_OPTIONS = sms_address.parse(env.str("SMS_URL", default=f"file://{VAR_DIR / 'demo' / 'sms'}" if DEMO else "console://"))

# --- How it reports -------------------------------------------------------------------------------------------------------------
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")

# --- The house ------------------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "portal",
    "billing",
    "meters",
    "accounts",
    "tenants",
    "django.contrib.admin.apps.SimpleAdminConfig",  # no default site: each host has its own
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "tenants.middleware.TenantMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.middleware.HeadersMiddleware",
    "tenants.middleware.RequestTransactionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "accounts.middleware.UtilityMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.middleware.NotAllowedPageMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.portal",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "portal.templatetags.ui"],
        },
    },
]
FORM_RENDERER = "portal.form_renderer.PortalFormRenderer"

# --- Accounts -------------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.ScopedBackend"]
PASSWORD_HASHERS = ["accounts.hashers.PortalArgon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "accounts.validators.TenantPasswordValidator"}]
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 30 * 24 * 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 3600

# The unique index on confirmed addresses must not be global: see accounts/allauth_settings.py.
ALLAUTH_SETTING_GETTER = "accounts.allauth_settings.get"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
ACCOUNT_UNIQUE_EMAIL = False
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}  # these two are what stands without a tenant; the getter answers per tenant
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # a change of address asks for the password again, unless it was given minutes ago
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = PORTAL_SCHEME
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_FORMS = {
    "login": "accounts.forms.sign_in.SignInForm",
    "reset_password": "accounts.forms.recovery.ForgottenPasswordForm",
    "reset_password_from_key": "accounts.forms.recovery.NewPasswordForm",
    "set_password": "accounts.forms.password.SetPasswordForm",
}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "accounts.tokens.ResetTokenGenerator"  # noqa: S105  (a dotted path)
MFA_ADAPTER = "accounts.adapters.MFAAdapter"
MFA_FORMS = {"activate_totp": "accounts.forms.second_factor.SetUpForm"}
USERSESSIONS_TRACK_ACTIVITY = False

# --- Language, place, numbers ---------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "sl"
LANGUAGES = [("sl", "Slovenščina"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["portal.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Ljubljana"

# --- Static files ---------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(DOCUMENTS_DIR)}},
    "staticfiles": {"BACKEND": "portal.static_storage.PortalStaticFilesStorage"},
}

# --- Safety ---------------------------------------------------------------------------------------------------------------------
_HTTPS = PORTAL_SCHEME == "https"
_COOKIE = "__Host-" if _HTTPS else ""  # the prefix lets the browser itself refuse a wider cookie; plain http cannot carry it
SESSION_COOKIE_NAME = f"{_COOKIE}session"
CSRF_COOKIE_NAME = f"{_COOKIE}csrf"
BROWSER_COOKIE_NAME = f"{_COOKIE}browser"  # a browser that signed in before: strangers cannot lock its owner out of it
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = _HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31536000 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    },
}

# --- Work in the background -----------------------------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Demo -----------------------------------------------------------------------------------------------------------------------
DEMO_DIR = VAR_DIR / "demo"
DEMO_CLOCK_FILE = DEMO_DIR / "clock"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # user names are unique per tenant, by a constraint of two columns
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "portal.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {"django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
