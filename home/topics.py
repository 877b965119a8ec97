"""Categories and topics of news articles.

Topics are a few terms that an editor enters, separated by commas. They replace Wagtail's tags,
which are one list for the whole installation; a topic belongs to its article. Spellings that differ
only in accents and case are one topic.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.query import PageQuerySet

from content.text.slugs import make_slug

SEPARATOR = ", "
MAX_TOPICS = 5
MAX_TOPIC_LENGTH = 40


class NewsCategory(models.TextChoices):
    """Category of an article; the values are part of URLs.

    All agencies have the same categories, so that no list of choices shows what another agency
    uses.
    """

    ACTIVITIES = "hoat-dong", gettext_lazy("Activities of the unit")
    ANNOUNCEMENTS = "thong-bao", gettext_lazy("Announcements")
    DIRECTION = "chi-dao-dieu-hanh", gettext_lazy("Direction and administration")
    LAW = "chinh-sach-phap-luat", gettext_lazy("Policy and law")
    REFORM = "cai-cach-hanh-chinh", gettext_lazy("Administrative reform")
    ECONOMY = "kinh-te-xa-hoi", gettext_lazy("Economy and society")
    CULTURE = "van-hoa-du-lich", gettext_lazy("Culture and tourism")
    PEOPLE = "nguoi-tot-viec-tot", gettext_lazy("Good people, good deeds")


def parse_topics(text: str) -> dict[str, str]:
    """Return the topics in a text: spelling by slug, without duplicates."""
    spellings = [" ".join(part.split()) for part in text.split(",")]
    topics: dict[str, str] = {}
    for topic in spellings:
        if slug := make_slug(topic):
            topics.setdefault(slug, topic)
    return topics


def join_topics(topics: dict[str, str]) -> str:
    """Return the text to store for these topics, with uniform separators."""
    return SEPARATOR.join(topics.values())


def check_topics(topics: dict[str, str]) -> None:
    """Raise ValidationError if there are too many topics or one is too long."""
    if len(topics) > MAX_TOPICS:
        raise ValidationError(_("Five topics are enough."))
    if any(len(topic) > MAX_TOPIC_LENGTH for topic in topics.values()):
        raise ValidationError(_("A topic has 40 characters at most. Put commas between topics."))


def list_topics(texts: Iterable[str]) -> dict[str, list[str]]:
    """Return the topics of many texts, most frequent first.

    Maps each slug to all its spellings, in the order in which they occur.
    """
    spellings: dict[str, list[str]] = {}
    uses: dict[str, int] = {}
    for text in texts:
        for slug, topic in parse_topics(text).items():
            uses[slug] = uses.get(slug, 0) + 1
            known = spellings.setdefault(slug, [])
            if topic not in known:
                known.append(topic)
    return {slug: spellings[slug] for slug in sorted(spellings, key=lambda slug: -uses[slug])}


def filter_by_topic(articles: PageQuerySet, spellings: Iterable[str]) -> PageQuerySet:
    """Return the articles that have the topic in one of these spellings."""
    kept = Concat(Value(SEPARATOR), F("topics"), Value(SEPARATOR))
    wanted = Q(pk__in=[])
    for spelling in spellings:
        wanted |= Q(kept_topics__contains=f"{SEPARATOR}{spelling}{SEPARATOR}")
    return articles.annotate(kept_topics=kept).filter(wanted)
