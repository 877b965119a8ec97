"""URLs of the admin views of bulletins, below ``/admin/``."""

from django.urls import include, path

from bulletins.admin import emergency, lifecycle, publication
from bulletins.admin.approval import BulletinPreviewView, BulletinReviewView
from bulletins.admin.audience import AgencyOptionsView, AudienceCountView
from bulletins.admin.translations import TenantUpdateTranslationsView, upload_pofile

# Requested while an audience is being chosen.
_audience = [
    path("reach/", AudienceCountView.as_view(), name="reach"),
    path("units/", AgencyOptionsView.as_view(), name="units"),
]

# Emergencies, actions and approval are Vietnamese, because users see these paths.
urlpatterns = [
    path("khan-cap/", emergency.ChooseTemplateView.as_view(), name="emergency"),
    path("khan-cap/<uuid:draft>/", emergency.WriteView.as_view(), name="emergency_write"),
    path("khan-cap/<uuid:draft>/phat/", emergency.ConfirmView.as_view(), name="emergency_confirm"),
    path(
        "khan-cap/<uuid:draft>/bieu-ngu/", emergency.BannerView.as_view(), name="emergency_banner"
    ),
    path("dieu-hanh/<int:pk>/dang/", publication.PublishView.as_view(), name="bulletin_publish"),
    path(
        "dieu-hanh/<int:pk>/dang/bieu-ngu/",
        publication.PublishBannerView.as_view(),
        name="bulletin_publish_banner",
    ),
    path("dieu-hanh/<int:pk>/cap-nhat/", lifecycle.UpdateView.as_view(), name="bulletin_update"),
    path(
        "dieu-hanh/<int:pk>/dinh-chinh/",
        lifecycle.CorrectionView.as_view(),
        name="bulletin_correct",
    ),
    path("dieu-hanh/<int:pk>/nhac-lai/", lifecycle.RepeatView.as_view(), name="bulletin_repeat"),
    path("dieu-hanh/<int:pk>/con-dung/", lifecycle.ConfirmView.as_view(), name="bulletin_confirm"),
    path("dieu-hanh/<int:pk>/ket-thuc/", lifecycle.EndView.as_view(), name="bulletin_end"),
    path("dieu-hanh/<int:pk>/go-bo/", lifecycle.WithdrawView.as_view(), name="bulletin_withdraw"),
    path(
        "dieu-hanh/<int:pk>/mang-lai/",
        lifecycle.RestoreView.as_view(),
        name="bulletin_bring_back",
    ),
    path("dieu-hanh/<int:pk>/duyet/", BulletinReviewView.as_view(), name="bulletin_review"),
    path(
        "dieu-hanh/<int:pk>/xem-truoc/",
        BulletinPreviewView.as_view(),
        name="bulletin_preview",
    ),
    path("bulletins/audience/", include((_audience, "audience"))),
]

# Views that replace those of wagtail-localize, at the same paths.
localize_urlpatterns = [
    path(
        "localize/update/<int:translation_source_id>/",
        TenantUpdateTranslationsView.as_view(),
        name="update_translations",
    ),
    path(
        "localize/translate/<int:translation_id>/pofile/upload/",
        upload_pofile,
        name="upload_pofile",
    ),
]
