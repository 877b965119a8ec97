"""Notifications about bulletins in the language of whoever gets them.

A user who has chosen another language for the admin is told in the words of the bulletin's
translation, if that may be passed on (``LocalizedBulletin.whole``); else in Vietnamese, and the
e-mail says so.
"""

from collections.abc import Callable, Iterable, Mapping

from django.conf import settings
from django.utils.translation import override

from accounts.models import User
from bulletins.models import Bulletin
from bulletins.selectors.localized import localize_bulletins
from members.models import NotificationKind
from members.services.notifications import Wording, notify
from sites.models import Agency


def list_current_texts(bulletin: Bulletin) -> dict[str, Bulletin]:
    """Return the row with the text in each language of the admin that there is, by code.

    ``bulletin``: the source, which stands for the default language and comes first.
    """
    texts = {settings.LANGUAGE_CODE: bulletin}
    for language, _name in settings.WAGTAILADMIN_PERMITTED_LANGUAGES:
        with override(language):
            [localized] = localize_bulletins([bulletin])
        if localized.whole.text.language == language:
            texts[language] = localized.whole.text
    return texts


def notify_of_bulletin(
    users: Iterable[User],
    texts: Mapping[str, Bulletin],
    build: Callable[[Bulletin], Wording],
    *,
    kind: NotificationKind,
    event: str,
    at_once: bool = False,
    agency: Agency | None = None,
) -> None:
    """Notify users of an event of a bulletin, each in a language of ``texts``.

    ``texts``: as from ``list_current_texts``; only the source, if what is to be said has words in
    the default language alone. ``build``: returns what to say, given the row with the text, whose
    language is active. The rest is as for ``notify``.
    """
    wordings = {}
    for language, text in texts.items():
        with override(language):
            wordings[language] = build(text)
    first = wordings.pop(settings.LANGUAGE_CODE)
    notify(
        users,
        kind=kind,
        event=event,
        title=first.title,
        text=first.text,
        url=first.url,
        at_once=at_once,
        agency=agency,
        translations=wordings,
    )
