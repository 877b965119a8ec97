"""Views of the actions on a published bulletin, one for each."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from bulletins import lifecycle
from bulletins.models import NoteKind
from bulletins.policies import publishing_only
from bulletins.repeats.announcing import repeat
from bulletins.steering.forms import EndForm, NoteForm, WithdrawForm
from bulletins.steering.views import SteeringScreen


class ActView(SteeringScreen, FormView):
    """Base view of an action: what it will do, a form, and the button that does it.

    A ValidationError of the service is shown in the form.
    """

    template_name = "bulletins/steering/act.html"
    consequences: tuple[str | Promise, ...] = ()
    button: str | Promise = ""
    is_serious = False
    # Whether the bulletin's files cease to be public.
    takes_files_along = False
    done: str | Promise = ""
    # The service; called with `bulletin`, `by` (the user) and the form's cleaned data.
    act: Callable[..., None]

    def is_possible(self) -> bool:
        """Return whether the state of the bulletin allows the action."""
        return self.state.live

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_possible():
            messages.info(request, _("This cannot be done now: %(state)s.") % self._state)
            return redirect("bulletin_steering", self.bulletin.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "consequences": self.consequences,
            "button": self.button,
            "is_serious": self.is_serious,
            "takes_files_along": self.takes_files_along,
        }

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.act(bulletin=self.bulletin, by=self.request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        messages.success(self.request, str(self.done))
        return redirect("bulletin_steering", self.bulletin.pk)

    @property
    def _state(self) -> dict[str, str]:
        return {"state": self.state.words}


@publishing_only
class UpdateView(ActView):
    """View that publishes an update of a bulletin."""

    form_class = NoteForm
    act = staticmethod(partial(lifecycle.add_note, kind=NoteKind.UPDATE))
    page_title = gettext_lazy("Update")
    consequences = (
        gettext_lazy("It is on all its websites at once, with date and time, above what was said."),
        gettext_lazy("Nothing else of the bulletin changes, and a draft stays a draft."),
    )
    button = gettext_lazy("Publish the update")
    done = gettext_lazy("The update is on air.")


@publishing_only
class CorrectionView(ActView):
    """View that publishes a correction of a bulletin."""

    form_class = NoteForm
    act = staticmethod(partial(lifecycle.add_note, kind=NoteKind.CORRECTION))
    page_title = gettext_lazy("Correction")
    consequences = (
        gettext_lazy("“Correction” with today's date and your text stands above the bulletin."),
        gettext_lazy("The text itself is changed in its form; earlier versions stay readable."),
    )
    button = gettext_lazy("Publish the correction")
    done = gettext_lazy("The correction is on air.")


@publishing_only
class RepeatView(ActView):
    """View that announces a bulletin again now."""

    form_class = forms.Form
    act = staticmethod(repeat)
    page_title = gettext_lazy("Announce again now")
    consequences = (
        gettext_lazy("It is first in lists and feeds again, with the day of today."),
        gettext_lazy("Its units are told, and asked to tell it again by SMS and loudspeaker."),
        gettext_lazy("Its text does not change; its rhythm, if it has one, goes on."),
    )
    button = gettext_lazy("Yes, announce it again")
    done = gettext_lazy("The bulletin is announced again.")

    def is_possible(self) -> bool:
        return self.state.can_repeat


@publishing_only
class EndView(ActView):
    """View that ends a bulletin before its time."""

    form_class = EndForm
    act = staticmethod(lifecycle.end)
    page_title = gettext_lazy("End")
    consequences = (
        gettext_lazy("Its banner goes from all websites at once."),
        gettext_lazy("A calm banner says for 24 hours that it has ended, if it was urgent."),
        gettext_lazy("Its address stays, and says that it has ended."),
        gettext_lazy("Its files and recordings stay public too."),
    )
    button = gettext_lazy("Yes, end it")
    is_serious = True
    done = gettext_lazy("The bulletin has ended.")

    def is_possible(self) -> bool:
        return self.state.in_force


@publishing_only
class WithdrawView(ActView):
    """View that withdraws a bulletin.

    Its successor is searched on the same page, without a script.
    """

    form_class = WithdrawForm
    act = staticmethod(lifecycle.withdraw)
    template_name = "bulletins/steering/withdraw.html"
    page_title = gettext_lazy("Withdraw")
    consequences = (
        gettext_lazy("For a bulletin that should not have been published, or is wrong as a whole."),
        gettext_lazy("It goes from all websites, lists and feeds at once."),
        gettext_lazy("Its address says why it was withdrawn, and leads to what holds instead."),
        gettext_lazy(
            "So do the addresses of its recordings, and of its files that nothing else uses."
        ),
    )
    takes_files_along = True
    button = gettext_lazy("Yes, withdraw it")
    is_serious = True
    done = gettext_lazy("The bulletin is withdrawn.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"bulletin": self.bulletin}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("step") == "search":
            # A search keeps the input and does not validate it yet.
            initial = {name: request.POST.get(name) for name in WithdrawForm.base_fields}
            form = WithdrawForm(initial=initial, bulletin=self.bulletin)
            return self.render_to_response(self.get_context_data(form=form, searched=True))
        return super().post(request, *args, **kwargs)


@publishing_only
class BringBackView(ActView):
    """View that restores a bulletin that was ended or withdrawn."""

    form_class = forms.Form
    act = staticmethod(lifecycle.bring_back)
    page_title = gettext_lazy("Bring back")
    consequences = (
        gettext_lazy("What was shown is shown again on all its websites, if its time is not over."),
        gettext_lazy("The closing words or the reason go."),
    )
    button = gettext_lazy("Yes, bring it back")
    done = gettext_lazy("The bulletin is back.")

    def is_possible(self) -> bool:
        return self.state.can_return
