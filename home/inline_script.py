"""Inline script that runs before the first paint, and its hash for the security policy.

The script marks the page as scripted and applies the display preferences in the cookie. It is
constant, so a page has the same bytes for every visitor and any cache may store it.
"""

import base64
import hashlib

COOKIE_NAME = "hien-thi"

BOOT_SCRIPT = (
    "(function(d){var h=d.documentElement,"
    f"m=/(?:^|; ){COOKIE_NAME}=([a-z0-9.]+)/.exec(d.cookie);"
    'h.classList.add("js");'
    'if(m)h.setAttribute("data-display",m[1].replace(/\\./g," "))'
    "})(document)"
)

BOOT_SCRIPT_HASH = (
    "'sha256-" + base64.b64encode(hashlib.sha256(BOOT_SCRIPT.encode()).digest()).decode() + "'"
)
