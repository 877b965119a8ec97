"""Forms of the admin as a person sends them: filled, with words of their own in each free text."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

from bs4 import Tag
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from PIL import Image
from wagtail import blocks
from wagtail.blocks import BlockField
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from tests.decisions.public_bytes import PAINT
from tests.edit_forms import iter_block_fields, read_states
from tests.html import read_html
from tests.isolation.canaries import Canaries
from tests.isolation.introspection import iter_forms

Data = dict[str, Any]

# Texts that a program reads, and not a citizen.
NO_WORDS = re.compile(
    r"(?:^|[-_])(?:csrfmiddlewaretoken|next|shown|version|opened|key|color|accent|monogram|telephone"
    r"|locale|tags|state|text_direction|date|time|first_day|last_day|order|ORDER)$|^comments-"
    r"|(?:_at|_on|_from|_until|_by)$|(?:^|-)(?:opens|closes)(?:_|$)|FORMS$|^loaded_|^overwrite_"
)
DAYS = re.compile(r"_day$|(?:^|-)date$")
NUMBERS = re.compile(r"[\d:/.,+\s-]+")
SLUGS = re.compile(r"(?:^|[-_])slug$")
PICTURES = re.compile(r"image|photo|emblem|picture", re.IGNORECASE)
SUBMITTING = re.compile(r"submit|workflow")


@dataclass
class Form:
    """One form: where it leads, its fields as they were opened, and its buttons.

    ``words``: names of the fields for free text, with the number of characters that fit, 0 for any.
    ``streams``: values of fields made of blocks, by name, with the definition. ``rows``: names of
    the fields that a script adds for another row, by the prefix of the formset.
    """

    action: str
    fields: Data = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    streams: dict[str, tuple[blocks.Block, Any]] = field(default_factory=dict)
    rows: dict[str, "Form"] = field(default_factory=dict)
    buttons: list[Data] = field(default_factory=list)


@dataclass
class Pen:
    """Writes a new word into each free text of one persona, so that each tells its field."""

    canaries: Canaries

    def write(self, route: str, name: str, value: str, limit: int = 0) -> str:
        """Return ``value`` with a new word; unchanged where none fits."""
        word = self.canaries.word(f"{route}: {_without_numbers(name)}")
        if SLUGS.search(name):
            return f"{value}-{word}".lstrip("-")
        if name.endswith("email"):
            return f"{word}@backan.example"
        if name.endswith(("url", "address")):
            return f"https://backan.example/{word}/"
        written = f"{value} {word}".strip()
        if limit and len(written) > limit:
            return word if len(word) <= limit else value
        return written

    def write_into_state(self, route: str, name: str, state: str) -> str:
        """Return a text of the rich text editor with a new word in its first paragraph."""
        content = json.loads(state)
        if not content["blocks"]:
            content["blocks"] = [dict(EMPTY)]
        first = content["blocks"][0]
        first["text"] = self.write(route, name, first["text"])
        return json.dumps(content)

    def upload(self, route: str, name: str) -> SimpleUploadedFile:
        """Return a file that tells its field: a picture by its colour, a text by its word."""
        word = self.canaries.word(f"{route}: {name}")
        if not PICTURES.search(f"{route} {name}"):
            return SimpleUploadedFile(f"{word}.txt", word.encode())
        content = BytesIO()
        Image.new("RGB", (48, 32), PAINT).save(content, "PNG")
        return SimpleUploadedFile(f"{word}.png", content.getvalue())


EMPTY = {"key": "a", "type": "unstyled", "depth": 0, "text": "",
         "inlineStyleRanges": [], "entityRanges": []}  # fmt: skip


def list_forms(response: HttpResponse) -> list[Form]:
    """Return each form of a page, or of a dialog in JSON, that is sent."""
    markup = _read_markup(response)
    if "<form" not in markup:
        return []
    streams = {
        bound.add_prefix(name): one.block
        for bound in iter_forms(response.context)
        for name, one in bound.fields.items()
        if isinstance(one, BlockField)
    }
    page = read_html(markup)
    return [
        _read_form(element, streams, page)
        for element in page.find_all("form")
        if element.attrs.get("method", "get").lower() == "post"
    ]


def list_errors(response: HttpResponse) -> set[str]:
    """Return the names of the fields that a form refuses, those of its formsets too."""
    if response.status_code not in {200, 400} or response.context is None:
        return set()
    return {
        name if name == NON_FIELD_ERRORS else one.add_prefix(name)
        for bound in iter_forms(response.context)
        if bound.is_bound
        for one in (bound, *_iter_rows(bound))
        for name in one.errors
    }


def _iter_rows(form: forms.BaseForm) -> Iterator[forms.BaseForm]:
    for formset in getattr(form, "formsets", {}).values():
        for row in formset.forms:
            yield row
            yield from _iter_rows(row)


def open_unchanged(form: Form) -> Data:
    """Return what a form sends as it was opened."""
    data = dict(form.fields)
    for name, (block, state) in form.streams.items():
        data |= dict(iter_block_fields(block, state, name))
    return data


def fill(form: Form, pen: Pen, route: str, spared: set[str] = frozenset()) -> Data:
    """Return what a form sends with a word of the pen in each free text, and one more row.

    ``spared``: names of fields, and beginnings of such names, that stay as they were opened.
    """
    data = dict(form.fields)
    for name, (block, state) in form.streams.items():
        if name not in spared:
            state = _write_into_block(block, state, pen, route, name)
        data |= dict(iter_block_fields(block, state, name))
    for prefix, row in form.rows.items():
        if prefix in spared or any(name.startswith(f"{prefix}-") for name in spared):
            continue
        total = int(data.get(f"{prefix}-TOTAL_FORMS", 0))
        added = fill(row, pen, route) | {
            name: _say_soon() for name in row.fields if DAYS.search(name)
        }
        data |= {_renumber(name, total): value for name, value in added.items()}
        data[f"{prefix}-{total}-ORDER"] = total + 1
        data[f"{prefix}-TOTAL_FORMS"] = total + 1
    for name, limit in form.words.items():
        if name not in spared:
            data[name] = _write_into_field(data[name], pen, route, name, limit)
    for name in form.files:
        if not spared & {name, NON_FIELD_ERRORS}:
            data[name] = pen.upload(route, name)
    return data


def mark(data: Data, pen: Pen, route: str) -> Data:
    """Return what a script or a button sends with a word of the pen in each of its texts."""
    marked = dict(data)
    for name, value in data.items():
        if isinstance(value, SimpleUploadedFile):
            is_text = value.name.endswith((".txt", ".png"))
            marked[name] = pen.upload(route, name) if is_text else value
        elif isinstance(value, str) and _is_text(name, value):
            marked[name] = _write_into_field(value, pen, route, name, 0)
    return marked


def _is_text(name: str, value: str) -> bool:
    if NO_WORDS.search(name):
        return False
    # Choices and keys of scripts are plain ASCII.
    return bool(SLUGS.search(name)) or not value.isascii() or _is_state(value)


def _is_state(value: str) -> bool:
    return value.startswith("{") and '"blocks"' in value and '"entityMap"' in value


def _write_into_field(value: Any, pen: Pen, route: str, name: str, limit: int) -> str:
    text = value or ""
    if _is_state(text):
        return pen.write_into_state(route, name, text)
    return pen.write(route, name, text, limit)


def _write_into_block(block: blocks.Block, state: Any, pen: Pen, route: str, name: str) -> Any:
    """Return the state of a block with a word in each free text of it."""
    match block:
        case blocks.StreamBlock():
            return [
                child | {"value": _write_into_block(
                    block.child_blocks[child["type"]], child["value"], pen, route, name
                )}
                for child in state
            ]  # fmt: skip
        case blocks.ListBlock():
            return [
                child | {"value": _write_into_block(
                    block.child_block, child["value"], pen, route, name
                )}
                for child in state
            ]  # fmt: skip
        case blocks.StructBlock():
            return {
                part: _write_into_block(
                    block.child_blocks[part], value, pen, route, f"{name}-{part}"
                )
                for part, value in state.items()
            }
        case TypedTableBlock():
            return state | {"caption": pen.write(route, f"{name}-caption", state["caption"] or "")}
        case blocks.RichTextBlock():
            return pen.write_into_state(route, name, state)
        case blocks.CharBlock() | blocks.TextBlock():
            return state if NO_WORDS.search(name) else pen.write(route, name, state or "")
        case _:
            return state


def _read_markup(response: HttpResponse) -> str:
    if response.streaming or response.status_code != 200:
        return ""
    if isinstance(response, JsonResponse) or "json" in response.headers.get("Content-Type", ""):
        answer = response.json()
        return answer.get("html", "") if isinstance(answer, dict) else ""
    is_page = "html" in response.headers.get("Content-Type", "")
    return response.content.decode() if is_page else ""


def _read_form(element: Tag, streams: dict[str, blocks.Block], page: Tag) -> Form:
    # A script sends the form of editing sessions elsewhere.
    form = Form(element.get("data-w-swap-src-value") or element.get("action", ""))
    for template in element.find_all(["template", "script"]):
        inner = template.string or template.decode_contents()
        if "__prefix__" in inner:
            _read_row(form, read_html(inner))
        template.decompose()
    _read_fields(form, element)
    for name, state in read_states(element).items():
        if name in streams:
            form.streams[name] = (streams[name], state)
    key = element.get("id")
    beside = page.find_all(["button", "input"], form=key) if key else []
    form.buttons = [
        {button["name"]: button.get("value", "")}
        for button in [*element.find_all(["button", "input"]), *beside]
        if button.get("name") and button.get("type", "submit") == "submit"
        and not button.has_attr("disabled")
        and (button.name == "button" or button.get("type") == "submit")
    ]  # fmt: skip
    return form


def _read_row(form: Form, element: Tag) -> None:
    row = Form("")
    _read_fields(row, element)
    name = next((name for name in (*row.fields, *row.files) if "__prefix__" in name), "")
    prefix = name.partition("-__prefix__")[0]
    # Rows within rows are left to the form itself.
    if prefix and "__prefix__" not in prefix and not NO_WORDS.search(f"{prefix}-"):
        form.rows[prefix] = row


def _read_fields(form: Form, element: Tag) -> None:
    for one in element.find_all(["input", "select", "textarea"]):
        name, kind = one.get("name"), one.get("type", "text")
        if not name or one.has_attr("disabled") or kind in {"submit", "button", "image"}:
            continue
        if one.name == "select":
            form.fields[name] = _read_choice(one)
        elif kind in {"checkbox", "radio"}:
            if one.has_attr("checked"):
                form.fields[name] = one.get("value", "on")
        elif kind == "file":
            form.files.append(name)
        else:
            value = one.text.removeprefix("\n") if one.name == "textarea" else one.get("value", "")
            form.fields[name] = value
            is_free = one.name == "textarea" or kind in {"text", "email", "url"}
            if _is_state(value) or (is_free and _takes_words(name, value)):
                form.words[name] = int(one.get("maxlength") or 0)


def _takes_words(name: str, value: str) -> bool:
    if NO_WORDS.search(name):
        return False
    return not NUMBERS.fullmatch(value) if value else True


def _read_choice(element: Tag) -> Any:
    options = element.find_all("option")
    chosen = [one.get("value", one.text) for one in options if one.has_attr("selected")]
    if element.has_attr("multiple"):
        return chosen
    return (chosen or [one.get("value", one.text) for one in options[:1]] or [""])[0]


def _say_soon() -> str:
    return f"{timezone.localdate() + timedelta(days=20):%Y-%m-%d}"


def _renumber(name: str, number: int) -> str:
    return name.replace("__prefix__", str(number))


def _without_numbers(name: str) -> str:
    return re.sub(r"\d+", "#", name)
