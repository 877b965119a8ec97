"""Endpoint that turns pasted text of a field into blocks."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.permissions import policy_registry

from content.blocks import BodyBlock
from content.models import CustomImage
from importing.html.builder import Block
from importing.html.conversion import convert
from importing.html.limits import is_readable
from importing.html.losses import describe_losses
from ops.http.rate_limit import is_limit_exceeded

# Characters, without pictures: the clipboard of a document of fifty pages has some 500,000.
MAX_LENGTH = 1_500_000
MAX_PICTURES = 20
# Nobody pastes faster by hand.
MAX_PASTES = 30
PERIOD = timedelta(minutes=1)


@require_POST
def convert_pasted(request: HttpRequest) -> JsonResponse:
    """Return the blocks for the HTML of a clipboard, as a form of blocks takes them.

    The HTML is the field ``html``; ``pictures`` says how many pictures came along, ``picture-0``
    and so on in the HTML. The answer: ``blocks`` with type and value, ``html``, the text if there
    is nothing else, ``note``, one line about what was lost, and ``collections`` that pictures may
    be uploaded into. A block of the type ``picture`` has the number of the picture as its value.
    Nothing is stored. 413 and 429 say that it is too much; the editor then pastes by itself.
    """
    html = request.POST.get("html", "")
    if is_limit_exceeded(f"user-{request.user.pk}", "paste", most=MAX_PASTES, period=PERIOD):
        return _refuse(HTTPStatus.TOO_MANY_REQUESTS, _("Wait a minute before you paste more."))
    if len(html) > MAX_LENGTH or not is_readable(html):
        message = _("This is too long to keep its headings and tables. Paste it in parts.")
        return _refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message)
    sent = request.POST.get("pictures", "")
    pictures = min(int(sent), MAX_PICTURES) if sent.isdecimal() and len(sent) < 4 else 0
    labels = (_("Table"), _("Column"))
    conversion = convert(html, table_labels=labels, pictures=pictures)
    policy = policy_registry.get_by_type(CustomImage)
    collections = policy.collections_user_has_permission_for(request.user, "add")
    return JsonResponse(
        {
            "blocks": _list_states(conversion.blocks),
            "html": _get_plain_text(conversion.blocks),
            "note": describe_losses(conversion.losses),
            "collections": [{"id": one.pk, "name": one.name} for one in collections]
            if pictures
            else [],
        }
    )


def _list_states(blocks: list[Block]) -> list[dict[str, Any]]:
    """Return the blocks as their editors take them, without ids."""
    stream = BodyBlock()
    states = []
    for block in blocks:
        kind, value = block["type"], block["value"]
        if kind != "picture":
            child = stream.child_blocks[kind]
            value = child.get_form_state(child.to_python(value))
        states.append({"type": kind, "value": value})
    return states


def _get_plain_text(blocks: list[Block]) -> str:
    """Return the HTML of blocks that are nothing but text, else an empty one."""
    if any(block["type"] != "text" for block in blocks):
        return ""
    return "".join(block["value"] for block in blocks)


def _refuse(status: HTTPStatus, message: str) -> JsonResponse:
    return JsonResponse({"note": message}, status=status)
