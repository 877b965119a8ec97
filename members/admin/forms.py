"""Forms to invite users and to change their roles and agencies."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from accounts.models import Invitation, User
from members.permissions import list_member_agencies, list_members, list_open_invitations
from members.roles import Role, get_central_roles
from members.services.invitation_table import InvitationTable, read_invitation_table
from sites.admin.forms import TableUploadForm
from sites.models import Agency

EMAIL_LENGTH = Invitation._meta.get_field("email").max_length
NAME_LENGTH = Invitation._meta.get_field("name").max_length


class InviteForm(forms.Form):
    """Address, name and role of a user to invite into ``agency``, or into one that is chosen.

    ``agency``: None adds a choice among all that work.
    """

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=EMAIL_LENGTH,
        widget=forms.EmailInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("Full name"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=_("For the greeting of the e-mail; the person can change it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, agency: Agency | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agency = agency
        self.fields["role"].initial = Role.EDITOR
        if agency is None:
            working = Agency.objects.active().order_by("sort_key")
            self.fields["agency"] = forms.ModelChoiceField(working, label=_("Unit"))
            self.order_fields(["email", "name", "agency", "role"])

    def clean(self) -> dict[str, Any]:
        """Add the ``agency``; refuse the address of a member or of an open invitation."""
        cleaned = super().clean() or {}
        agency = cleaned.setdefault("agency", self.agency)
        if not ("email" in cleaned and agency):
            return cleaned
        cleaned["email"] = email = cleaned["email"].lower()
        if list_members(agency).filter(email__iexact=email).exists():
            self.add_error("email", _("This person is a member of the unit already."))
        if list_open_invitations(agency).filter(email=email).exists():
            self.add_error(
                "email", _("This address is invited already; send the invitation again.")
            )
        return cleaned


class InvitationTableForm(TableUploadForm):
    """A table of people to invite into some of ``agencies``."""

    table: InvitationTable

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = agencies
        self.fields["file"].help_text = _("The template filled in.")

    def read_table(self, data: bytes) -> InvitationTable:
        return read_invitation_table(data, agencies=self.agencies)


class RoleForm(forms.Form):
    """New role of a member in an agency."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)


class LanguagesForm(forms.Form):
    """Languages that a translator is confined to; none chosen: not confined."""

    languages = forms.MultipleChoiceField(
        label=_("Translates only into"),
        choices=lambda: list_target_languages(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing chosen: the person may do everything that the role allows."),
    )


def list_target_languages() -> list[tuple[str, str]]:
    """Return codes and names of the languages that texts are translated into."""
    locales = Locale.objects.exclude(language_code=settings.LANGUAGE_CODE)
    return [(locale.language_code, locale.get_display_name()) for locale in locales]


class CentralInviteForm(forms.Form):
    """E-mail address and central role of a user to invite into the ICT department.

    Adds the ``group`` of the role to the cleaned data. Refuses the address of a user who has the
    role, or of an open invitation to it.
    """

    email = forms.EmailField(label=_("E-mail address"), max_length=EMAIL_LENGTH)
    role = forms.ChoiceField(label=_("Role"), choices=lambda: get_central_roles().items())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "email" in cleaned and "role" in cleaned:
            cleaned["email"] = cleaned["email"].lower()
            group = Group.objects.get(name=cleaned["role"])
            if group.user_set.filter(email__iexact=cleaned["email"]).exists():
                self.add_error("email", _("This person has the role already."))
            if Invitation.objects.waiting().filter(group=group, email=cleaned["email"]).exists():
                self.add_error(
                    "email", _("This address is invited already; send the invitation again.")
                )
            cleaned["group"] = group
        return cleaned


class CentralRolesForm(forms.Form):
    """Central roles of a user."""

    roles = forms.MultipleChoiceField(
        label=_("Central roles"),
        choices=lambda: get_central_roles().items(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class MembershipForm(forms.Form):
    """Agency and role to give to ``person``, and optionally the agency they leave for it."""

    agency = forms.ModelChoiceField(
        Agency.objects.active(), label=_("Unit"), help_text=_("The unit the person comes to.")
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"] = forms.ModelChoiceField(
            list_member_agencies(person),
            label=_("Leaves"),
            required=False,
            help_text=_(
                "The unit the person goes from; nothing chosen: the unit is an additional one."
            ),
        )
