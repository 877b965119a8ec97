"""Models of the websites: page types, trash, feedback, redirects and imported content."""

from home.models.base import PAGE_SIZE, AgencyPage, FeedMixin, TextPage, list_page_feeds
from home.models.contact import ContactPage
from home.models.documents import (
    TYPES,
    DocumentFile,
    DocumentIndexPage,
    DocumentPage,
    DocumentReplacement,
)
from home.models.feedback import (
    OPEN,
    SETTLED,
    AnswerTemplate,
    FeedbackMessage,
    FeedbackState,
    SpamReason,
    get_overdue_time,
)
from home.models.home_page import HomePage, TaskBlock
from home.models.information import InformationPage, SectionPage
from home.models.news import NewsIndexPage, NewsPage
from home.models.opening_hours import (
    OpeningException,
    OpeningHours,
    OpeningSession,
    Weekday,
    get_neutral_reason,
    list_reasons,
)
from home.models.organisation import OrganisationPage
from home.models.page_review import PageReview
from home.models.procedures import (
    VISITED,
    ProcedureForm,
    ProcedureGround,
    ProcedureIndexPage,
    ProcedurePage,
)
from home.models.ratings import PageRating, RatingComment
from home.models.redirects import FormerFileName, FormerURL
from home.models.trash import TrashedPage, TrashPage, exclude_trash, is_in_trash
from home.models.visits import ProcedureVisits

__all__ = [
    "AgencyPage",
    "AnswerTemplate",
    "TrashPage",
    "TrashedPage",
    "ContactPage",
    "DocumentFile",
    "DocumentIndexPage",
    "DocumentPage",
    "DocumentReplacement",
    "SpamReason",
    "FeedMixin",
    "FeedbackMessage",
    "FeedbackState",
    "FormerURL",
    "FormerFileName",
    "HomePage",
    "InformationPage",
    "NewsIndexPage",
    "NewsPage",
    "OpeningException",
    "get_neutral_reason",
    "list_reasons",
    "OpeningHours",
    "OpeningSession",
    "OrganisationPage",
    "OPEN",
    "PAGE_SIZE",
    "PageRating",
    "PageReview",
    "ProcedureForm",
    "ProcedureGround",
    "ProcedureIndexPage",
    "ProcedurePage",
    "ProcedureVisits",
    "RatingComment",
    "SETTLED",
    "SectionPage",
    "TYPES",
    "TaskBlock",
    "TextPage",
    "VISITED",
    "Weekday",
    "list_page_feeds",
    "is_in_trash",
    "exclude_trash",
    "get_overdue_time",
]
