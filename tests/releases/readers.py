"""Readers of public websites, for as long as the file named first exists; run as a program.

It is run with the source of an earlier release, in its folder, so it uses nothing of this one.
After each round through the websites it prints a line of JSON: the number of pages, and the paths
that were answered with 500 or more. Nothing is kept in the cache between requests.
"""

import json
import os
import re
import sys
import time

sys.path.insert(0, os.getcwd())

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.cache import caches  # noqa: E402
from django.test import Client  # noqa: E402

HOSTS = ("backan", "soyte", "babe")
ALWAYS = ("/", "/ban-tin/", "/ban-tin/rss.xml", "/tim-kiem/?q=bluezone", "/tim-kiem/?q=xyzxyz")


def main(sign: str) -> None:
    """Go round until the file ``sign`` is gone."""
    paths: dict[Client, list[str]] = {}
    for label in HOSTS:
        host = f"{label}.{settings.BASE_DOMAIN}:{settings.SITE_PORT}"
        client = Client(headers={"host": host}, raise_request_exception=False)
        found = re.findall(r'href="(/[a-z][^"#?]*/)"', _read(client, "/")[1])
        paths[client] = [*dict.fromkeys([*ALWAYS, *found])]
    while os.path.exists(sign):
        failed, count = [], 0
        for client, asked in paths.items():
            for path in asked:
                status, _body = _read(client, path)
                count += 1
                if status >= 500:
                    failed.append(path)
        sys.stdout.write(json.dumps({"pages": count, "failed": failed, "at": time.time()}) + "\n")
        sys.stdout.flush()


def _read(client: Client, path: str) -> tuple[int, str]:
    for cache in caches.all():
        cache.clear()
    response = client.get(path)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, body.decode(errors="replace")


if __name__ == "__main__":
    main(sys.argv[1])
