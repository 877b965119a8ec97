"""Admin view of an agency's former names, which renaming adds and this form edits."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.log_actions import log

from sites.http import AdminRequest
from sites.models import FormerName
from sites.screens.editing import AgencyStepView

MOST = 30
NAME_LENGTH = FormerName._meta.get_field("name").max_length or 0


class FormerNamesForm(forms.Form):
    """Form with all former names at once, one per line."""

    names = forms.CharField(
        label=gettext_lazy("Former names"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("One name on each line. People who look for one find this unit."),
    )

    def clean_names(self) -> list[str]:
        """Return the names without repetitions, empty lines and superfluous spaces."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["names"].splitlines()]
        names = list(dict.fromkeys(filter(None, lines)))
        if len(names) > MOST or any(len(name) > NAME_LENGTH for name in names):
            raise forms.ValidationError(
                _("At most %(most)s names, each of at most %(length)s characters.")
                % {"most": MOST, "length": NAME_LENGTH}
            )
        return names


class FormerNamesView(AgencyStepView, FormView):
    """View that replaces an agency's former names with those of the form."""

    template_name = "agencies/agency/former_names.html"
    page_title = gettext_lazy("Former names")
    form_class = FormerNamesForm
    request: AdminRequest

    def get_initial(self) -> dict[str, Any]:
        return {"names": "\n".join(map(str, self.agency.former_names.all()))}

    @transaction.atomic
    def form_valid(self, form: FormerNamesForm) -> HttpResponse:
        wanted = form.cleaned_data["names"]
        for former in self.agency.former_names.exclude(name__in=wanted):
            former.delete()
        for name in wanted:
            FormerName.objects.get_or_create(agency=self.agency, name=name)
        log(self.agency, "wagtail.edit", user=self.request.user)
        messages.success(self.request, _("The unit is found by these names from now on."))
        return redirect(self.edit_url)
