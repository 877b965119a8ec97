"""The environment variables Bantin reads. docs/runbook.md explains each of them once.

A wrong value raises ImproperlyConfigured with one sentence, which stops the start.
"""

import re
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError

from sites.host_names import validate_host_name

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

_UNSUPPORTED = (
    "DATABASE_URL must begin with postgres:// or sqlite:///; other databases are not supported."
)
# In the memory of each process, where nothing else is set; a page takes about 30 KB.
_MOST_PAGES = 2000
# Of host names, for every unit of a country; one takes about 5 KB.
_MOST_HOSTS = 5000
_IN_PROCESS = "django.core.cache.backends.locmem.LocMemCache"
# A mail server that says nothing for so long is tried again later.
_MAIL_SECONDS = 30


def host_name(variable: str, default: str | environ.NoValue = environ.Env.NOTSET) -> str:
    """Return the host name held by an environment variable, in lower case.

    Raises ImproperlyConfigured where the value is no host name of at least two labels: browsers
    drop cookies for a parent domain of a single label, and text size is kept in such a cookie.
    """
    value = env.str(variable, default=default).lower()
    try:
        validate_host_name(value)
    except ValidationError:
        raise ImproperlyConfigured(
            f"{variable} is {value!r}; it must be a host name such as backan.gov.vn, without "
            "scheme, port or path."
        ) from None
    return value


def port_number(variable: str, default: int) -> int:
    """Return the TCP port held by an environment variable; ImproperlyConfigured if it is none."""
    try:
        value = env.int(variable, default=default)
    except ValueError:
        value = 0
    if not 0 < value < 65536:
        raise ImproperlyConfigured(f"{variable} must be a port number between 1 and 65535.")
    return value


def proxy_count(variable: str, default: int) -> int:
    """Return the number of proxies held by an environment variable, 0 or more.

    Raises ImproperlyConfigured if it is none.
    """
    try:
        value = env.int(variable, default=default)
    except ValueError:
        value = -1
    if value < 0:
        raise ImproperlyConfigured(f"{variable} must be a whole number, 0 or more.")
    return value


def ip_address_and_port(variable: str, default: str = "") -> tuple[str, int] | None:
    """Return the IP address and port held by an environment variable; None where it is empty.

    Raises ImproperlyConfigured for anything else: a name would have to be looked up.
    """
    value = env.str(variable, default=default)
    if not value:
        return None
    ip, _colon, port = value.rpartition(":")
    try:
        address = ip_address(ip.removeprefix("[").removesuffix("]"))
        number = int(port)
    except ValueError:
        number = 0
    if not 0 < number < 65536:
        raise ImproperlyConfigured(
            f"{variable} is {value!r}; it must be an IP address and a port, such as 10.0.0.5:443 "
            "or [::1]:8000."
        )
    return str(address), number


def scanner_address(variable: str) -> str | tuple[str, int] | None:
    """Return where a scanner listens: the path of a Unix socket, or a host and a port.

    None where the environment variable is empty. Raises ImproperlyConfigured for anything else
    than ``unix:/path`` and ``host:port``.
    """
    value = env.str(variable, default="")
    if not value:
        return None
    if value.startswith("unix:/"):
        return value.removeprefix("unix:")
    host, _colon, port = value.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    number = int(port) if port.isascii() and port.isdecimal() and len(port) < 6 else 0
    if not re.fullmatch(r"[0-9A-Za-z.:-]+", host) or not 0 < number < 65536:
        raise ImproperlyConfigured(
            f"{variable} is {value!r}; it must be a socket, such as unix:/run/clamav/clamd.ctl, or "
            "a host and a port, such as 127.0.0.1:3310."
        )
    return host, number


def choice(variable: str, values: tuple[str, ...]) -> str:
    """Return the word held by an environment variable, the first of ``values`` where it is empty.

    Raises ImproperlyConfigured for a word that is not among them.
    """
    value = env.str(variable, default="") or values[0]
    if value not in values:
        raise ImproperlyConfigured(f"{variable} is {value!r}; it must be {' or '.join(values)}.")
    return value


def database(default: str | environ.NoValue = environ.Env.NOTSET) -> dict[str, Any]:
    """Return Django's settings for the database that DATABASE_URL names.

    SQLite gets write-ahead logging and transactions that take the write lock at once, so that
    two processes wait for each other instead of failing half-way. A connection is kept from one
    request to the next: opening one takes longer than answering from the page cache.
    Raises ImproperlyConfigured for a URL that is neither PostgreSQL nor SQLite.
    """
    url = env.str("DATABASE_URL", default=None)
    if url is not None and not url.startswith(("postgres", "sqlite")):
        raise ImproperlyConfigured(_UNSUPPORTED)
    config = _parsed("DATABASE_URL", env.db_url, default) | {"CONN_MAX_AGE": 60}
    engine = str(config.get("ENGINE")).rpartition(".")[2]
    if engine == "sqlite3":
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
        }
    elif engine in {"postgresql", "psycopg2"}:
        config["CONN_HEALTH_CHECKS"] = True
    else:
        raise ImproperlyConfigured(_UNSUPPORTED)
    return config


def caches(default: str | environ.NoValue = environ.Env.NOTSET) -> dict[str, dict[str, Any]]:
    """Return Django's settings for the cache that CACHE_URL names.

    Pages have one of their own, on the same server: however many are asked for, they push
    nothing else out. A server that is lost or slow counts as an empty cache. What host names
    mean is kept in each process, since the database says at every request whether it still holds.
    """
    config = _parsed("CACHE_URL", env.cache_url, default)
    hosts = {"BACKEND": _IN_PROCESS, "LOCATION": "hosts", "OPTIONS": {"MAX_ENTRIES": _MOST_HOSTS}}
    if config["BACKEND"] == _IN_PROCESS:
        room = {"MAX_ENTRIES": _MOST_PAGES} | config.get("OPTIONS", {})
        pages = config | {"LOCATION": "pages", "OPTIONS": room}
    else:
        if config["BACKEND"].endswith(".RedisCache"):
            config["BACKEND"] = "ops.redis_cache.ForgivingRedisCache"
        pages = config | {"KEY_PREFIX": "pages"}
    return {"default": config, "pages": pages, "hosts": hosts}


def email(default: str | environ.NoValue = environ.Env.NOTSET) -> dict[str, Any]:
    """Return Django's EMAIL_… settings for the mail server that EMAIL_URL names.

    All mail is put on the queue, from which the job loop hands it to MAIL_BACKEND.
    """
    config = {"EMAIL_TIMEOUT": _MAIL_SECONDS} | _parsed("EMAIL_URL", env.email_url, default)
    queue = "ops.mail.backend.QueueBackend"
    return config | {"EMAIL_BACKEND": queue, "MAIL_BACKEND": config["EMAIL_BACKEND"]}


def _parsed(
    variable: str, parse: Callable[..., Any], default: str | environ.NoValue
) -> dict[str, Any]:
    try:
        return dict(parse(variable, default=default))
    except ImproperlyConfigured as error:
        if not env.str(variable, default=""):
            raise ImproperlyConfigured(f"{variable} is not set and has no default here.") from error
        raise ImproperlyConfigured(f"{variable} cannot be read: {error}.") from error
    except (KeyError, ValueError) as error:
        raise ImproperlyConfigured(f"{variable} is no URL of a known kind ({error}).") from error
