"""Form of the details of a unit's website, whose words wait under the two-person rule."""

from typing import Any

from django.contrib.admin.utils import label_for_field
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from accounts.models import User
from content.models import CustomImage
from members.admin.words import mention_waiting_words
from members.services.waiting_words import (
    RecordKind,
    Words,
    find_waiting_words,
    record_words,
    settle_words,
)
from sites.models import Agency, AgencySettings
from sites.permissions.archived import AgencyArchivedError
from sites.permissions.references import TenantReferencesForm

DETAILS = "details"
WORDS = ("address", "responsible", "licence", "monogram")
EMBLEM = "emblem"


class WebsiteDetailsForm(TenantReferencesForm):
    """Form of the details of a website: telephone, mail and colour are public at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = find_waiting_words(self.instance.site.agency, DETAILS)
        if waiting:
            self.initial |= waiting.words

    @transaction.atomic
    def save(self, commit: bool = True) -> AgencySettings:
        """Save the details, with the words that citizens may read now."""
        details = self.instance
        agency = Agency.objects.select_for_update(of=("self",)).get(site=details.site)
        words = settle_words(
            agency=agency, kind=DETAILS, written=_get_words(details), by=self.for_user
        )
        _set_words(details, words)
        saved: AgencySettings = super().save(commit=commit)
        record_words(saved, words, by=self.for_user)
        return saved


def _get_words(details: AgencySettings) -> Words:
    words = {name: getattr(details, name) for name in WORDS}
    return words | {EMBLEM: str(details.emblem_id or "")}


def _set_words(details: AgencySettings, words: Words) -> None:
    for name in WORDS:
        if name in words:
            setattr(details, name, words[name])
    if EMBLEM in words:
        details.emblem = (
            CustomImage.objects.filter(pk=words[EMBLEM]).first() if words[EMBLEM] else None
        )


def _list_public(agency: Agency, object_id: str) -> Words:
    return _get_words(AgencySettings.for_site(agency.site))


def _name_field(field: str) -> str:
    return capfirst(str(label_for_field(field, AgencySettings)))


def _show(field: str, text: str) -> str:
    if field != EMBLEM:
        return text
    image = CustomImage.objects.filter(pk=text).first() if text else None
    if image is None:
        return ""
    rendition = image.get_rendition("max-165x165")
    return format_html('<img src="{}" alt=""> {}', rendition.url, image.title)


def _publish(agency: Agency, object_id: str, words: Words, by: User | None) -> AgencySettings:
    if agency.is_archived:
        raise AgencyArchivedError(agency)
    details = AgencySettings.for_site(agency.site)
    _set_words(details, words)
    details.full_clean()
    details.save()
    log(details, "wagtail.edit", user=by)
    return details


def _get_url(agency: Agency, object_id: str) -> str:
    return reverse("wagtailsettings:edit", args=["agencies", "agencysettings", agency.site_id])


def _list_images(words: Words) -> list[CustomImage]:
    key = words.get(EMBLEM)
    return list(CustomImage.objects.filter(pk=key)) if key else []


KIND = RecordKind(
    DETAILS,
    _("Details of the website"),
    _list_public,
    _name_field,
    _publish,
    _get_url,
    _show,
    list_images=_list_images,
)


def mention_waiting_details(request: HttpRequest, details: Any) -> None:
    """Tell the user of the form which of its words are not public (``before_edit_setting``)."""
    if isinstance(details, AgencySettings) and request.method == "GET":
        mention_waiting_words(request, details.site.agency, DETAILS)
