"""What the tests of translators do again and again."""

from django.utils import timezone
from wagtail.models import Page

from desk.models import GlossaryTerm, MemoryEntry
from desk.selectors.passages import fold_passage, get_digest
from sites.localization.tests.translation_editor import (
    get_english_version,
    press,
    submit,
    write,
)
from sites.tests.factories import add_english
from tests.html import read_html

QUEUE = "/admin/ban-dich/"


def translate_published(client, source, **words):
    """The English of a page or bulletin, written in the translation editor and published.

    ``words``: by path of the segment; title and summary or lead have some anyway.
    """
    submit(client, source)
    paths = {"title": f"English: {source.pk}"} | words
    for path, text in paths.items():
        write(client, source, path, text)
    translated = get_english_version(source)
    press(client, get_editor_path(translated), "publish")
    translated.refresh_from_db()
    assert translated.live
    return translated


def begin_translation(client, source):
    """Begin the English of a page or bulletin from the queue, without any words."""
    kind = "trang" if isinstance(source, Page) else "ban-tin"
    client.post(f"{QUEUE}{kind}/{source.pk}/en/")
    return get_english_version(source)


def get_editor_path(translated):
    if isinstance(translated, Page):
        return f"/admin/pages/{translated.pk}/edit/"
    return f"/admin/snippets/bulletins/bulletin/edit/{translated.pk}/"


def get_soup(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return read_html(answer.content)


def list_queue(client, query=""):
    """The titles of the queue with what is to be done, in order."""
    rows = get_soup(client, QUEUE + query).select("table.translation-queue tbody tr")
    return [(row.th.select_one("[lang=vi]").text, row.select("td")[1].text.strip()) for row in rows]


def get_help(client, translated, source_text):
    """What stands beside the field of one source text in the translation editor, as text."""
    soup = get_soup(client, get_editor_path(translated))
    for template in soup.select("[data-translation-help] template"):
        if template["data-source"] == source_text:
            return " ".join(template.get_text(" ").split())
    return ""


def create_term(term, translation, **fields):
    """A term of the glossary, with its English."""
    return GlossaryTerm.objects.create(
        term=term, translation=translation, locale=add_english(), **fields
    )


def create_memory_entry(bulletin, source, target):
    """A passage that the memory has of a translated bulletin, whatever has become of that."""
    return MemoryEntry.objects.create(
        locale=bulletin.locale,
        bulletin=bulletin,
        source_text=source,
        target_text=target,
        digest=get_digest(source),
        folded=fold_passage(source),
        published_at=timezone.now(),
    )
