"""Effects of the publication of a version, and reasons against it.

Read by the screen before the point of no return, and by the service that publishes: what the one
shows, the other refuses.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.models import Locale, ReferenceIndex

from bulletins.models import Bulletin, Urgency, list_audience_agencies
from bulletins.selectors.audience import AudienceCount, count_agencies, list_showing_agencies
from content.models import CustomDocument, CustomImage
from sites.localization.gate import is_withheld
from sites.localization.publication import bind_again, list_corrections
from sites.localization.rendering import join_words
from sites.localization.sources import get_language_name
from sites.models import Agency, AgencyQuerySet
from sites.permissions.ownership import list_live_home_pages

ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Obstacle:
    """What prevents the publication of a version, as a sentence.

    ``field``: name of the field of the bulletin's form where it is mended; empty if there is none.
    """

    text: str
    field: str = ""


def list_obstacles(version: Bulletin) -> list[Obstacle]:
    """Return what prevents the publication of ``version`` now; [] if nothing does.

    Beyond ``Bulletin.check_publishable``: an audience without a website, an end that is over, and
    files that are no longer there.
    """
    return [*_iter_obstacles(version)]


def _iter_obstacles(version: Bulletin) -> Iterator[Obstacle]:
    try:
        version.check_publishable()
    except ValidationError as error:
        messages = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, texts in messages.items():
            field = "" if name == NON_FIELD_ERRORS else name
            label = f"{capfirst(Bulletin._meta.get_field(field).verbose_name)}: " if field else ""
            yield from (Obstacle(f"{label}{text}", field) for text in texts)
    if not list_audience_agencies(version.addressees).exists():
        text = _("No website would show it. Choose whom it is for.")
        yield Obstacle(f"{_('For whom')}: {text}", "addressees")
    if _begins_when_over(version):
        yield Obstacle(_("The time it was to hold is over. Set a later end."), "valid_until")
    number = _count_vanished_files(version)
    if number:
        yield Obstacle(
            ngettext(
                "A file or picture in it is no longer there. Take it out or choose another one.",
                "%(number)s files or pictures in it are no longer there. Take them out or choose "
                "others.",
                number,
            )
            % {"number": number},
            "body",
        )


def _begins_when_over(version: Bulletin) -> bool:
    """Return whether the version would be over from the beginning.

    What has expired or ended in public can still be corrected.
    """
    end = version.valid_until
    if end is None or end > timezone.now():
        return False
    public = Bulletin.objects.filter(pk=version.pk, first_published_at__isnull=False)
    # A version holds milliseconds only, the row all of it.
    same = end - ONE_SECOND, end + ONE_SECOND
    return not public.filter(valid_until__range=same).exists()


def _count_vanished_files(version: Bulletin) -> int:
    """Return how many files and pictures of the text are deleted, or in the bin.

    Files to download are left out: they cannot be deleted while the bulletin has them.
    """
    found = list(ReferenceIndex._extract_references_from_object(version))
    vanished = sum(_count_empty_choosers(each.block, each.value) for each in version.body)
    for model in (CustomDocument, CustomImage):
        content_type = ReferenceIndex._get_base_content_type(model).pk
        keys = {str(key) for kind, key, _path, _content in found if kind == content_type}
        if keys:
            vanished += len(keys) - model.objects.filter(pk__in=keys).count()
    return vanished


def _count_empty_choosers(block: Any, value: Any) -> int:
    """Return in how many places of a block what had to be chosen is no longer there."""
    if isinstance(block, ImageBlock):
        return int(value is None)
    if isinstance(block, blocks.ChooserBlock):
        return int(block.required and value is None)
    if isinstance(block, blocks.StructBlock):
        children = [(child, value.get(name)) for name, child in block.child_blocks.items()]
    elif isinstance(block, blocks.ListBlock):
        children = [(block.child_block, each) for each in value]
    elif isinstance(block, blocks.StreamBlock):
        children = [(child.block, child.value) for child in value]
    else:
        return 0
    return sum(_count_empty_choosers(child, below) for child, below in children)


def find_public_url(bulletin: Bulletin) -> str:
    """Return the address of a bulletin where readers see it now; empty if nobody does.

    That is on its issuer's website if it is shown there, else on the first one of its audience.
    """
    if not Bulletin.objects.started(timezone.now()).filter(pk=bulletin.pk).exists():
        return ""
    showing = list_showing_agencies(bulletin)
    agency: Agency | None = showing.with_site().filter(pk=bulletin.source_id).first()
    agency = agency or showing.with_site().order_by("sort_key").first()
    if agency is None:
        return ""
    with translation.override(bulletin.language):
        return agency.root_url + bulletin.path


class LanguageState(StrEnum):
    """What readers of one language will get of the published version."""

    COMPLETE = "complete"
    PARTLY = "partly"
    WITHHELD = "withheld"
    UNPUBLISHED = "unpublished"
    MISSING = "missing"


@dataclass(frozen=True)
class LanguagePlan:
    """What one language of the websites will show.

    ``name``: of the language, within a sentence. ``number``: how many of the websites have it.
    """

    name: str
    number: int
    state: LanguageState

    @property
    def is_complete(self) -> bool:
        """Whether readers of this language will read all of it in their language."""
        return self.state == LanguageState.COMPLETE


@dataclass(frozen=True)
class PublicationPlan:
    """What the publication of ``version`` will do.

    ``reach``: the websites that will show it. ``joining``, ``leaving``: of a published bulletin,
    those that will show it anew or no longer; None if it is not public yet.
    """

    version: Bulletin
    reach: AudienceCount
    joining: AudienceCount | None
    leaving: AudienceCount | None
    languages: list[LanguagePlan]
    obstacles: list[Obstacle]

    @property
    def begins_later(self) -> bool:
        """Whether websites will show it later than at once."""
        begin = self.version.valid_from
        return begin is not None and begin > timezone.now()

    @property
    def is_urgent(self) -> bool:
        """Whether websites will show it as a banner."""
        return self.version.urgency != Urgency.ROUTINE


def get_publication_plan(version: Bulletin) -> PublicationPlan:
    """Return the plan for a version of a bulletin, as of now, in a constant number of queries."""
    agencies = list_showing_agencies(version)
    joining, leaving = _count_changes(version, agencies)
    return PublicationPlan(
        version=version,
        reach=count_agencies(agencies),
        joining=joining,
        leaving=leaving,
        languages=_list_languages(version, agencies),
        obstacles=list_obstacles(version),
    )


def _count_changes(
    version: Bulletin, agencies: AgencyQuerySet
) -> tuple[AudienceCount, AudienceCount] | tuple[None, None]:
    public = Bulletin.objects.filter(pk=version.pk, live=True).first()
    if public is None:
        return None, None
    present = list_showing_agencies(public)
    joining = agencies.exclude(pk__in=present.values("pk"))
    leaving = present.exclude(pk__in=agencies.values("pk"))
    return count_agencies(joining), count_agencies(leaving)


def _list_languages(version: Bulletin, agencies: AgencyQuerySet) -> list[LanguagePlan]:
    """Return the other languages that some of the websites have, in their order."""
    rows = Bulletin.objects.filter(translation_key=version.translation_key).exclude(pk=version.pk)
    translations = {row.locale_id: row for row in rows.select_related("locale")}
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    plans = []
    for code, _name in settings.LANGUAGES:
        locale = locales.get(code)
        if locale is None or code == settings.LANGUAGE_CODE:
            continue
        homes = list_live_home_pages(code).values("translation_key")
        number = agencies.filter(root_page__translation_key__in=homes).count()
        row = translations.get(locale.pk)
        if number or row:
            plans.append(LanguagePlan(get_language_name(locale), number, _foresee(version, row)))
    return plans


def _foresee(version: Bulletin, row: Bulletin | None) -> LanguageState:
    """Return what readers of a translation will get once ``version`` is published."""
    if row is None:
        return LanguageState.MISSING
    if not row.live:
        return LanguageState.UNPUBLISHED
    if revision := version.latest_revision:
        corrected = bind_again(row.words, list_corrections(version, revision))
        row.words = join_words(row.words, corrected)
    # In memory alone: what the publication will write.
    rendering = row.render_from(version)
    if is_withheld(version, rendering):
        return LanguageState.WITHHELD
    return LanguageState.PARTLY if rendering.missing else LanguageState.COMPLETE
