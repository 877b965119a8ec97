"""The forms of an article and of a person on an organisation page, as the editor's pages send
them.
"""

import json

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield


def article_form(**fields: object) -> dict[str, object]:
    """Return the form of an article, complete; ``fields`` are nested as the fields are."""
    words = {"title": "Bài mới", "slug": "bai-moi", "lead": "", "author_name": "", "image": ""}
    form = words | {"date": "24/11/2026", "category": "hoat-dong", "comments": inline_formset([])}
    # Home pages have shortcuts where articles have a text.
    form |= {"body": streamfield([]), "tasks": streamfield([]), "related": streamfield([])}
    promoted = {"seo_title": "", "search_description": "", "go_live_at": "", "expire_at": ""}
    return nested_form_data(form | promoted | fields)


def person_form(**fields: object) -> dict[str, object]:
    """Return the form of a person, whose name and position have to be said."""
    words = dict.fromkeys(("photo", "telephone", "email", "duties"), "")
    named = {"name": "Nguyễn Văn An", "position": "Giám đốc", "biography": rich_text("<p></p>")}
    return words | named | fields


def linked_text(*links: tuple[str, dict[str, object]]) -> str:
    """Return a text as the editor for rich text sends it, with links: kinds and what they say.

    Unlike ``rich_text()`` it takes keys of every spelling, since it looks nothing up.
    """
    ranges = [{"offset": at, "length": 1, "key": at} for at in range(len(links))]
    block = {"key": "a", "text": "x" * len(links), "type": "unstyled", "depth": 0, "data": {}}
    block |= {"entityRanges": ranges, "inlineStyleRanges": []}
    entities = {
        str(at): {"type": kind, "mutability": "MUTABLE", "data": data}
        for at, (kind, data) in enumerate(links)
    }
    return json.dumps({"blocks": [block], "entityMap": entities})
