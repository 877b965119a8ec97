"""Telling ICT administrators by mail of errors that people met: once of each kind.

A kind that was dealt with and is met again is told of once more.
"""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from members.models import NotificationKind
from members.services.notifications import Wording, notify
from ops.errors.texts import ErrorRow, make_error_row
from ops.models import ErrorKind
from ops.services.errors import mark_announced


@transaction.atomic
def notify_of_errors() -> None:
    """Notify ICT administrators of the kinds of errors that they have not been told of."""
    kinds = list(ErrorKind.objects.unannounced().order_by("first_at"))
    administrators = list(User.objects.filter(is_active=True, is_superuser=True))
    for kind in kinds if administrators else ():
        _notify(administrators, kind)
    mark_announced(kinds=kinds)


def _notify(administrators: list[User], kind: ErrorKind) -> None:
    wordings = {}
    for code, _label in settings.WAGTAILADMIN_PERMITTED_LANGUAGES:
        with override(code):
            wordings[code] = _word(make_error_row(kind))
    usual = wordings[settings.LANGUAGE_CODE]
    notify(
        administrators,
        kind=NotificationKind.ERROR,
        event=f"error:{kind.code}:{(kind.returned_at or kind.first_at).isoformat()}",
        title=usual.title,
        text=usual.text,
        url=usual.url,
        at_once=True,
        translations=wordings,
    )


def _word(row: ErrorRow) -> Wording:
    title = _("Somebody met an error: %(screen)s (%(code)s)")
    title %= {"screen": row.title, "code": row.code}
    text = _("%(what)s Last person: %(person)s. No other mail comes about it until it is mended.")
    text %= {"what": row.what, "person": row.person or "–"}
    return Wording(title, settings.WAGTAILADMIN_BASE_URL + row.url, text)
