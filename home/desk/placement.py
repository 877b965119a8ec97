"""The form for one bulletin on one agency's website: pinned, hidden, note and contact."""

from typing import Any, cast

from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import UpdateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from bulletins.acknowledgement.words import standing
from bulletins.channels.access import channels_url
from bulletins.models import Acknowledgement, Bulletin, Placement, Urgency
from bulletins.placing import place
from home.desk.units import UnitMixin
from sites.isolation.access import agencies_of


class PlacementForm(ModelForm):
    """The form of a placement; hiding is offered for routine bulletins only."""

    class Meta:
        model = Placement
        fields = ["pinned", "hidden", "local_note", "contact_name", "contact_telephone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.bulletin.urgency != Urgency.ROUTINE:
            # A bulletin hidden before it became urgent is shown again, permanently.
            self.instance.hidden = False
            del self.fields["hidden"]


class PlacementView(UnitMixin, WagtailAdminTemplateMixin, UpdateView):
    """The view of the form, below the bulletin's own text, which cannot be changed here."""

    template_name = "home/desk/placement.html"
    form_class = PlacementForm
    page_title = gettext_lazy("On your website")
    header_icon = "doc-full-inverse"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        offered = Bulletin.objects.offered_to(self.agency).select_related("source", "locale")
        self.bulletin = get_object_or_404(offered, pk=self.kwargs["bulletin"])

    def get_object(self, queryset: Any = None) -> Placement:
        words = {"bulletin": self.bulletin, "agency": self.agency}
        return Placement.objects.filter(**words).first() or Placement(**words)

    def get_page_subtitle(self) -> str:
        return self.bulletin.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Overview")},
            {"url": self.get_success_url(), "label": _("Bulletins")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_success_url(self) -> str:
        return reverse("desk:unit_bulletins", args=[self.agency.pk])

    def form_valid(self, form: ModelForm) -> HttpResponse:
        by = cast(User, self.request.user)
        try:
            place(bulletin=self.bulletin, agency=self.agency, **form.cleaned_data, by=by)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, _("Saved. Your website shows it from now on."))
        return redirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hidden = self.object.hidden
        words = {"bulletin": self.bulletin, "agency": self.agency}
        made = Acknowledgement.objects.filter(**words).first()
        own = words | {
            "channels_url": channels_url(self.bulletin, self.agency),
            "address": "" if hidden else self.agency.root_url + self.bulletin.path,
            "acknowledgement": made,
            "confirmation": standing(self.bulletin, made),
            "may_confirm": self.agency.pk in agencies_of(self.request.user),
        }
        return super().get_context_data(**kwargs) | own
