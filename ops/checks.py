"""Warn where Bantin runs on something its tests have not seen."""

import wagtail
from django.core.checks import CheckMessage, Warning, register

# docs/wagtail-internals.md lists what has to be looked at before another series is added.
TESTED_WAGTAIL_SERIES = {(8, 0)}


@register
def check_wagtail_series(**kwargs: object) -> list[CheckMessage]:
    """Warn about a Wagtail series whose internals have not been compared with ours."""
    series = wagtail.VERSION[:2]
    if series in TESTED_WAGTAIL_SERIES:
        return []
    version = ".".join(map(str, series))
    hint = "Read docs/wagtail-internals.md, run all tests, then add it in ops/checks.py."
    return [Warning(f"Bantin is not tested with Wagtail {version}.", hint=hint, id="bantin.W001")]
