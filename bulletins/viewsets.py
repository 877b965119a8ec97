from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, LocaleColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)
from wagtail.snippets.views.snippets import EditView, InspectView, SnippetViewSet

from bulletins.channels.buttons import ChannelsButtonMixin
from bulletins.models import Bulletin
from bulletins.policies import ReachMixin


def _force(bulletin: Bulletin) -> str:
    """Whether and until when a bulletin is in force; being published is another column's."""
    begin, end = bulletin.valid_from, bulletin.valid_until
    if end and bulletin.is_expired():
        return gettext("expired on %(time)s") % {"time": _time(end)}
    if begin and begin > timezone.now():
        return gettext("from %(time)s") % {"time": _time(begin)}
    if end:
        return gettext("until %(time)s") % {"time": _time(end)}
    return gettext("until withdrawn")


def _time(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


class LiveBulletinsMixin:
    """Everybody may refer to a published bulletin; drafts are for those who write them."""

    def get_object_list(self) -> QuerySet[Bulletin]:
        return Bulletin.objects.sources().filter(live=True)


class BulletinChooseView(LiveBulletinsMixin, ChooseView):
    pass


class BulletinChooseResultsView(LiveBulletinsMixin, ChooseResultsView):
    pass


class BulletinChosenView(SnippetChosenView):
    def get_object(self, pk: str) -> Bulletin:
        return Bulletin.objects.sources().get(pk=pk, live=True)


class BulletinChosenMultipleView(SnippetChosenMultipleView):
    def get_objects(self, pks: list[str]) -> QuerySet[Bulletin]:
        return Bulletin.objects.sources().filter(pk__in=pks, live=True)


class BulletinChooserViewSet(SnippetChooserViewSet):
    choose_view_class = BulletinChooseView
    choose_results_view_class = BulletinChooseResultsView
    chosen_view_class = BulletinChosenView
    chosen_multiple_view_class = BulletinChosenMultipleView


class BulletinEditView(ChannelsButtonMixin, EditView):
    pass


class BulletinInspectView(ChannelsButtonMixin, InspectView):
    pass


class BulletinViewSet(SnippetViewSet):
    """Writing bulletins in the admin."""

    model = Bulletin
    icon = "doc-full-inverse"
    menu_label = _("Bulletins")
    menu_name = "bulletins"
    menu_order = 90
    add_to_admin_menu = True
    # Wagtail's copy view saves onto the original when posted to directly.
    copy_view_enabled = False
    inspect_view_enabled = True
    edit_view_class = BulletinEditView
    inspect_view_class = BulletinInspectView
    chooser_viewset_class = BulletinChooserViewSet
    list_display = [
        "title",
        Column("get_urgency_display", label=_("Urgency"), sort_key="urgency"),
        Column("issued_on", label=_("Date of issue"), sort_key="issued_on"),
        Column(_force, label=_("In force"), sort_key="valid_until"),
        LocaleColumn(),
        LiveStatusTagColumn(),
    ]
    list_filter = ["urgency", "category", "live"]
    ordering = ["-issued_on", "-pk"]

    def construct_view(self, view_class: type[Any], **kwargs: Any) -> Any:
        if issubclass(view_class, PermissionCheckedMixin):
            view_class = type(view_class.__name__, (ReachMixin, view_class), {})
        return super().construct_view(view_class, **kwargs)
