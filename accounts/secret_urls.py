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
_ALTERNATIVES = "|".join(re.escape(prefix) for prefix in SECRET_PREFIXES)
# A secret also stands in an address that is handed on as a parameter, with its slashes encoded.
_SECRET = re.compile(rf"({_ALTERNATIVES.replace('/', '(?:/|%2[Ff])')})[^\s\"'?&#<>]+")


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
