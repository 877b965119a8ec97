"""The list of bulletins on an agency's website, and the form for the placement of one.

A placement is what an agency has done with a bulletin: pinned, hidden, note and contact.
"""

from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Prefetch
from django.forms import ModelForm, RadioSelect
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import UpdateView
from django_filters import ChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin

from accounts.models import User
from bulletins.models import Bulletin, BulletinQuerySet, Placement, Urgency
from bulletins.selectors.status import get_status
from bulletins.services.placements import PLACEMENT, update_placement
from channels.permissions import get_channels_url
from desk.admin.base import AgencyChoiceView, AgencyViewMixin
from desk.admin.page_lists import LiveLinkColumn
from members.admin.words import mention_waiting_words
from members.services.waiting_words import find_waiting_words
from responses.models import Acknowledgement
from responses.selectors.acknowledgements import get_status_label
from sites.admin.columns import LabelledColumn
from sites.models import Agency
from sites.permissions.translators import get_confinement, get_unconfined_agency_ids


class PlacementStatus(models.TextChoices):
    """The filter options of the list; without one, bulletins in force are listed."""

    TO_CONFIRM = "to-confirm", gettext_lazy("to be confirmed by your unit")
    PINNED = "pinned", gettext_lazy("pinned")
    HIDDEN = "hidden", gettext_lazy("hidden from your website")
    NOTED = "noted", gettext_lazy("with a note or contact of your unit")
    EXPIRED = "expired", gettext_lazy("no longer in force")


class BulletinFilterSet(WagtailFilterSet):
    """Filters by the bulletin's state on the agency's website and by urgency."""

    state = ChoiceFilter(
        label=gettext_lazy("State"),
        choices=PlacementStatus.choices,
        method="keep",
        widget=RadioSelect,
    )
    urgency = ChoiceFilter(
        label=gettext_lazy("Urgency"), choices=Urgency.choices, widget=RadioSelect
    )

    class Meta:
        model = Bulletin
        fields: list[str] = []

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agency = agency

    def filter_queryset(self, queryset: BulletinQuerySet) -> BulletinQuerySet:
        # No bulletin is in force any more on the website of an archived agency.
        states = {PlacementStatus.EXPIRED, PlacementStatus.TO_CONFIRM}
        if self.form.cleaned_data["state"] not in states and not self.agency.is_archived:
            queryset = queryset.in_force()
        return super().filter_queryset(queryset)

    def keep(self, queryset: BulletinQuerySet, name: str, value: str) -> BulletinQuerySet:
        """Return the bulletins with the state ``value`` on the agency's website."""
        placements = Placement.objects.filter(agency=self.agency)
        match value:
            case PlacementStatus.EXPIRED:
                return queryset if self.agency.is_archived else queryset.not_in_force()
            case PlacementStatus.TO_CONFIRM:
                done = Acknowledgement.objects.filter(agency=self.agency).values("bulletin")
                asking = Bulletin.objects.requiring_acknowledgement().exclude(pk__in=done)
                return queryset.filter(pk__in=asking.values("pk"))
            case PlacementStatus.PINNED:
                placements = placements.filter(pinned=True)
            case PlacementStatus.HIDDEN:
                placements = placements.filter(hidden=True)
                queryset = queryset.filter(urgency=Urgency.ROUTINE)
            case PlacementStatus.NOTED:
                placements = placements.exclude(local_note="", contact_telephone="")
        return queryset.filter(pk__in=placements.values("bulletin"))


class ChannelsColumn(Column):
    """A column with the link to a bulletin's channels, such as posters and texts."""

    cell_template_name = "desk/channels_link.html"


class AgencyBulletinsView(AgencyChoiceView):
    """The choice of an agency, leading to its list of bulletins."""

    page_title = gettext_lazy("Bulletins")
    header_icon = "bulletin"
    destination = "desk:unit_bulletins"


class BulletinListView(AgencyViewMixin, BaseListingView):
    """The list of bulletins published to an agency, with the agency's placement of each."""

    model = Bulletin
    page_title = gettext_lazy("Bulletins")
    header_icon = "bulletin"
    results_template_name = "desk/listing_results.html"
    filterset_class = BulletinFilterSet
    paginate_by = 50
    is_searchable = True
    table_classname = "listing desk-listing"
    nothing_yet: str | Promise = gettext_lazy("There is no bulletin at the moment.")

    def get_page_subtitle(self) -> str:
        return self.agency.heading

    def get_index_url(self) -> str:
        return reverse("desk:unit_bulletins", args=[self.agency.pk])

    def get_index_results_url(self) -> str:
        return reverse("desk:unit_bulletins_results", args=[self.agency.pk])

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "title",
                label=gettext_lazy("Title"),
                get_url=self.get_form_url,
                classname="title desk-title",
            ),
            LabelledColumn(
                "urgency", label=gettext_lazy("Urgency"), accessor="get_urgency_display"
            ),
            LabelledColumn("status", label=gettext_lazy("Status"), accessor=get_status_name),
            LabelledColumn("issued_on", label=gettext_lazy("Date of issue")),
            LabelledColumn("source", label=gettext_lazy("Issued by"), accessor="source.heading"),
            LabelledColumn(
                "standing", label=gettext_lazy("On your website"), accessor=get_placement_label
            ),
            LabelledColumn(
                "confirmation",
                label=gettext_lazy("Confirmation"),
                accessor=get_acknowledgement_label,
            ),
            LiveLinkColumn("address", label=gettext_lazy("Website"), accessor=self.get_host),
            ChannelsColumn(
                "channels", label=gettext_lazy("Channels"), accessor=self.get_channels_page_url
            ),
        ]

    def get_form_url(self, bulletin: Bulletin) -> str | None:
        """Return the URL of the form for the agency's placement; None for who only translates."""
        if self.agency.pk in get_confinement(self.request.user):
            return None
        return reverse("desk:placement", args=[self.agency.pk, bulletin.pk])

    def get_host(self, bulletin: Bulletin) -> str:
        """Return the bulletin's URL on the agency's website; empty if it is hidden there."""
        placement = find_placement(bulletin)
        hidden = placement and placement.hidden and bulletin.urgency == Urgency.ROUTINE
        return "" if hidden else self.agency.root_url + bulletin.path

    def get_channels_page_url(self, bulletin: Bulletin) -> str:
        """Return the URL of the bulletin's channels.

        Empty if the bulletin is hidden on the agency's website, or the agency is archived.
        """
        has_channels = self.get_host(bulletin) and not self.agency.is_archived
        return get_channels_url(bulletin, self.agency) if has_channels else ""

    def get_base_queryset(self) -> BulletinQuerySet:
        own = Placement.objects.filter(agency=self.agency)
        offered = Bulletin.objects.offered_to(self.agency).ordered_for_feed()
        answers = Acknowledgement.objects.filter(agency=self.agency)
        return offered.select_related("source", "locale").prefetch_related(
            Prefetch("placements", own, to_attr="own_placements"),
            Prefetch("acknowledgements", answers, to_attr="own_acknowledgements"),
        )

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return super().get_filterset_kwargs() | {"agency": self.agency}

    def search_queryset(self, queryset: BulletinQuerySet) -> BulletinQuerySet:
        return queryset.matching(self.search_query) if self.is_searching else queryset

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"nothing_yet": self.nothing_yet}


def find_placement(bulletin: Bulletin) -> Placement | None:
    """Return the agency's placement of a bulletin of the list, or None."""
    return next(iter(bulletin.own_placements), None)


def get_status_name(bulletin: Bulletin) -> str:
    """Return whether a bulletin of the list is in force, has expired or was ended, as text."""
    return str(get_status(bulletin).label)


def get_acknowledgement_label(bulletin: Bulletin) -> str:
    """Return the state of the agency's acknowledgement of a bulletin of the list, as text.

    Empty if there is none and the bulletin requires none.
    """
    return get_status_label(bulletin, next(iter(bulletin.own_acknowledgements), None))


def get_placement_label(bulletin: Bulletin) -> str:
    """Return the agency's placement of a bulletin of the list, as text; empty if none."""
    placement = find_placement(bulletin)
    if placement is None:
        return ""
    hidden = placement.hidden and bulletin.urgency == Urgency.ROUTINE
    labels = (
        (placement.pinned, gettext("pinned")),
        (hidden, gettext("hidden")),
        (placement.local_note, gettext("with a note")),
        (placement.contact_telephone, gettext("with a contact")),
    )
    return ", ".join(word for true, word in labels if true)


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


class PlacementView(AgencyViewMixin, WagtailAdminTemplateMixin, UpdateView):
    """The view of the form, below the bulletin's own text, which cannot be changed here."""

    template_name = "desk/placement.html"
    form_class = PlacementForm
    for_translators = False
    page_title = gettext_lazy("On your website")
    header_icon = "bulletin"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        offered = Bulletin.objects.offered_to(self.agency).select_related("source", "locale")
        self.bulletin = get_object_or_404(offered, pk=self.kwargs["bulletin"])

    def get_object(self, queryset: Any = None) -> Placement:
        keys = {"bulletin": self.bulletin, "agency": self.agency}
        return Placement.objects.filter(**keys).first() or Placement(**keys)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mention_waiting_words(request, self.agency, PLACEMENT, str(self.bulletin.pk))
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        waiting = find_waiting_words(self.agency, PLACEMENT, str(self.bulletin.pk))
        return super().get_initial() | (waiting.words if waiting else {})

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
            update_placement(bulletin=self.bulletin, agency=self.agency, **form.cleaned_data, by=by)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, _("Saved. Your website shows it from now on."))
        mention_waiting_words(self.request, self.agency, PLACEMENT, str(self.bulletin.pk))
        return redirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hidden = self.object.hidden
        keys = {"bulletin": self.bulletin, "agency": self.agency}
        made = Acknowledgement.objects.filter(**keys).first()
        own = keys | {
            "channels_url": get_channels_url(self.bulletin, self.agency),
            "address": "" if hidden else self.agency.root_url + self.bulletin.path,
            "acknowledgement": made,
            "confirmation": get_status_label(self.bulletin, made),
            "may_confirm": self.agency.pk in get_unconfined_agency_ids(self.request.user),
        }
        return super().get_context_data(**kwargs) | own
