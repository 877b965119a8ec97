"""URLs of drafts on the units' websites, below ``/-/xem-nhap/``.

The rest of the path is a secret: see ``accounts.services.secret_urls``.
"""

from django.urls import path

from desk import views

urlpatterns = [
    path("<str:secret>/", views.serve_draft, name="draft"),
    path(
        "<str:secret>/tep/<int:key>/<str:name>", views.serve_draft_document, name="draft_document"
    ),
    path("<str:secret>/anh/<path:path>", views.serve_draft_image, name="draft_picture"),
]
