"""Environment in, constants out. Nothing is required; docs/settings.md lists every variable."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from planner import keys

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# --- Where things are -------------------------------------------------------------------------
HOME = Path(env.str("ALMANAC_HOME", default=str(BASE_DIR / "var"))).resolve()
keys.make_home(HOME)
PORT = env.str("ALMANAC_PORT", default="") or "8000"  # `serve` says which it took, in ALMANAC_URL
PUBLIC_URL = env.str("ALMANAC_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
PUBLIC_HOST = urlsplit(PUBLIC_URL).hostname or "127.0.0.1"
SECURE = PUBLIC_URL.startswith("https://")

DEBUG = env.bool("ALMANAC_DEBUG", default=False) and PUBLIC_HOST in {"127.0.0.1", "localhost"}
SECRET_KEY = keys.secret_key(env, HOME)
VAULT_KEYS = keys.vault_keys(env, HOME)
ALLOWED_HOSTS = [PUBLIC_HOST, "127.0.0.1", "localhost", "[::1]", *env.list("ALMANAC_HOSTS", default=[])]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
ALLOW_PRIVATE_HOSTS: frozenset[str] = frozenset(env.list("ALMANAC_ALLOW_PRIVATE_HOSTS", default=[]))

# --- What Almanac is made of --------------------------------------------------------------------
INSTALLED_APPS = [
    "planner.apps.PlannerConfig",
    "media.apps.MediaConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "lucide",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "planner.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "planner.middleware.Gatekeeper",
]
ROOT_URLCONF = "planner.urls"
WSGI_APPLICATION = "planner.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "planner.frame.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "planner.templatetags.almanac",
            ],
        },
    }
]
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)
S3_BUCKET = env.str("ALMANAC_S3_BUCKET", default="")  # empty: pictures lie in the data folder
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "media.whole_files.WholeFiles"},
    "assets": {"BACKEND": "media.whole_files.WholeFiles"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if S3_BUCKET:
    STORAGES["assets"] = {
        "BACKEND": "media.bucket.Bucket",
        "OPTIONS": {
            "bucket": S3_BUCKET,
            "endpoint": env.str("ALMANAC_S3_ENDPOINT", default=""),
            "region": env.str("ALMANAC_S3_REGION", default=""),
            "access_key": env.str("ALMANAC_S3_ACCESS_KEY", default=""),
            "secret_key": env.str("ALMANAC_S3_SECRET_KEY", default="")
            or keys.read_file(env.str("ALMANAC_S3_SECRET_KEY_FILE", default="")),
            "prefix": env.str("ALMANAC_S3_PREFIX", default=""),
        },
    }
WHITENOISE_USE_FINDERS = True
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data -----------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{HOME / 'almanac.sqlite3'}")}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"] |= {
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: after a power cut a "published" must still be there (docs/decisions/0003).
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-20000;"
            "PRAGMA temp_store=MEMORY;PRAGMA journal_size_limit=67108864;",
        },
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL", default="")
QUEUE_FILE = HOME / "queue.sqlite3"
WORKERS = env.int("ALMANAC_WORKERS", default=16)
MEDIA_ROOT = HOME / "media"
UPLOAD_ROOT = HOME / "uploads"  # what has arrived of files that come in pieces
EVERGREEN_SHARE = env.int("ALMANAC_EVERGREEN_SHARE", default=50)  # percent of a channel's free slots

LIBRARY_BYTES = int(env.float("ALMANAC_LIBRARY_GB", default=5.0) * 1024**3)  # of one workspace; 0: no bound
SITE_ROOT = HOME / "site"
SANDBOX_ROOT = HOME / "sandbox"
SITE_FOLDERS: list[str] = env.list("ALMANAC_SITE_FOLDERS", default=[])  # others that sites may be written to
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "media.receiving.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
API_A_MINUTE = env.int("ALMANAC_API_A_MINUTE", default=6000)  # requests of one token

# --- People ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "planner.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("email", "name")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]  # fmt: skip
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "planner.people.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
PASSWORD_RESET_TIMEOUT = 1800
MFA_ADAPTER = "planner.people.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Almanac"
EMAIL_CONFIG = env.email_url_config(env.str("EMAIL_URL", default="") or "consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("ALMANAC_MAIL_FROM", default=f"Almanac <almanac@{PUBLIC_HOST}>")

# --- Sessions and the browser -----------------------------------------------------------------------
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 14 * 86400
SESSION_SAVE_EVERY_REQUEST = False
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# --- Words and time -----------------------------------------------------------------------------------
LANGUAGES = [("en", _("English")), ("ru", _("Russian"))]
LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "planner" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Publishing (docs/publishing.md says what each number means; seconds) ---------------------------------
POLL_EVERY = env.float("ALMANAC_POLL", default=0.2)
LEASE = env.float("ALMANAC_LEASE", default=120)
REQUEST_TIMEOUT = env.float("ALMANAC_REQUEST_TIMEOUT", default=30)
PATIENCE = env.float(
    "ALMANAC_PATIENCE", default=1.0
)  # scales every wait for a lost answer; only tests lower it
LOOK_APART = env.float("ALMANAC_LOOK_APART", default=60)
GRACE = env.float("ALMANAC_GRACE", default=3600)
LATE_AFTER = 300
CATCH_UP_APART = env.float("ALMANAC_CATCH_UP_APART", default=300)
WORKER_SILENT_AFTER = 60
NOTICES_EVERY = env.float("ALMANAC_NOTICES_EVERY", default=2.0)

# --- Logs ---------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"secrets": {"()": "planner.vault.HideSecrets"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": env.str("ALMANAC_LOG", default="INFO")},
    # What these say of every request when they are asked for all (DEBUG) is nobody's business.
    "loggers": {name: {"level": "WARNING"} for name in ("boto3", "botocore", "s3transfer", "urllib3")},
}
