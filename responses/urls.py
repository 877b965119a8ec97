"""URLs by which anybody checks a certificate, below ``/-/xac-minh/``.

No page has a slug that begins there.
"""

from django.urls import path

from responses import views

urlpatterns = [
    path("", views.check_certificate, name="certificate_check"),
    path("<str:number>/", views.check_certificate, name="certificate"),
]
