"""Wagtail hooks of content: scripts that the admin loads for blocks, forms and uploads."""

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from wagtail import hooks
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.widgets import AdminAutoHeightTextInput

from content.fields import BoundedTextField
from content.files.rendition_filters import SquareOperation

_SCRIPT = '<script type="module" src="{}"></script>'

# For forms that hold blocks.
hooks.register(
    "insert_editor_js",
    lambda: format_html_join(
        "\n", _SCRIPT, [(static(f"js/admin/{name}.js"),) for name in ("pasting", "field-names")]
    ),
)
# Who else is at work on the same page or bulletin.
hooks.register(
    "insert_editor_js", lambda: render_to_string("content/admin/other_editors.html"), order=1
)
# How much room fields have, and what was refused: on every screen with a form.
hooks.register("insert_global_admin_js", lambda: render_to_string("content/admin/forms.html"))
hooks.register(
    "insert_global_admin_css",
    lambda: format_html('<link rel="stylesheet" href="{}">', static("css/admin/forms.css")),
)
# Shows what was done with an uploaded picture.
hooks.register(
    "insert_global_admin_js",
    lambda: format_html(_SCRIPT, static("js/admin/upload-notes.js")),
)
# For the signs of websites that are made from an emblem.
hooks.register("register_image_operations", lambda: [("square", SquareOperation)])
# As high as what it holds: Wagtail does so for its own class of fields, and not for those below it.
register_form_field_override(BoundedTextField, override={"widget": AdminAutoHeightTextInput})
