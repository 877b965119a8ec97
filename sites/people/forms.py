from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, User
from sites.models import Agency
from sites.people.authority import agencies_with, invitations_of, members_of
from sites.people.roles import Role, central_roles

EMAIL_LENGTH = Invitation._meta.get_field("email").max_length


class InviteForm(forms.Form):
    """Whom to invite into an agency, and as what."""

    email = forms.EmailField(label=_("E-mail address"), max_length=EMAIL_LENGTH)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agency = agency
        self.fields["role"].initial = Role.EDITOR

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if members_of(self.agency).filter(email__iexact=email).exists():
            raise ValidationError(_("This person is a member of the unit already."))
        if invitations_of(self.agency).filter(email=email).exists():
            raise ValidationError(_("This address is invited already; send the invitation again."))
        return email


class RoleForm(forms.Form):
    """What a member shall be from now on."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)


class CentralInviteForm(forms.Form):
    """Whom to invite into the ICT department, and as what."""

    email = forms.EmailField(label=_("E-mail address"), max_length=EMAIL_LENGTH)
    role = forms.ChoiceField(label=_("Role"), choices=lambda: central_roles().items())

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
    """Which roles a person has in the ICT department."""

    roles = forms.MultipleChoiceField(
        label=_("Central roles"),
        choices=lambda: central_roles().items(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class PlaceForm(forms.Form):
    """Where a person shall work, and where no longer."""

    agency = forms.ModelChoiceField(
        Agency.objects.active(), label=_("Unit"), help_text=_("The unit the person comes to.")
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"] = forms.ModelChoiceField(
            agencies_with(person),
            label=_("Leaves"),
            required=False,
            help_text=_(
                "The unit the person goes from; nothing chosen: the unit is an additional one."
            ),
        )
