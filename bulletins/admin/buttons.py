"""Buttons in lists and forms of bulletins: to the channels, and to state and actions."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import Button

from accounts.models import User
from bulletins.models import Bulletin
from bulletins.roles import can_add_bulletins, can_publish
from sites.requests import AdminRequest

LABEL, ICON = gettext_lazy("Channels"), "media"


def list_channel_buttons(
    bulletin: Any, user: User, next_url: str | None = None
) -> Iterator[Button]:
    """Yield the button for a row in the list of bulletins; none for translations."""
    if isinstance(bulletin, Bulletin) and bulletin.is_source:
        yield Button(
            LABEL, url=reverse("channels", args=[bulletin.pk]), icon_name=ICON, priority=15
        )


class ChannelsButtonMixin:
    """Mixin that adds the button to the header menu of a bulletin's admin views."""

    @property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = [*super().header_more_buttons]  # type: ignore[misc]
        bulletin: Bulletin = self.object  # type: ignore[attr-defined]
        if bulletin.is_source:
            url = reverse("channels", args=[bulletin.pk])
            buttons.append(Button(LABEL, url=url, icon_name=ICON, priority=15))
        return buttons


def list_lifecycle_buttons(
    instance: object, user: User, next_url: str | None = None
) -> Iterator[Button]:
    """Yield the buttons for a bulletin's menu in the list: publish, state, that it still holds.

    The state is there once it was published, for users who may add bulletins. Only publishers
    publish what has unpublished changes, and confirm what has not been confirmed for long.
    """
    if not isinstance(instance, Bulletin):
        return
    is_draft = instance.has_unpublished_changes or not instance.live
    if is_draft and instance.is_source and not instance.withdrawn_at and can_publish(user):
        url = reverse("bulletin_publish", args=[instance.pk])
        yield Button(_("Publish"), url=url, icon_name="upload", priority=3)
    if not instance.first_published_at:
        return
    if can_add_bulletins(user):
        url = reverse("bulletin_steering", args=[instance.pk])
        yield Button(_("On air"), url=url, icon_name="desktop", priority=5)
    if instance.live and instance.is_source and instance.is_unconfirmed() and can_publish(user):
        url = reverse("bulletin_confirm", args=[instance.pk])
        yield Button(_("Confirm that it still holds"), url=url, icon_name="check", priority=4)


class LifecycleButtonMixin:
    """Mixin that adds the button to the header menu of the form."""

    object: Bulletin
    request: AdminRequest

    @property
    def header_more_buttons(self) -> list[Button]:
        user = self.request.user
        others: list[Button] = super().header_more_buttons  # type: ignore[misc]
        return [
            *others,
            *list_lifecycle_buttons(self.object, user),
            *list_draft_buttons(self.object, user),
        ]


def list_draft_buttons(bulletin: Bulletin, user: User) -> Iterator[Button]:
    """Yield the button that shares a bulletin's draft; none if all of it is published."""
    is_draft = not bulletin.live or bulletin.has_unpublished_changes
    if is_draft and bulletin.is_source and not bulletin.withdrawn_at and can_add_bulletins(user):
        url = reverse("desk:bulletin_draft_links", args=[bulletin.pk])
        yield Button(_("Send a link to the draft"), url=url, icon_name="link", priority=6)
