"""All settings, from the environment or `.env`. A bad value stops the start with one sentence."""

import os
import sys
from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

from gaoxin_crm import environment

BASE_DIR = Path(__file__).resolve().parent.parent
environ.Env.read_env(os.environ.get("ENV_FILE") or BASE_DIR / ".env")

DEBUG = environment.flag("DEBUG", default=False)
DATA_DIR = environment.folder("DATA_DIR", BASE_DIR / "var")
DEMO_MARK = (
    DATA_DIR / "demo"
)  # left by the first run with demo data, so that later starts know what they show
DEMO = environment.flag("DEMO", default=DEMO_MARK.exists())
DEMO_PASSWORD = environment.text("DEMO_PASSWORD", "gaoxin-2025")

SECRET_KEY = environment.text("SECRET_KEY")
if not SECRET_KEY:
    # A bare checkout keeps its key in var/. Somebody who says DEBUG=0 installs for real and has to say where.
    if environment.text("DEBUG") and not DEBUG and not environment.text("DATA_DIR"):
        environment.refuse("SECRET_KEY", "it is missing; give it a value, or set DATA_DIR to keep one there")
    SECRET_KEY = environment.kept_secret_key(DATA_DIR / "secret_key")

PORT = environment.number("PORT", 8000)
WEB_WORKERS = environment.number("WEB_WORKERS", 0)  # 0: one on SQLite, two on PostgreSQL
BASE_URL = environment.address("BASE_URL", ["http", "https"], f"http://127.0.0.1:{PORT}").rstrip("/")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https://") else []

INSTALLED_APPS = [
    "gaoxin_crm",
    "reports",
    "reminders",
    "land",
    "leads",
    "chains",
    "accounts",
    "core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.forms",  # the widget templates that FORM_RENDERER falls back on
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.PreferencesMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "gaoxin_crm.urls"
WSGI_APPLICATION = "gaoxin_crm.wsgi.application"
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
                "gaoxin_crm.frame.frame",
            ],
        },
    },
]
FORM_RENDERER = "core.forms.Renderer"

# -- database ---------------------------------------------------------------------------------

SQLITE = {
    "transaction_mode": "IMMEDIATE",  # a transaction that writes later must not fail on its upgrade
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;",
}
DATABASE_URL = environment.address(
    "DATABASE_URL", ["sqlite", "postgres", "postgresql"], f"sqlite:///{DATA_DIR / 'gaoxin.sqlite3'}"
)
DATABASES = {"default": environ.Env.db_url_config(DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"].setdefault("OPTIONS", {}).update(SQLITE)
else:
    DATABASES["default"].update(CONN_MAX_AGE=600, CONN_HEALTH_CHECKS=True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- broker and tasks -------------------------------------------------------------------------

# The supervisor sets it when it starts a broker of its own.
REDIS_URL = environment.address("REDIS_URL", ["redis", "rediss", "unix"])
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://") or "memory://"
BROKER = environment.choice("BROKER", ["auto", "none"])  # none: no Redis, the dispatch loop alone sends
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_ENABLE_UTC = True

# Lock-out counters must be shared by all web workers, and a lost Redis must not open them.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
}

# -- people -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,50/10m/ip"}
ACCOUNT_PREVENT_ENUMERATION = True
SECURITY_PROFILE = environment.choice("SECURITY_PROFILE", ["mlps", "asvs"])
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# -- language and time ------------------------------------------------------------------------

LANGUAGE_CODE = environment.choice("LANGUAGE_CODE", ["zh-hans", "en"])
LANGUAGES = [("zh-hans", _("简体中文")), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = environment.time_zone("TIME_ZONE", "Asia/Shanghai")
CELERY_TIMEZONE = TIME_ZONE
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# -- mail -------------------------------------------------------------------------------------

MAIL_DIR = DATA_DIR / "mail"
EMAIL_URL = environment.address("EMAIL_URL", ["smtp", "smtp+tls", "smtp+ssl", "smtps"])
HAS_MAIL_SERVER = bool(EMAIL_URL)
if HAS_MAIL_SERVER:
    vars().update(environ.Env.email_url_config(EMAIL_URL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = MAIL_DIR
EMAIL_TIMEOUT = 10
EMAIL_FINAL_TIMEOUT = 60  # seconds to wait for the answer to the final dot; see docs/operations.md
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", "高新产业链招商 <reminders@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# -- files and static -------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
# `make` collects, hashes and compresses the files; a bare checkout or DEBUG serves them where they lie.
IS_COLLECTING = "collectstatic" in sys.argv
HAS_COLLECTED_STATIC = IS_COLLECTING or (not DEBUG and STATIC_ROOT.joinpath("staticfiles.json").exists())
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if HAS_COLLECTED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not HAS_COLLECTED_STATIC
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024  # what is typed in; files are counted by the handler below
FILE_UPLOAD_HANDLERS = ["core.uploads.LimitedUploadHandler"]
# Documents of leads: no address leads here, the application alone reads and writes.
DOCUMENT_DIR = DATA_DIR / "documents"
PREVIEW_DIR = DATA_DIR / "previews"  # drawn pages of PDF files; may be deleted at any time
DOCUMENT_MAX_MB = environment.number("DOCUMENT_MAX_MB", 20)
DOCUMENTS_PER_LEAD = environment.number("DOCUMENTS_PER_LEAD", 50)
UPLOAD_MAX_MB = max(100, DOCUMENT_MAX_MB)  # one request; the proxy must let it through

# -- security ---------------------------------------------------------------------------------

IS_HTTPS = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = False  # the proxy in front does it; behind plain http there is nothing to redirect to
SILENCED_SYSTEM_CHECKS = ["security.W008"]  # would have it True, see the line above
SECURE_HSTS_SECONDS = 31536000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
METRICS_TOKEN = environment.text("METRICS_TOKEN")  # lets a monitoring system on another machine read /metrics
CSRF_FAILURE_VIEW = "gaoxin_crm.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

DJANGO_TABLES2_TEMPLATE = "core/_table.html"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "gaoxin_crm.logs.json_formatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": environment.choice("LOG_FORMAT", ["line", "json"]),
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},  # a refusal is no failure of ours; it would bring its traceback
    },
}
