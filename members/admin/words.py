"""Screen of waiting words: a moderator publishes them or sends them back."""

from typing import Any, cast

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from accounts.models import User
from accounts.permissions import is_administrator
from members.admin.review import REJECT, DecisionForm
from members.models import WaitingWords
from members.services.waiting_words import (
    approve_words,
    can_decide_words,
    compute_words_digest,
    find_waiting_words,
    get_record_kind,
    list_word_changes,
    return_words,
)
from sites.models import Agency
from sites.permissions.ownership import get_moderated_agency_ids


def mention_waiting_words(
    request: HttpRequest, agency: Agency, kind: str, object_id: str = ""
) -> None:
    """Tell the user of a record's form which of its words are not public, and why."""
    waiting = find_waiting_words(agency, kind, object_id)
    if waiting is None:
        return
    if waiting.returned:
        text = _("What you see in words is not public. A moderator wants it changed: %(comment)s")
        messages.warning(request, text % {"comment": waiting.returned})
    else:
        text = _("Citizens do not see these words yet; they wait for approval: %(words)s")
        words = " · ".join(
            f"{change.field}: {change.waiting}" for change in list_word_changes(waiting)
        )
        messages.info(request, text % {"words": words})


class WordsReviewView(WagtailAdminTemplateMixin, FormView):
    """Waiting words beside the public ones, for moderators of the unit and ICT administrators.

    Redirects to the dashboard if they do not wait. If anything has changed since the screen
    showed it, the view decides nothing and shows it again.
    """

    template_name = "members/approval/words.html"
    form_class = DecisionForm
    page_title = gettext_lazy("Waiting for approval")
    header_icon = "check"
    breadcrumbs_items: list[dict[str, str]] = []

    @cached_property
    def waiting(self) -> WaitingWords | None:
        """Return the words, or None if the user has none of this key to decide about."""
        rows = WaitingWords.objects.filter(returned="").select_related("agency")
        if not is_administrator(self.request.user):
            rows = rows.filter(agency__in=get_moderated_agency_ids(self.request.user))
        return rows.filter(pk=self.kwargs["pk"]).first()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.waiting is None:
            messages.info(request, _("This does not wait for approval any more."))
            return redirect("wagtailadmin_home")
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def shown(self) -> WaitingWords:
        """Return the words of the screen."""
        return cast(WaitingWords, self.waiting)

    @cached_property
    def record_label(self) -> str:
        """Return the name of the record for people."""
        return str(get_record_kind(self.shown).label)

    def get_page_subtitle(self) -> str:
        return f"{self.record_label} · {self.shown.agency.heading}"

    def get_initial(self) -> dict[str, Any]:
        return {"shown": compute_words_digest(self.shown)}

    def form_valid(self, form: DecisionForm) -> HttpResponse:
        by, sent = cast(User, self.request.user), form.cleaned_data
        arguments = {"waiting": self.shown, "shown": sent["shown"], "by": by}
        try:
            if sent["decision"] == REJECT:
                return_words(**arguments, comment=sent["comment"])
                text = _("“%(title)s” has been sent back to its author.")
            else:
                approve_words(**arguments)
                text = _("“%(title)s” has been approved and published.")
        except ValidationError as refusal:
            return self._show_again(form, refusal)
        messages.success(self.request, text % {"title": self.record_label})
        return redirect("wagtailadmin_home")

    def _show_again(self, form: DecisionForm, refusal: ValidationError) -> HttpResponse:
        """Show the words as they are now, with the reason of the refusal and the comment."""
        messages.error(self.request, " ".join(refusal.messages))
        del self.waiting, self.shown
        if self.waiting is None:
            return redirect("wagtailadmin_home")
        form.data = {**self.request.POST.dict(), "shown": compute_words_digest(self.shown)}
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = self.shown
        return super().get_context_data(**kwargs) | {
            "kind": self.record_label,
            "waiting": waiting,
            "authors": [get_user_display_name(person) for person in waiting.authors.all()],
            "changes": list_word_changes(waiting),
            "edit_url": get_record_kind(waiting).get_url(waiting.agency, waiting.object_id),
            "can_decide": can_decide_words(self.request.user, waiting),
        }
