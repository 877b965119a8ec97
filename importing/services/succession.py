"""What an ending agency has besides its website goes to its successors, piece by piece."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from bulletins.models import Bulletin, BulletinAudience, BulletinProposal, Placement
from bulletins.models.proposal import ProposalState
from bulletins.services.site_cache import bump_websites
from home.models import AnswerTemplate, FeedbackMessage
from home.models.feedback import OPEN
from importing.models import ReorganisationStep
from importing.selectors.reorganisation import get_agencies_by_code
from importing.services.step_changes import note_change
from importing.services.succession_audiences import (
    FollowingCodes,
    change_templates,
    change_usual_issuer,
    get_following_codes,
    list_added_codes,
    missing_q,
)
from members.models import RoleChange
from members.permissions import list_members, list_open_invitations
from members.roles import Role, find_role
from members.services.membership import move_member, remove_member
from sites.models import Agency, AgencyGroup
from sites.services.groups import add_to_group

# Proposals that the ICT department has not accepted.
UNDECIDED = (ProposalState.DRAFT, ProposalState.SENT, ProposalState.DECLINED)
# Messages of one transaction.
BATCH = 200


def get_agencies(step: ReorganisationStep) -> tuple[Agency, Agency]:
    """Return the agency of a step and its main successor. Raises ValidationError if one is gone."""
    found = get_agencies_by_code([step.code, step.values["successor"]])
    return found[step.code], found[step.values["successor"]]


def move_members(step: ReorganisationStep, by: User) -> int | None:
    """Move the next member to the successor with the same role, or the higher one of both.

    Invitations are revoked, and each person is told by e-mail.
    """
    agency, successor = get_agencies(step)
    list_open_invitations(agency).update(revoked_at=timezone.now())
    user = list_members(agency).filter(is_superuser=False).order_by("pk").first()
    if user is None:
        return None
    role = find_role(agency, user) or Role.EDITOR
    there = find_role(successor, user)
    note_change(step, user=user.pk, role=role, there=there or "")
    if there == Role.MODERATOR:
        role = Role.MODERATOR
    RoleChange.objects.undecided().filter(agency=agency, user=user).delete()
    remove_member(agency=agency, user=user, by=by, at_once=True)
    move_member(source=successor, agency=successor, role=role, user=user, by=by)
    _notify_member(step, agency, successor, user)
    return 1


def _notify_member(step: ReorganisationStep, agency: Agency, successor: Agency, user: User) -> None:
    if not (user.email and user.is_active):
        return
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("You now work for %(unit)s") % {"unit": successor.name_vi}
        text = _(
            "%(former)s has ended, and %(unit)s carries on its work. Your account now has the same "
            "role there; what your former unit had published stands there as its archive.\n\n"
            "%(link)s\n\nIf you do not belong there, answer to your ICT department."
        ) % {
            "former": agency.name_vi,
            "unit": successor.name_vi,
            "link": settings.WAGTAILADMIN_BASE_URL + reverse("wagtailadmin_home"),
        }
        send_mail(subject, f"{text}\n", None, [user.email])


def move_feedback(step: ReorganisationStep, by: User) -> int | None:
    """Give the next messages that wait for an answer, and the templates, to the successor.

    What is settled stays with the agency. Senders who open their message at the former address find
    it as before.
    """
    agency, successor = get_agencies(step)
    waiting = FeedbackMessage.objects.filter(agency=agency, state__in=OPEN)
    keys = list(waiting.order_by("pk").values_list("pk", flat=True)[:BATCH])
    if keys:
        note_change(step, messages=keys)
        return FeedbackMessage.objects.filter(pk__in=keys).update(agency=successor)
    known = AnswerTemplate.objects.filter(agency=successor).values("title")
    templates = AnswerTemplate.objects.filter(agency=agency).exclude(title__in=known)
    keys = list(templates.values_list("pk", flat=True))
    if not keys:
        return None
    note_change(step, templates=keys)
    return AnswerTemplate.objects.filter(pk__in=keys).update(agency=successor)


def move_bulletins(step: ReorganisationStep, by: User) -> int | None:
    """Have the next bulletin say the successors where it says the agency; then the others.

    Drafts and what is in force get the successor as their issuer, and all successors as addressees
    beside the agency, which thereby keeps what it showed; beside a province with its units its
    successors with theirs. What is over stays as it was. The others are templates and proposals.
    """
    agency, successor = get_agencies(step)
    heirs = Agency.objects.filter(code__in=step.values["successors"])
    following = get_following_codes(agency, heirs.order_by("pk"))
    bulletin = _find_next_bulletin(agency, following)
    if bulletin is None:
        return _move_rest(step, agency, successor, following)
    is_issuer = bulletin.source_id == agency.pk
    included = bulletin.audience.filter(excluded=False).values_list("code", flat=True)
    added = list_added_codes(included, following)
    had = set(bulletin.audience.values_list("code", flat=True))
    drafts = _change_drafts(bulletin, agency, successor if is_issuer else None, added)
    for code in added:
        BulletinAudience.objects.get_or_create(bulletin=bulletin, code=code)
    if is_issuer:
        bulletin.source = successor
        bulletin.save(update_fields=["source"])
    note_change(
        step,
        bulletin=bulletin.pk,
        version=bulletin.live_revision_id,
        is_issuer=is_issuer,
        added=[code for code in added if code not in had],
        drafts=drafts,
        placement=_copy_placement(bulletin, agency, successor),
    )
    bump_websites(bulletin)
    return 1


def _move_rest(
    step: ReorganisationStep, agency: Agency, successor: Agency, following: FollowingCodes
) -> int | None:
    """Have proposals and templates say the successor; return how many, None if there are none."""
    proposals = BulletinProposal.objects.filter(agency=agency, state__in=UNDECIDED)
    keys = list(proposals.values_list("pk", flat=True))
    BulletinProposal.objects.filter(pk__in=keys).update(agency=successor)
    templates = change_templates(agency, successor, following)
    issuers = change_usual_issuer(agency, successor)
    count = len(keys) + len(templates) + issuers
    if not count:
        return None
    note_change(step, proposals=keys, templates=templates, issuers=issuers)
    return count


def _find_next_bulletin(agency: Agency, following: FollowingCodes) -> Bulletin | None:
    """Return the next bulletin that names the agency, and not yet its successors; None for none."""
    current = Bulletin.objects.sources().filter(
        Q(live=False) | Q(pk__in=Bulletin.objects.in_force().values("pk")), withdrawn_at=None
    )
    return current.filter(Q(source=agency) | missing_q(following)).order_by("pk").first()


def _change_drafts(
    bulletin: Bulletin, agency: Agency, source: Agency | None, codes: list[str]
) -> list[dict[str, Any]]:
    """Change what the versions say that may still be published; return what was before of each."""
    before = []
    for revision in bulletin.revisions.filter(
        Q(pk=bulletin.latest_revision_id) | Q(approved_go_live_at__isnull=False)
    ):
        content = revision.content
        before.append(
            {
                "pk": revision.pk,
                "source": content.get("source"),
                "audience": content.get("audience", []),
            }
        )
        if source and content.get("source") == agency.pk:
            content["source"] = source.pk
        lines = content.get("audience", [])
        known = {line["code"] for line in lines}
        content["audience"] = lines + [
            {"pk": None, "bulletin": bulletin.pk, "code": code, "excluded": False}
            for code in codes
            if code not in known
        ]
        revision.save(update_fields=["content"])
    return before


def _copy_placement(bulletin: Bulletin, agency: Agency, successor: Agency) -> int | None:
    """Give the successor the agency's note below a bulletin, unless it has its own place there.

    Returns the key of the new row, None if there is none.
    """
    former = Placement.objects.filter(bulletin=bulletin, agency=agency).exclude(local_note="")
    if former.exists() and not successor.placements.filter(bulletin=bulletin).exists():
        note = former.get().local_note
        return Placement.objects.create(bulletin=bulletin, agency=successor, local_note=note).pk
    return None


def join_groups(step: ReorganisationStep, by: User) -> int | None:
    """Add the successors to the groups of agencies that the agency is in; it stays in them."""
    if step.count:
        return None
    agency, _successor = get_agencies(step)
    heirs = list(Agency.objects.filter(code__in=step.values["successors"]).order_by("pk"))
    groups = list(AgencyGroup.objects.filter(agencies=agency).order_by("pk"))
    for group in groups:
        known = set(group.agencies.values_list("pk", flat=True))
        if joining := [heir.pk for heir in heirs if heir.pk not in known]:
            note_change(step, group=group.pk, joined=joining)
    return sum(add_to_group(group=group, agencies=heirs, by=by) for group in groups) or None
