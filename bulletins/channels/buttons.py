"""Buttons that lead from lists and forms of bulletins to their channels."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button

from accounts.models import User
from bulletins.channels.access import channels_url
from bulletins.models import Bulletin

LABEL, ICON = _("Channels"), "media"


def row_buttons(bulletin: Any, user: User, next_url: str | None = None) -> Iterator[Button]:
    """Yield the button for a row in the list of bulletins; none for translations."""
    if isinstance(bulletin, Bulletin) and bulletin.is_source:
        yield Button(LABEL, url=channels_url(bulletin), icon_name=ICON, priority=15)


class ChannelsButtonMixin:
    """Mixin that adds the button to the header menu of a bulletin's admin views."""

    @property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = [*super().header_more_buttons]  # type: ignore[misc]
        bulletin: Bulletin = self.object  # type: ignore[attr-defined]
        if bulletin.is_source:
            url = channels_url(bulletin)
            buttons.append(Button(LABEL, url=url, icon_name=ICON, priority=15))
        return buttons
