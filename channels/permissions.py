"""Access to channels: of which bulletins and for which agencies a user may use them."""

from collections.abc import Iterator
from itertools import chain, islice
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse

from accounts.models import User
from accounts.permissions import AnyUser
from bulletins.models import Bulletin
from bulletins.roles import can_add_bulletins, can_publish, can_write_bulletins
from channels.models import BulletinRecording, RecordingLanguage
from members.approval_rules import is_two_person_rule_active
from sites.models import Agency, AgencyQuerySet, Kind
from sites.permissions.ownership import (
    get_active_agency_ids,
    get_moderated_agency_ids,
    register_central_app,
    register_owner,
)
from sites.permissions.routes import allow_route
from sites.permissions.translators import get_unconfined_agency_ids

BULLETIN = "bulletins.Bulletin"
MAX_MATCHES = 20


def get_channels_url(
    bulletin: Bulletin, agency: Agency | None = None, language: str = settings.LANGUAGE_CODE
) -> str:
    """Return the admin path of a bulletin's channels.

    `agency`: whose version to show; without it, `get_agency` chooses one. `language`: code of the
    language of the texts.
    """
    parameters = {"don-vi": agency.code} if agency else {}
    if language != settings.LANGUAGE_CODE:
        parameters["ngon-ngu"] = language
    query = f"?{urlencode(parameters)}" if parameters else ""
    return reverse("channels", args=[bulletin.pk]) + query


def get_recording_url(
    bulletin: Bulletin, language: RecordingLanguage, agency: Agency | None
) -> str:
    """Return the admin path of the screen that records a bulletin; ``agency`` as there."""
    query = f"?don-vi={agency.code}" if agency else ""
    return reverse("recording", args=[bulletin.pk, language.code]) + query


def get_bulletin(user: User, pk: int) -> Bulletin:
    """Return the source bulletin whose channels `user` may see.

    Users with a permission on bulletins (`can_write_bulletins`) get the latest draft of one that is
    not live. Raises Http404 for other users, and if there is no such source.
    """
    sources = Bulletin.objects.sources().select_related("locale").prefetch_related("audience")
    bulletin = sources.filter(pk=pk).first()
    if bulletin is None or not (bulletin.live or can_write_bulletins(user)):
        raise Http404
    return bulletin if bulletin.live else bulletin.get_latest_revision_as_object()


def list_agencies(user: User, bulletin: Bulletin, query: str = "") -> list[Agency]:
    """Return the agencies for which `user` may use the channels of a bulletin, at most 20.

    `query`: words of the agency's name, code or host; empty for all. Users with a permission on
    bulletins get all active agencies in the audience, others those of their own that show the
    bulletin.
    """
    return list(islice(_list_agencies(user, bulletin, Agency.objects.matching(query)), MAX_MATCHES))


def get_agency(user: User, bulletin: Bulletin, code: str) -> Agency:
    """Return the agency with this code; without one the issuer, or the province, or the first.

    Raises Http404 if there is none for which `user` may use the channels of the bulletin.
    """
    if code:
        chosen = _list_agencies(user, bulletin, Agency.objects.filter(code=code))
    else:
        issuer = Agency.objects.filter(pk=bulletin.source_id)
        # Its website is the one most likely to have what there is in other languages.
        province = Agency.objects.filter(kind=Kind.PROVINCE)
        chosen = chain.from_iterable(
            _list_agencies(user, bulletin, agencies)
            for agencies in (issuer, province, Agency.objects.all())
        )
    agency = next(chosen, None)
    if agency is None:
        raise Http404
    return agency


def get_recording_owner(user: AnyUser, agency: Agency) -> Agency | None:
    """Return whose recordings a user makes at the channels of an agency: its, or ICT's (None).

    Those who write bulletins record for all websites, all others for their agency's.
    """
    return None if can_add_bulletins(user) else agency


def can_record(user: AnyUser, owner: Agency | None) -> bool:
    """Return whether ``user`` may save drafts of recordings of an agency, or of ICT (None)."""
    if owner is None:
        return can_add_bulletins(user)
    return owner.pk in get_unconfined_agency_ids(user)


def can_publish_recording(user: AnyUser, owner: Agency | None, author: int | None = None) -> bool:
    """Return whether ``user`` may publish and remove recordings of an agency, or of ICT (None).

    ``author``: primary key of who made the recording; under the two-person rule of the agency
    nobody publishes their own. None: leave that out.
    """
    if owner is None:
        return can_publish(user)
    if owner.pk not in get_moderated_agency_ids(user):
        return False
    return author != user.pk or not is_two_person_rule_active(owner)


def find_recording_url(user: AnyUser, recording: BulletinRecording) -> str | None:
    """Return the admin path of the screen that has a recording; None if it is not the user's."""
    agency = recording.agency
    if agency and get_recording_owner(user, agency) != agency:
        return None
    if not can_record(user, agency):
        return None
    return get_recording_url(recording.bulletin, recording.language, agency)


def can_hear(user: User, recording: BulletinRecording) -> bool:
    """Return whether the admin plays a recording to ``user``.

    Drafts to those who could make them; what is published to all who may use the admin while the
    bulletin is live, and always to those with a permission on bulletins.
    """
    if recording.published_at is None:
        return can_record(user, recording.agency) or can_publish(user)
    works_here = user.has_perm("wagtailadmin.access_admin")
    return works_here and (recording.bulletin.live or can_write_bulletins(user))


def can_list_recordings(user: AnyUser) -> bool:
    """Return whether there is a list of recordings for ``user`` (``list_visible_recordings``)."""
    return can_add_bulletins(user) or bool(get_active_agency_ids(user))


def list_visible_recordings(user: AnyUser) -> QuerySet[BulletinRecording]:
    """Return the recordings that the list has for ``user``.

    For ICT publishers all, for ICT authors without drafts of units, for everybody else those of
    their own active agencies whose websites show the bulletin. None of withdrawn bulletins.
    """
    recordings = BulletinRecording.objects.filter(bulletin__withdrawn_at=None)
    if can_publish(user):
        return recordings
    if can_add_bulletins(user):
        return recordings.filter(Q(agency=None) | Q(published_at__isnull=False))
    own = Q(pk=None)
    for agency in Agency.objects.filter(pk__in=get_active_agency_ids(user)):
        shown = Bulletin.objects.published_to(agency)
        own |= Q(agency=agency, bulletin__in=shown.order_by().values("pk"))
    return recordings.filter(own)


def _list_agencies(user: User, bulletin: Bulletin, among: AgencyQuerySet) -> Iterator[Agency]:
    agencies = among.active().with_site().select_related("parent").prefetch_related("groups")
    if can_write_bulletins(user):
        return (agency for agency in agencies if bulletin.is_addressed_to(agency))
    return (
        agency
        for agency in agencies.filter(pk__in=get_active_agency_ids(user))
        if _is_shown_on(agency, bulletin)
    )


def _is_shown_on(agency: Agency, bulletin: Bulletin) -> bool:
    return Bulletin.objects.published_to(agency).filter(pk=bulletin.pk).exists()


@register_owner(BulletinRecording)
def get_recording_holder(recording: BulletinRecording) -> Agency | Bulletin:
    """Return the agency of a recording, or the bulletin of one of the ICT department."""
    return recording.agency or recording.bulletin


register_central_app("channels", shared_with="bulletins")
# Every agency may announce live bulletins; the views check whether it is in the audience.
allow_route("channels", path={"bulletin": BULLETIN}, referring=True)
allow_route(
    "channels_file",
    path={"bulletin": BULLETIN, "channel": "", "offer": ""},
    referring=True,
)
allow_route("recordings", "recordings_results")
allow_route("bulletin_retold", path={"bulletin": BULLETIN}, referring=True)
allow_route(
    *("recording", "recording_publish", "recording_confirm", "recording_remove"),
    path={"bulletin": BULLETIN, "language": ""},
    referring=True,
)
allow_route(
    *("recording_languages:index", "recording_languages:index_results"),
    *("recording_languages:add",),
)
allow_route(
    *(f"recording_languages:{name}" for name in ("edit", "delete", "history", "history_results")),
    path={"pk": "channels.RecordingLanguage"},
)
allow_route("spoken_forms:index", "spoken_forms:index_results", "spoken_forms:add")
allow_route(
    *(f"spoken_forms:{name}" for name in ("edit", "delete", "history", "history_results")),
    path={"pk": "channels.SpokenForm"},
)
