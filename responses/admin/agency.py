"""Views in which agencies acknowledge a bulletin, download the file, or revoke it."""

from pathlib import PurePath
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from bulletins.models import Bulletin
from bulletins.roles import can_publish
from responses.admin.forms import AcknowledgeForm
from responses.models import Acknowledgement
from responses.selectors.acknowledgements import is_overdue
from responses.services.acknowledgements import acknowledge, can_revoke, revoke_acknowledgement
from sites.models import Agency
from sites.permissions.ownership import get_active_agency_ids
from sites.permissions.translators import get_unconfined_agency_ids


def list_readable_acknowledgements(user: User) -> QuerySet[Acknowledgement]:
    """Return the acknowledgements that `user` may read.

    Users who may publish bulletins read all, others those of the agencies they work for.
    """
    known = Acknowledgement.objects.select_related("agency", "bulletin")
    return known if can_publish(user) else known.filter(agency__in=get_active_agency_ids(user))


class AcknowledgeView(WagtailAdminTemplateMixin, FormView):
    """Form with what the bulletin requires and the button to acknowledge it.

    Afterwards it shows who acknowledged and when. Answers 404 if the user does not work for the
    agency, the bulletin is not offered to it, or has no `confirm_by`.
    """

    template_name = "responses/acknowledgement/confirm.html"
    form_class = AcknowledgeForm
    page_title = gettext_lazy("Confirm")
    header_icon = "check"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.by = cast(User, request.user)
        agencies = Agency.objects.with_site().filter(pk__in=get_unconfined_agency_ids(self.by))
        self.agency = get_object_or_404(agencies, pk=self.kwargs["agency"])
        asking = Bulletin.objects.offered_to(self.agency).filter(confirm_by__isnull=False)
        asking = asking.select_related("source", "locale")
        self.bulletin = get_object_or_404(asking, pk=self.kwargs["bulletin"])

    @cached_property
    def acknowledgement(self) -> Acknowledgement | None:
        """Return the agency's acknowledgement of the bulletin, or None."""
        return (
            list_readable_acknowledgements(self.by)
            .filter(agency=self.agency, bulletin=self.bulletin)
            .first()
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"bulletin": self.bulletin}

    def form_valid(self, form: AcknowledgeForm) -> HttpResponse:
        try:
            acknowledge(bulletin=self.bulletin, agency=self.agency, **form.cleaned_data, by=self.by)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        here = messages.button(self.request.path, _("Look at it"))
        message = _("Confirmed: %(title)s") % {"title": self.bulletin.title}
        messages.success(self.request, message, buttons=[here])
        return redirect("wagtailadmin_home")

    def get_page_subtitle(self) -> str:
        return self.bulletin.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = reverse("desk:unit_bulletins", args=[self.agency.pk])
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Overview")},
            {"url": listing, "label": _("Bulletins")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        made = self.acknowledgement
        address = self.agency.root_url + self.bulletin.path
        return super().get_context_data(**kwargs) | {
            "bulletin": self.bulletin,
            "agency": self.agency,
            "address": "" if self.bulletin.is_hidden_on(self.agency) else address,
            "acknowledgement": made,
            "is_overdue": is_overdue(self.bulletin),
            "may_take_back": made is not None and can_revoke(self.by, made),
        }


class FileView(View):
    """Download of the file of an acknowledgement; 404 if it has none."""

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        acknowledgement = get_object_or_404(
            list_readable_acknowledgements(cast(User, request.user)), pk=pk
        )
        if not acknowledgement.file:
            raise Http404
        suffix = PurePath(str(acknowledgement.file)).suffix
        name = f"{acknowledgement.bulletin.slug}-{acknowledgement.agency.code}{suffix}"
        return FileResponse(acknowledgement.file.open(), as_attachment=True, filename=name)


class RevokeView(View):
    """View that revokes an acknowledgement (POST only).

    For the agency, and for the ICT department if it entered the acknowledgement: see
    `can_revoke`.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = cast(User, request.user)
        acknowledgement = get_object_or_404(list_readable_acknowledgements(user), pk=pk)
        bulletin, agency = acknowledgement.bulletin, acknowledgement.agency
        revoke_acknowledgement(acknowledgement=acknowledgement, by=user)
        messages.success(request, _("Taken back. The unit is asked to confirm again."))
        if agency.pk in get_unconfined_agency_ids(user):
            return redirect("confirm", agency.pk, bulletin.pk)
        return redirect("bulletin_units", bulletin.pk)
