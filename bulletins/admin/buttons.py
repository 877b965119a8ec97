"""Buttons in lists and forms of bulletins: to the channels, and to state and actions."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import Button

from accounts.models import User
from bulletins.models import Bulletin
from bulletins.roles import can_add_bulletins
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
    """Yield the button for a bulletin's menu in the list.

    None for a bulletin that was never published, and for users who may not add bulletins.
    """
    if not isinstance(instance, Bulletin) or not instance.first_published_at:
        return
    if can_add_bulletins(user):
        url = reverse("bulletin_steering", args=[instance.pk])
        yield Button(_("On air"), url=url, icon_name="desktop", priority=5)


class LifecycleButtonMixin:
    """Mixin that adds the button to the header menu of the form."""

    object: Bulletin
    request: AdminRequest

    @property
    def header_more_buttons(self) -> list[Button]:
        steering = list_lifecycle_buttons(self.object, self.request.user)
        others: list[Button] = super().header_more_buttons  # type: ignore[misc]
        return [*others, *steering]
