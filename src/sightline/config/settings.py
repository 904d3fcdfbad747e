"""Django's settings. Everything that differs between machines comes from the environment; no secret is written here."""

from __future__ import annotations

import os
import secrets
from typing import Any

from csp.constants import NONCE, NONE, SELF
from psycopg.conninfo import conninfo_to_dict

from sightline.config.embedded import APP, DATABASE, OWNER
from sightline.config.paths import DATA, ROOT

CONNECTION = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
# The application's connection says on whose behalf it asks; the owner's, for migrations only, sees the tables bare.
ENGINES = {APP: "sightline.config.postgres", OWNER: "django.db.backends.postgresql"}


def _secret() -> str:
    """The signing key: from the environment, else made once and kept beside the data, readable by its owner only."""
    if key := os.environ.get("SIGHTLINE_SECRET_KEY"):
        return key
    place = DATA / "secret-key"
    if not place.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(place, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    return place.read_text()


def _database(role: str, url: str | None) -> dict[str, Any]:
    """One connection: to the server a URL names, else to the one in the data folder."""
    entry: dict[str, Any] = {"ENGINE": ENGINES[role], "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if url:
        given = {name: str(value) for name, value in conninfo_to_dict(url).items()}
        named = {ours: given.pop(theirs, "") for ours, theirs in CONNECTION.items()}
        return entry | named | {"OPTIONS": given}  # sslmode and the like reach the server's library unchanged
    host = os.environ.get("SIGHTLINE_PG_HOST", str(DATA / "postgres"))
    return entry | {"NAME": os.environ.get("SIGHTLINE_DATABASE", DATABASE), "USER": role, "HOST": host}


SECRET_KEY = _secret()
DEBUG = False
DEMONSTRATION = os.environ.get("SIGHTLINE_DEMONSTRATION") == "1"
ALLOWED_HOSTS = os.environ.get("SIGHTLINE_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
BEHIND_TLS = os.environ.get("SIGHTLINE_TLS") == "1"

DATABASES = {
    "default": _database(APP, os.environ.get("DATABASE_URL")),
    # Migrations only: the role that owns the tables. The application never uses it.
    "owner": _database(OWNER, os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL")),
}

INSTALLED_APPS = [
    "sightline.audit",
    "sightline.people",
    "sightline.access",
    "sightline.episodes",
    "sightline.duties",
    "sightline.sharing",
    "sightline.web",
    "sightline.config.apps.Wiring",
    "axes",
    "csp",
    "django_htmx",
    "django.forms",
    "django.contrib.postgres",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "sightline.web.faults.FaultMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sightline.web.actor.ActorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "sightline.config.urls"
WSGI_APPLICATION = "sightline.config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "src/sightline/web/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "sightline.web.context.everywhere",
            ],
        },
    }
]

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "sightline.web.faults.locked_out"
AXES_VERBOSE = False

SESSION_COOKIE_AGE = 12 * 60 * 60  # one shift
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_FAILURE_VIEW = "sightline.web.faults.form_expired"
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("SIGHTLINE_ORIGINS", "").split(",") if o]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = 31536000 if BEHIND_TLS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [ROOT / "src/sightline/web/locale"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "uploads"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA / "uploads"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
LARGEST_UPLOAD = 10 * 1024 * 1024  # bytes; larger files are refused with a message that says how to shrink them

# E-mail by plain SMTP, where a server is named; the address of GOV.UK Notify's key is read by config/ways_out.
EMAIL_HOST, EMAIL_PORT = os.environ.get("SIGHTLINE_SMTP_HOST", ""), int(os.environ.get("SIGHTLINE_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("SIGHTLINE_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("SIGHTLINE_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("SIGHTLINE_SMTP_TLS") == "1"
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = os.environ.get("SIGHTLINE_MAIL_FROM", "sightline@localhost")

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
