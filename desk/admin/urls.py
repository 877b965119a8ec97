"""URLs of the desk, the trash, citizens' messages and the manual, below ``/admin/``.

The paths that users read are Vietnamese.
"""

from django.urls import include, path

from desk.admin import manual, trash
from desk.admin.admin_search import AdminSearchView
from desk.admin.answer_templates import AddTemplateView, EditTemplateView, TemplateListView
from desk.admin.broken_links import BrokenLinksView, RecheckLinkView
from desk.admin.bulletins import AgencyBulletinsView, BulletinListView, PlacementView
from desk.admin.draft_links import (
    BulletinDraftLinksView,
    DraftLinkListView,
    DraftLinksView,
    RevokeDraftLinkView,
)
from desk.admin.feedback import (
    FeedbackAgenciesView,
    FeedbackCountsView,
    FeedbackListView,
    FeedbackView,
)
from desk.admin.front_page import FrontPagesView, FrontPageView, PreviewFrontPageView
from desk.admin.opening_hours import OpeningHoursAgenciesView, OpeningHoursView
from desk.admin.page_create import (
    AddDocumentView,
    AddInformationFromWordView,
    AddInformationView,
    AddNewsFromWordView,
    AddNewsView,
    AddProcedureView,
    ContactView,
    OrganisationView,
)
from desk.admin.page_lists import DocumentListing, InformationListing, NewsListing, ProcedureListing
from desk.admin.page_reviews import RenewReviewView, ReviewListView
from desk.admin.ratings import RatingCountsView, WorstPagesView
from desk.admin.site_tree import (
    AddBelowView,
    MovePageView,
    ShiftPageView,
    SiteTreeAgenciesView,
    SiteTreeView,
)
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
    path("bin/restore/", trash.restore_trashed_items, name="bin_restore"),
    path("bin/page/<int:page_id>/", trash.view_trashed_page, name="bin_view_page"),
    path("bin/page/<int:page_id>/preview/", trash.preview_trashed_page, name="bin_preview_page"),
    path("bin/page/<int:page_id>/restore/", trash.restore_trashed_page, name="bin_restore_page"),
    path("bin/page/<int:page_id>/purge/", trash.delete_trashed_page, name="bin_purge_page"),
    *(
        path(f"bin/{kind}/<int:pk>/{end}", view, {"kind": kind}, name=f"bin_{action}_{kind}")
        for kind in ("image", "document")
        for action, end, view in (
            ("view", "", trash.view_trashed_file),
            ("open", "file/", trash.open_trashed_file),
            ("restore", "restore/", trash.restore_trashed_file),
            ("purge", "purge/", trash.delete_trashed_file),
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
    path("tin-tuc/tu-word/", AddNewsFromWordView.as_view(), name="add_news_from_word"),
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
    path(
        "gioi-thieu/tu-word/",
        AddInformationFromWordView.as_view(),
        name="add_information_from_word",
    ),
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
    path("trang/", SiteTreeAgenciesView.as_view(), name="pages"),
    path("trang/<int:agency>/", SiteTreeView.as_view(), name="agency_pages"),
    path("trang/<int:page_id>/them/", AddBelowView.as_view(), name="add_below"),
    path("trang/<int:page_id>/thu-tu/", ShiftPageView.as_view(), name="shift_page"),
    path("trang/<int:page_id>/chuyen/", MovePageView.as_view(), name="move_page"),
    path("trang-chu/", FrontPagesView.as_view(), name="front_pages"),
    path("trang-chu/<int:page_id>/", FrontPageView.as_view(), name="front_page"),
    path(
        "trang-chu/<int:page_id>/xem-truoc/",
        PreviewFrontPageView.as_view(),
        name="preview_front_page",
    ),
    path("xem-lai/", ReviewListView.as_view(), name="reviews"),
    path("xem-lai/<int:page_id>/", RenewReviewView.as_view(), name="renew_review"),
    path("tim/", AdminSearchView.as_view(), name="search"),
    path("gio-lam-viec/", OpeningHoursAgenciesView.as_view(), name="opening_hours"),
    path("gio-lam-viec/<int:agency>/", OpeningHoursView.as_view(), name="agency_opening_hours"),
    path("lien-ket-nhap/", DraftLinkListView.as_view(), name="draft_links"),
    path("lien-ket-nhap/trang/<int:page_id>/", DraftLinksView.as_view(), name="page_draft_links"),
    path(
        "lien-ket-nhap/ban-tin/<int:bulletin>/",
        BulletinDraftLinksView.as_view(),
        name="bulletin_draft_links",
    ),
    path(
        "lien-ket-nhap/<int:pk>/thu-hoi/", RevokeDraftLinkView.as_view(), name="revoke_draft_link"
    ),
    path("lien-ket-hong/", BrokenLinksView.as_view(), name="broken_links"),
    path("lien-ket-hong/<int:pk>/kiem-tra/", RecheckLinkView.as_view(), name="recheck_link"),
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
    path("gop-y/<int:agency>/mau/", TemplateListView.as_view(), name="templates"),
    path("gop-y/<int:agency>/mau/them/", AddTemplateView.as_view(), name="add_template"),
    path("gop-y/mau/<int:pk>/", EditTemplateView.as_view(), name="edit_template"),
    path("gop-y/<int:agency>/huu-ich/", WorstPagesView.as_view(), name="ratings"),
    path("gop-y/huu-ich/", RatingCountsView.as_view(), name="rating_counts"),
    path(
        "gop-y/huu-ich/ket-qua/",
        RatingCountsView.as_view(results_only=True),
        name="rating_counts_results",
    ),
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
    path("huong-dan/images/<slug:name>.png", manual.show_manual_image, name="manual_picture"),
    path("huong-dan/<slug:name>/", manual.ManualPageView.as_view(), name="manual_page"),
]
