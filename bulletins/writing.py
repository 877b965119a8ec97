"""The views in which bulletins are created and edited."""

from typing import Any

from django.http import Http404
from django.utils.functional import cached_property
from wagtail.admin.ui.side_panels import PreviewSidePanel
from wagtail.snippets.views.snippets import CreateView, EditView

from bulletins.channels.buttons import ChannelsButtonMixin
from bulletins.checks import advice_on
from bulletins.models import Bulletin, BulletinTemplate
from bulletins.starting import (
    FROM_EARLIER,
    FROM_TEMPLATE,
    bulletin_from_earlier,
    bulletin_from_template,
)
from bulletins.steering.buttons import SteeringHeaderMixin
from sites.screens.side_panels import WithoutChecksMixin


class AdviceMixin(WithoutChecksMixin):
    """Adds advice before publishing, as of the last save, and a preview with agency search."""

    partials_template_name = "bulletins/admin/edit_partials.html"
    form: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return context | {"advice": advice_on(self.form.instance)}

    def get_side_panels(self) -> Any:
        panels = super().get_side_panels()
        for panel in panels:
            if isinstance(panel, PreviewSidePanel):
                panel.template_name = "bulletins/admin/preview.html"
        return panels


class BulletinCreateView(AdviceMixin, CreateView):
    """Creation of a bulletin: blank, or from a template or an earlier bulletin.

    ``?mau=`` or ``?tu=`` is the primary key of the template or earlier bulletin.
    """

    def get_initial_form_instance(self) -> Bulletin:
        instance = self.start if self.request.method == "GET" else Bulletin()
        instance.locale = self.locale
        return instance

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if form.is_bound:
            form.may_keep(self.start)
        return form

    @cached_property
    def start(self) -> Bulletin:
        """Return the unsaved bulletin to start from. Raises Http404 for an unknown key."""
        by = self.request.user
        if key := self.request.GET.get(FROM_TEMPLATE):
            return bulletin_from_template(_found(BulletinTemplate.objects.all(), key), by=by)
        if key := self.request.GET.get(FROM_EARLIER):
            return bulletin_from_earlier(_found(Bulletin.objects.sources(), key), by=by)
        return Bulletin()


class BulletinEditView(AdviceMixin, ChannelsButtonMixin, SteeringHeaderMixin, EditView):
    """Editing of a saved bulletin."""

    def get_object(self, queryset: Any = None) -> Bulletin:
        bulletin: Bulletin = super().get_object(queryset)
        if self.request.method == "GET":
            # Prefetched as Wagtail does for lists of pages; otherwise each part of the page would
            # query the workflow states again.
            states = bulletin.workflow_states.active().select_related("current_task_state__task")
            bulletin._current_workflow_states = list(states)
        return bulletin


def _found(objects: Any, key: str) -> Any:
    found = objects.filter(pk=key).first() if key.isdecimal() else None
    if found is None:
        raise Http404
    return found
