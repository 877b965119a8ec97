"""Block in the place of an unreadable one, with the stored value and its text."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import BadRequest
from django.db import models
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.admin.compare import BlockComparison
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import Adapter, register
from wagtail.blocks import StreamValue
from wagtail.rich_text import extract_references_from_rich_text

# Name of the block in every stream.
UNREADABLE = "unreadable"
_SALT = "content.blocks.unreadable"
_TAG = re.compile(r"<[^<>]*>")
# Parts of stored blocks that are no text.
_KEYS = {"id", "type"}


class UnreadableBlock(blocks.Block):
    """What is stored of a block that this version cannot read: its type and its value.

    The form carries it along, signed, so that nobody can send another; saving changes nothing. Only
    previews show its text to readers.
    """

    class Meta:
        icon = "warning"
        label = gettext_lazy("Unreadable part")
        default = {"type": "", "value": None}

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Mapping[str, Any], prefix: str
    ) -> Any:
        try:
            return signing.loads(data[f"{prefix}-stored"], salt=_SALT)
        except (KeyError, signing.BadSignature) as error:
            raise BadRequest("The unreadable block is none that was sent.") from error

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: Mapping[str, Any], prefix: str
    ) -> bool:
        return f"{prefix}-stored" not in data

    def to_python(self, value: Any) -> dict[str, Any]:
        return {"value": None} | value if isinstance(value, dict) else {"type": "", "value": value}

    def get_form_state(self, value: Any) -> dict[str, Any]:
        stored = signing.dumps(value, salt=_SALT, compress=True)
        return {"stored": stored, "lines": list_lines(value["value"])}

    def extract_references(self, value: Any) -> Iterator[tuple[type[models.Model], str, str, str]]:
        """Return what the texts refer to, whatever type they were of."""
        for text in _iter_texts(value["value"]):
            yield from extract_references_from_rich_text(text)

    def get_comparison_class(self) -> type[BlockComparison]:
        return BlockComparison

    def render(self, value: Any, context: Any = None) -> SafeString:
        """Return the text in a preview, and nothing for readers."""
        request = (context or {}).get("request")
        return self.render_basic(value) if getattr(request, "is_preview", False) else SafeString()

    def render_basic(self, value: Any, context: Any = None) -> SafeString:
        return format_html_join("\n", "<p>{}</p>", ((line,) for line in list_lines(value["value"])))

    def get_translatable_segments(self, value: Any) -> list[Any]:
        return []

    def restore_translated_segments(self, value: Any, segments: list[Any]) -> Any:
        return value


class UnreadableBlockAdapter(Adapter):
    """Names the class in ``static/js/admin/stream-blocks.js``, with its words."""

    js_constructor = "content.UnreadableBlock"

    def js_args(self, block: UnreadableBlock) -> list[Any]:
        meta = {
            "label": block.label,
            "icon": block.meta.icon,
            "blockDefId": block.definition_prefix,
            "isPreviewable": False,
            "explanation": _(
                "This part cannot be edited here. Saving keeps it as it is. What it says:"
            ),
            "repair": _("Repair"),
            "repairHint": _("It becomes a part that you can edit, with the same words."),
        }
        return [block.name, meta]

    @cached_property
    def media(self) -> forms.Media:
        return forms.Media(
            js=[
                versioned_static("wagtailadmin/js/telepath/blocks.js"),
                versioned_static("js/admin/stream-blocks.js"),
            ],
            css={"all": [versioned_static("css/admin/stream-blocks.css")]},
        )


register(UnreadableBlockAdapter(), UnreadableBlock)


def list_readable(stream: Iterable[Any]) -> list[Any]:
    """Return the blocks of a stream whose values are what their place in the program expects.

    Whoever reads values of a stream by themselves, and does not render it, asks for these.
    """
    return [child for child in stream if child.block.name != UNREADABLE]


def list_readable_values(stream: StreamValue) -> list[Any]:
    """Return the stored values of the same blocks, without asking the database for anything."""
    return [row["value"] for row in stream.raw_data if row["type"] != UNREADABLE]


def list_lines(raw: Any) -> list[str]:
    """Return the text in a stored value, one line for each paragraph; empty if there is none."""
    return [line for text in _iter_texts(raw) for line in _split_lines(text)]


def _iter_texts(raw: Any) -> Iterator[str]:
    match raw:
        case str():
            yield raw
        case dict():
            for name, part in raw.items():
                if name not in _KEYS:
                    yield from _iter_texts(part)
        case list():
            for part in raw:
                yield from _iter_texts(part)


def _split_lines(text: str) -> Iterator[str]:
    broken = re.sub(r"</(?:p|li|h[1-6])>|<br ?/?>", "\n", text)
    for line in unescape(_TAG.sub("", broken)).splitlines():
        if line.strip():
            yield " ".join(line.split())
