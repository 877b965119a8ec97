"""Admin views that list the agencies in a group, paginated, and add or remove them."""

import re
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.generic import ListView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from sites.models import Agency, AgencyGroup, AgencyQuerySet, Kind
from sites.requests import AdminRequest
from sites.services.groups import add_to_group, remove_from_group

# A primary key with more digits would not fit into a column of the database.
KEY = re.compile(r"[0-9]{1,18}")


class AgencySearchForm(forms.Form):
    """Search form for agencies by name and kind; empty fields do not filter."""

    q = forms.CharField(
        label=_("Name or address"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("agency", "Kind"),
        choices=[("", _("All kinds")), *Kind.choices],
        required=False,
    )

    def filter_queryset(self, agencies: AgencyQuerySet) -> AgencyQuerySet:
        """Return the agencies that match the form; all of them if the form is not valid."""
        if not self.is_valid():
            return agencies
        kind = self.cleaned_data["kind"]
        found = agencies.matching(self.cleaned_data["q"])
        return found.filter(kind=kind) if kind else found


class GroupMemberListView(PermissionCheckedMixin, WagtailAdminTemplateMixin, ListView):
    """List of the agencies in a group; a POST removes the selected ones.

    With ``all`` in the POST data, all agencies that match the search are removed.
    """

    model = AgencyGroup
    permission_required = "change"
    template_name = "agencies/group/members.html"
    header_icon = "grid"
    page_title: str | Promise = _("Units in the group")
    paginate_by = 50
    page_kwarg = "p"
    joining = False
    group: AgencyGroup
    request: AdminRequest

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.group = get_object_or_404(AgencyGroup, pk=kwargs["pk"])
        self.form = AgencySearchForm(request.GET)

    def get_page_subtitle(self) -> str:
        return str(self.group)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit_url = reverse("agency_groups:edit", args=[self.group.pk])
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("agency_groups:index"), "label": _("Groups of units")},
            {"url": edit_url, "label": str(self.group)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_candidates(self) -> AgencyQuerySet:
        """Return the agencies that the view lists, before the search."""
        return Agency.objects.filter(groups=self.group)

    def get_queryset(self) -> AgencyQuerySet:
        return self.form.filter_queryset(self.get_candidates()).with_site().order_by("sort_key")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        members = Agency.objects.active().filter(groups=self.group).count()
        own = {"group": self.group, "form": self.form, "members": members, "joining": self.joining}
        context = super().get_context_data(**kwargs) | own
        page = context["page_obj"]
        context["pages"] = page.paginator.get_elided_page_range(page.number)
        return context

    def post(self, request: AdminRequest, *args: object, **kwargs: object) -> HttpResponse:
        found = self.get_queryset()
        if "all" not in request.POST:
            ticked = [key for key in request.POST.getlist("units") if KEY.fullmatch(key)]
            found = found.filter(pk__in=ticked)
        messages.success(request, self.move(found))
        return redirect(request.get_full_path())

    def move(self, agencies: AgencyQuerySet) -> str:
        """Remove these agencies from the group and return the message of success."""
        by = self.request.user
        number = remove_from_group(group=self.group, agencies=agencies, by=by)
        message = ngettext(
            "%(number)s unit was taken out of “%(group)s”.",
            "%(number)s units were taken out of “%(group)s”.",
            number,
        )
        return message % {"number": number, "group": self.group}


class GroupMemberAddView(GroupMemberListView):
    """List of the active agencies that are not in the group; a POST adds the selected ones."""

    page_title = _("Add units")
    joining = True

    def get_candidates(self) -> AgencyQuerySet:
        members = AgencyGroup.agencies.through.objects.filter(agencygroup=self.group)
        return Agency.objects.active().exclude(pk__in=members.values("agency"))

    def move(self, agencies: AgencyQuerySet) -> str:
        """Add these agencies to the group and return the message of success."""
        number = add_to_group(group=self.group, agencies=agencies, by=self.request.user)
        message = ngettext(
            "%(number)s unit was added to “%(group)s”.",
            "%(number)s units were added to “%(group)s”.",
            number,
        )
        return message % {"number": number, "group": self.group}
