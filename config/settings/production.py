"""Settings of production: PostgreSQL, a shared cache, gunicorn behind nginx, HTTPS only."""

from django.core.exceptions import ImproperlyConfigured

from config import environment
from config.environment import env
from config.settings.base import *

SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

BASE_DOMAIN = environment.get_host_name("BASE_DOMAIN")
ADMIN_HOST = environment.get_host_name("ADMIN_HOST")
SITE_PORT = environment.get_port_number("SITE_PORT", default=443)
if SITE_PORT != 443:
    raise ImproperlyConfigured("SITE_PORT must be 443 in production, the port of https.")
WAGTAILADMIN_BASE_URL = f"https://{ADMIN_HOST}"
VERIFY_ADDRESS = environment.get_ip_address_and_port("VERIFY_ADDRESS")
DIRECTORY_ALIASES: list[str] = []
SHOW_SITES_TO_UNKNOWN_HOSTS = False

REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=True)
# Rate limits of sign-in use the client IP, which nginx adds to the request.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.get_proxy_count("TRUSTED_PROXY_COUNT", default=1)

DATABASES = {"default": environment.get_database()}
CACHES = environment.get_caches()
vars().update(environment.email())
DEFAULT_FROM_EMAIL = SERVER_EMAIL = f"Bantin <bantin@{BASE_DOMAIN}>"

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# The web server delivers uploaded files from a folder (docs/runbook.md shows its configuration);
# those of a server that speaks S3 go through Bantin, so that nobody learns its address.
SERVE_MEDIA = STORAGES["default"]["BACKEND"] == environment.S3_STORAGE
SHOW_PATTERNS = False
DEMO_ACCOUNTS_FILE = None

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
SESSION_COOKIE_AGE = 8 * 60 * 60
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
