"""URLs of the trash, and of the views that replace Wagtail's delete views of files."""

from django.urls import path

from home.bin import views
from home.bin.deleting import BinDocumentView, BinImageView

urlpatterns = [
    path("bin/", views.index, name="bin"),
    path("bin/page/<int:page_id>/restore/", views.restore_binned_page, name="bin_restore_page"),
    path("bin/page/<int:page_id>/purge/", views.purge_binned_page, name="bin_purge_page"),
    *(
        path(f"bin/{kind}/<int:pk>/{action}/", view, {"kind": kind}, name=f"bin_{action}_{kind}")
        for kind in ("image", "document")
        for action, view in (
            ("restore", views.restore_binned_file),
            ("purge", views.purge_binned_file),
        )
    ),
    path("images/<int:image_id>/delete/", BinImageView.as_view(), name="bin_image"),
    path("documents/delete/<int:document_id>/", BinDocumentView.as_view(), name="bin_document"),
]
