"""Addresses below ``/admin/`` of the screens about bulletins; people read them."""

from django.urls import path

from bulletins.approval.review import BulletinReviewView
from bulletins.emergency import views as emergency
from bulletins.steering import views as steering
from bulletins.verification.views import BulletinDisplayView, DisplaysView

urlpatterns = [
    path("khan-cap/", emergency.ChooseTemplateView.as_view(), name="emergency"),
    path("khan-cap/<uuid:draft>/", emergency.WriteView.as_view(), name="emergency_write"),
    path("khan-cap/<uuid:draft>/phat/", emergency.ConfirmView.as_view(), name="emergency_confirm"),
    path(
        "khan-cap/<uuid:draft>/bieu-ngu/", emergency.BannerView.as_view(), name="emergency_banner"
    ),
    path("dieu-hanh/<int:pk>/", steering.SteeringView.as_view(), name="bulletin_steering"),
    path("dieu-hanh/<int:pk>/cap-nhat/", steering.UpdateView.as_view(), name="bulletin_update"),
    path(
        "dieu-hanh/<int:pk>/dinh-chinh/", steering.CorrectionView.as_view(), name="bulletin_correct"
    ),
    path("dieu-hanh/<int:pk>/ket-thuc/", steering.EndView.as_view(), name="bulletin_end"),
    path("dieu-hanh/<int:pk>/go-bo/", steering.WithdrawView.as_view(), name="bulletin_withdraw"),
    path(
        "dieu-hanh/<int:pk>/mang-lai/", steering.BringBackView.as_view(), name="bulletin_bring_back"
    ),
    path("dieu-hanh/<int:pk>/hien-thi/", BulletinDisplayView.as_view(), name="bulletin_display"),
    path("hien-thi/", DisplaysView.as_view(), name="displays"),
    path("dieu-hanh/<int:pk>/duyet/", BulletinReviewView.as_view(), name="bulletin_review"),
]
