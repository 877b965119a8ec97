"""Wagtail hooks of content: scripts that the admin loads for blocks and uploads."""

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from wagtail import hooks

_SCRIPT = '<script type="module" src="{}"></script>'

# For forms that hold blocks.
hooks.register(
    "insert_editor_js",
    lambda: format_html_join(
        "\n", _SCRIPT, [(static(f"js/admin/{name}.js"),) for name in ("pasting", "field-names")]
    ),
)
# Shows what was done with an uploaded picture.
hooks.register(
    "insert_global_admin_js",
    lambda: format_html(_SCRIPT, static("js/admin/upload-notes.js")),
)
