"""Settings of development and the demo: one process, nothing to install, no secrets."""

from pathlib import Path
from urllib.parse import quote

from config import environment
from config.environment import BASE_DIR, env
from config.settings.base import *

(BASE_DIR / "var" / "static").mkdir(parents=True, exist_ok=True)

OWN_APPS = [*OWN_APPS, "demo"]
INSTALLED_APPS = ["demo", *INSTALLED_APPS]
DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = env.str("SECRET_KEY", default="for-development-only")  # noqa: S105

BASE_DOMAIN = environment.get_host_name("BASE_DOMAIN", default="backan.localhost")
ADMIN_HOST = environment.get_host_name("ADMIN_HOST", default=f"quan-tri.{BASE_DOMAIN}")
SITE_PORT = environment.get_port_number("SITE_PORT", default=8000)
WAGTAILADMIN_BASE_URL = f"http://{ADMIN_HOST}:{SITE_PORT}"
# Connects to the IP address, because hosts under localhost are not resolved everywhere.
VERIFY_ADDRESS = environment.get_ip_address_and_port(
    "VERIFY_ADDRESS", default=f"127.0.0.1:{SITE_PORT}"
)
# Hosts a developer types without thinking; they show the directory.
DIRECTORY_ALIASES = ["localhost", "127.0.0.1", "[::1]", BASE_DOMAIN]
SHOW_SITES_TO_UNKNOWN_HOSTS = True

REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=False)
# Passkeys need HTTPS; browsers make an exception for hosts under localhost, and so do we.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

DATABASES = {"default": environment.get_database(f"sqlite:///{BASE_DIR / 'var' / 'db.sqlite3'}")}
CACHES = environment.get_caches("locmemcache://")
# A file for each e-mail, which would be lost among the other output of the terminal.
vars().update(environment.email(f"filemail:///{quote(str(BASE_DIR / 'var' / 'mail'))}"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = f"Bantin <bantin@{BASE_DOMAIN}>"

WHITENOISE_USE_FINDERS = True
SERVE_MEDIA = True
SHOW_PATTERNS = True
DEMO_ACCOUNTS_FILE = Path(
    env.str("DEMO_ACCOUNTS_FILE", default=str(BASE_DIR / "var" / "demo-accounts.json"))
)

# The worker fetches pages of all websites every few minutes, some of which do not exist: a line per
# request would push the demo's own output off the terminal. Errors are still logged. This is here
# and not in the command, since runserver sets up logging anew.
LOGGING["loggers"] |= {
    "django.server": {"level": "ERROR", "handlers": ["stderr"], "propagate": False},
    "django.request": {"level": "ERROR"},
}
