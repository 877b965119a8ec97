"""Owners of objects beside pages: messages, votes, opening hours, counts, reviews."""

from wagtail.models import Page

from home.models import (
    AnswerTemplate,
    FeedbackMessage,
    OpeningException,
    OpeningHours,
    OpeningSession,
    PageRating,
    PageReview,
    ProcedurePage,
    ProcedureVisits,
    RatingComment,
)
from sites.models import Agency
from sites.permissions.ownership import register_owner


@register_owner(FeedbackMessage, AnswerTemplate, PageRating)
def get_message_agency(thing: FeedbackMessage | AnswerTemplate | PageRating) -> Agency:
    """Return the agency that was written to, wrote the template, or shows the page."""
    return thing.agency


@register_owner(RatingComment)
def get_comment_rating(comment: RatingComment) -> PageRating:
    """Return the votes that a line belongs to."""
    return comment.rating


@register_owner(OpeningHours)
def get_hours_agency(hours: OpeningHours) -> Agency:
    """Return the agency whose opening hours they are."""
    return hours.agency


@register_owner(OpeningSession, OpeningException)
def get_row_hours(row: OpeningSession | OpeningException) -> OpeningHours:
    """Return the opening hours that a session or an exception is part of."""
    return row.hours


@register_owner(ProcedureVisits)
def get_visited_page(visits: ProcedureVisits) -> ProcedurePage:
    """Return the procedure whose visits are counted."""
    return visits.page


@register_owner(PageReview)
def get_reviewed_page(review: PageReview) -> Page:
    """Return the page that is to be looked at again."""
    return review.page
