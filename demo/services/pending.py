"""Actions of users and citizens in the demo.

A bulletin that was submitted, one that an agency proposes, acknowledgements by telephone, and
messages of citizens.
"""

from typing import Any

from accounts.models import User
from bulletins.models import Bulletin, BulletinProposal
from bulletins.services.proposals import send_proposal
from demo.markup import build_blocks
from demo.services.bulletins import build_bulletin
from demo.texts import get_pending_texts
from home.models import FeedbackMessage, FeedbackState, SpamReason
from home.services.feedback import answer_feedback, create_feedback
from responses.models import Acknowledgement
from responses.services.acknowledgements import acknowledge_by_telephone
from sites.models import Agency, AgencySettings

WRITTEN = ("subject", "message", "name", "telephone", "email")
PROPOSED = ("title", "summary", "instruction", "contact_name", "audience")


def create_pending_content() -> None:
    """Create the drafts, proposals, acknowledgements and messages that do not exist yet.

    The demo's accounts must exist. Nobody writes to units that have ended.
    """
    agencies = {agency.code: agency for agency in Agency.objects.with_site()}
    waiting = get_pending_texts()
    for name in ("proposal", "confirmation", "feedback"):
        waiting[name] = [
            texts for texts in waiting[name] if not agencies[texts["agency"]].is_archived
        ]
    for texts in waiting["draft"]:
        if not Bulletin.objects.filter(slug=texts["slug"]).exists():
            _submit(texts, agencies)
    for texts in waiting["proposal"]:
        agency = agencies[texts["agency"]]
        if not agency.proposals.filter(title=texts["title"]).exists():
            _create_proposal(texts, agency)
    for texts in waiting["confirmation"]:
        _acknowledge(texts, agencies[texts["agency"]])
    for texts in waiting["feedback"]:
        agency = agencies[texts["agency"]]
        if not agency.feedback.filter(subject=texts["subject"]).exists():
            _write_to(agency, texts)


def _write_to(agency: Agency, texts: dict[str, Any]) -> None:
    fields = {name: texts[name] for name in WRITTEN if name in texts}
    doubt = SpamReason(texts.get("doubt", ""))
    message = create_feedback(FeedbackMessage(**fields), agency=agency, doubt=doubt)
    if "answer" in texts:
        by = User.objects.get(username=texts["by"])
        answer_feedback(
            message=message, state=FeedbackState.ANSWERED, note="", answer=texts["answer"], by=by
        )


def _submit(texts: dict[str, Any], agencies: dict[str, Agency]) -> None:
    author = User.objects.get(username=texts["by"])
    bulletin = build_bulletin(texts, agencies)
    bulletin.save()
    bulletin.save_revision(user=author)
    bulletin.get_workflow().start(bulletin, author)


def _create_proposal(texts: dict[str, Any], agency: Agency) -> None:
    author = User.objects.get(username=texts["by"])
    proposal = BulletinProposal.objects.create(
        **{name: texts[name] for name in PROPOSED},
        agency=agency,
        author=author,
        body=build_blocks(texts["body"]),
        contact_telephone=AgencySettings.for_site(agency.site).telephone,
    )
    send_proposal(proposal=proposal, by=author)


def _acknowledge(texts: dict[str, Any], agency: Agency) -> None:
    bulletin = Bulletin.objects.sources().get(slug=texts["bulletin"])
    if Acknowledgement.objects.filter(bulletin=bulletin, agency=agency).exists():
        return
    fields = {name: texts[name] for name in ("spoken_to", "answer")}
    caller = User.objects.get(username=texts["by"])
    acknowledge_by_telephone(bulletin=bulletin, agency=agency, by=caller, **fields)
