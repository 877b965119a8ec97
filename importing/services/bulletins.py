"""Import of a parsed page of the old portal as a bulletin."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.html import escape
from django.utils.text import Truncator
from wagtail.blocks import StreamValue

from bulletins.models import Bulletin
from bulletins.services.confirmation import set_last_confirmed
from content.requirements import list_block_errors
from importing.html.builder import Block
from importing.html.conversion import fit_blocks, join_text_blocks
from importing.html.losses import Losses, LossKind
from importing.portal import reader
from importing.portal.reader import Heading, Measures, Paragraph, PortalPage
from sites.models import Agency

SUMMARY_LENGTH = Bulletin._meta.get_field("summary").max_length


class Outcome(StrEnum):
    """Result of an import."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@transaction.atomic
def import_page(
    page: PortalPage, *, source: Agency | None, publish: bool
) -> tuple[Bulletin, Outcome]:
    """Create or update the bulletin of a portal page, identified by title and date of issue.

    A changed page becomes a new revision; an unchanged one changes nothing, unless it is still to
    be published. ``source``: the issuer of a new bulletin. ``publish``: publish the revision.
    Raises ValidationError if the page does not fit a bulletin, for example for a long title.
    """
    bulletin = _find_existing(page)
    outcome = Outcome.UPDATED if bulletin else Outcome.CREATED
    if bulletin is None:
        slug = Bulletin.objects.free_slug(page.title, otherwise="ban-tin")
        bulletin = Bulletin(slug=slug, issued_on=page.issued_on, source=source, live=False)
    else:
        bulletin = bulletin.get_latest_revision_as_object()
    if not _apply(bulletin, page) and (bulletin.live or not publish):
        return bulletin, Outcome.UNCHANGED
    bulletin.full_clean()
    if errors := [*list_block_errors(bulletin.body.stream_block, bulletin.body)]:
        raise ValidationError({"body": errors})
    if outcome == Outcome.CREATED:
        bulletin.save()
    revision = bulletin.save_revision()
    if publish:
        revision.publish()
        # Nobody has looked at the text since.
        set_last_confirmed(bulletin=bulletin, at=bulletin.issue_time)
    return bulletin, outcome


def get_losses(page: PortalPage) -> Losses:
    """Return what a bulletin loses of its page: of its text, and of a lead that is too long."""
    losses = page.losses.copy()
    losses[LossKind.CUT_LEAD] += len(page.lead) > SUMMARY_LENGTH
    return losses


def build_body(blocks: Iterable[reader.Block]) -> list[tuple[str, object]]:
    """Return the blocks of a portal page as a value for ``Bulletin.body`` that its form opens.

    Paragraphs that follow each other are one text.
    """
    fitting = fit_blocks([_build_block(block) for block in blocks], Losses())
    return [(block["type"], block["value"]) for block in fitting]


def _find_existing(page: PortalPage) -> Bulletin | None:
    return Bulletin.objects.sources().filter(issued_on=page.issued_on, title=page.title).first()


def _apply(bulletin: Bulletin, page: PortalPage) -> bool:
    """Copy the texts of the page to the bulletin; return whether anything changed."""
    imported = Bulletin(
        title=page.title,
        summary=_get_summary(page),
        author_name=page.author,
        body=build_body(page.blocks),
    )
    changed = False
    for name in ("title", "summary", "author_name", "body"):
        value = getattr(imported, name)
        if _make_comparable(value) != _make_comparable(getattr(bulletin, name)):
            setattr(bulletin, name, value)
            changed = True
    return changed


def _make_comparable(value: object) -> object:
    """Return what two imports of the same text have in common, also one of 1.1.0.

    That version made a text of each paragraph.
    """
    if isinstance(value, StreamValue):
        return join_text_blocks(map(_remove_ids, value.get_prep_value()))
    return value


def _remove_ids(value: Any) -> Any:
    """Remove the ids of blocks, which differ between two imports of the same text."""
    if isinstance(value, list):
        return [_remove_ids(part) for part in value]
    if isinstance(value, dict):
        return {key: _remove_ids(part) for key, part in value.items() if key != "id"}
    return value


def _get_summary(page: PortalPage) -> str:
    paragraphs = [block.text for block in page.blocks if isinstance(block, Paragraph)]
    text = page.lead or next(iter(paragraphs), page.title)
    return Truncator(text).chars(SUMMARY_LENGTH)


def _build_block(block: reader.Block) -> Block:
    if isinstance(block, Heading):
        return {"type": "heading", "value": block.text}
    if isinstance(block, Measures):
        return {"type": "measures", "value": [_render_paragraph(item) for item in block.items]}
    return {"type": "text", "value": _render_paragraph(block)}


def _render_paragraph(paragraph: Paragraph) -> str:
    runs = (
        f'<a href="{escape(run.href)}">{escape(run.text)}</a>' if run.href else escape(run.text)
        for run in paragraph.runs
    )
    return f"<p>{''.join(runs)}</p>"
