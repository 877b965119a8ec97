"""The screen that bulletins are written on."""

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
    """What to look at before publishing stands above the buttons, as of the last save; the
    preview has a search for units.
    """

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
    """A new bulletin: empty, or with what a template or an earlier bulletin has."""

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
        """Raises Http404 where the address names what is not there."""
        by = self.request.user
        if key := self.request.GET.get(FROM_TEMPLATE):
            return bulletin_from_template(_found(BulletinTemplate.objects.all(), key), by=by)
        if key := self.request.GET.get(FROM_EARLIER):
            return bulletin_from_earlier(_found(Bulletin.objects.sources(), key), by=by)
        return Bulletin()


class BulletinEditView(AdviceMixin, ChannelsButtonMixin, SteeringHeaderMixin, EditView):
    """A bulletin that has been saved before."""

    def get_object(self, queryset: Any = None) -> Bulletin:
        bulletin: Bulletin = super().get_object(queryset)
        if self.request.method == "GET":
            # As for pages in a list; else each part of the screen asks for it anew.
            states = bulletin.workflow_states.active().select_related("current_task_state__task")
            bulletin._current_workflow_states = list(states)
        return bulletin


def _found(objects: Any, key: str) -> Any:
    found = objects.filter(pk=key).first() if key.isdecimal() else None
    if found is None:
        raise Http404
    return found
