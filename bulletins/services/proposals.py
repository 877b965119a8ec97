"""Services of proposals: send, take back, accept as a draft bulletin, decline.

Each runs in one transaction, locks the proposal, and is logged in the journal of the agency.

An accepted proposal's images and documents are copied to the central collection of bulletins: the
agency may later change or delete its own files, and the central bulletin must not change with them.
(If a bulletin does use a document of an agency, ``bulletins.permissions`` decides which websites
serve it.)
"""

import json
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.log_actions import log
from wagtail.models import CollectionMember

from accounts.models import User
from bulletins.models import OPEN, Bulletin, BulletinAudience, BulletinProposal, ProposalState
from bulletins.roles import CENTRAL_COLLECTION
from bulletins.selectors.audience import get_province_code
from content.models import CustomDocument
from sites.permissions.group_permissions import get_or_create_collection
from sites.permissions.ownership import get_owner_ids

# Maps a model and a primary key to the primary key of the replacement.
Substitute = Callable[[type[Model], Any], Any]

ACTIONS: dict[str, str | Promise] = {
    "bulletins.propose": gettext_lazy("proposed a bulletin"),
    "bulletins.take_back": gettext_lazy("took a proposed bulletin back"),
    "bulletins.accept": gettext_lazy("accepted a proposed bulletin"),
    "bulletins.decline": gettext_lazy("declined a proposed bulletin"),
}


def copy_files_to_shared(body: StreamValue, by: User | None) -> str:
    """Return the JSON of a body in which each file of an agency is replaced by a central copy.

    ``by`` becomes the uploader of the copies. Files that are shared, central or deleted stay.
    """
    copies: dict[tuple[type[Model], str], Any] = {}

    def substitute(model: type[Model], key: Any) -> Any:
        if key and (model, str(key)) not in copies:
            copies[model, str(key)] = _copy_to_shared(model, key, by)
        return copies.get((model, str(key)), key)

    return json.dumps(_replace_files(body.stream_block, body.get_prep_value(), substitute))


def _replace_files(block: blocks.Block, raw: Any, substitute: Substitute) -> Any:
    match block:
        case blocks.StreamBlock():
            parts = ((block.child_blocks.get(child["type"]), child) for child in raw)
            return [
                child | {"value": _replace_files(part, child["value"], substitute)}
                for part, child in parts
                if part
            ]
        case blocks.ListBlock():
            return [
                item | {"value": _replace_files(block.child_block, item["value"], substitute)}
                for item in raw
            ]
        case blocks.StructBlock():
            return raw | {
                name: _replace_files(part, raw[name], substitute)
                for name, part in block.child_blocks.items()
                if name in raw
            }
        case blocks.ChooserBlock():
            return substitute(block.model_class, raw)
        case blocks.RichTextBlock():
            return _replace_links(raw, substitute)
    return raw


def _replace_links(html: str, substitute: Substitute) -> str:
    soup = BeautifulSoup(html, "html.parser")
    links = soup.find_all("a", linktype="document")
    for link in links:
        link["id"] = substitute(CustomDocument, link.get("id"))
    return str(soup) if links else html


def _copy_to_shared(model: type[Model], key: Any, by: User | None) -> Any:
    found = model._default_manager.filter(pk=key).first()
    if not isinstance(found, CollectionMember) or not get_owner_ids(found):
        return key
    # Without a primary key the instance is saved as a new row.
    found.pk, found._state.adding = None, True
    found.collection = get_or_create_collection(CENTRAL_COLLECTION)
    found.uploaded_by_user = by
    with found.file.open() as file:
        found.file = ContentFile(file.read(), name=PurePath(found.file.name).name)
    found.save()
    return found.pk


@transaction.atomic
def send_proposal(*, proposal: BulletinProposal, by: User | None) -> None:
    """Send a draft or declined proposal to the ICT department; an earlier reply is cleared.

    Raises ValidationError if it has been sent already or the agency is archived.
    """
    proposal = _lock_proposal(proposal)
    if proposal.state not in OPEN:
        raise ValidationError(_("This proposal has been sent already."))
    if proposal.agency.is_archived:
        raise ValidationError(_("The unit has ended its work; its website stays as it is."))
    _update_proposal(proposal, "bulletins.propose", by, state=ProposalState.SENT, reply="")


@transaction.atomic
def retract_proposal(*, proposal: BulletinProposal, by: User | None) -> None:
    """Make a sent proposal a draft again. Raises ValidationError if it is not waiting."""
    proposal = _lock_sent_proposal(proposal)
    _update_proposal(proposal, "bulletins.take_back", by, state=ProposalState.DRAFT)


@transaction.atomic
def accept_proposal(*, proposal: BulletinProposal, to_everybody: bool, by: User | None) -> Bulletin:
    """Create a draft bulletin from a sent proposal, issued by its agency, and return it.

    The audience is the agency itself, so that its website is the canonical one, and its whole
    province if ``to_everybody``. Files of the agency are copied to the central collection. Raises
    ValidationError if the proposal is not waiting for an answer.
    """
    proposal = _lock_sent_proposal(proposal)
    fields = {name: getattr(proposal, name) for name in BulletinProposal.TEXT_FIELDS}
    fields["body"] = copy_files_to_shared(proposal.body, by)
    slug = Bulletin.objects.free_slug(proposal.title, otherwise="ban-tin")
    bulletin = Bulletin(**fields, slug=slug, source=proposal.agency)
    bulletin.live = False
    codes = [proposal.agency.own_code]
    if to_everybody:
        codes.append(get_province_code(proposal.agency))
    bulletin.audience = [BulletinAudience(code=code) for code in codes]
    bulletin.save()
    bulletin.save_revision(user=by, log_action=False)
    log(bulletin, "wagtail.create", user=by)
    _update_proposal(
        proposal, "bulletins.accept", by, state=ProposalState.ACCEPTED, bulletin=bulletin
    )
    return bulletin


@transaction.atomic
def decline_proposal(*, proposal: BulletinProposal, reply: str, by: User | None) -> None:
    """Decline a sent proposal; the agency sees the reason and may change and send it again.

    ``reply``: the reason. Raises ValidationError if the proposal is not waiting for an answer, or
    the reason is empty or too long (keyed ``reply``).
    """
    proposal = _lock_sent_proposal(proposal)
    if not reply.strip():
        raise ValidationError({"reply": _("Say why; the unit reads it.")})
    state = ProposalState.DECLINED
    _update_proposal(proposal, "bulletins.decline", by, state=state, reply=reply.strip())


def _lock_proposal(proposal: BulletinProposal) -> BulletinProposal:
    rows = BulletinProposal.objects.select_related("agency").select_for_update(of=("self",))
    return rows.get(pk=proposal.pk)


def _lock_sent_proposal(proposal: BulletinProposal) -> BulletinProposal:
    proposal = _lock_proposal(proposal)
    if proposal.state != ProposalState.SENT:
        raise ValidationError(_("This proposal does not wait for an answer any more."))
    return proposal


def _update_proposal(
    proposal: BulletinProposal, action: str, by: User | None, **fields: str | Bulletin
) -> None:
    for name, value in fields.items():
        setattr(proposal, name, value)
    proposal.full_clean(exclude=["author", "bulletin"])
    proposal.save()
    log(proposal, action, user=by)
