"""Forms of pages and bulletins that never save over a newer version without being told to.

Wagtail's script warns whoever presses a button after it has heard of the newer version, which it
asks for every few seconds. Whoever is faster saves over it. Here the server asks.
"""

from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from wagtail.admin import messages

from sites.selectors.newer_versions import NewerVersion, find_newer_version

# The body field with the key of the revision that may be replaced, and the one that says that the
# person was asked: by then Wagtail's own fields name the latest revision as the one opened.
OVERWRITE_FIELD = "overwrite"
OPENED_FIELD = "opened_revision"


class AskBeforeOverwritingMixin:
    """Mixin for edit views of objects with revisions that asks before it replaces a newer version.

    The form comes back as it was sent, with who has saved what and a box to tick; nothing is
    saved. ``editor_form_id``: HTML id of the form.
    """

    editor_form_id: str
    request: Any
    expects_json_response: bool

    @cached_property
    def newer_version(self) -> NewerVersion | None:
        """Version saved since the form was opened; None on GET and where it may be replaced."""
        sent = self.request.POST
        if sent.get("overwrite_revision_id"):
            # This form has saved itself since; its own revision is what counts.
            opened, created_at = sent["overwrite_revision_id"], ""
        elif sent.get(OPENED_FIELD):
            opened, created_at = sent[OPENED_FIELD], ""
        else:
            opened = sent.get("loaded_revision_id", "")
            created_at = sent.get("loaded_revision_created_at", "")
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
        if self.newer_version:
            return self.show_question(form)
        return super().form_valid(form)  # type: ignore[misc]

    def form_invalid(self, form: Any) -> HttpResponse:
        if self.newer_version and not self.expects_json_response:
            self._add_question()
        return super().form_invalid(form)  # type: ignore[misc]

    def show_question(self, form: Any) -> HttpResponse:
        """Show the form again as it was sent, with the question."""
        self._add_question()
        vars(self).update(form=form, has_unsaved_changes=True)
        return self.render_to_response(self.get_context_data(form=form))  # type: ignore[attr-defined]

    def _add_question(self) -> None:
        context = {
            "newer": self.newer_version,
            "form_id": self.editor_form_id,
            "url": self.request.path,
            "overwrite_field": OVERWRITE_FIELD,
            "opened_field": OPENED_FIELD,
            "opened": self.request.POST.get(OPENED_FIELD)
            or self.request.POST.get("loaded_revision_id", ""),
        }
        question = render_to_string("agencies/newer_version.html", context)
        messages.warning(self.request, question)
