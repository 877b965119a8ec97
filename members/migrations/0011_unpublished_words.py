from collections.abc import Iterator
from typing import Any

from django.db import migrations

from content.text.folding import get_words_key

PUBLICATIONS = ("wagtail.publish", "wagtail.publish.scheduled")
# As in members.services.audit, in small letters.
NAMED_IN_DIRECTORIES = {
    *("accounts.invitation", "accounts.user", "auth.group", "wagtailcore.locale"),
    *("agencies.agency", "agencies.agencygroup", "agencies.agencysettings"),
    *("bulletins.confirmationperiods", "bulletins.eventtype", "bulletins.issuersettings"),
    *("channels.recordinglanguage", "wagtailcore.site", "wagtailcore.workflow"),
}
BATCH_SIZE = 500


def hide_unpublished_words(apps: Any, schema_editor: Any) -> None:
    """Take words of drafts out of the keys by which readers search the journal.

    The entries stay as the chain covers them.
    """
    entries = apps.get_model("members", "AuditEntry").objects
    kinds = list(_list_kinds(apps))
    last = 0
    while batch := list(
        entries.filter(content_type__in=kinds, pk__gt=last)
        .exclude(action__in=PUBLICATIONS)
        .order_by("pk")[:BATCH_SIZE]
    ):
        last = batch[-1].pk
        public = _list_public_titles(apps, batch)
        for entry in batch:
            _set_keys(entry, (entry.content_type_id, entry.object_id, entry.title) in public)
        entries.bulk_update(batch, ["search_key", "unpublished_key"], batch_size=100)


def _set_keys(entry: Any, is_public: bool) -> None:
    is_of_draft = entry.revision_id is not None
    rows = [[row[0]] if is_of_draft else row for row in entry.changes]
    texts = [entry.person_name, entry.detail, *(text for row in rows for text in row)]
    is_public = is_public or not entry.title
    entry.search_key = get_words_key([entry.title, *texts] if is_public else texts)
    entry.unpublished_key = "" if is_public else get_words_key([entry.title])


def _list_kinds(apps: Any) -> Iterator[int]:
    for kind in apps.get_model("contenttypes", "ContentType").objects.all():
        if f"{kind.app_label}.{kind.model}" not in NAMED_IN_DIRECTORIES:
            yield kind.pk


def _list_public_titles(apps: Any, batch: list[Any]) -> set[tuple[int, str, str]]:
    keys = {entry.object_id for entry in batch}
    published = apps.get_model("members", "AuditEntry").objects.filter(
        object_id__in=keys, action__in=PUBLICATIONS
    )
    titles = set(published.values_list("content_type", "object_id", "title").distinct())
    pages = apps.get_model("wagtailcore", "Page").objects.filter(live=True, pk__in=keys)
    rows = pages.values_list("content_type", "pk", "title")
    return titles | {(kind, str(pk), title) for kind, pk, title in rows}


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("members", "0010_decisions_in_the_journal"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(hide_unpublished_words, migrations.RunPython.noop)]
