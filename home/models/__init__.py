from home.models.bin import BinnedPage, BinPage
from home.models.contact import ContactPage
from home.models.documents import DocumentIndexPage, DocumentPage
from home.models.feedback import Doubt, FeedbackMessage, FeedbackState
from home.models.home_page import HomePage
from home.models.information import InformationPage, SectionPage
from home.models.news import NewsIndexPage, NewsPage

__all__ = [
    "BinPage",
    "BinnedPage",
    "ContactPage",
    "DocumentIndexPage",
    "DocumentPage",
    "Doubt",
    "FeedbackMessage",
    "FeedbackState",
    "HomePage",
    "InformationPage",
    "NewsIndexPage",
    "NewsPage",
    "SectionPage",
]
