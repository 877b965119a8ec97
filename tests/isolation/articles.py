"""The forms of an article and of a person on an organisation page, as the editor's pages send
them.
"""

from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    rich_text,
    streamfield,
)


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
