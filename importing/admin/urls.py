"""URLs of importing, below ``/admin/``. The paths that users read are Vietnamese."""

from django.urls import include, path

from importing.admin.paste import convert_pasted
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

urlpatterns = [path("tu-word/", include((_word, "word")))]
