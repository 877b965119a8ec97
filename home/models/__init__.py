"""Models of the websites: page types, trash, feedback, redirects and imported content."""

from home.models.base import (
    PAGE_SIZE,
    AgencyPage,
    FedIndexPage,
    TextPage,
    feeds_of_pages,
)
from home.models.contact import ContactPage
from home.models.documents import (
    TYPES,
    DocumentFile,
    DocumentIndexPage,
    DocumentPage,
    DocumentReplacement,
)
from home.models.feedback import Doubt, FeedbackMessage, FeedbackState
from home.models.home_page import HomePage, TaskBlock
from home.models.information import InformationPage, SectionPage
from home.models.news import NewsIndexPage, NewsPage
from home.models.organisation import OrganisationPage
from home.models.procedures import (
    ProcedureForm,
    ProcedureGround,
    ProcedureIndexPage,
    ProcedurePage,
)
from home.models.redirects import FormerAddress, FormerFileName
from home.models.trash import BinnedPage, BinPage, in_bin, outside_bin

__all__ = [
    "AgencyPage",
    "BinPage",
    "BinnedPage",
    "ContactPage",
    "DocumentFile",
    "DocumentIndexPage",
    "DocumentPage",
    "DocumentReplacement",
    "Doubt",
    "FedIndexPage",
    "FeedbackMessage",
    "FeedbackState",
    "FormerAddress",
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
    "feeds_of_pages",
    "in_bin",
    "outside_bin",
]
