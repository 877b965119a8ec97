"""Wagtail hooks of content: scripts that the admin loads for blocks and uploads."""

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_editor_js")
def scripts_for_blocks() -> SafeString:
    """Return the scripts of the forms that hold blocks."""
    script = '<script type="module" src="{}"></script>'
    names = ("pasting", "field-names")
    return format_html_join("\n", script, [(static(f"js/admin/{name}.js"),) for name in names])


@hooks.register("insert_global_admin_js")
def scripts_for_uploads() -> SafeString:
    """Return the script that shows what was done with an uploaded picture."""
    script = '<script type="module" src="{}"></script>'
    return format_html(script, static("js/admin/upload-notes.js"))
