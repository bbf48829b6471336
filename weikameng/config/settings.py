"""Django's settings, made from the environment. No rules live here, only bindings."""

from typing import Any

from csp.constants import NONE, SELF

import weikameng.config.checks  # noqa: F401 - registers them
from weikameng.config.environment import (
    chain_settings,
    channel_settings,
    checked_card_key,
    clock,
    database_settings,
    kept_secret,
    message_settings,
    read_environment,
    signing_seed,
    supplier_settings,
)
from weikameng.config.identity import (
    identity_days,
    identity_key_file,
    identity_keys,
    identity_settings,
)
from weikameng.config.log import log_key, log_origin, platform_keys
from weikameng.config.rephrasing import rephrasing_model
from weikameng.config.storage import evidence_storage
from weikameng.config.webhooks import webhook_days, webhook_networks
from weikameng.domain.tickets import MESSAGES_A_MINUTE

ENVIRONMENT = read_environment()

DATA_DIR = ENVIRONMENT.data_dir
DEMO = ENVIRONMENT.demo
DEBUG = False
SECRET_KEY = kept_secret("WEIKAMENG_SECRET_KEY", DATA_DIR)
CARD_KEY = checked_card_key(kept_secret("WEIKAMENG_CARD_KEY", DATA_DIR))
SANDBOX_KEY = kept_secret("WEIKAMENG_SANDBOX_KEY", DATA_DIR)
CASE_FILE_KEY = signing_seed("WEIKAMENG_CASE_FILE_KEY", DATA_DIR)
LOG_ORIGIN = log_origin()
LOG_KEY = log_key(DATA_DIR)
PLATFORM_KEYS = platform_keys(DATA_DIR)
LOG_DIR = DATA_DIR / "log"
SANDBOX_FAULTS = ENVIRONMENT.sandbox_faults
ONE_CLICK_SAMPLE = ENVIRONMENT.one_click_sample
API_CALLS_A_MINUTE = ENVIRONMENT.api_calls
INCIDENT_THRESHOLD = ENVIRONMENT.incident_threshold
EXCHANGE_TOLERANCE, EXCHANGE_DAYS = ENVIRONMENT.exchange
CHANNELS = channel_settings()
MESSAGES = message_settings()
SUPPLIERS = supplier_settings()
IDENTITY = identity_settings()
IDENTITY_KEYS = identity_keys(DATA_DIR)
IDENTITY_KEY_FILE = identity_key_file(DATA_DIR)
IDENTITY_FRESH_DAYS, IDENTITY_KEEP_DAYS = identity_days()
CHAIN = chain_settings(DATA_DIR)
WITNESS_POLICY = ENVIRONMENT.witness_policy
REPHRASING = rephrasing_model()
WEBHOOK_NETWORKS = webhook_networks(demo=DEMO)
WEBHOOK_OFF_AFTER, WEBHOOK_KEPT_FOR = webhook_days()
CLOCK = clock
FILES_DIR = DATA_DIR / "files"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},  # nothing uses it
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "evidence": evidence_storage(),
}

ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
CSRF_TRUSTED_ORIGINS = list(ENVIRONMENT.origins)
DATABASES = {"default": database_settings(ENVIRONMENT)}
# Shared by all processes, so that a rate limit is one limit.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "weikameng.web",  # before allauth: our templates wear our look
    "weikameng.records",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
]
AUTH_USER_MODEL = "records.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]

MIDDLEWARE = [
    "weikameng.api.request_ids.RequestIds",
    "weikameng.api.front.EveryProblem",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "weikameng.web.same_for_all.SameForAll",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "weikameng.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "weikameng.web.second_factor.SecondFactorFirst",
    "django_htmx.middleware.HtmxMiddleware",
    "weikameng.web.fresh_calendar.FreshCalendar",
    "weikameng.api.front.ApiFront",  # innermost: around the API's own answers
]

ROOT_URLCONF = "weikameng.config.urls"
WSGI_APPLICATION = "weikameng.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "weikameng.web.context.house",
            ],
            "builtins": ["weikameng.web.templatetags.words"],
        },
    }
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True  # no collectstatic step between a clone and a running shop
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 9

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.https
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.https else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "weikameng.web.landing.OwnRoomFirst"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
# Ours, counted by allauth's machinery: files begun to be handed in and messages sent, by person.
ACCOUNT_RATE_LIMITS = {"uploads": "120/h/key", "chat": f"{MESSAGES_A_MINUTE}/m/key"}
MFA_TOTP_ISSUER = "weikameng"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ADAPTER = "weikameng.web.sealed_factors.SealedFactors"
# How many proxies of ours stand in front: rate limits count the visitor behind them.
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.proxies
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PROCRASTINATE_IMPORT_PATHS = ["weikameng.cli.errands"]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "errands"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "weikameng.api.request_ids.WithRequestId"}},
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s"}
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["request"],
        }
    },
    "root": {"handlers": ["stderr"], "level": ENVIRONMENT.log_level},
    "loggers": {
        "django": {"level": ENVIRONMENT.log_level, "handlers": [], "propagate": True},
        "procrastinate": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
    },
}
