"""What can be done to a bulletin after it was published: one page, and one step for each act."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from bulletins import lifecycle
from bulletins.models import Bulletin, BulletinNote, NoteKind
from bulletins.policies import publishing_only
from bulletins.roles import may_publish
from bulletins.steering.forms import EndForm, NoteForm, WithdrawForm
from bulletins.steering.state import State, last_publication, sites_of, state_of
from bulletins.verification.standing import Standing


class SteeringScreen(WagtailAdminTemplateMixin):
    """A screen about one bulletin in the source language, which decides for all others."""

    header_icon = "desktop"
    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def bulletin(self) -> Bulletin:
        sources = Bulletin.objects.sources().select_related("successor")
        return get_object_or_404(sources, pk=self.kwargs["pk"])

    @cached_property
    def state(self) -> State:
        return state_of(self.bulletin)

    def get_page_subtitle(self) -> str:
        return str(self.bulletin)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        name = Bulletin.snippet_viewset.get_url_name
        return [
            {"url": reverse(name("list")), "label": _("Bulletins")},
            {"url": reverse(name("edit"), args=[self.bulletin.pk]), "label": str(self.bulletin)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"bulletin": self.bulletin, "state": self.state}
        return super().get_context_data(**kwargs) | context


class SteeringView(SteeringScreen, TemplateView):
    """The state in words, and what can be done. Authors read it."""

    template_name = "bulletins/steering/steering.html"
    page_title = gettext_lazy("On air")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("bulletins.add_bulletin"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        name = Bulletin.snippet_viewset.get_url_name
        return super().get_context_data(**kwargs) | {
            "notes": self.notes(),
            "publication": last_publication(self.bulletin),
            "sites": sites_of(self.bulletin) if self.state.in_force else 0,
            "standing": self.bulletin.first_published_at and Standing(self.bulletin),
            "may_act": may_publish(self.request.user),
            "history_url": reverse(name("history"), args=[self.bulletin.pk]),
            "unpublish_url": reverse(name("unpublish"), args=[self.bulletin.pk]),
        }

    def notes(self) -> QuerySet[BulletinNote]:
        """What has been told since, the newest first."""
        return self.bulletin.notes.all()


class ActView(SteeringScreen, FormView):
    """One act: what will happen, what is asked, and the button that does it."""

    template_name = "bulletins/steering/act.html"
    consequences: tuple[str | Promise, ...] = ()
    button: str | Promise = ""
    is_serious = False
    done: str | Promise = ""

    def act(self, form: Any) -> None:
        """Do it. Raises ValidationError where it cannot be done."""
        raise NotImplementedError

    def is_possible(self) -> bool:
        """Whether the state of the bulletin lets this be done."""
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
        }

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.act(form)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        messages.success(self.request, str(self.done))
        return redirect("bulletin_steering", self.bulletin.pk)

    @property
    def _state(self) -> dict[str, str]:
        return {"state": self.state.words}


class NoteView(ActView):
    """Tell something more."""

    form_class = NoteForm
    kind: NoteKind

    def act(self, form: NoteForm) -> None:
        text, by = form.cleaned_data["text"], self.request.user
        lifecycle.add_note(bulletin=self.bulletin, kind=self.kind, text=text, by=by)


@publishing_only
class UpdateView(NoteView):
    kind = NoteKind.UPDATE
    page_title = gettext_lazy("Update")
    consequences = (
        gettext_lazy("It is on all its websites at once, with date and time, above what was said."),
        gettext_lazy("Nothing else of the bulletin changes, and a draft stays a draft."),
    )
    button = gettext_lazy("Publish the update")
    done = gettext_lazy("The update is on air.")


@publishing_only
class CorrectionView(NoteView):
    kind = NoteKind.CORRECTION
    page_title = gettext_lazy("Correction")
    consequences = (
        gettext_lazy("“Correction” with today's date and your text stands above the bulletin."),
        gettext_lazy("The text itself is changed in its form; earlier versions stay readable."),
    )
    button = gettext_lazy("Publish the correction")
    done = gettext_lazy("The correction is on air.")


@publishing_only
class EndView(ActView):
    form_class = EndForm
    page_title = gettext_lazy("End")
    consequences = (
        gettext_lazy("Its banner goes from all websites at once."),
        gettext_lazy("A calm banner says for 24 hours that it has ended, if it was urgent."),
        gettext_lazy("Its address stays, and says that it has ended."),
    )
    button = gettext_lazy("Yes, end it")
    is_serious = True
    done = gettext_lazy("The bulletin has ended.")

    def is_possible(self) -> bool:
        return self.state.in_force

    def act(self, form: EndForm) -> None:
        words = form.cleaned_data["words"]
        lifecycle.end(bulletin=self.bulletin, words=words, by=self.request.user)


@publishing_only
class WithdrawView(ActView):
    """Withdraw; what holds instead is looked for on the same page, without a script."""

    form_class = WithdrawForm
    template_name = "bulletins/steering/withdraw.html"
    page_title = gettext_lazy("Withdraw")
    consequences = (
        gettext_lazy("For a bulletin that should not have been published, or is wrong as a whole."),
        gettext_lazy("It goes from all websites, lists and feeds at once."),
        gettext_lazy("Its address says why it was withdrawn, and leads to what holds instead."),
    )
    button = gettext_lazy("Yes, withdraw it")
    is_serious = True
    done = gettext_lazy("The bulletin is withdrawn.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"bulletin": self.bulletin}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("step") == "search":
            # What was typed is kept, and not judged yet.
            initial = {name: request.POST.get(name) for name in WithdrawForm.base_fields}
            form = WithdrawForm(initial=initial, bulletin=self.bulletin)
            return self.render_to_response(self.get_context_data(form=form, searched=True))
        return super().post(request, *args, **kwargs)

    def act(self, form: WithdrawForm) -> None:
        lifecycle.withdraw(
            bulletin=self.bulletin,
            reason=form.cleaned_data["reason"],
            successor=form.cleaned_data["successor"],
            by=self.request.user,
        )


@publishing_only
class BringBackView(ActView):
    form_class = forms.Form
    page_title = gettext_lazy("Bring back")
    consequences = (
        gettext_lazy("What was shown is shown again on all its websites, if its time is not over."),
        gettext_lazy("The closing words or the reason go."),
    )
    button = gettext_lazy("Yes, bring it back")
    done = gettext_lazy("The bulletin is back.")

    def is_possible(self) -> bool:
        return self.state.can_return

    def act(self, form: forms.Form) -> None:
        lifecycle.bring_back(bulletin=self.bulletin, by=self.request.user)
