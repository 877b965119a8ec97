"""Addresses that hold a secret: they stand in no log, and no other page learns of them.

Whoever has such an address may do with it what the person may whom it was sent to. An app that
makes another one enters it here; ``docs/runbook.md`` has the same list for nginx, and a test
compares. Imports nothing: gunicorn reads it before Django is there.
"""

import logging
import re

# What follows is the secret, up to the next "?".
SECRET_PREFIXES = (
    "/tai-khoan/loi-moi/",
    "/tai-khoan/quen-mat-khau/",
    "/tai-khoan/thong-bao/ngung/",
    "/gop-y/",
)
MASK = "[...]"


def _spelled(prefix: str) -> str:
    """A pattern for the ways in which programs write a prefix: its slashes and hyphens may be
    encoded, and more than once where the address is a parameter of another one (RFC 3986, 2.1).
    """
    slash, hyphen = r"(?:/|%(?:25)*+2[Ff])", r"(?:-|%(?:25)*+2[Dd])"
    return re.escape(prefix).replace("/", slash).replace(r"\-", hyphen)


_SECRET = re.compile(rf"({'|'.join(map(_spelled, SECRET_PREFIXES))})[^\s\"'?&#<>]+")


def mask_secrets(text: str) -> str:
    """Return ``text``, such as a line of a log, without the secrets of addresses in it."""
    return _SECRET.sub(rf"\1{MASK}", text)


def holds_secret(path: str) -> bool:
    """Whether a path, as in ``request.path_info``, holds a secret."""
    return bool(_SECRET.search(path))


class SecretsFilter(logging.Filter):
    """Takes secrets out of everything that is logged; filters nothing away."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if text != (masked := mask_secrets(text)):
            record.msg, record.args = masked, ()
        return True
