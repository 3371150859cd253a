"""Django's settings and Cairn's own. Every value comes from the environment; README lists the names."""

from __future__ import annotations

from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from cairn import environment as env

BASE_DIR = Path(__file__).resolve().parent
DATA_DIR = env.folder()

SECRET_KEY = env.secret(DATA_DIR)
SECRET_KEY_FALLBACKS = env.items("SECRET_KEY_FALLBACKS")
DEBUG = env.flag("CAIRN_DEBUG", False)
HOST = env.text("HOST", "127.0.0.1")
PORT = env.port("PORT", 8000)
PUBLIC_URL = env.address("PUBLIC_URL", f"http://{'127.0.0.1' if HOST == '0.0.0.0' else HOST}:{PORT}")
SECURE = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", PUBLIC_URL.split("//")[1].split(":")[0], HOST]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
# With the prefix the browser takes them from this very host alone, over https, for all paths.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = ("__Host-session", "__Host-csrf") if SECURE else ("sessionid", "csrftoken")
SESSION_ENGINE = "cairn.accounts.sessions"
SESSION_COOKIE_AGE = 30 * 24 * 3600
# Whoever watches over the process asks it without TLS. Behind a proxy on another host, FORWARDED_ALLOW_IPS says whose
# X-Forwarded-Proto and X-Forwarded-For are believed (uvicorn reads it); from anybody else they count for nothing.
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "template_partials",
    "csp",
    "allauth.account",
    "allauth.mfa",
    "cairn.accounts",
    "cairn.journal",
    "cairn.conversations",
    "cairn.catalog",
    "cairn.leads",
    "cairn.knowledge",
    "cairn.assistant",
    "cairn.automation",
    "cairn.notifications",
    "cairn.privacy",
    "cairn.dashboard",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "cairn.dashboard.packing.Packing",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cairn.dashboard.speaking.Speaking",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "cairn.urls"
ASGI_APPLICATION = "cairn.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cairn.dashboard.desk.waiting",
            ],
        },
    },
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}

DATABASE_URL = env.text("DATABASE_URL")
_database = conninfo_to_dict(DATABASE_URL) if DATABASE_URL else {"dbname": "cairn", "host": str(DATA_DIR / "postgres")}
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _database.pop("dbname", "cairn"),
        "USER": _database.pop("user", "postgres"),
        "PASSWORD": _database.pop("password", ""),
        "HOST": _database.pop("host", ""),
        "PORT": _database.pop("port", ""),
        "CONN_MAX_AGE": 0,
        # A half-open connection must not hang a worker for hours: TCP keepalives, and every statement has an end.
        "OPTIONS": {
            "pool": {
                "min_size": 1,
                "max_size": int(env.number("DATABASE_POOL", 12, least=2)),
                "timeout": 5,
                "max_lifetime": 1800,
            },
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "tcp_user_timeout": 10000,
            "connect_timeout": 5,
            "options": "-c statement_timeout=10s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s",
            **_database,
        },
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Jobs only wake; finished ones are deleted by the worker. The lock features stay unused (docs/decisions/0003).
PROCRASTINATE_ON_APP_READY = None
PROCRASTINATE_IMPORT_PATHS = ["cairn.jobs"]

AUTH_USER_MODEL = "accounts.User"
# Memory-hard and in the standard library (docs/decisions/0009); what was hashed before is hashed anew at the next sign-in.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
MFA_ADAPTER = "cairn.accounts.factors.sealing.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/inbox"
LOGOUT_REDIRECT_URL = "/sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("hi", "हिन्दी")]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600

globals().update(env.email(env.text("EMAIL_URL")))
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "cairn@localhost")

# Cairn's own.
SIMULATOR_PORT = env.port("SIMULATOR_PORT", PORT + 1)
SIMULATOR_URL = f"http://127.0.0.1:{SIMULATOR_PORT}"
WHATSAPP_ACCESS_TOKEN = env.text("WHATSAPP_ACCESS_TOKEN", "simulator-token")
SIMULATED = not env.text("WHATSAPP_ACCESS_TOKEN") and not env.text("WHATSAPP_GRAPH_URL")
WHATSAPP_PHONE_NUMBER_ID = env.text("WHATSAPP_PHONE_NUMBER_ID", "106540352242922")
WHATSAPP_BUSINESS_ACCOUNT_ID = env.text("WHATSAPP_BUSINESS_ACCOUNT_ID", "102290129340398")
WHATSAPP_APP_SECRETS = env.items("WHATSAPP_APP_SECRET", "simulator-secret")
WHATSAPP_VERIFY_TOKEN = env.text("WHATSAPP_VERIFY_TOKEN", "simulator-verify")
WHATSAPP_GRAPH_URL = env.address("WHATSAPP_GRAPH_URL", SIMULATOR_URL if SIMULATED else "https://graph.facebook.com")
if env.text("WHATSAPP_ACCESS_TOKEN") and "facebook.com" in WHATSAPP_GRAPH_URL:
    env.need("WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN", "WHATSAPP_PHONE_NUMBER_ID", "WHATSAPP_BUSINESS_ACCOUNT_ID")
if not WHATSAPP_APP_SECRETS:
    env.refuse("WHATSAPP_APP_SECRET is empty: give the app's secret, or leave the setting out for the simulator.")
WHATSAPP_GRAPH_VERSION = env.text("WHATSAPP_GRAPH_VERSION", "v25.0")
ASSISTANT_QUIET = env.number("ASSISTANT_QUIET", 1.0)
ASSISTANT_DEADLINE = env.number("ASSISTANT_DEADLINE", 2.2, least=0.1)
ASSISTANT_DAILY_CALLS = int(env.number("ASSISTANT_DAILY_CALLS", 60))
ASSISTANT_DAILY_DOLLARS = env.number("ASSISTANT_DAILY_DOLLARS", 5)
OPENROUTER_API_KEY = env.text("OPENROUTER_API_KEY")
OPENROUTER_URL = env.address("OPENROUTER_URL", "https://openrouter.ai/api/v1")
OPENROUTER_MODELS = env.items("OPENROUTER_MODELS", "anthropic/claude-haiku-4.5,anthropic/claude-3-haiku")
SLOW_QUERY_MS = env.number("SLOW_QUERY_MS", 500, least=1)
SENTRY_DSN = env.dsn("SENTRY_DSN")
CAIRN_API_TOKEN = env.text("CAIRN_API_TOKEN")
CAIRN_ADMIN_EMAIL = env.text("CAIRN_ADMIN_EMAIL", "owner@trekandstay.test")
CAIRN_ADMIN_PASSWORD = env.text("CAIRN_ADMIN_PASSWORD")
CAIRN_DEMO = env.flag("CAIRN_DEMO", False)
MEDIA_DIR = env.media(DATA_DIR)
SPOOL_DIR = DATA_DIR / "spool"
SPOOL_MAX_FILES = int(env.number("SPOOL_MAX_FILES", 100_000, least=1))

LOGGING_CONFIG = None
