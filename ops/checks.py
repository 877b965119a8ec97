"""System check that warns of a Wagtail version that Bantin was not tested with."""

import wagtail
from django.core.checks import CheckMessage, Warning, register

# docs/wagtail-internals.md lists what has to be checked before another series is added.
TESTED_WAGTAIL_SERIES = {(8, 0)}


@register
def check_wagtail_series(**kwargs: object) -> list[CheckMessage]:
    """Return a warning if this Wagtail series is not among ``TESTED_WAGTAIL_SERIES``."""
    series = wagtail.VERSION[:2]
    if series in TESTED_WAGTAIL_SERIES:
        return []
    version = ".".join(map(str, series))
    hint = "Read docs/wagtail-internals.md, run all tests, then add it in ops/checks.py."
    return [Warning(f"Bantin is not tested with Wagtail {version}.", hint=hint, id="bantin.W001")]
