"""Admin URLs; those of one bulletin are below its page "Điều hành" (`dieu-hanh/`)."""

from django.urls import path

from responses.admin.agency import AcknowledgeView, FileView, RevokeView
from responses.admin.central import RemindView, ReportFileView, TelephoneView
from responses.admin.displays import BulletinDisplayView, DisplaysView
from responses.admin.matrix import MatrixView
from responses.admin.overview import BulletinLifecycleView
from responses.admin.page_certificates import PageCertificatesView
from responses.admin.verification import (
    AgencyCertificateView,
    CanonicalTextView,
    CertificateView,
    VerificationView,
)
from responses.admin.work_list import WorkListView

urlpatterns = [
    path("dieu-hanh/<int:pk>/", BulletinLifecycleView.as_view(), name="bulletin_steering"),
    path("dieu-hanh/<int:pk>/hien-thi/", BulletinDisplayView.as_view(), name="bulletin_display"),
    path("hien-thi/", DisplaysView.as_view(), name="displays"),
    path("xac-nhan/", MatrixView.as_view(), name="confirmations"),
    path("xac-nhan/ket-qua/", MatrixView.as_view(results_only=True), name="confirmations_results"),
    path("xac-nhan/<int:agency>/<int:bulletin>/", AcknowledgeView.as_view(), name="confirm"),
    path("xac-nhan/<int:pk>/tep/", FileView.as_view(), name="confirmation_file"),
    path("xac-nhan/<int:pk>/rut-lai/", RevokeView.as_view(), name="confirmation_take_back"),
    path("dieu-hanh/<int:pk>/don-vi/", WorkListView.as_view(), name="bulletin_units"),
    path(
        "dieu-hanh/<int:pk>/don-vi/ket-qua/",
        WorkListView.as_view(results_only=True),
        name="bulletin_units_results",
    ),
    path("dieu-hanh/<int:pk>/nhac-don-vi/", RemindView.as_view(), name="bulletin_remind"),
    path(
        "dieu-hanh/<int:pk>/dien-thoai/<int:agency>/",
        TelephoneView.as_view(),
        name="bulletin_telephone",
    ),
    path("dieu-hanh/<int:pk>/bao-cao/", ReportFileView.as_view(), name="bulletin_report"),
    path("dieu-hanh/<int:pk>/bang-chung/", VerificationView.as_view(), name="bulletin_proof"),
    path(
        "dieu-hanh/<int:pk>/bang-chung/ket-qua/",
        VerificationView.as_view(results_only=True),
        name="bulletin_proof_results",
    ),
    path(
        "dieu-hanh/<int:pk>/bang-chung/van-ban/",
        CanonicalTextView.as_view(),
        name="bulletin_canonical_text",
    ),
    path(
        "dieu-hanh/<int:pk>/giay-xac-nhan/", CertificateView.as_view(), name="bulletin_certificate"
    ),
    path(
        "dieu-hanh/<int:pk>/giay-xac-nhan/<int:agency>/",
        CertificateView.as_view(),
        name="bulletin_website_certificate",
    ),
    path("giay-xac-nhan/<int:page_id>/", PageCertificatesView.as_view(), name="page_certificates"),
    path(
        "xac-nhan/<int:agency>/<int:bulletin>/giay-xac-nhan/",
        AgencyCertificateView.as_view(),
        name="unit_certificate",
    ),
]
