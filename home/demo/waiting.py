"""What waits for a decision in the demo: a bulletin submitted, and one that a unit proposes."""

from typing import Any

from accounts.models import User
from bulletins.models import Bulletin, BulletinProposal
from bulletins.proposals.steps import send
from home.demo.markup import blocks
from home.demo.notices import bulletin_of
from home.demo.texts import waiting_texts
from sites.models import Agency, AgencySettings

PROPOSED = ("title", "summary", "instruction", "contact_name", "audience")


def hand_in() -> None:
    """Let the demo's people hand in what is not there yet; they have to have their accounts."""
    agencies = {agency.code: agency for agency in Agency.objects.with_site()}
    waiting = waiting_texts()
    for texts in waiting["draft"]:
        if not Bulletin.objects.filter(slug=texts["slug"]).exists():
            _submit(texts, agencies)
    for texts in waiting["proposal"]:
        agency = agencies[texts["agency"]]
        if not agency.proposals.filter(title=texts["title"]).exists():
            _propose(texts, agency)


def _submit(texts: dict[str, Any], agencies: dict[str, Agency]) -> None:
    author = User.objects.get(username=texts["by"])
    bulletin = bulletin_of(texts, agencies)
    bulletin.save()
    bulletin.save_revision(user=author)
    bulletin.get_workflow().start(bulletin, author)


def _propose(texts: dict[str, Any], agency: Agency) -> None:
    author = User.objects.get(username=texts["by"])
    proposal = BulletinProposal.objects.create(
        **{name: texts[name] for name in PROPOSED},
        agency=agency,
        author=author,
        body=blocks(texts["body"]),
        contact_telephone=AgencySettings.for_site(agency.site).telephone,
    )
    send(proposal=proposal, by=author)
