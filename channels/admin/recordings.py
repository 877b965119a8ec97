"""Admin views that record a bulletin in a language: the screen, publishing, confirming, removing.

The screen is the only one that may open the microphone.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Revision

from accounts.services.reauthentication import check_reauthentication
from bulletins.models import Urgency
from bulletins.protected_acts import CHANGING
from channels.admin.forms import RecordingForm
from channels.admin.views import ChannelViewMixin
from channels.models import BulletinRecording, RecordingLanguage
from channels.permissions import (
    can_publish_recording,
    can_record,
    get_channels_url,
    get_recording_url,
)
from channels.selectors.recordings import LanguageState, list_language_states
from channels.selectors.spoken_texts import get_current_version
from channels.services.recordings import (
    change_transcript,
    compute_recording_digest,
    confirm_recording,
    publish_recording,
    remove_recording,
    save_recording_draft,
)
from content.files.audio import MAX_SECONDS, PLAYED_EVERYWHERE, find_ffmpeg
from ops.http.security_headers import MICROPHONE_POLICY, PERMISSIONS_HEADER


class RecordingViewMixin(ChannelViewMixin):
    """Base view for one bulletin in one language; answers 403 to people who may not record it.

    Raises Http404 for a language that is not offered and has no recording.
    """

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not can_record(self.user, self.owner):
            raise PermissionDenied
        self.recording_language = get_object_or_404(RecordingLanguage, code=kwargs["language"])
        self.state = self.get_state()

    def get_state(self) -> LanguageState:
        """Return what there is in the language."""
        for state in list_language_states(self.bulletin, self.owner):
            if state.language == self.recording_language:
                return state
        raise Http404

    def may_publish(self, recording: BulletinRecording | None) -> bool:
        """Return whether the user may publish a draft, or confirm a published recording."""
        return recording is not None and can_publish_recording(
            self.user, self.owner, recording.uploaded_by_id
        )

    def may_remove(self, recording: BulletinRecording | None) -> bool:
        """Return whether the user may take a published recording away, their own too.

        The two-person rule is about what becomes public.
        """
        return recording is not None and can_publish_recording(self.user, self.owner)

    def may_reword(self) -> bool:
        """Return whether the user may change public words alone: not under the two-person rule."""
        return can_publish_recording(self.user, self.owner, self.user.pk)

    def get_permitted(
        self,
        recording: BulletinRecording | None,
        may: Callable[[BulletinRecording | None], bool],
    ) -> BulletinRecording:
        """Return the recording; raises Http404 if there is none, PermissionDenied unless `may`."""
        if recording is None:
            raise Http404
        if not may(recording):
            raise PermissionDenied
        return recording

    def get_shown(self) -> str:
        """Return the digest that the screen showed; empty if a forged request lacks it."""
        shown: str = self.request.POST.get("shown", "")
        return shown

    def redirect_to_screen(self) -> HttpResponse:
        """Redirect to the screen."""
        return redirect(
            get_recording_url(self.bulletin, self.recording_language, self.channel_context.agency)
        )


class RecordingView(RecordingViewMixin, WagtailAdminTemplateMixin, TemplateView):
    """Screen that records in the browser, or takes a file; POST saves a draft or a transcript."""

    template_name = "channels/recording.html"
    header_icon = "microphone"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        data = form.cleaned_data
        if data["file"]:
            save_recording_draft(
                bulletin=self.bulletin,
                language=self.recording_language,
                agency=self.owner,
                by=self.user,
                **data,
            )
            messages.success(request, _("Saved. Listen to it, then publish it."))
        else:
            self._change_transcript(data["transcript"])
        return self.redirect_to_screen()

    def _change_transcript(self, transcript: str) -> None:
        recording = self.state.draft or self.get_permitted(self.state.published, self.may_remove)
        is_public = recording.published_at is not None
        if is_public and not self.may_reword():
            message = _("Nobody changes public words alone here. Record again, with the new words.")
            messages.error(self.request, message)
            return
        if is_public and self.bulletin.urgency == Urgency.EMERGENCY:
            check_reauthentication(CHANGING)
        change_transcript(recording=recording, transcript=transcript, by=self.user)
        messages.success(self.request, _("The words are saved."))

    def make_form(self, *args: Any) -> RecordingForm:
        """Return the form; without data it has the transcript and the version on the screen."""
        known = self.state.draft or self.state.published
        version = get_current_version(self.bulletin)
        return RecordingForm(
            *args,
            language=self.recording_language,
            versions=Revision.objects.for_instance(self.bulletin),
            has_file=known is not None,
            initial={
                "transcript": known.transcript if known else "",
                "version": version.pk if version else "",
            },
        )

    def get_page_title(self) -> str:
        return _("Recording: %(language)s") % {"language": self.recording_language.label}

    def get_page_subtitle(self) -> str:
        return self.bulletin.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        channels = get_channels_url(self.bulletin, self.channel_context.agency)
        return [
            *self.breadcrumbs_items,
            {"url": channels, "label": _("Channels")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.state
        shown = [recording for recording in (state.draft, state.published) if recording]
        own = {
            "bulletin": self.bulletin,
            "channel_context": self.channel_context,
            "language": self.recording_language,
            "state": state,
            "owner": self.owner,
            "may_publish_draft": self.may_publish(state.draft),
            "may_confirm": self.may_publish(state.published),
            "may_remove": self.may_remove(state.published),
            "has_ffmpeg": bool(find_ffmpeg()),
            "plays_everywhere": all(each.suffix in PLAYED_EVERYWHERE for each in shown),
            "most_seconds": MAX_SECONDS,
            "draft_digest": state.draft and compute_recording_digest(state.draft),
            "published_digest": state.published and compute_recording_digest(state.published),
            "act_url": reverse("recording", args=[self.bulletin.pk, self.recording_language.code]),
        }
        return super().get_context_data(**({"form": self.make_form()} | kwargs | own))

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        response.headers[PERMISSIONS_HEADER] = MICROPHONE_POLICY
        return response


class RecordingPublishView(RecordingViewMixin):
    """View that publishes the draft (POST only)."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        recording = self.get_permitted(self.state.draft, self.may_publish)
        try:
            publish_recording(recording=recording, shown=self.get_shown(), by=self.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return self.redirect_to_screen()
        if self.owner:
            messages.success(request, _("The recording can be heard on your website now."))
        else:
            messages.success(request, _("The recording can be heard on the websites now."))
        return self.redirect_to_screen()


class RecordingConfirmView(RecordingViewMixin):
    """View that declares the published recording still right (POST only)."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        recording = self.get_permitted(self.state.published, self.may_publish)
        try:
            confirm_recording(recording=recording, shown=self.get_shown(), by=self.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return self.redirect_to_screen()
        messages.success(request, _("Noted: the recording says what the text says."))
        return self.redirect_to_screen()


class RecordingRemoveView(RecordingViewMixin):
    """View that removes the published recording, or with ``draft`` the draft (POST only)."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "draft" not in request.POST:
            recording = self.get_permitted(self.state.published, self.may_remove)
        elif self.state.draft is None:
            raise Http404
        else:
            recording = self.state.draft
        remove_recording(recording=recording, by=self.user)
        messages.success(request, _("The recording is removed."))
        return redirect(
            get_channels_url(self.bulletin, self.channel_context.agency) + "#recordings"
        )
