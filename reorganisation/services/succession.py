"""Services that give an ending agency's objects beside its website to successors, in pieces."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from bulletins.models import (
    Bulletin,
    BulletinAudience,
    BulletinProposal,
    BulletinQuerySet,
    Placement,
)
from bulletins.models.proposal import ProposalState
from bulletins.services.site_cache import bump_websites
from content.versions.amendment import amend_version
from home.models import AnswerTemplate, FeedbackMessage
from home.models.feedback import OPEN
from members.models import RoleChange
from members.permissions import list_members, list_open_invitations
from members.roles import Role, find_role
from members.services.membership import move_member, remove_member
from reorganisation.models import ReorganisationStep
from reorganisation.selectors.drafts import list_bulletin_drafts, list_included, list_versions
from reorganisation.selectors.following_codes import (
    FollowingCodes,
    get_following_codes,
    list_added_codes,
)
from reorganisation.selectors.open_matters import get_agencies_by_code
from reorganisation.services.step_changes import note_change
from reorganisation.services.succession_audiences import (
    change_templates,
    change_usual_issuer,
    missing_q,
)
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

    What is in force, or never was public, gets the successor as its issuer, and all successors as
    addressees beside the agency, which thereby keeps what it showed; beside a province with its
    units its successors with theirs. What is over stays as it was. Drafts follow by what each of
    them says, whatever their bulletin says. The others are templates and proposals.
    """
    agency, successor = get_agencies(step)
    heirs = Agency.objects.filter(code__in=step.values["successors"])
    following = get_following_codes(agency, heirs.order_by("pk"))
    bulletin = _find_next_bulletin(agency, following)
    if bulletin is None:
        return _move_rest(step, agency, successor, following)
    is_current = _list_current().filter(pk=bulletin.pk).exists()
    is_issuer = is_current and bulletin.source_id == agency.pk
    included = bulletin.audience.filter(excluded=False).values_list("code", flat=True)
    codes = list_added_codes(included, following) if is_current else []
    had = set(bulletin.audience.values_list("code", flat=True))
    added = [code for code in codes if code not in had]
    versions = list_versions(Bulletin.objects.filter(pk=bulletin.pk))
    drafts = _change_versions(bulletin, agency, successor, following, is_current=is_current)
    # ``amend_version`` may have replaced a version.
    bulletin.refresh_from_db(fields=["latest_revision", "live_revision"])
    seen = list(versions.values_list("pk", flat=True))
    for code in added:
        BulletinAudience.objects.create(bulletin=bulletin, code=code)
    if is_issuer:
        bulletin.source = successor
        bulletin.save(update_fields=["source"])
        rename_issuer_of_translations(bulletin, agency, successor)
    is_named = is_issuer or bool(added)
    note_change(
        step,
        bulletin=bulletin.pk,
        version=bulletin.live_revision_id,
        is_issuer=is_issuer,
        added=added,
        seen=seen,
        drafts=drafts,
        placement=_copy_placement(bulletin, agency, successor) if is_named else None,
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


def _list_current() -> BulletinQuerySet:
    """Return the bulletins in force, and those that are not public but may become so."""
    in_force = Bulletin.objects.in_force().values("pk")
    sources = Bulletin.objects.sources().filter(withdrawn_at=None)
    return sources.filter(Q(live=False) | Q(pk__in=in_force))


def _find_next_bulletin(agency: Agency, following: FollowingCodes) -> Bulletin | None:
    """Return the next bulletin that names the agency, and not yet its successors; None for none.

    It may name it in a draft alone.
    """
    named = _list_current().filter(Q(source=agency) | missing_q(following))
    drafted = [
        draft.object_id
        for draft in list_bulletin_drafts(agency)
        if draft.content.get("source") == agency.pk or _list_missing(draft.content, following)
    ]
    found = Bulletin.objects.filter(Q(pk__in=named.values("pk")) | Q(pk__in=drafted))
    return found.order_by("pk").first()


def _list_missing(content: dict[str, Any], following: FollowingCodes) -> list[str]:
    """Return the codes that have to be added to the audience of a version."""
    known = {line["code"] for line in content.get("audience", [])}
    added = list_added_codes(list_included(content), following)
    return [code for code in added if code not in known]


def _change_versions(
    bulletin: Bulletin,
    agency: Agency,
    successor: Agency,
    following: FollowingCodes,
    *,
    is_current: bool,
) -> list[dict[str, Any]]:
    """Change what versions say that may still be published; return what was before of each.

    ``is_current``: the public version too, if it is the latest: it says what its row says.
    """
    before = []
    for revision in list_versions(Bulletin.objects.filter(pk=bulletin.pk)):
        content = revision.content
        is_public = revision.pk == bulletin.live_revision_id
        is_issuer, codes = content.get("source") == agency.pk, _list_missing(content, following)
        if (is_public and not is_current) or not (is_issuer or codes):
            continue
        lines = content.get("audience", [])
        added = [
            {"pk": None, "bulletin": bulletin.pk, "code": code, "excluded": False} for code in codes
        ]
        former = {"source": content.get("source"), "audience": lines}
        changes = {"audience": lines + added}
        if is_issuer:
            changes["source"] = successor.pk
        amended = amend_version(revision, changes)
        before.append({"pk": amended.pk, "added": codes} | former)
    return before


def rename_issuer_of_translations(bulletin: Bulletin, former: Agency, present: Agency) -> None:
    """Let the translations of a bulletin name the issuer that it has now, drafts included."""
    rows = Bulletin.objects.filter(translation_key=bulletin.translation_key).exclude(pk=bulletin.pk)
    rows.filter(source=former).update(source=present)
    for revision in list_versions(rows).filter(content__source=former.pk):
        amend_version(revision, {"source": present.pk})


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
