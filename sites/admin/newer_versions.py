"""Forms of pages and bulletins that never save over a newer version without being told to.

Wagtail's script warns whoever presses a button after it has heard of the newer version, which it
asks for every few seconds. Whoever is faster saves over it. Here the server asks.
"""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request, set_query_params
from wagtail.models import Revision

from sites.selectors.newer_versions import NewerVersion, find_newer_version
from sites.selectors.version_merge import Side, VersionMerge

# The body field with the key of the revision that may be replaced, and the one that says that the
# person was asked: by then Wagtail's own fields name the latest revision as the one opened.
OVERWRITE_FIELD = "overwrite"
OPENED_FIELD = "opened_revision"
# The time of that version, which may have been saved over since.
OPENED_AT_FIELD = "opened_at"
# The field of the buttons that merge both versions, or take the newer one: what is to be done, and
# with which version.
RESOLVE_FIELD, MERGE, TAKE = "resolve", "merge", "take"
# Longer numbers name no row.
MAX_DIGITS = 18


class AskBeforeOverwritingMixin:
    """Mixin for edit views of objects with revisions that asks before it replaces a newer version.

    The form comes back as it was sent, with who has saved what, how both versions differ, and ways
    on: merge both, take the newer one, or tick a box and replace it. Nothing is saved before.
    ``editor_form_id``: HTML id of the form.
    """

    editor_form_id: str
    request: Any
    expects_json_response: bool

    @cached_property
    def newer_version(self) -> NewerVersion | None:
        """Version saved since the form was opened; None on GET and where it may be replaced."""
        sent = self.request.POST
        opened, created_at = self._opened
        if sent.get("overwrite_revision_id"):
            # This form has saved itself since; its own revision is what counts.
            opened, created_at = sent["overwrite_revision_id"], ""
        newer = find_newer_version(
            self.edited_object, revision_id=opened, created_at=created_at, user=self.request.user
        )
        if newer and sent.get(OVERWRITE_FIELD) == str(newer.revision_id):
            return None
        return newer

    @cached_property
    def is_out_of_date(self) -> bool:
        """Whether Wagtail's saving in the background has to stop."""
        return self.newer_version is not None

    @property
    def edited_object(self) -> Any:
        """The page or bulletin of the form."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        newer = self.newer_version
        if newer is None:
            return super().form_valid(form)  # type: ignore[misc]
        merge = self._compare(form)
        answer = self.request.POST.get(RESOLVE_FIELD)
        if answer == _name_answer(MERGE, newer) and merge.is_possible and self._is_saving:
            return self._save_merged(form, merge, newer)
        if answer == _name_answer(TAKE, newer):
            return self._take_theirs(merge, newer)
        return self.show_question(form, merge)

    def form_invalid(self, form: Any) -> HttpResponse:
        if self.newer_version and not self.expects_json_response:
            self._add_question()
        return super().form_invalid(form)  # type: ignore[misc]

    def show_question(self, form: Any, merge: VersionMerge) -> HttpResponse:
        """Show the form again as it was sent, with the question."""
        self._add_question(merge)
        vars(self).update(form=form, has_unsaved_changes=True)
        return self.render_to_response(self.get_context_data(form=form))  # type: ignore[attr-defined]

    @property
    def _is_saving(self) -> bool:
        """Whether no other button was pressed: what is merged is read before it goes further."""
        return not any(name.startswith("action-") for name in self.request.POST)

    @property
    def _opened(self) -> tuple[str, str]:
        """Key and time of the version that the form was opened with, as it was sent."""
        sent = self.request.POST
        if sent.get(OPENED_FIELD):
            return sent[OPENED_FIELD], sent.get(OPENED_AT_FIELD, "")
        return sent.get("loaded_revision_id", ""), sent.get("loaded_revision_created_at", "")

    def _compare(self, form: Any) -> VersionMerge:
        theirs = self.edited_object.get_latest_revision_as_object()
        return VersionMerge(form, theirs, self._find_base())

    def _find_base(self) -> Any:
        """Return what both versions began with; None if it was saved over since."""
        key, created_at = self._opened
        if not key.isdecimal() or len(key) > MAX_DIGITS:
            return None
        base: Revision | None = self.edited_object.revisions.filter(pk=key).first()
        is_same = base and (not created_at or base.created_at.isoformat() == created_at)
        return base.as_object() if base and is_same else None

    def _save_merged(self, form: Any, merge: VersionMerge, newer: NewerVersion) -> HttpResponse:
        """Save both versions together as a draft; tell what of the other one is not in it."""
        merge.apply()
        vars(self)["newer_version"] = None
        sent = self.request.POST.copy()
        # What this form saved before is not the latest version any more.
        sent.pop("overwrite_revision_id", None)
        self.request.POST = sent
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        if response.status_code != HTTPStatus.FOUND:
            # It was refused: nothing is merged.
            return response
        lost = [place for place in merge.places if place.side is Side.BOTH]
        context = {"newer": newer, "is_merged": True, "places": lost}
        messages.info(self.request, render_to_string("agencies/version_set_aside.html", context))
        return response

    def _take_theirs(self, merge: VersionMerge, newer: NewerVersion) -> HttpResponse:
        """Open the newer version, with what I wrote otherwise above it, to be copied."""
        mine = [place for place in merge.places if place.side is not Side.THEIRS and place.mine]
        context = {"newer": newer, "is_merged": False, "places": mine}
        messages.info(self.request, render_to_string("agencies/version_set_aside.html", context))
        next_url = get_valid_next_url_from_request(self.request)
        return redirect(set_query_params(self.request.path, {"next": next_url or None}))

    def _add_question(self, merge: VersionMerge | None = None) -> None:
        """Add the question; ``merge``: the comparison, None for a form that was refused."""
        newer = self.newer_version
        opened, opened_at = self._opened
        context = {
            "newer": newer,
            "form_id": self.editor_form_id,
            "url": self.request.path,
            "overwrite_field": OVERWRITE_FIELD,
            "opened_field": OPENED_FIELD,
            "opened": opened,
            "opened_at_field": OPENED_AT_FIELD,
            "opened_at": opened_at,
            "merge": merge,
            "resolve_field": RESOLVE_FIELD,
            "merge_value": _name_answer(MERGE, newer),
            "take_value": _name_answer(TAKE, newer),
        }
        question = render_to_string("agencies/newer_version.html", context)
        messages.warning(self.request, question)


def _name_answer(act: str, newer: NewerVersion | None) -> str:
    """Return the value of a button, which holds for the version that was shown."""
    return f"{act}:{newer.revision_id}:{newer.saved_at.isoformat()}" if newer else ""
