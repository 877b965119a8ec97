"""Making a draft of an uploaded Word document: it waits, and becomes a page or a bulletin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.create import CreateAction
from wagtail.models import Collection, Page, UploadedFile

from accounts.models import User
from bulletins.models import Bulletin
from bulletins.roles import CENTRAL_COLLECTION
from content.files.examined import SizedFile
from content.files.images import SUFFIXES
from content.models import CustomImage
from home.models import TextPage
from home.page_forms import make_free_slug
from importing.html.builder import Block
from importing.models import ImportedContent
from importing.word.parcel import pack_document
from importing.word.reader import WordDocument, WordImage
from ops.commit_hooks import run_after_commit
from sites.permissions.group_permissions import get_or_create_collection
from sites.permissions.ownership import get_page_agency


@dataclass(frozen=True)
class DescribedImage:
    """A picture that is to be kept, with its words for those who cannot see it."""

    image: WordImage
    description: str


@dataclass(frozen=True)
class DraftText:
    """What becomes of a document.

    ``images``: for each picture of the document, by its number; None if it is left out.
    """

    title: str
    lead: str
    blocks: Sequence[Block]
    images: Sequence[DescribedImage | None]


@transaction.atomic
def keep_document(*, document: WordDocument, by: User) -> UploadedFile:
    """Store what was read of a document until its uploader has looked it over."""
    parcel = ContentFile(pack_document(document), name="word.zip")
    kind = ContentType.objects.get_for_model(ImportedContent)
    return UploadedFile.objects.create(file=parcel, uploaded_by_user=by, for_content_type=kind)


@transaction.atomic
def create_page(
    *, model: type[TextPage], parent: Page, text: DraftText, by: User, waiting: UploadedFile
) -> Page:
    """Create a draft page of a document below ``parent``, and return it.

    Its pictures go into the collection of the unit. ``waiting``, what was stored of the document,
    is deleted. Raises ValidationError if the title or lead does not fit, or no unit owns the page.
    """
    agency = get_page_agency(parent)
    if agency is None:
        raise ValidationError(_("This page belongs to no unit."))
    page = model(title=text.title, lead=text.lead, owner=by, locale=parent.locale, live=False)
    page.slug = make_free_slug(text.title, parent, page)
    page.body = _build_body(page, text, agency.collection, by)
    parent.add_child(instance=page)
    page.save_revision(user=by, log_action=True, clean=False)
    _discard(waiting)
    return page


@transaction.atomic
def create_bulletin(*, text: DraftText, by: User, waiting: UploadedFile) -> Bulletin:
    """Create the draft of a bulletin of a document, and return it.

    Its issuer and audience are to be chosen by a person. ``waiting`` as of ``create_page``. Raises
    ValidationError if the title or summary does not fit.
    """
    bulletin = Bulletin(title=text.title, summary=text.lead, author_name=by.get_full_name())
    bulletin.slug = Bulletin.objects.free_slug(text.title, otherwise="ban-tin")
    bulletin.live = False
    collection = get_or_create_collection(CENTRAL_COLLECTION)
    bulletin.body = _build_body(bulletin, text, collection, by)
    # An empty summary is made from the text.
    bulletin.full_clean(exclude=[] if text.lead else ["summary"])
    CreateAction(bulletin, user=by).execute(skip_permission_checks=True)
    _discard(waiting)
    return bulletin


def delete_abandoned_documents() -> int:
    """Delete what waits longer than ``WORD_FILE_DAYS`` days; return how many there were."""
    kind = ContentType.objects.get_for_model(ImportedContent)
    oldest = timezone.now() - timedelta(days=settings.WORD_FILE_DAYS)
    number = 0
    for waiting in UploadedFile.objects.filter(for_content_type=kind):
        storage = waiting.file.storage
        if not storage.exists(waiting.file.name) or (
            storage.get_modified_time(waiting.file.name) < oldest
        ):
            _discard(waiting)
            number += 1
    return number


def _build_body(thing: Any, text: DraftText, collection: Collection, by: User) -> Any:
    """Return the body, after storing the pictures that it keeps."""
    stored: dict[int, CustomImage] = {}
    raw: list[Block] = []
    for block in text.blocks:
        if block["type"] != "picture":
            raw.append(block)
            continue
        number = block["value"]
        described = text.images[number]
        if described is None:
            continue
        if number not in stored:
            stored[number] = _store_image(described, collection, by, text.title, number)
        value = {"image": stored[number].pk, "alt_text": described.description, "decorative": False}
        raw.append({"type": "picture", "value": value})
    return thing._meta.get_field("body").stream_block.to_python(raw)


def _store_image(
    described: DescribedImage, collection: Collection, by: User, title: str, number: int
) -> CustomImage:
    encoded = described.image.image
    name = f"hinh-{number + 1}{SUFFIXES[encoded.format]}"
    size = (encoded.width, encoded.height)
    image = CustomImage(
        title=f"{title[:240]} ({number + 1})",
        description=described.description,
        collection=collection,
        uploaded_by_user=by,
        file=SizedFile(ContentFile(encoded.content), name, size),
    )
    image._set_image_file_metadata()
    image.full_clean()
    image.save()
    return image


def _discard(waiting: UploadedFile) -> None:
    file = waiting.file
    waiting.delete()
    run_after_commit(file.storage.delete, file.name)
