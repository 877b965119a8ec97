"""Copies of an agency's images and documents in the central collection of bulletins.

The agency may later change or delete its own files, and the central bulletin must not change with
them. (If a bulletin does use a document of an agency, ``bulletins.files`` decides which websites
serve it.)
"""

import json
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.db.models import Model
from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.models import CollectionMember

from accounts.models import User
from bulletins.roles import CENTRAL_COLLECTION
from sites.isolation.ownership import owners_of
from sites.models import AgencyDocument
from sites.shared_files import collection_named

# Maps a model and a primary key to the primary key of the replacement.
Substitute = Callable[[type[Model], Any], Any]


def with_central_files(body: StreamValue, by: User | None) -> str:
    """Return the JSON of a body in which each file of an agency is replaced by a central copy.

    ``by`` becomes the uploader of the copies. Files that are shared, central or deleted stay.
    """
    copies: dict[tuple[type[Model], str], Any] = {}

    def substitute(model: type[Model], key: Any) -> Any:
        if key and (model, str(key)) not in copies:
            copies[model, str(key)] = _central(model, key, by)
        return copies.get((model, str(key)), key)

    return json.dumps(_rewritten(body.stream_block, body.get_prep_value(), substitute))


def _rewritten(block: blocks.Block, raw: Any, substitute: Substitute) -> Any:
    match block:
        case blocks.StreamBlock():
            parts = ((block.child_blocks.get(child["type"]), child) for child in raw)
            return [
                child | {"value": _rewritten(part, child["value"], substitute)}
                for part, child in parts
                if part
            ]
        case blocks.ListBlock():
            return [
                item | {"value": _rewritten(block.child_block, item["value"], substitute)}
                for item in raw
            ]
        case blocks.StructBlock():
            return raw | {
                name: _rewritten(part, raw[name], substitute)
                for name, part in block.child_blocks.items()
                if name in raw
            }
        case blocks.ChooserBlock():
            return substitute(block.model_class, raw)
        case blocks.RichTextBlock():
            return _relinked(raw, substitute)
    return raw


def _relinked(html: str, substitute: Substitute) -> str:
    soup = BeautifulSoup(html, "html.parser")
    links = soup.find_all("a", linktype="document")
    for link in links:
        link["id"] = substitute(AgencyDocument, link.get("id"))
    return str(soup) if links else html


def _central(model: type[Model], key: Any, by: User | None) -> Any:
    found = model._default_manager.filter(pk=key).first()
    if not isinstance(found, CollectionMember) or not owners_of(found):
        return key
    # Without a primary key the instance is saved as a new row.
    found.pk, found._state.adding = None, True
    found.collection = collection_named(CENTRAL_COLLECTION)
    found.uploaded_by_user = by
    with found.file.open() as file:
        found.file = ContentFile(file.read(), name=PurePath(found.file.name).name)
    found.save()
    return found.pk
