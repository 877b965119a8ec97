"""Models of the websites: page types, trash, feedback, redirects and imported content."""

from home.models.bin import BinnedPage, BinPage
from home.models.contact import ContactPage
from home.models.documents import (
    DocumentFile,
    DocumentIndexPage,
    DocumentPage,
    DocumentReplacement,
)
from home.models.feedback import Doubt, FeedbackMessage, FeedbackState
from home.models.former_address import FormerAddress, FormerFileName
from home.models.home_page import HomePage
from home.models.imported import ImportedContent, ImportedForm
from home.models.information import InformationPage, SectionPage
from home.models.news import NewsIndexPage, NewsPage
from home.models.organisation import OrganisationPage
from home.models.procedure_index import ProcedureIndexPage
from home.models.procedures import ProcedureForm, ProcedureGround, ProcedurePage

__all__ = [
    "BinPage",
    "BinnedPage",
    "ContactPage",
    "DocumentFile",
    "DocumentIndexPage",
    "DocumentPage",
    "DocumentReplacement",
    "Doubt",
    "FeedbackMessage",
    "FeedbackState",
    "FormerAddress",
    "FormerFileName",
    "HomePage",
    "ImportedContent",
    "ImportedForm",
    "InformationPage",
    "NewsIndexPage",
    "NewsPage",
    "OrganisationPage",
    "ProcedureForm",
    "ProcedureGround",
    "ProcedureIndexPage",
    "ProcedurePage",
    "SectionPage",
]
