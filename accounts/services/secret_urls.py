"""URL paths that hold a secret: kept out of logs, and out of the Referer of other pages.

Whoever has such a URL may do with it what its recipient may. An app that adds one enters its prefix
here; ``docs/runbook.md`` has the same list for nginx, and a test compares both. The module imports
neither Django nor other apps, because gunicorn reads it before Django is set up.
"""

import logging
import re

# The secret is what follows the prefix, up to the next "?".
SECRET_PREFIXES = (
    "/tai-khoan/loi-moi/",
    "/tai-khoan/quen-mat-khau/",
    "/tai-khoan/thong-bao/ngung/",
    "/gop-y/",
    "/-/xem-nhap/",
)
MASK = "[...]"


def _build_prefix_pattern(prefix: str) -> str:
    """Return a pattern for all the ways in which programs write a prefix.

    Slashes and hyphens may be percent-encoded, and more than once if the URL is a parameter of
    another one (RFC 3986, 2.1).
    """
    slash, hyphen = r"(?:/|%(?:25)*+2[Ff])", r"(?:-|%(?:25)*+2[Dd])"
    return re.escape(prefix).replace("/", slash).replace(r"\-", hyphen)


_SECRET = re.compile(rf"({'|'.join(map(_build_prefix_pattern, SECRET_PREFIXES))})[^\s\"'?&#<>]+")


def mask_secrets(text: str) -> str:
    """Return ``text``, such as a log line, with the secrets in its URLs masked."""
    return _SECRET.sub(rf"\1{MASK}", text)


def has_secret(path: str) -> bool:
    """Return whether a path, as in ``request.path_info``, holds a secret."""
    return bool(_SECRET.search(path))


class SecretsFilter(logging.Filter):
    """Logging filter that masks secrets in every record and drops none."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if text != (masked := mask_secrets(text)):
            record.msg, record.args = masked, ()
        return True
