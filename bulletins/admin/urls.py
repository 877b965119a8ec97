"""URLs of the admin views of bulletins."""

from django.urls import path

from bulletins.admin import emergency, lifecycle
from bulletins.admin.approval import BulletinReviewView
from bulletins.admin.audience import AgencyOptionsView, AudienceCountView

# Below ``/admin/bulletins/audience/``: requested while an audience is being chosen.
audience_urlpatterns = [
    path("reach/", AudienceCountView.as_view(), name="reach"),
    path("units/", AgencyOptionsView.as_view(), name="units"),
]

# Below ``/admin/``: emergencies, actions and approval; Vietnamese, because users see these paths.
urlpatterns = [
    path("khan-cap/", emergency.ChooseTemplateView.as_view(), name="emergency"),
    path("khan-cap/<uuid:draft>/", emergency.WriteView.as_view(), name="emergency_write"),
    path("khan-cap/<uuid:draft>/phat/", emergency.ConfirmView.as_view(), name="emergency_confirm"),
    path(
        "khan-cap/<uuid:draft>/bieu-ngu/", emergency.BannerView.as_view(), name="emergency_banner"
    ),
    path("dieu-hanh/<int:pk>/cap-nhat/", lifecycle.UpdateView.as_view(), name="bulletin_update"),
    path(
        "dieu-hanh/<int:pk>/dinh-chinh/",
        lifecycle.CorrectionView.as_view(),
        name="bulletin_correct",
    ),
    path("dieu-hanh/<int:pk>/nhac-lai/", lifecycle.RepeatView.as_view(), name="bulletin_repeat"),
    path("dieu-hanh/<int:pk>/ket-thuc/", lifecycle.EndView.as_view(), name="bulletin_end"),
    path("dieu-hanh/<int:pk>/go-bo/", lifecycle.WithdrawView.as_view(), name="bulletin_withdraw"),
    path(
        "dieu-hanh/<int:pk>/mang-lai/",
        lifecycle.RestoreView.as_view(),
        name="bulletin_bring_back",
    ),
    path("dieu-hanh/<int:pk>/duyet/", BulletinReviewView.as_view(), name="bulletin_review"),
]
