"""Nonces on the inline scripts of Wagtail's widgets and panels, given where they are written.

Wagtail starts its date fields, choosers and inline panels by one inline script each
(wagtail/wagtail#1288). Those scripts, and no others, get the nonce of the request that is being
answered: ``sign_widgets`` sees to the widgets, the filter ``with_nonce`` to blocks of templates.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

_START = "<script>"

_current_request: ContextVar[HttpRequest | None] = ContextVar("nonce_request", default=None)


@contextmanager
def offer_nonce(request: HttpRequest) -> Iterator[None]:
    """Give scripts that are rendered in this context the nonce of ``request``.

    Wagtail's previews answer a request inside another: within them their own nonce counts.
    """
    token = _current_request.set(request)
    try:
        yield
    finally:
        _current_request.reset(token)


def add_nonce(html: SafeString, scripts: int = 1) -> SafeString:
    """Return ``html`` with the nonce on its inline scripts, of which there are ``scripts``.

    Return it unchanged, so that the policy blocks its scripts, if there is no request, or another
    number of script elements without attributes: then it is not what Wagtail 8.0 writes.
    """
    request = _current_request.get()
    if request is None or html.count(_START) != scripts:
        return html
    signed = html.replace(_START, f'<script nonce="{request.csp_nonce}">')  # type: ignore[attr-defined]
    return mark_safe(signed)  # noqa: S308, it was safe before, and a nonce is base64


def sign_widgets() -> None:
    """Let Wagtail's widgets write the nonce on their inline scripts; called once, when ready."""
    # Imported here because they need all models.
    from wagtail.admin.filters import DateRangePickerWidget  # noqa: PLC0415
    from wagtail.admin.widgets.chooser import BaseChooser  # noqa: PLC0415
    from wagtail.admin.widgets.datetime import (  # noqa: PLC0415
        AdminDateInput,
        AdminDateTimeInput,
        AdminTimeInput,
    )

    AdminDateInput.render = _sign(AdminDateInput.render)
    AdminTimeInput.render = _sign(AdminTimeInput.render)
    AdminDateTimeInput.render = _sign(AdminDateTimeInput.render)
    BaseChooser.render = _sign(BaseChooser.render)
    # It includes the templates of two date fields, which are not rendered as widgets.
    DateRangePickerWidget.render = _sign(DateRangePickerWidget.render, scripts=2)


def _sign(render: Callable[..., SafeString], scripts: int = 1) -> Callable[..., SafeString]:
    @wraps(render)
    def render_signed(*args: Any, **kwargs: Any) -> SafeString:
        return add_nonce(render(*args, **kwargs), scripts)

    return render_signed
