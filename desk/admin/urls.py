"""URLs of the desk, the trash, citizens' messages and the manual, below ``/admin/``.

The paths that users read are Vietnamese.
"""

from django.urls import include, path

from desk.admin import manual, trash
from desk.admin.bulletins import AgencyBulletinsView, BulletinListView, PlacementView
from desk.admin.feedback import (
    FeedbackAgenciesView,
    FeedbackCountsView,
    FeedbackListView,
    FeedbackView,
)
from desk.admin.page_create import (
    AddDocumentView,
    AddInformationView,
    AddNewsView,
    AddProcedureView,
    ContactView,
    OrganisationView,
)
from desk.admin.page_lists import DocumentListing, InformationListing, NewsListing, ProcedureListing
from desk.admin.translation_coverage import TranslationCoverageView
from desk.admin.translations import (
    BeginBulletinTranslationView,
    BeginPageTranslationView,
    TranslationQueueView,
)
from desk.admin.trash_actions import TrashDocumentView, TrashImageView

# The trash, and the views that replace Wagtail's delete views of files.
trash_urlpatterns = [
    path("bin/", trash.trash_index, name="bin"),
    path("bin/page/<int:page_id>/restore/", trash.restore_trashed_page, name="bin_restore_page"),
    path("bin/page/<int:page_id>/purge/", trash.delete_trashed_page, name="bin_purge_page"),
    *(
        path(f"bin/{kind}/<int:pk>/{action}/", view, {"kind": kind}, name=f"bin_{action}_{kind}")
        for kind in ("image", "document")
        for action, view in (
            ("restore", trash.restore_trashed_file),
            ("purge", trash.delete_trashed_file),
        )
    ),
    path("images/<int:image_id>/delete/", TrashImageView.as_view(), name="bin_image"),
    path("documents/delete/<int:document_id>/", TrashDocumentView.as_view(), name="bin_document"),
]

# The lists and forms of the desk.
_desk = [
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
    path("ban-tin/", AgencyBulletinsView.as_view(), name="bulletins"),
    path("ban-tin/<int:agency>/", BulletinListView.as_view(), name="unit_bulletins"),
    path(
        "ban-tin/<int:agency>/ket-qua/",
        BulletinListView.as_view(results_only=True),
        name="unit_bulletins_results",
    ),
    path("ban-tin/<int:agency>/<int:bulletin>/", PlacementView.as_view(), name="placement"),
    path("ban-dich/", TranslationQueueView.as_view(), name="translations"),
    path(
        "ban-dich/trang/<int:page_id>/<slug:target_language>/",
        BeginPageTranslationView.as_view(),
        name="begin_page_translation",
    ),
    path(
        "ban-dich/ban-tin/<int:bulletin>/<slug:target_language>/",
        BeginBulletinTranslationView.as_view(),
        name="begin_bulletin_translation",
    ),
    path("ban-dich/don-vi/", TranslationCoverageView.as_view(), name="coverage"),
    path(
        "ban-dich/don-vi/ket-qua/",
        TranslationCoverageView.as_view(results_only=True),
        name="coverage_results",
    ),
    path("to-chuc/", OrganisationView.as_view(), name="organisation"),
    path("lien-he/", ContactView.as_view(), name="contact"),
]

# Citizens' messages.
_feedback = [
    path("gop-y/", FeedbackAgenciesView.as_view(), name="units"),
    path("gop-y/<int:agency>/", FeedbackListView.as_view(), name="unit"),
    path(
        "gop-y/<int:agency>/ket-qua/",
        FeedbackListView.as_view(results_only=True),
        name="unit_results",
    ),
    path("gop-y/tin/<int:pk>/", FeedbackView.as_view(), name="read"),
    path("gop-y/so-lieu/", FeedbackCountsView.as_view(), name="counts"),
    path(
        "gop-y/so-lieu/ket-qua/",
        FeedbackCountsView.as_view(results_only=True),
        name="counts_results",
    ),
]

urlpatterns = [
    path("", include((_desk, "desk"))),
    path("", include((_feedback, "feedback"))),
    path("huong-dan/", manual.ManualView.as_view(), name="manual"),
    path("huong-dan/images/<slug:name>.png", manual.manual_picture, name="manual_picture"),
    path("huong-dan/<slug:name>/", manual.ManualPageView.as_view(), name="manual_page"),
]
