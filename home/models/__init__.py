from home.models.bin import BinnedPage, BinPage
from home.models.contact import ContactPage
from home.models.documents import DocumentIndexPage, DocumentPage
from home.models.feedback import Doubt, FeedbackMessage, FeedbackState
from home.models.former_address import FormerAddress, FormerFileName
from home.models.home_page import HomePage
from home.models.information import InformationPage, SectionPage
from home.models.news import NewsIndexPage, NewsPage
from home.models.organisation import OrganisationPage

__all__ = [
    "BinPage",
    "BinnedPage",
    "ContactPage",
    "DocumentIndexPage",
    "DocumentPage",
    "Doubt",
    "FeedbackMessage",
    "FeedbackState",
    "FormerAddress",
    "FormerFileName",
    "HomePage",
    "InformationPage",
    "NewsIndexPage",
    "NewsPage",
    "OrganisationPage",
    "SectionPage",
]
