"""Readers of the environment variables, which docs/runbook.md explains.

A wrong value raises ImproperlyConfigured with one sentence, which stops the start.
"""

import re
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError

from content.languages import Language, read_languages
from sites.host_names import validate_host_name

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

_UNSUPPORTED = (
    "DATABASE_URL must begin with postgres:// or sqlite:///; other databases are not supported."
)
# Default number of pages cached in the memory of each process; a page takes about 30 KB.
_MAX_PAGES = 2000
# Number of other things cached in a process without a server: the numbers of a search's words, what
# throttles count. Django's own limit, 300, is reached by a minute of searching.
_MAX_ENTRIES = 20_000
# Bytes in each process for hosts, enough for every agency of a country: one is held twice, and
# takes about 5 KB.
_HOSTS_BYTES = 48 * 1024 * 1024
# Bytes in each process for pages and parts of them that the cache of pages has too.
_NEAR_BYTES = 16 * 1024 * 1024
# After so long it asks the cache of pages again: not all that is cached knows its own end.
_NEAR_SECONDS = 60 * 60
# Bytes in each process for the numbers of a search's words, and how long it does not ask for them
# again. Readers make up the words: what they type shall push no page out.
_COUNTS_BYTES = 2 * 1024 * 1024
_COUNTS_SECONDS = 60
_IN_PROCESS = "django.core.cache.backends.locmem.LocMemCache"
LOCAL_STORAGE = "content.files.storages.MediaStorage"
S3_STORAGE = "content.files.s3.S3MediaStorage"
_S3_OPTIONS = {"region", "tls"}
# After this time without an answer of the mail server, sending is tried again later.
_MAIL_SECONDS = 30


def get_host_name(variable: str, default: str | environ.NoValue = environ.Env.NOTSET) -> str:
    """Return the host name in an environment variable, in lower case.

    Raises ImproperlyConfigured if the value is no host name of at least two labels: browsers drop
    cookies for a parent domain of a single label, and the text size is stored in such a cookie.
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


def get_port_number(variable: str, default: int) -> int:
    """Return the TCP port in an environment variable.

    Raises ImproperlyConfigured if the value is no number between 1 and 65535.
    """
    try:
        value = env.int(variable, default=default)
    except ValueError:
        value = 0
    if not 0 < value < 65536:
        raise ImproperlyConfigured(f"{variable} must be a port number between 1 and 65535.")
    return value


def get_amount(variable: str, default: float) -> float:
    """Return the number in an environment variable, 0 or more, such as of seconds.

    Raises ImproperlyConfigured if the value is no such number.
    """
    try:
        value = env.float(variable, default=default)
    except ValueError:
        value = -1.0
    # Also refuses what is no number at all ("nan").
    if not 0 <= value < 1e9:
        raise ImproperlyConfigured(f"{variable} must be a number, 0 or more.")
    return value


def get_proxy_count(variable: str, default: int) -> int:
    """Return the number of proxies in an environment variable, 0 or more.

    Raises ImproperlyConfigured if the value is no such number.
    """
    try:
        value = env.int(variable, default=default)
    except ValueError:
        value = -1
    if value < 0:
        raise ImproperlyConfigured(f"{variable} must be a whole number, 0 or more.")
    return value


def get_ip_address_and_port(variable: str, default: str = "") -> tuple[str, int] | None:
    """Return the IP address and port in an environment variable; None if it is empty.

    Raises ImproperlyConfigured for all other values; host names are not accepted, because they
    would have to be resolved.
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


def get_scanner_address(variable: str) -> str | tuple[str, int] | None:
    """Return where a scanner listens: the path of a Unix socket, or a host and a port.

    None if the environment variable is empty. Raises ImproperlyConfigured if its value is neither
    ``unix:/path`` nor ``host:port``.
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


def get_networks(variable: str) -> list[IPv4Network | IPv6Network]:
    """Return the IP networks in an environment variable, with commas between; empty for none.

    Raises ImproperlyConfigured for anything else.
    """
    try:
        return [ip_network(part.strip()) for part in env.list(variable, default=[])]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{variable} must hold networks such as 10.20.0.0/16, with commas between ({error})."
        ) from None


def get_secret(variable: str, min_length: int = 16) -> str:
    """Return the secret in an environment variable; empty if there is none.

    Raises ImproperlyConfigured if it is shorter than ``min_length`` characters, or has others than
    a header can carry.
    """
    value = env.str(variable, default="")
    if value and not re.fullmatch(rf"[!-~]{{{min_length},}}", value):
        raise ImproperlyConfigured(
            f"{variable} must have {min_length} characters or more, without spaces and accents."
        )
    return value


def get_sentry_dsn(variable: str) -> str:
    """Return the address in an environment variable that Sentry gives a project; empty for none.

    Raises ImproperlyConfigured if it is not ``https://KEY@HOST/NUMBER``.
    """
    value = env.str(variable, default="")
    if value and not re.fullmatch(r"https?://[0-9A-Za-z]+@[0-9A-Za-z.:\[\]/-]+/[0-9]+", value):
        # Not the value itself, which holds a key.
        raise ImproperlyConfigured(
            f"{variable} must be https://KEY@HOST/NUMBER, as Sentry shows it for a project."
        )
    return value


def get_edge_urls(variable: str) -> list[str]:
    """Return the addresses of edges in an environment variable, with commas between.

    Empty for none. Raises ImproperlyConfigured if one is not ``http://host:port``.
    """
    urls = [url.strip() for url in env.list(variable, default=[]) if url.strip()]
    for url in urls:
        if not re.fullmatch(r"http://(?:[0-9A-Za-z.-]+|\[[0-9A-Fa-f:]+\]):[1-9][0-9]{0,4}", url):
            raise ImproperlyConfigured(
                f"{variable} has {url!r}; an edge is http:// with a host and a port, such as "
                "http://127.0.0.1:6082."
            )
    return list(dict.fromkeys(urls))


def get_days(variable: str, default: int, minimum: int = 1) -> int:
    """Return the number of days in an environment variable, ``minimum`` or more.

    Raises ImproperlyConfigured if the value is no such number.
    """
    try:
        value = env.int(variable, default=default)
    except ValueError:
        value = minimum - 1
    if value < minimum:
        raise ImproperlyConfigured(f"{variable} must be a whole number of days, {minimum} or more.")
    return value


def get_choice(variable: str, values: tuple[str, ...]) -> str:
    """Return the value of an environment variable, or the first of ``values`` if it is empty.

    Raises ImproperlyConfigured if the value is not among ``values``.
    """
    value = env.str(variable, default="") or values[0]
    if value not in values:
        raise ImproperlyConfigured(f"{variable} is {value!r}; it must be {' or '.join(values)}.")
    return value


def languages(variable: str) -> dict[str, Language]:
    """Return the table of languages: those of ``config/languages.toml``, then those of a file.

    The environment variable has the path of that file; empty for none. Raises
    ImproperlyConfigured if a file cannot be read or an entry of it is wrong.
    """
    more = env.str(variable, default="")
    return read_languages(BASE_DIR / "config" / "languages.toml", *([Path(more)] if more else []))


def get_database(default: str | environ.NoValue = environ.Env.NOTSET) -> dict[str, Any]:
    """Return the ``DATABASES`` entry for DATABASE_URL.

    SQLite gets write-ahead logging, and transactions that take the write lock at once, so that two
    processes wait for each other instead of failing half-way. Connections are persistent, because
    opening one takes longer than answering from the page cache. DISABLE_SERVER_SIDE_CURSORS is for
    PgBouncer with transaction pooling, where a cursor does not outlive its transaction.

    ``default``: used if the variable is not set; without it the variable is required.

    Raises ImproperlyConfigured for a URL that is neither PostgreSQL nor SQLite.
    """
    url = env.str("DATABASE_URL", default=None)
    if url is not None and not url.startswith(("postgres", "sqlite")):
        raise ImproperlyConfigured(_UNSUPPORTED)
    config = _parse("DATABASE_URL", env.db_url, default) | {"CONN_MAX_AGE": 60}
    engine = str(config.get("ENGINE")).rpartition(".")[2]
    if engine == "sqlite3":
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
        }
    elif engine in {"postgresql", "psycopg2"}:
        config["ENGINE"] = "ops.database.postgresql"
        config["CONN_HEALTH_CHECKS"] = True
        choice = get_choice("DISABLE_SERVER_SIDE_CURSORS", ("off", "on"))
        config["DISABLE_SERVER_SIDE_CURSORS"] = choice == "on"
    else:
        raise ImproperlyConfigured(_UNSUPPORTED)
    return config


def get_caches(default: str | environ.NoValue = environ.Env.NOTSET) -> dict[str, dict[str, Any]]:
    """Return ``CACHES`` for CACHE_URL: the caches default, pages, near, hosts and counts.

    Pages have a cache of their own on the same server, so that however many are requested, they
    evict nothing else. A Valkey or Redis server that is lost or slow counts as an empty cache.
    Resolved hosts, and what was used last of the pages (near), are cached in each process: the
    database says at every request whether they still hold. So are, for a minute, the numbers of a
    search's words (counts).

    ``default``: used if the variable is not set; without it the variable is required.
    """
    config = _parse("CACHE_URL", env.cache_url, default)
    hosts = _make_memory_cache("hosts", _HOSTS_BYTES, _NEAR_SECONDS)
    near = _make_memory_cache("near", _NEAR_BYTES, _NEAR_SECONDS)
    counts = _make_memory_cache("counts", _COUNTS_BYTES, _COUNTS_SECONDS)
    if config["BACKEND"] == _IN_PROCESS:
        options = config.get("OPTIONS", {})
        pages = config | {"LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": _MAX_PAGES} | options}
        config["OPTIONS"] = {"MAX_ENTRIES": _MAX_ENTRIES} | options
    else:
        if config["BACKEND"].endswith(".RedisCache"):
            config["BACKEND"] = "ops.redis_cache.FailSafeRedisCache"
        pages = config | {"KEY_PREFIX": "pages"}
    return {"default": config, "pages": pages, "near": near, "hosts": hosts, "counts": counts}


def _make_memory_cache(name: str, most: int, seconds: float) -> dict[str, Any]:
    """Return a cache in each process: of so many bytes, and seconds unless told otherwise."""
    return {
        "BACKEND": "ops.memory_cache.MemoryCache",
        "LOCATION": name,
        "TIMEOUT": seconds,
        "OPTIONS": {"MAX_BYTES": most},
    }


def email(default: str | environ.NoValue = environ.Env.NOTSET) -> dict[str, Any]:
    """Return the ``EMAIL_…`` settings for EMAIL_URL, and ``MAIL_BACKEND``.

    All e-mail is queued; the worker sends it with ``MAIL_BACKEND``.

    ``default``: used if the variable is not set; without it the variable is required.
    """
    config = {"EMAIL_TIMEOUT": _MAIL_SECONDS} | _parse("EMAIL_URL", env.email_url, default)
    queue = "ops.mail.backend.QueueBackend"
    return config | {"EMAIL_BACKEND": queue, "MAIL_BACKEND": config["EMAIL_BACKEND"]}


def get_media_storage(variable: str) -> dict[str, Any]:
    """Return the ``STORAGES`` entry for uploaded files: the folder ``MEDIA_ROOT``, or S3.

    The environment variable is empty for the folder, else
    ``s3://KEY:SECRET@HOST[:PORT]/BUCKET[/FOLDER][?region=NAME&tls=no]``. Without a host it is
    Amazon's own; without key and secret, those that boto3 finds (RFC 3986, 3.2: special characters
    are percent-encoded). Raises ImproperlyConfigured for anything else.
    """
    value = env.str(variable, default="")
    if not value:
        return {"BACKEND": LOCAL_STORAGE}
    try:
        url = urlsplit(value)
        asked = dict(parse_qsl(url.query, strict_parsing=True)) if url.query else {}
        port = url.port
    except ValueError:
        url, asked, port = urlsplit(""), {}, None
    bucket, _slash, folder = url.path.strip("/").partition("/")
    tls = asked.get("tls", "yes")
    if (
        url.scheme != "s3"
        or not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", bucket)
        or asked.keys() - _S3_OPTIONS
        or tls not in {"yes", "no"}
        or bool(url.username) != bool(url.password)
    ):
        # Not the value itself, which holds a secret.
        raise ImproperlyConfigured(
            f"{variable} must be s3://KEY:SECRET@HOST:PORT/BUCKET, with ?region=NAME or &tls=no "
            "where needed, and special characters percent-encoded."
        )
    options: dict[str, Any] = {"bucket_name": bucket, "location": unquote(folder)}
    if url.username and url.password:
        options["access_key"] = unquote(url.username)
        options["secret_key"] = unquote(url.password)
    if url.hostname:
        host = f"[{url.hostname}]" if ":" in url.hostname else url.hostname
        scheme = "https" if tls == "yes" else "http"
        options["endpoint_url"] = f"{scheme}://{host}" + (f":{port}" if port else "")
    # Servers other than Amazon's have no regions, but the signature names one.
    options["region_name"] = asked.get("region", "us-east-1")
    return {"BACKEND": S3_STORAGE, "OPTIONS": options}


def _parse(
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
