"""URLs of bulletin views below ``/admin/``, with Vietnamese paths because users see them."""

from django.urls import path

from bulletins.approval.review import BulletinReviewView
from bulletins.emergency import views as emergency
from bulletins.repeats.views import RetoldView
from bulletins.steering import acts
from bulletins.steering.views import SteeringView
from bulletins.verification.views import BulletinDisplayView, DisplaysView

urlpatterns = [
    path("khan-cap/", emergency.ChooseTemplateView.as_view(), name="emergency"),
    path("khan-cap/<uuid:draft>/", emergency.WriteView.as_view(), name="emergency_write"),
    path("khan-cap/<uuid:draft>/phat/", emergency.ConfirmView.as_view(), name="emergency_confirm"),
    path(
        "khan-cap/<uuid:draft>/bieu-ngu/", emergency.BannerView.as_view(), name="emergency_banner"
    ),
    path("dieu-hanh/<int:pk>/", SteeringView.as_view(), name="bulletin_steering"),
    path("dieu-hanh/<int:pk>/cap-nhat/", acts.UpdateView.as_view(), name="bulletin_update"),
    path("dieu-hanh/<int:pk>/dinh-chinh/", acts.CorrectionView.as_view(), name="bulletin_correct"),
    path("dieu-hanh/<int:pk>/nhac-lai/", acts.RepeatView.as_view(), name="bulletin_repeat"),
    path("dieu-hanh/<int:pk>/ket-thuc/", acts.EndView.as_view(), name="bulletin_end"),
    path("dieu-hanh/<int:pk>/go-bo/", acts.WithdrawView.as_view(), name="bulletin_withdraw"),
    path("dieu-hanh/<int:pk>/mang-lai/", acts.BringBackView.as_view(), name="bulletin_bring_back"),
    path("kenh-phat/<int:bulletin>/da-phat-lai/", RetoldView.as_view(), name="bulletin_retold"),
    path("dieu-hanh/<int:pk>/hien-thi/", BulletinDisplayView.as_view(), name="bulletin_display"),
    path("hien-thi/", DisplaysView.as_view(), name="displays"),
    path("dieu-hanh/<int:pk>/duyet/", BulletinReviewView.as_view(), name="bulletin_review"),
]
