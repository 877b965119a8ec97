"""Links to drafts: the list, users with permission to make and revoke them, their content.

A link shows the latest draft and not the version of the day on which it was made: who is asked to
look at a text looks again once it has been changed, and saving a draft anew may write over the
version before. What a link shows is decided at each request: a link is over as soon as its maker
could not open the draft any more. See docs/features/draft-links.md.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils import timezone, translation
from django.utils.functional import cached_property
from wagtail.models import Page
from wagtail.permissions import policy_registry

from accounts.permissions import AnyUser, is_administrator
from bulletins.models import Bulletin
from bulletins.roles import can_publish
from content.files.references import get_used_keys
from content.models import CustomDocument, CustomImage, CustomRendition
from desk.models import DraftLink, get_specific_subject
from home.paths import get_page_path
from sites.models import Agency
from sites.permissions.ownership import (
    get_active_agency_ids,
    get_moderated_agency_ids,
    get_owner_ids,
    get_page_agency,
    user_owns,
)

# The beginning of the addresses of files, and where a draft's own stand below its address.
_DOCUMENT = re.compile(r"/documents/([0-9]{1,18})/(?=[^\"'\s<>])")
_IMAGE = re.compile(r"/media/(images/[^\"'\s<>,?#&]+)")
DOCUMENTS, IMAGES = "tep/", "anh/"


def make_digest(secret: str) -> str:
    """Return the stored digest of a secret: a plain SHA-256, because the secret is random."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def find_draft_link(agency: Agency, secret: str) -> DraftLink | None:
    """Return the link with this secret on an agency's website, over or not, or None."""
    links = DraftLink.objects.select_related("page", "bulletin__source", "made_by")
    return links.filter(agency=agency, digest=make_digest(secret)).first()


def can_share_draft(user: AnyUser, subject: Page | Bulletin) -> bool:
    """Return whether ``user`` may change the draft, and so may let others read it.

    ``subject``: for a page, the specific one. Of bulletins only the source can be shared.
    """
    if not user_owns(user, subject):
        return False
    if isinstance(subject, Bulletin):
        policy = policy_registry.get_by_type(Bulletin)
        is_allowed: bool = policy.user_has_permission_for_instance(user, "change", subject)
        return subject.is_source and is_allowed
    return bool(subject.permissions_for_user(user).can_edit())


def can_revoke(user: AnyUser, link: DraftLink) -> bool:
    """Return whether ``user`` may revoke a link: its maker, the unit's moderators, ICT.

    Publishers for links to bulletins.
    """
    if is_administrator(user) or link.made_by_id == user.pk:
        return bool(user.is_active)
    if link.bulletin_id:
        return can_publish(user)
    return link.agency_id in get_moderated_agency_ids(user)


def list_draft_links(user: AnyUser) -> QuerySet[DraftLink]:
    """Return the links to drafts that hold and that ``user`` may know of, newest first.

    Members see those to pages of their agencies, authors and publishers those to bulletins.
    """
    links = DraftLink.objects.active().select_related("page", "bulletin", "made_by", "agency")
    if is_administrator(user):
        return links
    own = Q(agency__in=get_active_agency_ids(user), bulletin=None)
    if user.has_perm("bulletins.add_bulletin"):
        own |= Q(bulletin__isnull=False)
    return links.filter(own)


def has_draft(subject: Page | Bulletin) -> bool:
    """Return whether there is anything that readers of the website do not see yet."""
    return not subject.live or bool(subject.has_unpublished_changes) or _is_to_begin(subject)


def _is_to_begin(subject: Page | Bulletin) -> bool:
    begin = subject.valid_from if isinstance(subject, Bulletin) else None
    return begin is not None and begin > timezone.now()


def get_draft_agency(subject: Page | Bulletin) -> Agency | None:
    """Return the agency on whose website a draft is shown; None for a page of no agency.

    For a bulletin its issuer, else the first agency that it is for.
    """
    if isinstance(subject, Bulletin):
        agencies = Agency.objects.with_site()
        return agencies.filter(code=subject.default_preview_mode).first()
    return get_page_agency(subject)


@dataclass(frozen=True)
class SharedDraft:
    """Present target of a link: a draft, or the public page (``public_url``).

    ``draft`` is the page or bulletin as its latest draft has it, not to be saved; None if
    everything is published.
    """

    link: DraftLink
    draft: Any = None
    public_url: str = ""

    @cached_property
    def _documents(self) -> set[int]:
        return {int(key) for key in get_used_keys(self.draft, CustomDocument)}

    @cached_property
    def _images(self) -> set[int]:
        return {int(key) for key in get_used_keys(self.draft, CustomImage)}

    def find_document(self, key: int, name: str) -> CustomDocument | None:
        """Return a document that the draft uses, by its key and file name."""
        if key not in self._documents:
            return None
        documents = CustomDocument.objects.select_related("collection")
        document: CustomDocument | None = documents.filter(pk=key).first()
        is_named = document is not None and document.filename == name
        return document if is_named and self._is_shown(document) else None

    def find_rendition(self, path: str) -> CustomRendition | None:
        """Return a rendition of a picture that the draft uses, by the name of its file."""
        renditions = CustomRendition.objects.select_related("image__collection")
        found = renditions.filter(file=path, image__in=self._images, image__binned_at=None)
        rendition: CustomRendition | None = found.first()
        return rendition if rendition and self._is_shown(rendition.image) else None

    def _is_shown(self, file: Any) -> bool:
        """Return whether publishing the draft would make the file public to everybody.

        No website shows files of another agency, and a password of a collection stays.
        """
        is_own = get_owner_ids(file) <= {self.link.agency_id}
        return is_own and not file.collection.get_view_restrictions()

    def link_files(self, html: str, address: str) -> str:
        """Return the page with its draft's files at addresses below that of the link.

        ``address``: path of the link. Files of others keep their addresses.
        """
        names = set(
            CustomRendition.objects.filter(image__in=self._images).values_list("file", flat=True)
        )

        def replace_document(match: re.Match[str]) -> str:
            is_own = int(match[1]) in self._documents
            return f"{address}{DOCUMENTS}{match[1]}/" if is_own else match[0]

        def replace_image(match: re.Match[str]) -> str:
            return f"{address}{IMAGES}{match[1]}" if match[1] in names else match[0]

        return _IMAGE.sub(replace_image, _DOCUMENT.sub(replace_document, html))


def find_shared_draft(link: DraftLink) -> SharedDraft | None:
    """Return what a link shows now, or None if it is over.

    It is over when it has expired or was revoked, when the draft is in the trash or withdrawn, when
    its maker may not change the draft any more, and when the unit has ended. After a publication it
    leads to the public page, and shows no other draft.
    """
    agency = Agency.objects.with_site().get(pk=link.agency_id)
    is_current = link.revoked_at is None and link.expires_at > timezone.now()
    subject = get_specific_subject(link)
    if not is_current or agency.is_archived or not can_share_draft(link.made_by, subject):
        return None
    if isinstance(subject, Bulletin):
        return _find_draft_bulletin(link, subject, agency)
    if get_page_agency(subject) != agency:
        return None
    if not _is_published(link, subject):
        return SharedDraft(link, subject.get_latest_revision_as_object())
    public_url = agency.root_url + get_page_path(subject)
    return SharedDraft(link, public_url=public_url) if subject.live else None


def _is_published(link: DraftLink, subject: Page | Bulletin) -> bool:
    """Return whether somebody has published since the link was made, or all is public."""
    published_at = subject.last_published_at
    since = published_at is not None and published_at > link.created_at
    return (since and not _is_to_begin(subject)) or not has_draft(subject)


def _find_draft_bulletin(link: DraftLink, bulletin: Bulletin, agency: Agency) -> SharedDraft | None:
    if bulletin.withdrawn_at:
        return None
    if not _is_published(link, bulletin):
        return SharedDraft(link, bulletin.get_latest_revision_as_object())
    if not Bulletin.objects.published_to(agency).filter(pk=bulletin.pk).exists():
        return None
    with translation.override(bulletin.language):
        return SharedDraft(link, public_url=agency.root_url + bulletin.path)


def find_subject(model: type[Model], key: int) -> Page | Bulletin | None:
    """Return the specific page, or the source of a bulletin, with a primary key; else None."""
    if model is Bulletin:
        return Bulletin.objects.sources().filter(pk=key).first()
    page = Page.objects.filter(pk=key, depth__gt=1).first()
    return page and page.specific
