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
from home.models.feedback import FeedbackMessage, FeedbackState, SpamReason
from home.models.home_page import HomePage, TaskBlock
from home.models.information import InformationPage, SectionPage
from home.models.news import NewsIndexPage, NewsPage
from home.models.organisation import OrganisationPage
from home.models.procedures import ProcedureForm, ProcedureGround, ProcedureIndexPage, ProcedurePage
from home.models.redirects import FormerFileName, FormerURL
from home.models.trash import TrashedPage, TrashPage, exclude_trash, is_in_trash

__all__ = [
    "AgencyPage",
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
    "OrganisationPage",
    "PAGE_SIZE",
    "ProcedureForm",
    "ProcedureGround",
    "ProcedureIndexPage",
    "ProcedurePage",
    "SectionPage",
    "TYPES",
    "TaskBlock",
    "TextPage",
    "list_page_feeds",
    "is_in_trash",
    "exclude_trash",
]
