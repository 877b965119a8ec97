"""The editor of every rich text: E001 of ``content.checks`` lets no text have another one."""

import json

import pytest

from home.tests.factories import get_add_path
from tests.html import parse_html

pytestmark = pytest.mark.django_db


def iter_packed(value):
    """Yield what Wagtail has packed for its scripts, at any depth."""
    if isinstance(value, dict):
        if "_type" in value:
            yield value
        value = list(value.values())
    for part in value if isinstance(value, list) else []:
        yield from iter_packed(part)


def test_it_comes_without_commands_and_after_it_what_leaves_the_text_as_typed(
    sign_in, health_editor, health
):
    soup = parse_html(sign_in(health_editor).get(get_add_path(health)))
    loaded = [script.get("src", "") for script in soup.select("script")]
    own, wagtails = (
        next(number for number, src in enumerate(loaded) if name in src)
        for name in ("js/admin/rich-text", "wagtailadmin/js/draftail")
    )
    assert own > wagtails
    assert soup.select('link[href*="css/admin/rich-text"]')
    [options] = {
        block["_args"][0].get("commandToolbar", "its own")
        for stream in soup.select("[data-w-block-data-value]")
        for block in iter_packed(json.loads(stream["data-w-block-data-value"]))
        if block["_type"] == "wagtail.widgets.DraftailRichTextArea"
    }
    assert options is None
    assert json.dumps("Viết ở đây")[1:-1] in soup.select_one("[data-edit-form]").decode()
