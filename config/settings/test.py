"""Settings of tests: the behaviour of production, with faster storage and password hashing."""

import tempfile

from config import environment
from config.environment import env
from config.settings.base import *

SECRET_KEY = "for-tests-only"  # noqa: S105

BASE_DOMAIN = environment.get_host_name("BASE_DOMAIN", default="backan.localhost")
ADMIN_HOST = environment.get_host_name("ADMIN_HOST", default=f"quan-tri.{BASE_DOMAIN}")
SITE_PORT = environment.get_port_number("SITE_PORT", default=8000)
WAGTAILADMIN_BASE_URL = f"http://{ADMIN_HOST}:{SITE_PORT}"
VERIFY_ADDRESS = environment.get_ip_address_and_port("VERIFY_ADDRESS")
OWN_APPS = [*OWN_APPS, "demo"]
INSTALLED_APPS = ["demo", *INSTALLED_APPS]
DIRECTORY_ALIASES = ["localhost"]
SHOW_SITES_TO_UNKNOWN_HOSTS = False
REQUIRE_SECOND_FACTOR = False

DATABASES = {"default": environment.get_database("sqlite:///:memory:")}
# A machine that runs tests is busy; nothing else may look like an outage.
DATABASE_SECONDS = DATABASE_SECONDS | {
    "website": environment.get_amount("DATABASE_WEBSITE_SECONDS", 30)
}
CACHES = environment.get_caches("locmemcache://")
# E-mails go to the outbox at once; the queue has tests of its own.
EMAIL_BACKEND = MAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_FROM_EMAIL = f"Bantin <bantin@{BASE_DOMAIN}>"
# Removed when the process ends.
_media = tempfile.TemporaryDirectory(prefix="bantin-test-media-")
MEDIA_ROOT = env.str("MEDIA_ROOT", default=_media.name)

# A process of tests is large for other reasons, and must not begin anew.
JOB_MEMORY_MB = env.int("JOB_MEMORY_MB", default=0)

WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
SERVE_MEDIA = True
# Tests of levelling name the real program; all others send only the beginning of a file.
FFMPEG = ""
SHOW_PATTERNS = True
DEMO_ACCOUNTS_FILE = None

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
