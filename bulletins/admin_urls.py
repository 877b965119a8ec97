"""Addresses below ``/admin/`` of the screens about bulletins; people read them."""

from django.urls import path

from bulletins.approval.review import BulletinReviewView
from bulletins.emergency import views as emergency
from bulletins.steering import views as steering

urlpatterns = [
    path("khan-cap/", emergency.ChooseTemplateView.as_view(), name="emergency"),
    path("khan-cap/<uuid:key>/", emergency.WriteView.as_view(), name="emergency_write"),
    path("khan-cap/<uuid:key>/phat/", emergency.ConfirmView.as_view(), name="emergency_confirm"),
    path("khan-cap/<uuid:key>/bieu-ngu/", emergency.BannerView.as_view(), name="emergency_banner"),
    path("ban-tin/<int:pk>/", steering.SteeringView.as_view(), name="bulletin_steering"),
    path("ban-tin/<int:pk>/cap-nhat/", steering.UpdateView.as_view(), name="bulletin_update"),
    path(
        "ban-tin/<int:pk>/dinh-chinh/", steering.CorrectionView.as_view(), name="bulletin_correct"
    ),
    path("ban-tin/<int:pk>/ket-thuc/", steering.EndView.as_view(), name="bulletin_end"),
    path("ban-tin/<int:pk>/go-bo/", steering.WithdrawView.as_view(), name="bulletin_withdraw"),
    path(
        "ban-tin/<int:pk>/mang-lai/", steering.BringBackView.as_view(), name="bulletin_bring_back"
    ),
    path("ban-tin/<int:pk>/duyet/", BulletinReviewView.as_view(), name="bulletin_review"),
]
