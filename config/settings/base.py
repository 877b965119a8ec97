"""Settings shared by development, tests and production."""

from typing import Any

import django.conf.locale
from csp.constants import NONCE
from django.utils.functional import lazy

from config import environment
from config.environment import BASE_DIR, env
from config.formats.vi import formats as vietnamese
from config.settings.operation import *
from content.languages import make_language_info
from home.inline_script import BOOT_SCRIPT_HASH

# The version of Bantin; see CHANGELOG.md.
BANTIN_VERSION = "1.2.0.dev0"

DEBUG = False
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# sites.middleware.hosts.HostMiddleware checks every host against the agencies, whose hosts change
# while the process runs.
ALLOWED_HOSTS = ["*"]

# The apps of this project, from the lowest layer up; see pyproject.toml for what may import what.
OWN_APPS = [
    "accounts",
    "ops",
    "content",
    "sites",
    "members",
    "bulletins",
    "channels",
    "responses",
    "home",
    "search",
    "desk",
    "importing",
    "reorganisation",
]
INSTALLED_APPS = [
    *OWN_APPS,
    "wagtail_localize",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "members.apps.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    # Last: its permission policies replace those registered before.
    "sites.permissions",
]

MIDDLEWARE = [
    # First: whatever the others answer has a number, and is counted.
    "ops.http.request_log.RequestLogMiddleware",
    "ops.http.security_headers.SecurityHeadersMiddleware",
    "ops.http.health.HealthMiddleware",
    "ops.http.metrics.MetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "accounts.middleware.SecretURLMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sites.middleware.hosts.HostMiddleware",
    # Around conditional requests: an edge reads the marks of a 304 too.
    "sites.middleware.edges.EdgeMarkMiddleware",
    "sites.middleware.cache.EarlyConditionalGetMiddleware",
    "home.middleware.VisitMiddleware",
    # Around the page cache: what is missing on a website may be on that of a former owner.
    "home.middleware.FormerHostMiddleware",
    "sites.middleware.cache.PageCacheMiddleware",
    "sites.middleware.hosts.WebsiteMiddleware",
    "sites.middleware.request_limits.RequestLimitsMiddleware",
    "sites.middleware.cache.RevalidateMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "sites.middleware.hosts.LanguageMiddleware",
    "home.middleware.FormerURLMiddleware",
    "home.middleware.EndedContactsMiddleware",
    "home.middleware.PageRouteMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "sites.middleware.edges.EdgeNoticeMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "accounts.middleware.SessionUseMiddleware",
    "members.middleware.RefusalMiddleware",
    "sites.middleware.admin.TenantAccessMiddleware",
    "accounts.middleware.RecentProofMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # After everything that may refuse a request, and before the transaction begins.
    "sites.middleware.uploads.UploadMiddleware",
    # Last: only the view runs within the transaction.
    "sites.middleware.admin.AdminTransactionMiddleware",
]

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
            ],
        },
    },
]

# Users and sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Bantin] "
# The token covers the e-mail address of the account; allauth's would keep a copy of it.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "accounts.services.password_resets.ResetTokenGenerator"  # noqa: S105
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
ACCOUNT_SESSION_REMEMBER = True
# A whole office may sign in from one IP address at eight o'clock; few of these sign-ins fail.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "10/m/ip,5/5m/key"}
# Seconds that a proof of identity holds; see accounts.services.recent_proof.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_FORMS = {
    "login": "accounts.forms.sign_in.SignInForm",
    "reauthenticate": "accounts.forms.sign_in.ConfirmPasswordForm",
    "change_password": "accounts.forms.sign_in.ChangePasswordForm",
    "reset_password": "accounts.forms.sign_in.ForgottenPasswordForm",
    "reset_password_from_key": "accounts.forms.sign_in.NewPasswordForm",
}
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Bantin"
# Phones' clocks differ: one step of 30 seconds either way is accepted (RFC 6238, 5.2).
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_FORMS = {
    "authenticate": "accounts.forms.sign_in.CodeForm",
    "reauthenticate": "accounts.forms.sign_in.ConfirmCodeForm",
    "activate_totp": "accounts.forms.sign_in.AddAppForm",
    "login_webauthn": "accounts.forms.passkeys.SignInPasskeyForm",
    "authenticate_webauthn": "accounts.forms.passkeys.SecondStepPasskeyForm",
    "reauthenticate_webauthn": "accounts.forms.passkeys.ConfirmPasskeyForm",
    "add_webauthn": "accounts.forms.passkeys.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.passkeys.RenamePasskeyForm",
}
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Languages, as config/languages.toml and LANGUAGES_FILE declare them; see content.languages. The
# first, Vietnamese, is on every website, the others where they are enabled.
LANGUAGE_TABLE = environment.languages("LANGUAGES_FILE")
LANGUAGE_CODE = next(iter(LANGUAGE_TABLE))
LANGUAGES = [(code, lazy(entry.get_label, str)()) for code, entry in LANGUAGE_TABLE.items()]
LANGUAGES_BIDI = [code for code, entry in LANGUAGE_TABLE.items() if entry.direction == "rtl"]
django.conf.locale.LANG_INFO.update(
    (code, make_language_info(entry)) for code, entry in LANGUAGE_TABLE.items()
)
LOCALE_PATHS = [
    BASE_DIR / "locale",
    BASE_DIR / "translations" / "allauth",
    BASE_DIR / "translations" / "django",
    BASE_DIR / "translations" / "wagtail",
    BASE_DIR / "translations" / "wagtail_localize",
]
FORMAT_MODULE_PATH = ["config.formats"]
# The formats of a language for which neither this project nor Django has any.
vars().update({name: getattr(vietnamese, name) for name in dir(vietnamese) if name.isupper()})
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# Files
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Outside the source in production, where the account of the processes writes nothing.
STATIC_ROOT = env.str("STATIC_ROOT", default=str(BASE_DIR / "var" / "static"))
MEDIA_URL = "/media/"
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media"))
STORAGES = {
    "default": environment.get_media_storage("MEDIA_STORAGE"),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Larger uploads go to a temporary file; where the disk has no room for it, the form says so.
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "content.files.upload_handlers.TemporaryFileHandler",
]

# Limits of one form without its files, set for the longest page edited in the admin: a table of 450
# rows and 15 columns has 7,650 fields. Forms on websites have smaller limits:
# sites.middleware.request_limits.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 8_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# Browsers
CSRF_COOKIE_HTTPONLY = True
# Wagtail shows previews in frames. All else is forbidden by frame-ancestors below, which browsers
# prefer to this header.
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
PUBLIC_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'", BOOT_SCRIPT_HASH],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "media-src": ["'self'"],
    "manifest-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}
ADMIN_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'", NONCE],
    # Wagtail's rich text editor writes style elements of its own.
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    # What was just recorded is heard before it is sent.
    "media-src": ["'self'", "blob:"],
    "frame-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'self'"],
}

# Pages of the user's own account: scripts need a nonce, so that none of the admin's can run.
ACCOUNT_CSP = PUBLIC_CSP | {"script-src": [NONCE]}
# Pages on the admin's host that need no scripts: the directory and error pages.
SCRIPTLESS_CSP = PUBLIC_CSP | {
    "script-src": ["'none'"],
    "connect-src": ["'none'"],
    "manifest-src": ["'none'"],
}
# Content written by editors, shown in the admin. It has the admin's origin, for pictures that only
# signed-in users may see, and so must never get allow-scripts as well.
PREVIEW_CSP = SCRIPTLESS_CSP | {
    "form-action": ["'none'"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-same-origin"],
}
# A draft as somebody without an account sees it on the website of its unit: read, nothing else.
DRAFT_CSP = SCRIPTLESS_CSP | {"form-action": ["'none'"]}
# Responses that are no pages: files, pictures, JSON, texts.
FILE_CSP: dict[str, list[Any]] = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'none'"],
    "sandbox": [True],
}
# Browsers show a PDF in a page of their own, with styles in it; a sandbox would stop that.
PDF_CSP = {name: values for name, values in FILE_CSP.items() if name != "sandbox"} | {
    "frame-ancestors": ["'self'"]
}

# Wagtail
WAGTAIL_SITE_NAME = "Bantin"
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILIMAGES_IMAGE_MODEL = "content.CustomImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "sites.admin.file_forms.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "heif", "jpeg", "jpg", "png", "webp"]
# Bytes of one upload; the web server's limit (docs/runbook.md) lies a little higher.
WAGTAILIMAGES_MAX_UPLOAD_SIZE = WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
# The largest picture that is decoded: what phones take by default. Every pixel takes eight bytes of
# memory while it is resized; see content.files.images.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 52_000_000
# Quality of renditions; below these values, photos begin to look worn.
WAGTAILIMAGES_JPEG_QUALITY, WAGTAILIMAGES_WEBP_QUALITY, WAGTAILIMAGES_AVIF_QUALITY = 80, 76, 58
WAGTAILDOCS_DOCUMENT_FORM_BASE = "sites.admin.file_forms.DocumentForm"
WAGTAILDOCS_DOCUMENT_MODEL = "content.CustomDocument"
WAGTAILDOCS_EXTENSIONS = [
    "csv", "doc", "docx", "odp", "ods", "odt", "pdf", "ppt", "pptx", "rtf", "txt", "xls", "xlsx",
    "zip",
]  # fmt: skip
# Where clamd, which scans uploads, listens (None without a scanner); whether files are accepted
# while it cannot be reached; how documents with macros are treated. See docs/features/files.md.
CLAMD_ADDRESS = environment.get_scanner_address("CLAMD_ADDRESS")
CLAMD_UNREACHABLE = environment.get_choice("CLAMD_UNREACHABLE", ("refuse", "accept"))
# Name or path of the program that levels recordings; empty for none.
FFMPEG = env.str("FFMPEG", default="ffmpeg")

# PEM files of the key and the certificate that sign CAP messages; empty: they are not signed.
CAP_SIGNING_KEY = env.str("CAP_SIGNING_KEY", default="")
CAP_SIGNING_CERTIFICATE = env.str("CAP_SIGNING_CERTIFICATE", default="")
MACRO_DOCUMENTS = environment.get_choice("MACRO_DOCUMENTS", ("refuse", "mark"))
WAGTAILADMIN_PERMITTED_LANGUAGES = [
    (code, label) for code, label in LANGUAGES if LANGUAGE_TABLE[code].frame
]
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "content.rich_text.BoundedRichTextArea"}}
# Empty, because Wagtail would search the pages of all agencies for a URL that is typed as a link.
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = ""
WAGTAIL_FINISH_WORKFLOW_ACTION = "members.services.publishing.publish_approved"
# Approval is done within the agency.
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
# All users are in one province, so nobody has to choose.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "home/password_required.html"  # noqa: S105
WAGTAILDOCS_PASSWORD_REQUIRED_TEMPLATE = WAGTAIL_PASSWORD_REQUIRED_TEMPLATE
# Citizens have no accounts, so nobody could sign in on a website to read a page.
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"LOGIN": False, "GROUPS": False}
WAGTAILAPI_DOCS_ENABLED = False
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
# Time limit of one search query in the database; after it the visitor is told to try again.
# Shorter than DATABASE_SECONDS of websites, which would end in a page about an outage.
SEARCH_SECONDS = 1.5
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.admin.backends"}}

# What follows when a bulletin changes, in order; see bulletins.services.publishing.
BULLETIN_EFFECTS = [
    "bulletins.services.site_cache.bump_audience",
    "bulletins.services.announcements.enqueue_notifications",
    "channels.services.rendered_texts.mark_outdated_recordings",
    "responses.tasks.enqueue_checks",
    "search.receivers.index_bulletin",
    "desk.tasks.enqueue_bulletin_translation",
]

# Wagtail's own tasks run at once: its index of references, which protects files in use, must not
# lag behind. Bantin's tasks wait in the database for a worker (run_jobs).
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "queue": {"BACKEND": "ops.jobs.backend.QueueBackend"},
}

# Bantin
AGENCY_HOME_PAGE_MODEL = "home.HomePage"
# Working days within which units promise to answer messages of citizens; no law in force sets them.
FEEDBACK_ANSWER_DAYS = env.int("FEEDBACK_ANSWER_DAYS", default=15)
# Keys that sign the ends of the journal's chain: the first one signs, all are accepted.
JOURNAL_KEYS = [key for key in env.list("JOURNAL_KEYS", default=[]) if key]
# Whether the nightly check of links asks other websites, and the networks that it may reach though
# they are not public; see docs/features/link-check.md.
LINK_CHECK_EXTERNAL = environment.get_choice("LINK_CHECK_EXTERNAL", ("off", "on")) == "on"
LINK_CHECK_NETWORKS = environment.get_networks("LINK_CHECK_NETWORKS")
MANUAL_FOLDER = BASE_DIR / "docs" / "huong-dan"
