"""URLs of the desk below ``/admin/``; they are Vietnamese, because users read them."""

from django.urls import path

from home.desk.bulletins import BulletinListing, UnitBulletinsView
from home.desk.listings import DocumentListing, InformationListing, NewsListing
from home.desk.placement import PlacementView
from home.desk.places import (
    AddDocumentView,
    AddInformationView,
    AddNewsView,
    ContactView,
    OrganisationView,
)
from home.desk.procedures import AddProcedureView, ProcedureListing

app_name = "desk"
urlpatterns = [
    path("tin-tuc/", NewsListing.as_view(), name="news"),
    path("tin-tuc/ket-qua/", NewsListing.as_view(results_only=True), name="news_results"),
    path("tin-tuc/viet/", AddNewsView.as_view(), name="add_news"),
    path("van-ban/", DocumentListing.as_view(), name="documents"),
    path("van-ban/ket-qua/", DocumentListing.as_view(results_only=True), name="documents_results"),
    path("van-ban/dang/", AddDocumentView.as_view(), name="add_document"),
    path("thu-tuc/", ProcedureListing.as_view(), name="procedures"),
    path(
        "thu-tuc/ket-qua/", ProcedureListing.as_view(results_only=True), name="procedures_results"
    ),
    path("thu-tuc/them/", AddProcedureView.as_view(), name="add_procedure"),
    path("gioi-thieu/", InformationListing.as_view(), name="information"),
    path(
        "gioi-thieu/ket-qua/",
        InformationListing.as_view(results_only=True),
        name="information_results",
    ),
    path("gioi-thieu/them/", AddInformationView.as_view(), name="add_information"),
    path("ban-tin/", UnitBulletinsView.as_view(), name="bulletins"),
    path("ban-tin/<int:agency>/", BulletinListing.as_view(), name="unit_bulletins"),
    path(
        "ban-tin/<int:agency>/ket-qua/",
        BulletinListing.as_view(results_only=True),
        name="unit_bulletins_results",
    ),
    path("ban-tin/<int:agency>/<int:bulletin>/", PlacementView.as_view(), name="placement"),
    path("to-chuc/", OrganisationView.as_view(), name="organisation"),
    path("lien-he/", ContactView.as_view(), name="contact"),
]
