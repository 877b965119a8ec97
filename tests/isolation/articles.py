"""The form of an article, as the editor's page sends it."""

from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield


def article_form(**fields: object) -> dict[str, object]:
    """Return the form of an article, complete; ``fields`` are nested as the fields are."""
    words = {"title": "Bài mới", "slug": "bai-moi", "lead": "", "author_name": "", "image": ""}
    form = words | {"date": "24/11/2026", "comments": inline_formset([])}
    # Home pages have shortcuts where articles have a text.
    form |= {"body": streamfield([]), "tasks": streamfield([])}
    promoted = {"seo_title": "", "search_description": "", "go_live_at": "", "expire_at": ""}
    return nested_form_data(form | promoted | fields)
