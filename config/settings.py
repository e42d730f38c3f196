"""Settings: everything is decided by environment variables, each with a default that just works."""

import os
import secrets
import sys
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.conf.locale import LANG_INFO
from django.utils.translation import to_language

# One thread of linear algebra: the same numbers in give the same bytes out.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DATA_DIR = Path(env.str("VARIORUM_DATA", default=str(BASE_DIR / "var"))).resolve()


def _secret_key() -> str:
    """Return SECRET_KEY, else one made for this installation, which only its owner can read."""
    given = env.str("SECRET_KEY", default="")
    if given:
        return given
    path = DATA_DIR / "secret_key"
    DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


SECRET_KEY = _secret_key()
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("HTTPS", default=False)
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=3600)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "accounts",
    "corpus",
    "annotations",
    "themes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "knox",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "django_celery_beat",
    "django_htmx",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corpus.http.joined.JoinedMiddleware",
    "corpus.http.policy.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "corpus.http.language.PageLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "corpus.http.pages_only.PageSignIn",
    "corpus.http.pages_only.PageMessages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
                "csp.context_processors.nonce",
                "corpus.context.site",
            ],
        },
    }
]

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA busy_timeout=20000;"
    "PRAGMA temp_store=MEMORY;PRAGMA cache_size=-20000;"
)


def _databases() -> dict:
    """Return the embedded database, or the one DATABASE_URL names."""
    url = env.str("DATABASE_URL", default="")
    if not url:
        url = f"sqlite:///{DATA_DIR / 'variorum.sqlite3'}"
    found = environ.Env.db_url_config(url)
    if found["ENGINE"].endswith("sqlite3"):
        found["ENGINE"] = "config.sqlite"
        found["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": SQLITE_PRAGMAS,
        }
        # Threads of the live server in tests share one connection only in memory: use a file.
        found["TEST"] = {"NAME": env.str("TEST_SQLITE", default="") or None}
    else:
        found["CONN_HEALTH_CHECKS"] = True
    # Opening SQLite costs as much as a whole save: pragmas, and sixty functions to register.
    found["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    return {"default": found}


DATABASES = _databases()
EMBEDDED_DATABASE = not env.str("DATABASE_URL", default="")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _caches() -> dict:
    """Return where failed sign-ins are counted: a folder, for there are several web processes."""
    url = env.str("CACHE_URL", default="")
    if url:
        return {"default": environ.Env.cache_url_config(url)}
    backend = "django.core.cache.backends.filebased.FileBasedCache"
    return {"default": {"BACKEND": backend, "LOCATION": str(DATA_DIR / "cache")}}


CACHES = _caches()

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.sessions.PersonBackend"]
SESSION_ENGINE = "accounts.sessions"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "accounts.adapter.ClosedSignupAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
# Behind proxies every visitor would seem to come from the nearest one, and be limited as one.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/ip,5/5m/key"}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en-gb"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]


def _languages() -> list[tuple[str, str]]:
    """Return English, and every language whose compiled catalogue lies in `locale`."""
    compiled = (BASE_DIR / "locale").glob("*/LC_MESSAGES/django.mo")
    codes = sorted(to_language(path.parents[1].name) for path in compiled)
    names = {code: LANG_INFO.get(code, {}).get("name_local", code) for code in codes}
    return [(LANGUAGE_CODE, "English"), *names.items()]


LANGUAGES = _languages()
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
# From a clone the finders serve the files as they are; nothing needs collecting.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "accounts.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["corpus.http.parsers.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "corpus.http.schema.ProblemAutoSchema",
    "DEFAULT_PAGINATION_CLASS": "corpus.http.pagination.ListPagination",
    "EXCEPTION_HANDLER": "corpus.http.problems.problem_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
REST_KNOX = {
    "TOKEN_TTL": None,
    "AUTH_HEADER_PREFIX": "Token",
    "TOKEN_MODEL": "accounts.ApiToken",
    "AUTO_REFRESH": False,
}
KNOX_TOKEN_MODEL = "accounts.ApiToken"
# Its own token table is never used, and would stand in the way of emptying a database.
MIGRATION_MODULES = {"knox": None}
SPECTACULAR_SETTINGS = {
    "TITLE": "Variorum",
    "DESCRIPTION": "Texts by language models and people, how they were read, and what recurs.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "TextKindEnum": "corpus.models.texts.Text.Kind",
        "AuthorKindEnum": "corpus.models.texts.Author.Kind",
        "GuessKindEnum": "annotations.models.reviews.Guess.AuthorKind",
        "StudyStateEnum": "annotations.models.studies.Study.State",
        "ReviewStateEnum": "annotations.models.reviews.Review.State",
        "MotifStatusEnum": "annotations.models.codebook.Motif.Status",
        "MotifStatusSetEnum": "annotations.inputs.STATUS_SET",
        "JobStateEnum": "corpus.models.jobs.Job.State",
    },
}

BROKER_URL = env.str("BROKER_URL", default="")
EMBEDDED_BROKER = not BROKER_URL
BROKER_DIR = DATA_DIR / "broker"
CELERY_BROKER_URL = BROKER_URL or "folder://localhost"
# Two sites that share a broker need a queue each.
CELERY_TASK_DEFAULT_QUEUE = env.str("TASK_QUEUE", default="variorum")
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "data_folder_in": str(BROKER_DIR / "messages"),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "control_folder": str(BROKER_DIR / "control"),
        "processed_folder": str(BROKER_DIR / "processed"),
        "store_processed": False,
        "polling_interval": 0.05,
    }
    if EMBEDDED_BROKER
    else {"visibility_timeout": 6 * 3600}
    if BROKER_URL.startswith("redis")
    else {}
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SEND_SENT_EVENT = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
CELERY_BEAT_SCHEDULE = {
    "sweep jobs": {"task": "corpus.tasks.sweep_jobs", "schedule": 5.0},
    "build scheduled reports": {"task": "themes.tasks.build_due_reports", "schedule": 300.0},
}

JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=120)
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", default=512 * 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = env.int("DATA_UPLOAD_MAX_MEMORY_SIZE", default=20 * 1024 * 1024)
FILE_UPLOAD_TEMP_DIR = None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {"kombu.connection": {"level": "ERROR"}},
}
TESTING = "pytest" in sys.modules
SILENCED_SYSTEM_CHECKS: list[str] = []
