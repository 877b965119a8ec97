"""Public Wi-Fi channel: the welcome page of a captive portal, as one file.

Captive portals (RFC 8952) serve the page from the router's own storage, or fetch it from the few
hosts that are reachable before sign-in. So it loads nothing: no script, font, picture or style
sheet. The one script stands in the page, as in all others, and applies the visitor's text size.
"""

import base64
import hashlib
from functools import partial
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels.formats.base import Channel, Download, Offer, Text
from channels.selectors.context import ChannelContext

STYLE = (
    (Path(__file__).resolve().parents[1] / "assets" / "wifi.css")
    .read_text(encoding="utf-8")
    .strip()
)
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
# Content Security Policy of this page: its own style, and nothing else from anywhere.
POLICY = {
    "default-src": ["'none'"],
    "style-src": [f"'sha256-{_HASH}'"],
    "script-src": [each for each in settings.PUBLIC_CSP["script-src"] if "sha256-" in each],
    "img-src": ["data:"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'none'"],
}


class Wifi(Channel):
    """Welcome page of a public Wi-Fi, as a URL and as a file."""

    name = "wifi"
    label = gettext_lazy("Public wifi")
    hint = gettext_lazy(
        "Give the address to whoever runs the wifi as its welcome page, or the file where the "
        "router keeps the page itself."
    )
    icon = "globe"

    def list_offers(self, context: ChannelContext) -> list[Offer]:
        return [
            Text("address", gettext_lazy("Address of the page"), f"{context.url}wifi/"),
            Download(
                name="page",
                label=gettext_lazy("Page as a file (HTML)"),
                filename=f"{context.filename}-wifi.html",
                content_type="text/html; charset=utf-8",
                make=partial(_render_file, context),
            ),
        ]


def render_wifi_page(context: ChannelContext, asked: str = "") -> str:
    """Return the whole page as HTML.

    `asked`: code of the language of the request; if the text is in another one, the page says so at
    the top. Empty for a file, which nobody asks for in a language.
    """
    missing = ""
    if asked and asked != context.language:
        with translation.override(asked):
            missing = _("This page is only available in Vietnamese.")
    variables = {"channel_context": context, "style": STYLE, "missing": missing, "asked": asked}
    with context.activate_language():
        return render_to_string("channels/wifi.html", variables)


def _render_file(context: ChannelContext) -> bytes:
    return render_wifi_page(context).encode()
