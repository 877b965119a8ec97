"""Views of ICT administrators: all users, one user, agencies and central roles of that user."""

from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import Button, HeaderButton

from accounts.models import Invitation, User
from accounts.permissions import is_administrator
from accounts.selectors import with_bounces
from members.admin.base import (
    INVITATION_EXPLANATION,
    INVITED,
    AdministratorsMixin,
    MembersFormView,
    MembersPageMixin,
)
from members.admin.forms import CentralInviteForm, CentralRolesForm, LanguagesForm, MembershipForm
from members.admin.member_actions import ResumeEmailsMixin
from members.admin.suspension import DeactivationMixin, ReactivationMixin
from members.permissions import list_managed_agencies, list_member_agencies
from members.roles import get_central_roles
from members.selectors.members import (
    is_central_translator,
    list_central_roles,
    list_language_names,
    list_memberships,
    with_memberships,
    with_second_factor,
)
from members.services import membership
from members.services.invitations import invite_centrally
from members.services.translators import set_translator_languages
from sites.admin.columns import LabelledColumn
from sites.admin.folded_search import FoldedSearchMixin
from sites.permissions.translators import get_stored_languages


def _get_name(user: User) -> str:
    return str(get_user_display_name(user))


def _format_memberships(user: User) -> str:
    memberships = [f"{agency.heading} ({role})" for agency, role in list_memberships(user)]
    administrator = [_("ICT administrator")] if user.is_superuser else []
    return ", ".join([*administrator, *list_central_roles(user), *memberships])


def _format_last_login(user: Any) -> str:
    if not user.last_login:
        return ""
    return date_format(timezone.localtime(user.last_login), "SHORT_DATETIME_FORMAT")


def _format_email(user: Any) -> str:
    return (
        _("%(email)s (mail comes back)") % {"email": user.email} if user.has_bounced else user.email
    )


def _get_account_state(user: Any) -> str:
    if not user.is_active:
        return _("suspended")
    if user.has_second_factor:
        return _("with a second factor")
    return _("without a second factor")


class UserListView(FoldedSearchMixin, BaseListingView):
    """List of all users, for ICT administrators.

    Moderators are redirected to the members of the first agency they moderate; 404 for others.
    """

    model = User
    page_title = gettext_lazy("Members")
    header_icon = "group"
    index_url_name = "people:index"
    index_results_url_name = "people:results"
    template_name = "members/people/everybody.html"
    table_classname = "listing people-list"
    is_searchable = True
    search_fields = ("last_name", "first_name", "username", "email")
    default_ordering = "username"
    paginate_by = 50
    columns = [
        TitleColumn(
            "name",
            label=gettext_lazy("Name"),
            accessor=_get_name,
            get_url=lambda user: reverse("people:person", args=[user.pk]),
        ),
        LabelledColumn("email", label=gettext_lazy("E-mail address"), accessor=_format_email),
        LabelledColumn("places", label=gettext_lazy("Roles"), accessor=_format_memberships),
        LabelledColumn(
            "last_login",
            label=gettext_lazy("Last sign-in"),
            accessor=_format_last_login,
            sort_key="last_login",
        ),
        LabelledColumn("account", label=gettext_lazy("Account"), accessor=_get_account_state),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_administrator(request.user):
            return super().dispatch(request, *args, **kwargs)
        agency = list_managed_agencies(request.user).first()
        if agency is None:
            raise Http404
        return redirect("people:unit", agency.pk)

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Buttons to invite one or several people into units."""
        one, several = reverse("people:invite_into_unit"), reverse("people:invite_many")
        return [
            HeaderButton(_("Invite into a unit"), url=one, icon_name="plus"),
            HeaderButton(_("Invite several people"), url=several, icon_name="upload"),
        ]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Buttons to invite into the ICT department, and to open the security events."""
        invite, events = reverse("people:invite_centrally"), reverse("people:security_events")
        return [
            Button(_("Invite into the ICT department"), url=invite, icon_name="plus"),
            Button(_("Security events"), url=events, icon_name="warning"),
        ]

    def get_queryset(self) -> QuerySet[User]:
        users = with_bounces(with_memberships(with_second_factor(User.objects.all())))
        return self.order_queryset(self.search_queryset(users))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = Invitation.objects.waiting().filter(group__name__in=get_central_roles())
        return super().get_context_data(invitations=waiting.select_related("invited_by"), **kwargs)


class UserViewMixin(AdministratorsMixin):
    """Mixin for views about the user in the URL, for ICT administrators.

    The user is ``person``, and ``member`` for mixins that a unit's views have too.
    """

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        users = with_bounces(with_memberships(with_second_factor(User.objects.all())))
        self.person = self.member = get_object_or_404(users, pk=kwargs["person"])

    def get_page_subtitle(self) -> str:
        return _get_name(self.person)

    def get_message_params(self, form: Form) -> dict[str, Any]:
        """Return the name of the user."""
        return {"name": _get_name(self.person)}

    @property
    def back_url(self) -> str:
        """URL of the user's page."""
        return reverse("people:person", args=[self.person.pk])


class UserDetailView(UserViewMixin, MembersPageMixin, TemplateView):
    """Page of one user: agencies, central roles, and links to change them."""

    template_name = "members/people/person.html"
    page_title = gettext_lazy("Person")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {
            "person": self.person,
            "places": list_memberships(self.person),
            "central_roles": list_central_roles(self.person),
            "is_self": self.person == self.by,
            "is_translator": is_central_translator(self.person),
            "languages": list_language_names(self.person, None),
        }
        return super().get_context_data(**(kwargs | own))


class MembershipEditView(UserViewMixin, MembersFormView):
    """Add a user to an agency, or move them from one to another."""

    form_class = MembershipForm
    page_title = gettext_lazy("Bring into a unit")
    explanation = gettext_lazy(
        "The person works for the unit at once, with this role. What they have written stays "
        "where it is."
    )
    button_label = gettext_lazy("Save")
    done_message = gettext_lazy("%(name)s works for %(unit)s now.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"person": self.person}

    def get_initial(self) -> dict[str, Any]:
        agencies = list(list_member_agencies(self.person))
        return {"source": agencies[0] if len(agencies) == 1 else None}

    def perform(self, form: Form) -> None:
        """Move the user if ``source`` is given, else add them to the agency."""
        data = form.cleaned_data
        membership_fields = {"agency": data["agency"], "role": data["role"]}
        if data["source"]:
            membership.move_member(
                source=data["source"], user=self.person, by=self.by, **membership_fields
            )
        else:
            membership.add_member(user=self.person, by=self.by, **membership_fields)

    def get_message_params(self, form: Form) -> dict[str, Any]:
        """Return the names of the user and the agency."""
        return super().get_message_params(form) | {"unit": form.cleaned_data["agency"].name}


class CentralRolesView(UserViewMixin, MembersFormView):
    """Grant and revoke central roles of a user."""

    form_class = CentralRolesForm
    page_title = gettext_lazy("Central roles")
    explanation = gettext_lazy(
        "These roles are for bulletins of the whole province. They hold at once, and so does "
        "taking one away; what the person has written stays."
    )
    button_label = gettext_lazy("Save")
    done_message = gettext_lazy("The central roles of %(name)s are saved: %(roles)s.")

    def get_initial(self) -> dict[str, Any]:
        own_groups = {group.name for group in self.person.groups.all()}
        return {"roles": [name for name in get_central_roles() if name in own_groups]}

    def perform(self, form: Form) -> None:
        """Set the central roles to those that are ticked."""
        membership.set_central_roles(
            user=self.person, groups=set(form.cleaned_data["roles"]), by=self.by
        )

    def get_message_params(self, form: Form) -> dict[str, Any]:
        """Return the name of the user and the roles."""
        labels = get_central_roles()
        roles = ", ".join(labels[name] for name in form.cleaned_data["roles"])
        return super().get_message_params(form) | {"roles": roles or _("none")}


class CentralLanguagesView(UserViewMixin, MembersFormView):
    """Confine a translator of bulletins to languages; 404 for users without that role."""

    form_class = LanguagesForm
    page_title = gettext_lazy("Languages to translate into")
    explanation = gettext_lazy(
        "With a language chosen, the person changes the translations of bulletins into this "
        "language only."
    )
    button_label = gettext_lazy("Save")
    done_message = gettext_lazy("The languages of %(name)s are saved.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not is_central_translator(self.person):
            raise Http404

    def get_initial(self) -> dict[str, Any]:
        return {"languages": sorted(get_stored_languages(self.person, None))}

    def perform(self, form: Form) -> None:
        """Store the languages that are ticked."""
        set_translator_languages(
            user=self.person, agency=None, languages=form.cleaned_data["languages"], by=self.by
        )


class UserDeactivateView(DeactivationMixin, UserViewMixin, MembersFormView):
    """Deactivate any account but one's own."""

    @property
    def refusal(self) -> str:
        """Reason for one's own account; empty for others."""
        if self.person == self.by:
            return _("You cannot suspend yourself; ask another administrator.")
        return ""

    def get_undo_url(self) -> str:
        """Return where the account is reactivated."""
        return reverse("people:restore_person", args=[self.person.pk])


class UserReactivateView(ReactivationMixin, UserViewMixin, MembersFormView):
    """Reactivate any account."""


class UserResumeEmailsView(ResumeEmailsMixin, UserViewMixin, MembersFormView):
    """Resume e-mails to any user whose address is marked as bounced."""


class CentralInviteView(AdministratorsMixin, MembersFormView):
    """Invite somebody by e-mail to a central role."""

    form_class = CentralInviteForm
    page_title = gettext_lazy("Invite into the ICT department")
    explanation = INVITATION_EXPLANATION
    button_label = gettext_lazy("Send the invitation")
    done_message = INVITED

    def perform(self, form: Form) -> None:
        """Send the invitation."""
        data = form.cleaned_data
        invite_centrally(group=data["group"], email=data["email"], by=self.by)

    def get_message_params(self, form: Form) -> dict[str, Any]:
        """Return the invited e-mail address."""
        return {"email": form.cleaned_data["email"]}
