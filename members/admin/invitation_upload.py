"""Views in which people are invited by a table: upload, preview, and its template."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View
from wagtail.admin import messages

from accounts.permissions import is_administrator
from members.admin.base import MembersPageMixin
from members.admin.forms import InvitationTableForm
from members.permissions import list_managed_agencies
from members.roles import Role
from members.services.bulk_invitations import (
    WRITTEN,
    InvitationOutcome,
    carry_out_invitations,
    preview_invitations,
)
from members.services.invitation_table import (
    ALLOWED,
    EXAMPLE_EMAIL,
    HEADINGS,
    MAX_PEOPLE,
    get_required_columns,
)
from sites.admin.table_template import ColumnChoices, TableTemplate, TableTemplateMixin
from sites.models import Agency, Status, TableKind, TableUpload
from sites.services.bulk_provisioning import TableChangedError

# Mistakes that are shown at a time; all of them are counted.
MAX_SHOWN = 200
OUTCOMES = {
    InvitationOutcome.INVITED: gettext_lazy("is invited"),
    InvitationOutcome.RESENT: gettext_lazy("is sent a new link: the former has run out"),
    InvitationOutcome.IS_MEMBER: gettext_lazy("nothing: is a member with this role already"),
    InvitationOutcome.IS_OTHER_MEMBER: gettext_lazy(
        "nothing: is a member with another role; change it at the unit's members"
    ),
    InvitationOutcome.IS_INVITED: gettext_lazy("nothing: is invited already"),
    InvitationOutcome.IS_OTHERWISE_INVITED: gettext_lazy(
        "nothing: is invited to another role; revoke that invitation first"
    ),
    InvitationOutcome.AGENCY_CLOSED: gettext_lazy("nothing: nobody can be invited into this unit"),
}
_WIDTHS = {"name": 32, "email": 36, "agency": 48, "role": 24}


class InvitationTableMixin(MembersPageMixin, View):
    """Mixin of the views about a table; 404 for users who look after the members of no unit.

    ``agencies``: those that the user may invite into, which work.
    """

    page_title = gettext_lazy("Invite several people")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not (is_administrator(request.user) or self.agencies.exists()):
            raise Http404

    @cached_property
    def agencies(self) -> QuerySet[Agency]:
        """Return the active agencies whose members the user manages, by name."""
        managed = list_managed_agencies(self.request.user)
        return managed.filter(status=Status.ACTIVE).order_by("sort_key")

    def build_template(self) -> TableTemplate:
        """Return the table to fill in, with the units that the user may invite into."""
        agencies = [(agency.code, agency.name) for agency in self.agencies]
        required = get_required_columns([*self.agencies[:2]])
        example_agency = agencies[0][0] if agencies else ""
        return TableTemplate(
            title=_("People"),
            headings={name: str(heading) for name, heading in HEADINGS.items()},
            widths=_WIDTHS,
            example={
                "name": _("Example: write your people below this row"),
                "email": EXAMPLE_EMAIL,
                "agency": example_agency,
                "role": str(Role.EDITOR.label),
            },
            needed=required,
            allowed={name: str(text) for name, text in ALLOWED.items()},
            max_rows=MAX_PEOPLE,
            choices={
                "role": ColumnChoices(_("Roles"), [[str(role.label)] for role in Role]),
                "agency": ColumnChoices(_("Units"), agencies, is_offered=False),
            },
            remarks=[
                _("One person a row. A person who works for two units has two rows."),
                _("People who are members or invited already are not invited again."),
                _("The example row (%(email)s) is left out by itself.") % {"email": EXAMPLE_EMAIL},
                _(
                    "Write no formulas. Nobody is invited before you have seen a preview and "
                    "confirmed it."
                ),
            ],
        )


class InvitationTemplateView(InvitationTableMixin, TableTemplateMixin):
    """The table of people to fill in."""

    file_name = "mau-danh-sach-moi"


class InvitationUploadView(InvitationTableMixin, TemplateView):
    """First step: reads a table and stores what it would do; nobody is invited."""

    template_name = "members/people/upload.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "form": InvitationTableForm(agencies=self.agencies),
            "has_units": len(self.agencies[:2]) > 1,
            "most_rows": MAX_PEOPLE,
            "most_shown": MAX_SHOWN,
        }
        return super().get_context_data(**(context | kwargs))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        form = InvitationTableForm(request.POST, request.FILES, agencies=self.agencies)
        if not form.is_valid():
            context = self.get_context_data(form=form, problems=form.problems[:MAX_SHOWN])
            return self.render_to_response(context)
        upload = preview_invitations(
            rows=form.table.rows,
            file_name=form.cleaned_data["file"].name,
            by=self.by,
            ignored=form.table.ignored,
        )
        if form.table.has_example:
            messages.info(request, _("The example row of the template is left out."))
        return redirect("people:invited_many", upload.pk)


class InvitationUploadedView(InvitationTableMixin, TemplateView):
    """Second step: shows whom the table would invite, and invites them on POST.

    Users see their own uploads only.
    """

    template_name = "members/people/uploaded.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        upload = self.get_upload()
        agencies = {one.code: one for one in Agency.objects.filter(code__in=_list_codes(upload))}
        pairs = zip(upload.rows, map(InvitationOutcome, upload.outcomes), strict=True)
        # Whom something is sent to comes first.
        ordered = sorted(pairs, key=lambda pair: [*OUTCOMES].index(pair[1]))
        rows = [
            row
            | {
                "unit": agencies.get(row["agency"], row["agency"]),
                "role": Role(row["role"]).label,
                "outcome": OUTCOMES[outcome],
                "is_written": outcome in WRITTEN,
            }
            for row, outcome in ordered
        ]
        number = sum(row["is_written"] for row in rows)
        context = {"upload": upload, "rows": rows, "number": number, "others": len(rows) - number}
        return super().get_context_data(**kwargs) | context

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        # Locked until the end of the transaction that wraps every POST to the admin.
        upload = self.get_upload(for_update=True)
        if upload.done_at:
            messages.warning(request, _("This table has been carried out already."))
        elif upload.is_expired():
            messages.error(
                request, _("More than an hour has passed. Please upload the table again.")
            )
            return redirect("people:invite_many")
        else:
            self._carry_out(upload)
        return redirect("people:invited_many", upload.pk)

    def _carry_out(self, upload: TableUpload) -> None:
        try:
            carry_out_invitations(upload, by=self.by)
        except TableChangedError:
            messages.error(
                self.request,
                _(
                    "Nobody was invited: since you uploaded the table, something has changed "
                    "here. Please look at the new preview and confirm again."
                ),
            )
            return
        number = sum(outcome in WRITTEN for outcome in upload.outcomes)
        message = ngettext(
            "%(number)s invitation of the table %(name)s is queued and leaves shortly.",
            "%(number)s invitations of the table %(name)s are queued and leave shortly.",
            number,
        )
        messages.success(self.request, message % {"number": number, "name": upload.file_name})

    def get_upload(self, *, for_update: bool = False) -> TableUpload:
        """Return the user's own table in the URL; raise Http404 for others."""
        uploads = TableUpload.objects.filter(uploaded_by=self.by, kind=TableKind.INVITATIONS)
        uploads = uploads.select_for_update() if for_update else uploads
        return get_object_or_404(uploads, pk=self.kwargs["upload"])


def _list_codes(upload: TableUpload) -> set[str]:
    return {row["agency"] for row in upload.rows}
