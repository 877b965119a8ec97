"""Topics: a few words that an editor types, separated by commas.

Wagtail's tags are one list for the whole installation; these belong to the article that has them.
What is spelled alike but for accents and capitals is one topic.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _
from wagtail.query import PageQuerySet

from sites.slugs import vietnamese_slug

SEPARATOR = ", "
MOST_TOPICS = 5
LONGEST_TOPIC = 40


def topics_in(text: str) -> dict[str, str]:
    """Return the topics of a text as they are spelled there, each by its name in addresses."""
    words = [" ".join(part.split()) for part in text.split(",")]
    topics: dict[str, str] = {}
    for topic in words:
        if slug := vietnamese_slug(topic):
            topics.setdefault(slug, topic)
    return topics


def joined(topics: dict[str, str]) -> str:
    """Return topics as they are kept; what an editor typed too often or too widely is mended."""
    return SEPARATOR.join(topics.values())


def check(topics: dict[str, str]) -> None:
    """Refuse what would be no topics any more; raises ValidationError."""
    if len(topics) > MOST_TOPICS:
        raise ValidationError(_("Five topics are enough."))
    if any(len(topic) > LONGEST_TOPIC for topic in topics.values()):
        raise ValidationError(_("A topic has 40 characters at most. Put commas between topics."))


def topics_of(texts: Iterable[str]) -> dict[str, list[str]]:
    """Return the topics of many articles by their names in addresses, the most frequent first;
    each with all its spellings, the one met first in front.
    """
    spellings: dict[str, list[str]] = {}
    uses: dict[str, int] = {}
    for text in texts:
        for slug, topic in topics_in(text).items():
            uses[slug] = uses.get(slug, 0) + 1
            known = spellings.setdefault(slug, [])
            if topic not in known:
                known.append(topic)
    return {slug: spellings[slug] for slug in sorted(spellings, key=lambda slug: -uses[slug])}


def with_topic(articles: PageQuerySet, spellings: Iterable[str]) -> PageQuerySet:
    """Only those articles that have a topic, in whatever spelling."""
    kept = Concat(Value(SEPARATOR), F("topics"), Value(SEPARATOR))
    wanted = Q(pk__in=[])
    for spelling in spellings:
        wanted |= Q(kept_topics__contains=f"{SEPARATOR}{spelling}{SEPARATOR}")
    return articles.annotate(kept_topics=kept).filter(wanted)
