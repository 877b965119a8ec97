"""Template tag with the actions on several pictures or documents of a list."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from content.models import CustomImage
from desk.admin.file_bulk_actions import list_file_bulk_actions
from sites.permissions.file_visibility import File

register = template.Library()


@register.inclusion_tag("desk/bulk/footer.html", takes_context=True)
def file_bulk_actions(context: dict[str, Any], model_opts: Any) -> dict[str, Any]:
    """Show the buttons below a list of pictures or documents.

    ``model_opts``: the options (``_meta``) of their model; a class would be called by the template.
    Other than Wagtail's, they do nothing to rows that are not on the screen: of the filters of a
    list Wagtail knows only some when it acts on all.
    """
    model: type[File] = model_opts.model
    is_image = model is CustomImage
    heading = (
        _("What to do with the chosen pictures")
        if is_image
        else _("What to do with the chosen documents")
    )
    return {
        "actions": list_file_bulk_actions(context["request"].user, model),
        "kind": "IMAGE" if is_image else "DOCUMENT",
        "heading": heading,
    }
