"""Settings for every environment; what differs between them comes from environment variables.

With nothing set, Casework runs on the embedded PostgreSQL and Valkey of config/stack.py, in debug mode, on one machine.
With DEBUG=false it refuses to start without SECRET_KEY, ALLOWED_HOSTS, DATABASE_URL and REDIS_URL.
"""

from datetime import timedelta
from pathlib import Path

import environ
from csp import constants as csp
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from pghistory.config import ForeignKey
from xstatic.pkg import bootstrap

from casework.access.oidc import oidc_provider
from casework.access.scopes import SCOPES
from config import messages, rest, stack
from config.logs import logging_settings
from config.schedule import BEAT_SCHEDULE

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = stack.DATA_DIR

env = environ.Env()
DEBUG = env.bool("DEBUG", default=True)
if not DEBUG:
    missing = [n for n in ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL") if not env.str(n, default="")]
    if missing:
        raise ImproperlyConfigured(f"With DEBUG off these must be set in the environment: {', '.join(missing)}.")

SECRET_KEY = env.str("SECRET_KEY", default="only-for-this-machine-never-for-production")
# Long, and not one sign over and over: what Django's own check asks for (security.W009).
if not DEBUG and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or SECRET_KEY.startswith("django-insecure-")):
    raise ImproperlyConfigured("SECRET_KEY is too weak: take 64 signs from `openssl rand -hex 32`.")
# Earlier ones, while what was signed or encrypted with them still counts.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "pghistory",
    "pgtrigger",
    "casework.base",
    "casework.places",
    "casework.access",
    "casework.people",
    "casework.journey",
    "casework.programmes",
    "casework.followups",
    "casework.rights",
    "casework.merging",
    "casework.web",
    "casework.api",
    "casework.demo",
    "unfold.apps.BasicAppConfig",
    "config.admin.CaseworkAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "oauth2_provider",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "lucide",
    "phonenumber_field",
    "django_countries",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "casework.web.turns.TakeTurns",
    "casework.base.leaving.EndWithBrowser",
    "casework.web.turns.DatabaseThere",
    "casework.access.bounds.Bounded",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "casework.access.middleware.SessionAge",
    "casework.web.errors.SignedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "casework.access.middleware.ActiveMembership",
    "casework.access.middleware.Refusals",
    "casework.access.middleware.UserLanguage",
    "casework.web.second_factor.SecondFactor",
    "casework.web.errors.ErrorPages",
    "casework.web.reads.AdminReads",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "casework.web.context.frame",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Data ---------------------------------------------------------------------------------------------------------------
# Set by manage.py for the commands that change tables; the application itself owns none.
AS_OWNER = env.str("DATABASE_ROLE", default="") == "owner"
DATABASES = stack.database_settings(role=stack.OWNER if AS_OWNER else stack.ROLE)
if env.str("DATABASE_URL", default=""):
    owned = AS_OWNER and env.str("DATABASE_OWNER_URL", default="")
    DATABASES = {"default": env.db_url("DATABASE_OWNER_URL" if owned else "DATABASE_URL")}
# Connections that tell each transaction whom it runs for; a request is one transaction.
DATABASES["default"] |= {"ENGINE": "casework.access.postgresql", "ATOMIC_REQUESTS": True}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Of a request: what goes over is ended with a page that says what to narrow (access/bounds.py). Jobs have no bounds.
STATEMENT_SECONDS = env.int("STATEMENT_SECONDS", default=5)
LONG_STATEMENT_SECONDS = env.int("LONG_STATEMENT_SECONDS", default=60)
LOCK_SECONDS = env.int("LOCK_SECONDS", default=4)
IDLE_IN_TRANSACTION_SECONDS = env.int("IDLE_IN_TRANSACTION_SECONDS", default=60)
# So many requests are answered at once by one process, so many others wait so long; signing in has its own
# (web/turns.py). Threads of gunicorn have to be more than all of them, or nobody is there to tell others to come again.
TURNS = env.int("TURNS", default=4)
TURNS_WAITING = env.int("TURNS_WAITING", default=12)
SIGN_IN_TURNS = env.int("SIGN_IN_TURNS", default=2)
SIGN_IN_WAITING = env.int("SIGN_IN_WAITING", default=8)
TURN_WAIT_SECONDS = env.float("TURN_WAIT_SECONDS", default=2)
# Where backups find pg_dump and psql.
POSTGRES_PROGRAMS = "config.servers.find_postgres"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Of what history's rows point at, only what they are looked for by has an index (access/history.py).
PGHISTORY_FOREIGN_KEY_FIELD = ForeignKey(db_index=False)

REDIS_URL = env.str("REDIS_URL", default="") or stack.redis_url()
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
}

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_TASK_IGNORE_RESULT = True
# Its own would write what errors say (config/logs.py).
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "America/Guayaquil"
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE

# Language and time --------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "es"
LANGUAGES = [("es", _("Spanish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "casework" / "locale"]
TIME_ZONE = "America/Guayaquil"
USE_TZ = True
PHONENUMBER_DEFAULT_REGION = "EC"

# Files --------------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [("bootstrap", bootstrap.BASE_DIR)]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Attachments are never served by the web server: only through a view that checks who asks.
MEDIA_ROOT = env.path("MEDIA_ROOT", default=DATA_DIR / "attachments")
MEDIA_URL = ""
ATTACHMENT_MAX_BYTES = 10 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# The largest file that anything takes is a sheet of 50 MB; of larger requests not even a temporary file is kept.
UPLOAD_MAX_BYTES = 51 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "casework.base.uploads.WithinLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# Days after which what was read of a sheet is deleted: its file, and the values of its rows.
IMPORT_KEPT_DAYS = env.int("IMPORT_KEPT_DAYS", default=30)

# Years that a closed case is kept, by why it was closed; the environment changes some or all: "default=7;mistake=2".
RETENTION_YEARS = {"default": 5, "mistake": 1} | env("RETENTION_YEARS", cast={"value": int}, default={})

# Sign-in ------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_ADAPTER = "casework.access.adapters.StaffOnlyAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
# The second one reads passwords that were hashed before 2026-12; each is hashed anew at its next sign-in.
PASSWORD_HASHERS = [
    "casework.access.passwords.Argon2id",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
EMAIL_BACKEND = env.str(
    "EMAIL_BACKEND", default=f"django.core.mail.backends.{'filebased' if DEBUG else 'smtp'}.EmailBackend"
)
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="casework@localhost")
ANYMAIL = env.dict("ANYMAIL", default={}) | {"REQUESTS_TIMEOUT": EMAIL_TIMEOUT}
# Who is told when reminders are not planned or not sent; nobody unless named.
MESSAGES_ALARMS_TO = env.list("MESSAGES_ALARMS_TO", default=[])

MFA_ADAPTER = "casework.access.adapters.EncryptedFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Casework"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG

# One identity provider, wholly from the environment. It signs in users that are there; it makes none.
SOCIALACCOUNT_PROVIDERS = oidc_provider(
    name=env.str("OIDC_NAME", default="") or "OpenID Connect",
    server_url=env.str("OIDC_SERVER_URL", default=""),
    client_id=env.str("OIDC_CLIENT_ID", default=""),
    client_secret=env.str("OIDC_CLIENT_SECRET", default=""),
)
SOCIALACCOUNT_ADAPTER = "casework.access.adapters.ExistingUsersOnly"
# A link, not a form: `form-action 'self'` would stop a form that is redirected to the provider.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"

# How many proxies of ours add themselves to X-Forwarded-For: whose address counts as the visitor's.
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
# Axes: one e-mail from one address. allauth: one e-mail from anywhere (codes of the second factor too), and addresses.
AXES_HANDLER = "axes.handlers.cache.AxesCacheHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "casework.access.lockout.who"
AXES_CLIENT_IP_CALLABLE = "casework.access.lockout.where"
AXES_LOCKOUT_CALLABLE = "casework.web.errors.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# An office of two hundred signs in from one address within some minutes; only failures tell of a guesser.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "30/m/ip,10/900s/key"}

# A working day after signing in it is over, however busy, and sooner when the browser is closed.
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_SAVE_EVERY_REQUEST = False

# Browser security ---------------------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not DEBUG
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "casework.web.errors.csrf_failed"
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not DEBUG)
# Probes ask over plain http, from inside.
SECURE_REDIRECT_EXEMPT = [r"^healthz(/followups)?$"]
# The header by which a proxy of ours says that it was asked over https, such as X-Forwarded-Proto. It has to set it
# always: a visitor who could send it herself would lie.
FORWARDED_PROTO = env.str("SECURE_PROXY_SSL_HEADER", default="")
if FORWARDED_PROTO:
    SECURE_PROXY_SSL_HEADER = ("HTTP_" + FORWARDED_PROTO.upper().replace("-", "_"), "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=0 if DEBUG else 365 * 24 * 60 * 60)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=not DEBUG)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=not DEBUG)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [csp.SELF],
        # Bootstrap draws its marks, and the second factor its QR code, as data: images.
        "img-src": [csp.SELF, "data:"],
        "object-src": [csp.NONE],
        "base-uri": [csp.NONE],
        "frame-ancestors": [csp.NONE],
        "form-action": [csp.SELF],
    }
}
# Nothing of a device is used but its passkeys.
PERMISSIONS_POLICY = {
    name: []
    for name in ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "usb", "browsing-topics")
} | {"publickey-credentials-create": "self", "publickey-credentials-get": "self"}

# Administration -----------------------------------------------------------------------------------------------------
UNFOLD = {
    "SITE_TITLE": "Casework",
    "SITE_HEADER": "Casework",
    "SITE_SUBHEADER": _("Administration"),
    "SITE_SYMBOL": "folder_shared",
    "SHOW_VIEW_ON_SITE": False,
    "SIDEBAR": {"show_search": True, "navigation": "casework.base.admin.navigation"},
    # One accent, deep blue, from its palest tint to its darkest shade.
    "COLORS": {
        "primary": {
            "50": "oklch(97% .014 254.6)",
            "100": "oklch(93.2% .032 255.6)",
            "200": "oklch(88.2% .059 254.1)",
            "300": "oklch(80.9% .105 251.8)",
            "400": "oklch(66% .13 254.6)",
            "500": "oklch(52% .15 258)",
            "600": "oklch(41% .14 260)",
            "700": "oklch(36% .125 261)",
            "800": "oklch(31% .105 262)",
            "900": "oklch(27% .085 263)",
            "950": "oklch(21% .065 264)",
        }
    },
}

# REST ---------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = rest.REST_FRAMEWORK | {"NUM_PROXIES": TRUSTED_PROXIES}
SPECTACULAR_SETTINGS = rest.SPECTACULAR_SETTINGS
OAUTH2_PROVIDER = {
    "SCOPES": SCOPES,
    "SCOPES_BACKEND_CLASS": "casework.api.oauth.ClientScopes",
    "OAUTH2_VALIDATOR_CLASS": "casework.api.oauth.ClientValidator",
    # Programs only: they ask with their id and secret, and there is nobody to redirect and nothing to refresh.
    "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.BackendApplicationServer",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 60 * 60,
    # Today's rules for OAuth 2 (RFC 9700), which the library follows by default from its version 4 on.
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
}
OAUTH2_PROVIDER_APPLICATION_MODEL = "access.ApiClient"

# Messages to people -------------------------------------------------------------------------------------------------
MESSAGE_CHANNELS = messages.channels(env, debug=DEBUG, data_dir=DATA_DIR, email_backend=EMAIL_BACKEND)
MESSAGE_HOOKS = messages.hooks(env)
MESSAGE_SENDING = messages.sending(env, debug=DEBUG)

LOGGING = logging_settings(env.str("LOG_LEVEL", default="INFO"))
