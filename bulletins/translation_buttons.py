"""Translation buttons in the list of bulletins.

They replace those of wagtail-localize, which need several queries for each row.
"""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button
from wagtail.models import Locale
from wagtail_localize.models import TranslationSource
from wagtail_localize.wagtail_hooks import register_snippet_listing_buttons

from accounts.models import User
from bulletins.models import Bulletin
from bulletins.models.queryset import BulletinQuerySet
from sites.unhooking import unhook


def take_over() -> None:
    """Unregister the buttons of wagtail-localize; no other snippet model would need them."""
    unhook("register_snippet_listing_buttons", register_snippet_listing_buttons)


def with_ways_to_translate(bulletins: BulletinQuerySet) -> BulletinQuerySet:
    """Annotate each bulletin with what ``translation_buttons`` needs.

    ``lacks_language``: whether a language without a translation is left. ``translated_from``: key
    of its ``TranslationSource`` with enabled translations, or None.
    """
    versions = Bulletin.objects.filter(translation_key=OuterRef(OuterRef("translation_key")))
    kept = TranslationSource.objects.filter(
        object=OuterRef("translation_key"), locale=OuterRef("locale"), translations__enabled=True
    )
    return bulletins.annotate(
        lacks_language=Exists(Locale.objects.exclude(pk__in=versions.values("locale"))),
        translated_from=Subquery(kept.values("pk")[:1]),
    )


def translation_buttons(
    bulletin: object, user: User, next_url: str | None = None
) -> Iterator[Button]:
    """Yield the translation buttons in the menu of a row, none for other snippets.

    ``bulletin`` needs the annotations of ``with_ways_to_translate``.
    """
    if not isinstance(bulletin, Bulletin):
        return
    if not user.has_perm("wagtail_localize.submit_translation"):
        return
    if bulletin.lacks_language:
        url = reverse(
            "wagtail_localize:submit_snippet_translation",
            args=[bulletin._meta.app_label, bulletin._meta.model_name, bulletin.pk],
        )
        yield Button(_("Translate"), url=url, icon_name="wagtail-localize-language", priority=100)
    if bulletin.translated_from:
        url = reverse("wagtail_localize:update_translations", args=[bulletin.translated_from])
        back = f"?{urlencode({'next': next_url})}" if next_url else ""
        yield Button(_("Update translations"), url=url + back, icon_name="resubmit", priority=106)
