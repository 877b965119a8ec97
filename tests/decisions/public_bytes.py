"""Everything that a website answers to citizens, found by its links, feeds and sitemaps."""

import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import unified_diff
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from content.models import CustomImage
from content.renditions import create_missing_renditions
from sites.models import Agency
from tests.isolation.canaries import Canaries
from tests.isolation.routes import list_fixed_paths

LINK = re.compile(
    rb'(?:href|src|data-src|poster|content)\s*=\s*"([^"#]+)|<(?:loc|link|url|id)>([^<]+)<'
    rb'|srcset="([^"]+)"|"(?:url|home_page_url|feed_url)":\s*"([^"]+)'
)
# Programs of the installation, answers to what somebody asks, and other hosts' icons.
LEFT_OUT = re.compile(r"^/(?:[a-z]{2}/)?(?:static|hien-thi|tim-kiem|_util|gop-y/[^/]+|-/mau)/")
# The hour, the number of the request, the secret of a form.
NOISE = [
    re.compile(pattern)
    for pattern in (
        rb"<(?:lastBuildDate|updated|sent|pubDate)>[^<]*<",
        rb'nonce="[^"]*"',
        rb"csrfmiddlewaretoken[^>]*>",
        rb"DTSTAMP:\S+",
        rb"(?:Expires|REV):\S+",
        "\\d+ (?:giây|phút|giờ)(?: trước)?".encode(),
        rb"\d+ (?:seconds?|minutes?|hours?)(?: ago)?",
    )
]
# Pictures of a persona are of this colour; a website draws them smaller, in another format.
PAINT = (255, 0, 160)
PAINTED = "a picture of this colour"


@dataclass
class Snapshot:
    """Answers of a website: the digest of each address, and the words that were looked for.

    ``texts``: what is text. ``words``: each word with the first address that says it. ``painted``:
    addresses of pictures of the colour ``PAINT``.
    """

    digests: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    painted: set[str] = field(default_factory=set)

    def differing(self, other: "Snapshot") -> list[str]:
        """Return the addresses that answer otherwise in ``other``, or in one of the two only."""
        paths = self.digests.keys() | other.digests.keys()
        return sorted(path for path in paths if self.digests.get(path) != other.digests.get(path))

    def describe_difference(self, other: "Snapshot", path: str) -> str:
        """Return the first lines in which an address answers otherwise in ``other``."""
        before, after = (one.texts.get(path, "").splitlines() for one in (self, other))
        lines = [line for line in unified_diff(before, after, n=0) if not line.startswith("@@")]
        found = " | ".join(line.strip()[:160] for line in lines[2:6])
        return found or f"{self.digests.get(path)} is {other.digests.get(path)}"


def read_website(agency: Agency, canaries: Canaries, known: Iterable[str] = ()) -> Snapshot:
    """Read a website as an anonymous reader, without what was kept for earlier readers.

    The queue has drawn all pictures by then.

    ``known``: further addresses, such as those of an earlier snapshot, of which some may be gone.
    """
    for picture in CustomImage.objects.all():
        create_missing_renditions(picture)
    for cache in caches.all(initialized_only=True):
        cache.clear()
    client = Client(headers={"host": f"{agency.site.hostname}:{settings.SITE_PORT}"})
    snapshot, todo = Snapshot(), [*known, *list_fixed_paths(), "/en/"]
    while todo:
        path = todo.pop()
        if path in snapshot.digests or LEFT_OUT.match(path):
            continue
        response = client.get(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        kind = response.headers.get("Content-Type", "")
        location = response.headers.get("Location", "")
        for word in canaries.found_in(f"{location} {body.decode('utf-8', 'ignore')}"):
            snapshot.words.setdefault(word, path)
        if kind.startswith("image/") and _is_painted(body):
            snapshot.painted.add(path)
        if response.status_code == 200 and re.search("html|xml|json", kind):
            todo += _list_links(body, agency.site.hostname, path)
            for noise in NOISE:
                body = noise.sub(b"", body)
            snapshot.texts[path] = body.decode("utf-8", "replace")
        digest = hashlib.sha256(body).hexdigest() if _is_content(response) else ""
        snapshot.digests[path] = f"{response.status_code} {location} {digest}"
    return snapshot


def _is_content(response: HttpResponse) -> bool:
    # A page that says that there is nothing says other things too.
    return response.status_code == 200


def _list_links(body: bytes, hostname: str, path: str) -> Iterator[str]:
    for groups in LINK.findall(body):
        for found in filter(None, groups):
            for one in found.split(b",") if found == groups[2] else [found]:
                text = (one.split() or [b""])[0].decode("utf-8", "replace").replace("&amp;", "&")
                if not text.startswith(("/", "http")):
                    continue
                url = urlsplit(urljoin(f"http://{hostname}{path}", text))
                if url.hostname == hostname and not url.query:
                    yield url.path


def _is_painted(body: bytes) -> bool:
    try:
        picture = Image.open(io.BytesIO(body)).convert("RGB").resize((1, 1))
    except OSError:
        return False
    return all(abs(a - b) < 24 for a, b in zip(picture.getpixel((0, 0)), PAINT, strict=True))
