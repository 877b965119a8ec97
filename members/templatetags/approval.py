"""Template tag with the field for a note to approvers."""

from typing import Any

from django import template

from members.admin.action_menu import NOTE, SUBMIT
from members.models import MAX_NOTE_LENGTH

register = template.Library()


@register.inclusion_tag("members/approval/note.html", takes_context=True)
def submission_note(context: dict[str, Any]) -> dict[str, Any]:
    """Return the field, which is shown where the main button of the form submits."""
    main = getattr(context.get("action_menu"), "default_item", None)
    return {
        "is_shown": getattr(main, "name", "") == SUBMIT,
        "name": NOTE,
        "text": context["request"].POST.get(NOTE, ""),
        "max_length": MAX_NOTE_LENGTH,
    }
