"""A form of the admin as a browser sends it, without or with a change.

In a browser, scripts make the fields of blocks. Here they are made of the same state that the page
hands to those scripts, and of the definition of the blocks.
"""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.models import Revision

from content.blocks.unreadable import UnreadableBlock
from tests.html import parse_html

FORMS = "form[data-edit-form], form#page-edit-form"
PUBLISH = {"action-publish": "action-publish"}
# What differs between two versions of one text: when they were stored, published, confirmed.
MOMENTS = {
    "confirmation_due_at", "first_published_at", "has_unpublished_changes", "last_confirmed_at",
    "last_published_at", "latest_revision", "latest_revision_created_at", "live", "live_revision",
}  # fmt: skip


def open_form(client, path):
    """Return what the form at ``path`` would send, as it was opened; no button is pressed."""
    response = client.get(path)
    assert response.status_code == 200, path
    soup = parse_html(response)
    form = soup.select_one(FORMS)
    fields = [*_iter_inputs(form)]
    instance = response.context["form"].instance
    for name, state in read_states(form).items():
        fields += iter_block_fields(instance._meta.get_field(name).stream_block, state, name)
    return {name: value for name, value in fields if value is not None}


def get_content(instance):
    """Return the content of the latest version, as it is stored; without its moments.

    What was imported has no version yet: then it is the content of its row.
    """
    revision = Revision.objects.for_instance(instance).order_by("-pk").first()
    row = type(instance).objects.get(pk=instance.pk)
    content = revision.content if revision else row.serializable_data()
    content = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    due = parse_datetime(content.get("go_live_at") or "")
    # A time to go live that has passed is done with.
    passed = {"go_live_at"} if not due or due < timezone.now() else set()
    return {name: value for name, value in content.items() if name not in MOMENTS | passed}


def save_unchanged(client, path, **buttons):
    """Open the form at ``path`` and send it as it was opened, with what a button sends."""
    form = open_form(client, path)
    assert client.post(path, form | buttons).status_code == 302, path


def check_unchanged(client, instance, path, buttons=({}, PUBLISH)):
    """Open, save, open and publish; the content stays as it is, byte for byte."""
    before = get_content(instance)
    versions = Revision.objects.for_instance(instance).count()
    for pressed in buttons:
        save_unchanged(client, path, **pressed)
        assert get_content(instance) == before
    assert Revision.objects.for_instance(instance).count() == versions + len(buttons)


def read_states(soup):
    """Return what scripts are told of the blocks of each field, by its name."""
    return {
        stream["id"]: _unpack(json.loads(stream["data-w-block-arguments-value"]))[0]
        for stream in soup.select("[data-w-block-data-value]")
    }


def _iter_inputs(form):
    for field in form(["input", "select", "textarea"]):
        name, kind = field.get("name"), field.get("type")
        if not name or field.has_attr("disabled") or kind in {"submit", "button", "file"}:
            continue
        if kind in {"checkbox", "radio"}:
            yield name, (field.get("value", "on") if field.has_attr("checked") else None)
        elif field.name == "select":
            chosen = [one for one in field("option") if one.has_attr("selected")]
            options = chosen or ([] if field.has_attr("multiple") else field("option"))
            yield name, (options[0].get("value", options[0].text) if options else None)
        elif field.name == "textarea":
            # Browsers drop the line break behind the tag.
            yield name, field.text.removeprefix("\n")
        else:
            yield name, field.get("value", "")


def _unpack(packed, known=None):
    """Return a value that Wagtail has packed with telepath, without objects of scripts."""
    known = {} if known is None else known
    if isinstance(packed, list):
        return [_unpack(part, known) for part in packed]
    if not isinstance(packed, dict):
        return packed
    if "_ref" in packed:
        return known[packed["_ref"]]
    if "_val" in packed:
        value = packed["_val"]
    elif "_list" in packed:
        value = _unpack(packed["_list"], known)
    elif "_dict" in packed:
        value = {key: _unpack(part, known) for key, part in packed["_dict"].items()}
    else:
        value = {key: _unpack(part, known) for key, part in packed.items() if key != "_id"}
    if "_id" in packed:
        known[packed["_id"]] = value
    return value


def iter_block_fields(block, state, prefix):
    """Yield names and values of the fields that scripts make of the state of a block."""
    match block:
        case UnreadableBlock():
            yield f"{prefix}-stored", state["stored"]
        case blocks.StreamBlock() | blocks.ListBlock():
            yield f"{prefix}-count", str(len(state))
            for number, child in enumerate(state):
                at = f"{prefix}-{number}"
                yield from ((f"{at}-deleted", ""), (f"{at}-order", str(number)))
                yield f"{at}-id", child["id"] or ""
                if isinstance(block, blocks.StreamBlock):
                    yield f"{at}-type", child["type"]
                    yield from iter_block_fields(
                        block.child_blocks[child["type"]], child["value"], f"{at}-value"
                    )
                else:
                    yield from iter_block_fields(block.child_block, child["value"], f"{at}-value")
        case blocks.StructBlock():
            for name, part in state.items():
                yield from iter_block_fields(block.child_blocks[name], part, f"{prefix}-{name}")
        case TypedTableBlock():
            yield from _iter_cells(block, state, prefix)
        case _:
            # Of a choice its list, of what was chosen its key.
            value = state[0] if isinstance(state, list) and state else state
            value = value.get("id") if isinstance(value, dict) else value
            if value is True:
                yield prefix, "on"
            elif value is not False:
                yield prefix, str(value) if value else ""


def _iter_cells(block, state, prefix):
    yield f"{prefix}-caption", state["caption"]
    yield f"{prefix}-column-count", str(len(state["columns"]))
    yield f"{prefix}-row-count", str(len(state["rows"]))
    for number, column in enumerate(state["columns"]):
        at = f"{prefix}-column-{number}"
        yield from ((f"{at}-deleted", ""), (f"{at}-order", str(number)))
        yield from ((f"{at}-type", column["type"]), (f"{at}-heading", column["heading"]))
    for number, row in enumerate(state["rows"]):
        at = f"{prefix}-row-{number}"
        yield from ((f"{at}-deleted", ""), (f"{at}-order", str(number)))
        for place, (column, value) in enumerate(zip(state["columns"], row["values"], strict=True)):
            child = block.child_blocks[column["type"]]
            yield from iter_block_fields(child, value, f"{prefix}-cell-{number}-{place}")
