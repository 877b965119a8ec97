from home.models.bin import BinnedPage, BinPage
from home.models.contact import ContactPage
from home.models.documents import (
    DocumentFile,
    DocumentIndexPage,
    DocumentPage,
    DocumentReplacement,
)
from home.models.home_page import HomePage
from home.models.information import InformationPage, SectionPage
from home.models.news import NewsIndexPage, NewsPage
from home.models.procedures import (
    ProcedureForm,
    ProcedureGround,
    ProcedureIndexPage,
    ProcedurePage,
)

__all__ = [
    "BinPage",
    "BinnedPage",
    "ContactPage",
    "DocumentFile",
    "DocumentIndexPage",
    "DocumentPage",
    "DocumentReplacement",
    "HomePage",
    "InformationPage",
    "NewsIndexPage",
    "NewsPage",
    "ProcedureForm",
    "ProcedureGround",
    "ProcedureIndexPage",
    "ProcedurePage",
    "SectionPage",
]
