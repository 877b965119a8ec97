"""Service that stores what a reader says about a page or bulletin."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import Page

from bulletins.models import Bulletin
from content.text.numbers import mask_personal_data
from home.models import PageRating, RatingComment
from home.models.ratings import MAX_COMMENT
from sites.models import Agency


@transaction.atomic
def create_rating(
    *, agency: Agency, subject: Page | Bulletin, is_useful: bool, comment: str = ""
) -> None:
    """Count a vote about ``subject`` on the website of ``agency``, and store the reader's line.

    ``comment``: "" for none; telephone numbers and e-mail addresses are taken out of it, and what
    is longer than ``MAX_COMMENT`` characters is cut off. Nothing of the reader is stored.
    """
    key = "page" if isinstance(subject, Page) else "bulletin"
    of_today = {"agency": agency, f"{key}_id": subject.pk, "day": timezone.localdate()}
    rating, _created = PageRating.objects.get_or_create(**of_today)
    vote = "useful" if is_useful else "useless"
    PageRating.objects.filter(pk=rating.pk).update(**{vote: F(vote) + 1})
    text = mask_personal_data(comment)[:MAX_COMMENT]
    if text:
        RatingComment.objects.create(rating=rating, is_useful=is_useful, text=text)
