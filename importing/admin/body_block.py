"""Body of pages and bulletins in its editor, where pasted text may become blocks."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.staticfiles import versioned_static

from content.blocks.stream import CleanStreamBlockAdapter
from importing.html.losses import LossKind, get_loss_text

# What falls flat where the editor pastes by itself.
_FLAT = {
    "table": LossKind.FLAT_TABLE,
    "heading": LossKind.FLAT_HEADING,
    "picture": LossKind.MISSING_PICTURE,
}


class BodyBlockAdapter(CleanStreamBlockAdapter):
    """Names the class in ``static/js/admin/paste-blocks.js`` as the editor of bodies.

    Its addresses and words come with the definition.
    """

    js_constructor = "importing.BodyBlock"

    def js_args(self, block: Any) -> list[Any]:
        name, children, states, meta = super().js_args(block)
        words = {
            "url": reverse("word:paste"),
            "pictureUrl": reverse("wagtailimages_chooser:create"),
            "waiting": _("Pasting …"),
            "close": _("Close"),
            "pictures": _("Pictures came along. Say what they show, and upload those you need."),
            "description": _("What the picture shows"),
            "collection": _("Collection"),
            "upload": _("Upload the picture"),
            "missing": _("Say what the picture shows."),
            "unanswered": _("The server did not answer, so less of this could be kept."),
            "lookOver": _("Look over: %(what)s."),
            "flat": {
                name: [get_loss_text(kind, 1), get_loss_text(kind, 2)]
                for name, kind in _FLAT.items()
            },
            "failed": _("The picture could not be uploaded. Please try again."),
        }
        return [name, children, states, meta | {"pasting": words}]

    @cached_property
    def media(self) -> forms.Media:
        # One list, so that the class comes before the one that extends it.
        names = ("stream-blocks", "paste-blocks")
        own = [versioned_static(f"js/admin/{name}.js") for name in names]
        return super().media + forms.Media(js=own)
