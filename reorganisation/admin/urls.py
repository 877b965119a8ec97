"""URLs of reorganisation, below ``/admin/``. The path that users read is Vietnamese."""

from django.urls import include, path

from accounts.admin.menu import administrator_required
from reorganisation.admin.plans import PlansView, PlanView

_reorganisations = [
    path("", administrator_required(PlansView.as_view()), name="index"),
    path("<int:plan_draft>/", administrator_required(PlanView.as_view()), name="plan"),
]

urlpatterns = [path("sap-xep-don-vi/", include((_reorganisations, "reorganisations")))]
