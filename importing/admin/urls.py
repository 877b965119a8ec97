"""URLs of importing, below ``/admin/``. The paths that users read are Vietnamese."""

from django.urls import include, path

from accounts.admin.menu import administrator_required
from importing.admin.paste import convert_pasted
from importing.admin.reorganisation import PlansView, PlanView
from importing.admin.word import WordDraftView, WordUploadView

_word = [
    path("bai/<int:parent_page_id>/", WordUploadView.as_view(), name="page"),
    path(
        "bai/<int:parent_page_id>/<int:uploaded_file_id>/",
        WordDraftView.as_view(),
        name="page_draft",
    ),
    path("ban-tin/", WordUploadView.as_view(), name="bulletin"),
    path("ban-tin/<int:uploaded_file_id>/", WordDraftView.as_view(), name="bulletin_draft"),
    path("dan/", convert_pasted, name="paste"),
]

_reorganisations = [
    path("", administrator_required(PlansView.as_view()), name="index"),
    path("<int:plan_draft>/", administrator_required(PlanView.as_view()), name="plan"),
]

urlpatterns = [
    path("tu-word/", include((_word, "word"))),
    path("sap-xep-don-vi/", include((_reorganisations, "reorganisations"))),
]
