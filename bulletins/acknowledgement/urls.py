"""Admin URLs; those of one bulletin are below its page "Điều hành" (`dieu-hanh/`)."""

from django.urls import path

from bulletins.acknowledgement.central_views import RemindView, ReportFileView, TelephoneView
from bulletins.acknowledgement.matrix_view import MatrixView
from bulletins.acknowledgement.unit_views import ConfirmView, FileView, TakeBackView
from bulletins.acknowledgement.work_list import WorkListView

urlpatterns = [
    path("xac-nhan/", MatrixView.as_view(), name="confirmations"),
    path("xac-nhan/ket-qua/", MatrixView.as_view(results_only=True), name="confirmations_results"),
    path("xac-nhan/<int:agency>/<int:bulletin>/", ConfirmView.as_view(), name="confirm"),
    path("xac-nhan/<int:pk>/tep/", FileView.as_view(), name="confirmation_file"),
    path("xac-nhan/<int:pk>/rut-lai/", TakeBackView.as_view(), name="confirmation_take_back"),
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
]
