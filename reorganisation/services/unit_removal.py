"""Service that removes a unit which a plan made and nobody has used since."""

from collections.abc import Collection as Several
from collections.abc import Iterator

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _
from wagtail.models import Collection, Page, Revision, Site

from bulletins.models import Bulletin, BulletinAudience, BulletinTemplate
from content.models import CustomDocument, CustomImage
from home.models import FeedbackMessage
from members.permissions import list_members
from reorganisation.selectors.drafts import list_bulletin_drafts
from responses.models import Acknowledgement
from sites.caching.versions import DIRECTORY, bump_cache_versions
from sites.models import EVERYONE, Agency
from sites.permissions.ownership import list_agency_pages, list_home_pages
from sites.services.namesakes import refresh_qualifiers


@transaction.atomic
def remove_agency(*, agency: Agency, pages: Several[int]) -> str:
    """Delete an agency with its website, as if it had never been made; return an empty string.

    ``pages``: keys of those it began with. Where there is more by now, nothing is deleted, and a
    sentence says what there is.
    """
    # Two transactions must not write Wagtail's trees at once; the root page serves as the lock.
    Page.objects.select_for_update().get(depth=1)
    if found := [text for text, is_there in _iter_traces(agency, pages) if is_there]:
        return _describe_use(agency, found)
    homes = list(list_home_pages([agency.pk]))
    groups = [agency.editors_id, agency.moderators_id]
    site, collection = agency.site_id, agency.collection_id
    try:
        agency.delete()
    except ProtectedError as error:
        kinds = {str(type(one)._meta.verbose_name_plural) for one in error.protected_objects}
        return _describe_use(agency, sorted(kinds))
    Site.objects.filter(pk=site).delete()
    for home in homes:
        Page.objects.get(pk=home.pk).delete()
    Collection.objects.get(pk=collection).delete()
    Group.objects.filter(pk__in=groups).delete()
    refresh_qualifiers()
    bump_cache_versions([EVERYONE, DIRECTORY])
    return ""


def _describe_use(agency: Agency, traces: list[str]) -> str:
    return _("%(unit)s stays, because it has been used: %(traces)s.") % {
        "unit": agency.name_vi,
        "traces": ", ".join(traces),
    }


def _iter_traces(agency: Agency, pages: Several[int]) -> Iterator[tuple[str, bool]]:
    own = list_agency_pages([agency.pk])
    written = Revision.page_revisions.filter(
        object_id__in=[str(key) for key in own.values_list("pk", flat=True)], user__isnull=False
    )
    yield _("pages"), own.exclude(pk__in=pages).exists() or written.exists()
    below = Q(collection__path__startswith=agency.collection.path)
    models = (CustomDocument, CustomImage)
    yield _("files"), any(model._base_manager.filter(below).exists() for model in models)
    yield _("members"), list_members(agency).exists()
    yield _("messages"), FeedbackMessage.objects.filter(agency=agency).exists()
    codes = {agency.own_code, agency.below_code}
    lines = BulletinAudience.objects.filter(code__in=codes)
    bulletins = Bulletin.objects.filter(Q(source=agency) | Q(pk__in=lines.values("bulletin")))
    yield _("bulletins"), bulletins.exists() or bool(list_bulletin_drafts(agency))
    templates = BulletinTemplate.objects.values_list("audience_codes", flat=True)
    yield _("templates of bulletins"), any(not codes.isdisjoint(one) for one in templates)
    yield _("confirmations"), Acknowledgement.objects.filter(agency=agency).exists()
    yield (
        _("units that it succeeds or that belong to it"),
        (agency.predecessors.exists() or agency.children.exists() or agency.former_hosts.exists()),
    )
