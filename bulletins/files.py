"""Visibility of files used in bulletins: a file is public where its bulletin is shown.

This includes copies made when a proposal was accepted. The files of a withdrawn bulletin answer
410, as the bulletin itself does.
"""

from collections.abc import Callable
from typing import cast

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from bulletins.models import Bulletin, BulletinProposal
from bulletins.models.queryset import BulletinQuerySet
from bulletins.proposals.policy import readable_by
from bulletins.views import withdrawn
from sites.http import AgencyRequest
from sites.isolation.access import Person
from sites.uploads.visibility import Rule, Uses, Visibility, register_rule


def declare() -> None:
    """Register the visibility rules for files used in bulletins and proposals."""
    register_rule(Bulletin, Rule(see=_see_in_bulletins))
    register_rule(BulletinProposal, Rule(is_seen_by=_is_proposal_seen_by))


def _see_in_bulletins(uses: Uses) -> Visibility:
    """Return the visibility of a file used in the bulletins of ``uses``.

    It is public where the source is shown and a row that uses it, in any language, is live.
    """
    rows = Bulletin.objects.filter(pk__in=uses.keys)
    shown = _shown(uses).filter(
        translation_key__in=rows.filter(live=True).values("translation_key")
    )
    if shown.exists():
        return Visibility(is_public=True)
    if uses.agency is None:
        return Visibility()
    gone = Bulletin.objects.withdrawn_from(uses.agency)
    slug = gone.filter(translation_key__in=rows.values("translation_key")).values_list("slug")
    [found] = slug[:1] or [None]
    return Visibility(respond_gone=_respond_with(found[0])) if found else Visibility()


def _shown(uses: Uses) -> BulletinQuerySet:
    if uses.agency:
        return Bulletin.objects.published_to(uses.agency)
    return Bulletin.objects.started(timezone.now())


def _respond_with(slug: str) -> Callable[[HttpRequest], HttpResponse]:
    def respond(request: HttpRequest) -> HttpResponse:
        return withdrawn(cast(AgencyRequest, request), slug)

    return respond


def _is_proposal_seen_by(user: Person, proposal: Model) -> bool:
    return readable_by(user).filter(pk=proposal.pk).exists()
