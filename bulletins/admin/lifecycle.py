"""Forms and views of the actions on a published bulletin: update, correct, repeat, end."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from bulletins.admin.access import require_publisher
from bulletins.models import Bulletin, BulletinNote, NoteKind
from bulletins.selectors.status import PublicationState, get_publication_state
from bulletins.services import lifecycle
from bulletins.services.confirmation import confirm_bulletin
from bulletins.services.repetition import repeat_bulletin
from sites.selectors.file_usage import get_language_names

MAX_NOTE_LENGTH = BulletinNote._meta.get_field("text").max_length
MAX_TEXT_LENGTH = Bulletin._meta.get_field("closing_words").max_length
MAX_MATCHES = 10


class NoteForm(forms.Form):
    """Text of an update or a correction."""

    text = forms.CharField(
        label=gettext_lazy("What to tell"),
        max_length=MAX_NOTE_LENGTH,
        widget=forms.Textarea({"rows": 5}),
    )


class EndForm(forms.Form):
    """Closing text of a bulletin, not required."""

    closing_text = forms.CharField(
        label=gettext_lazy("Closing words"),
        required=False,
        max_length=MAX_TEXT_LENGTH,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Shown with the end: “The road is open again.”"),
    )


class WithdrawForm(forms.Form):
    """Reason of a withdrawal, and the bulletin that replaces the withdrawn one.

    The successor is searched by its title (`q`).
    """

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=MAX_TEXT_LENGTH,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Readers who follow a link to it see this."),
    )
    successor = forms.ModelChoiceField(Bulletin.objects.none(), required=False)
    q = forms.CharField(label=gettext_lazy("Part of its title"), required=False, max_length=200)

    def __init__(self, *args: Any, bulletin: Bulletin, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.live = Bulletin.objects.sources().filter(live=True).exclude(pk=bulletin.pk)
        cast(forms.ModelChoiceField, self.fields["successor"]).queryset = self.live

    def clean(self) -> dict[str, Any]:
        """Return the data without the search terms."""
        return {name: value for name, value in self.cleaned_data.items() if name != "q"}

    @cached_property
    def matches(self) -> QuerySet[Bulletin]:
        """Return published bulletins with the search terms in their titles, accents or not.

        At most `MAX_MATCHES`, newest first; none without search terms.
        """
        query = self["q"].value() or ""
        if not query.strip():
            return self.live.none()
        others = self.live.exclude(pk=self.chosen and self.chosen.pk)
        return others.matching(query).newest_first()[:MAX_MATCHES]

    @cached_property
    def chosen(self) -> Bulletin | None:
        """Return the selected successor, or None."""
        key = str(self["successor"].value() or "")
        return self.live.filter(pk=key).first() if key.isdecimal() else None


class BulletinActionMixin(WagtailAdminTemplateMixin):
    """Base of admin views of one source bulletin, which decides for its translations.

    `pk` in the URL may be that of a translation too.
    """

    header_icon = "desktop"
    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def bulletin(self) -> Bulletin:
        """Return the source bulletin. Raises Http404 if there is none."""
        sources = Bulletin.objects.sources().select_related("successor")
        named = Bulletin.objects.filter(pk=self.kwargs["pk"])
        return get_object_or_404(sources, translation_key__in=named.values("translation_key"))

    @cached_property
    def state(self) -> PublicationState:
        """Return the state of the bulletin."""
        return get_publication_state(self.bulletin)

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


class LifecycleActionView(BulletinActionMixin, FormView):
    """Base view of an action: what it will do, a form, and the button that does it.

    A ValidationError of the service is shown in the form.
    """

    template_name = "bulletins/lifecycle/act.html"
    consequences: tuple[str | Promise, ...] = ()
    button: str | Promise = ""
    is_serious = False
    # Whether the bulletin's files cease to be public.
    takes_files_along = False
    done_message: str | Promise = ""
    # The service; called with `bulletin`, `by` (the user) and the form's cleaned data.
    action: Callable[..., None]

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
            self.action(bulletin=self.bulletin, by=self.request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        messages.success(self.request, str(self.done_message))
        return redirect("bulletin_steering", self.bulletin.pk)

    @property
    def _state(self) -> dict[str, str]:
        return {"state": self.state.label}


@require_publisher
class UpdateView(LifecycleActionView):
    """View that publishes an update of a bulletin."""

    form_class = NoteForm
    action = staticmethod(partial(lifecycle.add_note, kind=NoteKind.UPDATE))
    page_title = gettext_lazy("Update")
    consequences = (
        gettext_lazy("It is on all its websites at once, with date and time, above what was said."),
        gettext_lazy("Nothing else of the bulletin changes, and a draft stays a draft."),
    )
    button = gettext_lazy("Publish the update")
    done_message = gettext_lazy("The update is on air.")


@require_publisher
class CorrectionView(LifecycleActionView):
    """View that publishes a correction of a bulletin."""

    form_class = NoteForm
    action = staticmethod(partial(lifecycle.add_note, kind=NoteKind.CORRECTION))
    page_title = gettext_lazy("Correction")
    consequences = (
        gettext_lazy("“Correction” with today's date and your text stands above the bulletin."),
        gettext_lazy("The text itself is changed in its form; earlier versions stay readable."),
    )
    button = gettext_lazy("Publish the correction")
    done_message = gettext_lazy("The correction is on air.")


@require_publisher
class RepeatView(LifecycleActionView):
    """View that announces a bulletin again now."""

    form_class = forms.Form
    action = staticmethod(repeat_bulletin)
    page_title = gettext_lazy("Announce again now")
    consequences = (
        gettext_lazy("It is first in lists and feeds again, with the day of today."),
        gettext_lazy("Its units are told, and asked to tell it again by SMS and loudspeaker."),
        gettext_lazy("Its text does not change; its rhythm, if it has one, goes on."),
    )
    button = gettext_lazy("Yes, announce it again")
    done_message = gettext_lazy("The bulletin is announced again.")

    def is_possible(self) -> bool:
        return self.state.can_repeat


@require_publisher
class ConfirmView(LifecycleActionView):
    """View that records that the text of a bulletin still holds."""

    form_class = forms.Form
    template_name = "bulletins/lifecycle/confirm.html"
    action = staticmethod(confirm_bulletin)
    page_title = gettext_lazy("Confirm that it still holds")
    consequences = (
        gettext_lazy("Websites no longer say that it was last confirmed long ago."),
        gettext_lazy("It is no new publication: nobody is told, and lists and feeds stay."),
        gettext_lazy("You are asked again when its time without confirmation is over."),
    )
    button = gettext_lazy("Yes, it still holds")
    done_message = gettext_lazy("It is confirmed.")

    def is_possible(self) -> bool:
        return self.state.can_confirm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "end_url": reverse("bulletin_end", args=[self.bulletin.pk]),
            "update_url": reverse("bulletin_update", args=[self.bulletin.pk]),
        }


@require_publisher
class EndView(LifecycleActionView):
    """View that ends a bulletin before its time."""

    form_class = EndForm
    action = staticmethod(lifecycle.end_bulletin)
    page_title = gettext_lazy("End")
    consequences = (
        gettext_lazy("Its banner goes from all websites at once."),
        gettext_lazy("A calm banner says for 24 hours that it has ended, if it was urgent."),
        gettext_lazy("Its address stays, and says that it has ended."),
        gettext_lazy("Its files and recordings stay public too."),
    )
    button = gettext_lazy("Yes, end it")
    is_serious = True
    done_message = gettext_lazy("The bulletin has ended.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        live = self.bulletin.get_translations().filter(live=True).select_related("locale")
        languages = get_language_names(translation.locale for translation in live)
        return super().get_context_data(**kwargs) | {"languages": languages}

    def is_possible(self) -> bool:
        return self.state.in_force


@require_publisher
class WithdrawView(LifecycleActionView):
    """View that withdraws a bulletin.

    Its successor is searched on the same page, without a script.
    """

    form_class = WithdrawForm
    action = staticmethod(lifecycle.withdraw_bulletin)
    template_name = "bulletins/lifecycle/withdraw.html"
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
    done_message = gettext_lazy("The bulletin is withdrawn.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"bulletin": self.bulletin}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("step") == "search":
            # A search keeps the input and does not validate it yet.
            initial = {name: request.POST.get(name) for name in WithdrawForm.base_fields}
            form = WithdrawForm(initial=initial, bulletin=self.bulletin)
            return self.render_to_response(self.get_context_data(form=form, searched=True))
        return super().post(request, *args, **kwargs)


@require_publisher
class RestoreView(LifecycleActionView):
    """View that restores a bulletin that was ended or withdrawn."""

    form_class = forms.Form
    action = staticmethod(lifecycle.restore_bulletin)
    page_title = gettext_lazy("Bring back")
    consequences = (
        gettext_lazy("What was shown is shown again on all its websites, if its time is not over."),
        gettext_lazy("The closing words or the reason go."),
    )
    button = gettext_lazy("Yes, bring it back")
    done_message = gettext_lazy("The bulletin is back.")

    def is_possible(self) -> bool:
        return self.state.can_return
