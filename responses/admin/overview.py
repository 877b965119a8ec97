"""Page with a published bulletin's state and the possible actions."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from bulletins.admin.access import require_author
from bulletins.admin.lifecycle import BulletinActionMixin
from bulletins.models import Bulletin, BulletinNote
from bulletins.roles import can_publish
from bulletins.selectors.publication import find_public_url
from bulletins.selectors.status import count_sites, find_last_publication
from bulletins.services.repetition import find_next_repetition
from responses.selectors.acknowledgements import count_acknowledgements
from responses.selectors.display_status import DisplayStatus


@require_author
class BulletinLifecycleView(BulletinActionMixin, TemplateView):
    """State of a bulletin and the possible actions; authors may read it."""

    template_name = "responses/overview.html"
    page_title = gettext_lazy("On air")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        name = Bulletin.snippet_viewset.get_url_name
        return super().get_context_data(**kwargs) | {
            "notes": self.list_notes(),
            "publication": find_last_publication(self.bulletin),
            "sites": count_sites(self.bulletin) if self.state.in_force else 0,
            "next_repetition": find_next_repetition(self.bulletin),
            "tally": count_acknowledgements(self.bulletin) if self.bulletin.confirm_by else None,
            "status": self.bulletin.first_published_at and DisplayStatus(self.bulletin),
            "may_act": can_publish(self.request.user),
            "public_url": find_public_url(self.bulletin),
            "edit_url": reverse(name("edit"), args=[self.bulletin.pk]),
            "history_url": reverse(name("history"), args=[self.bulletin.pk]),
            "unpublish_url": reverse(name("unpublish"), args=[self.bulletin.pk]),
        }

    def list_notes(self) -> QuerySet[BulletinNote]:
        """Return the updates and corrections, newest first."""
        return self.bulletin.notes.all()
