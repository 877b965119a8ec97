"""Public actions on bulletins, read from the log, which nobody can change."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max, QuerySet, prefetch_related_objects
from wagtail.models import ModelLogEntry

from bulletins.models import Bulletin
from bulletins.models.queryset import BulletinQuerySet

PUBLISH, UNPUBLISH = "wagtail.publish", "wagtail.unpublish"
END, WITHDRAW, BRING_BACK = "bulletins.end", "bulletins.withdraw", "bulletins.bring_back"
NOTES = ("bulletins.update", "bulletins.correction")
ACTS = (PUBLISH, UNPUBLISH, END, WITHDRAW, BRING_BACK, *NOTES)


@dataclass(frozen=True)
class Act:
    """Public action on a bulletin in one language.

    `words`: text that was published with it, such as an update or a reason. `version`: content that
    was published; None if there was none, or its revision was deleted.
    """

    name: str
    at: datetime
    row: Bulletin
    words: str = ""
    version: Bulletin | None = None


def acts_on(bulletins: Iterable[Bulletin]) -> dict[UUID, list[Act]]:
    """Return the public actions on bulletins in all languages, by translation key.

    Oldest first. A bulletin without log entries has an empty list.
    """
    rows = _in_all_languages(bulletins).select_related("locale").in_bulk()
    acts = defaultdict(list)
    for entry in _logged(rows).select_related("revision").order_by("timestamp", "pk"):
        row = rows[int(entry.object_id)]
        acts[row.translation_key].append(_act(entry, row))
    versions = [act.version for one in acts.values() for act in one if act.version]
    prefetch_related_objects(versions, "source__site")
    return acts


def last_acts_on(bulletins: Iterable[Bulletin]) -> dict[UUID, tuple[int, datetime]]:
    """Return the number of public actions and the time of the last, by translation key.

    Two queries. A bulletin without log entries, saved by a program, is missing in the result.
    """
    keys = dict(_in_all_languages(bulletins).values_list("pk", "translation_key"))
    logged = _logged(keys).order_by().values("object_id")
    last: dict[UUID, tuple[int, datetime]] = {}
    for entry in logged.annotate(number=Count("pk"), at=Max("timestamp")):
        key = keys[int(entry["object_id"])]
        number, at = last.get(key, (0, entry["at"]))
        last[key] = number + entry["number"], max(at, entry["at"])
    return last


def _in_all_languages(bulletins: Iterable[Bulletin]) -> BulletinQuerySet:
    keys = [bulletin.translation_key for bulletin in bulletins]
    return Bulletin.objects.filter(translation_key__in=keys)


def _logged(keys: Iterable[int]) -> QuerySet:
    return ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Bulletin),
        object_id__in=[str(key) for key in keys],
        action__in=ACTS,
    )


def _act(entry: ModelLogEntry, row: Bulletin) -> Act:
    data = entry.data
    words = data.get("text") or data.get("reason") or data.get("words") or ""
    published = entry.revision if entry.action == PUBLISH else None
    version = row.with_content_json(published.content) if published else None
    return Act(entry.action, entry.timestamp, row, words, version)
