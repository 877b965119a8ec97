"""Service that confines a translator to languages, and removes them when a role ends.

See ``sites.permissions.translators`` for what the languages mean.
"""

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from members.services.audit import create_audit_entries
from sites.models import Agency, TranslatorLanguage
from sites.permissions.translators import get_stored_languages

LANGUAGES_CHANGED = "people.languages"


@transaction.atomic
def set_translator_languages(
    *, user: User, agency: Agency | None, languages: Collection[str], by: User
) -> None:
    """Confine ``user`` to translations into ``languages``; lift the confinement if it is empty.

    ``agency``: where; None for bulletins. ``languages``: language codes. Does nothing if they are
    stored already. Recorded in the journal.
    """
    if set(languages) == get_stored_languages(user, agency):
        return
    drop_translator_languages(user=user, agency=agency)
    TranslatorLanguage.objects.bulk_create(
        TranslatorLanguage(person=user, agency=agency, language=code)
        for code in sorted(set(languages))
    )
    create_audit_entries(
        LANGUAGES_CHANGED,
        agencies=[agency.pk] if agency else [],
        person=by,
        target=user,
        detail=", ".join(sorted(set(languages))),
    )


def drop_translator_languages(*, user: User, agency: Agency | None) -> None:
    """Delete the languages of a user whose role in ``agency``, or with bulletins, has ended."""
    TranslatorLanguage.objects.filter(person=user, agency=agency).delete()
