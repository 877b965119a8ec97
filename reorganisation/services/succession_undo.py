"""Return of people, messages, bulletins, pages and files from successors.

Each function takes back one change of a step (``values``, as ``note_change`` has them) and yields
in words what it leaves where it is, because something new depends on it.
"""

from collections.abc import Iterator

from django.apps import apps
from django.utils.translation import gettext as _
from wagtail.actions.move_page import MovePageAction
from wagtail.models import Collection, Page, Revision

from accounts.models import User
from bulletins.models import Bulletin, BulletinAudience, BulletinProposal, Placement
from bulletins.services.site_cache import bump_websites
from content.models import CustomDocument, CustomImage
from content.versions.amendment import amend_version
from home.models import AnswerTemplate, DocumentPage, FeedbackMessage, FormerURL, SectionPage
from home.models.feedback import OPEN
from home.services.redirects import lead_elsewhere
from members.roles import Role, find_role
from members.services.membership import add_member, remove_member
from reorganisation.models import ReorganisationStep
from reorganisation.plans.table import ARCHIVE_SLUG
from reorganisation.selectors.drafts import list_versions
from reorganisation.services.step_changes import Values
from reorganisation.services.succession import (
    UNDECIDED,
    get_agencies,
    rename_issuer_of_translations,
)
from reorganisation.services.succession_audiences import change_usual_issuer, return_templates
from sites.caching.versions import bump_cache_versions
from sites.models import EVERYONE, Agency, AgencyGroup
from sites.permissions.ownership import HOME_PATH_LENGTH
from sites.services.groups import remove_from_group


def return_member(step: ReorganisationStep, values: Values, by: User) -> Iterator[str]:
    """Give a person the former role, here and in the successor; not who has another one since."""
    agency, successor = get_agencies(step)
    user = User.objects.filter(pk=values["user"]).first()
    if user is None:
        return
    given = values["role"]
    if values["there"] == Role.MODERATOR:
        given = Role.MODERATOR
    if find_role(successor, user) != given:
        yield _("%(person)s has another role by now, and keeps it.") % {"person": user.username}
        return
    if values["there"]:
        add_member(agency=successor, role=values["there"], user=user, by=by, at_once=True)
    else:
        remove_member(agency=successor, user=user, by=by, at_once=True)
    add_member(agency=agency, role=values["role"], user=user, by=by, at_once=True)


def return_feedback(step: ReorganisationStep, values: Values, by: User) -> Iterator[str]:
    """Give the agency its messages that wait and its templates of answers."""
    agency, successor = get_agencies(step)
    own = FeedbackMessage.objects.filter(pk__in=values.get("messages", []), agency=successor)
    own.filter(state__in=OPEN).update(agency=agency)
    if settled := own.count():
        yield _("Messages that were answered since stay: %(count)s.") % {"count": settled}
    known = AnswerTemplate.objects.filter(agency=agency).values("title")
    templates = AnswerTemplate.objects.filter(pk__in=values.get("templates", []), agency=successor)
    templates.exclude(title__in=known).update(agency=agency)


def return_bulletin(step: ReorganisationStep, values: Values, by: User) -> Iterator[str]:
    """Let a bulletin say the agency again, unless it was published anew; or what else named it."""
    agency, successor = get_agencies(step)
    if "proposals" in values:
        own = BulletinProposal.objects.filter(pk__in=values["proposals"], agency=successor)
        own.filter(state__in=UNDECIDED).update(agency=agency)
        if accepted := own.count():
            yield _("Proposals that were accepted since stay: %(count)s.") % {"count": accepted}
        for name in return_templates(values["templates"]):
            yield _("The template “%(name)s” was changed and stays.") % {"name": name}
        if values["issuers"]:
            change_usual_issuer(successor, agency)
        return
    bulletin = Bulletin.objects.filter(pk=values["bulletin"]).first()
    if bulletin is None:
        return
    if bulletin.live_revision_id != values["version"] or bulletin.withdrawn_at:
        yield _("The bulletin “%(title)s” was published anew and stays.") % {
            "title": bulletin.title
        }
        return
    _return_versions(values, bulletin, agency, successor)
    Placement.objects.filter(pk=values["placement"]).delete()
    # Before the lines go: the successors' websites no longer show it afterwards.
    bump_websites(bulletin)
    BulletinAudience.objects.filter(bulletin=bulletin, code__in=values["added"]).delete()
    if values["is_issuer"] and bulletin.source_id == successor.pk:
        bulletin.source = agency
        bulletin.save(update_fields=["source"])
        rename_issuer_of_translations(bulletin, successor, agency)
    bump_websites(bulletin)


def _return_versions(values: Values, bulletin: Bulletin, agency: Agency, successor: Agency) -> None:
    """Let versions say again what they said, and drafts written since name the agency again."""
    before = {draft["pk"]: draft for draft in values["drafts"]}
    returned = []
    for revision in Revision.objects.filter(pk__in=before):
        former = {name: before[revision.pk][name] for name in ("source", "audience")}
        returned.append(amend_version(revision, former).pk)
    if "seen" not in values:
        # Noted by an earlier version.
        return
    was_issuer = values["is_issuer"] or agency.pk in {one["source"] for one in before.values()}
    added = {*values["added"], *(code for one in before.values() for code in one["added"])}
    versions = list_versions(Bulletin.objects.filter(pk=bulletin.pk))
    for revision in versions.exclude(pk__in=[*values["seen"], *returned]):
        lines = revision.content.get("audience", [])
        changes: Values = {"audience": [line for line in lines if line["code"] not in added]}
        if was_issuer and revision.content.get("source") == successor.pk:
            changes["source"] = agency.pk
        amend_version(revision, changes)


def leave_groups(step: ReorganisationStep, values: Values, by: User) -> Iterator[str]:
    """Take the successors out of a group that they joined."""
    group = AgencyGroup.objects.filter(pk=values["group"]).first()
    if group:
        agencies = Agency.objects.filter(pk__in=values["joined"])
        remove_from_group(group=group, agencies=agencies, by=by)
    yield from ()


def return_pages(step: ReorganisationStep, values: Values, by: User) -> Iterator[str]:
    """Move a page back with all below it; or empty the field of issuers; or remove the section."""
    if "documents" in values:
        _forget_issuer(values)
    elif "section" in values:
        section = SectionPage.objects.filter(pk=values["section"]).first()
        if section and (section.numchild or section.latest_revision_id):
            yield _("The section “%(title)s” stays: it was changed.") % {"title": section.title}
        elif section:
            section.delete()
    else:
        yield from _return_page(step, values, by)


def _forget_issuer(values: Values) -> None:
    """Empty the field of issuers again, in rows and in drafts, also those written since."""
    own = DocumentPage.objects.filter(pk__in=values["documents"], issuer=values["issuer"])
    drafts = Revision.objects.filter(pk__in=values.get("drafts", []))
    for revision in list_versions(Page.objects.filter(pk__in=own)) | drafts:
        if revision.content.get("issuer") == values["issuer"]:
            amend_version(revision, {"issuer": ""})
    own.update(issuer="")


def _return_page(step: ReorganisationStep, values: Values, by: User) -> Iterator[str]:
    agency, successor = get_agencies(step)
    # Two transactions must not write Wagtail's trees at once; the root page serves as the lock.
    Page.objects.select_for_update().get(depth=1)
    page = Page.objects.filter(pk=values["page"]).first()
    if page is None:
        yield _("A page was deleted since.")
        return
    home = Page.objects.get(pk=agency.root_page_id)
    archive = page.get_parent()
    is_in_archive = archive.slug == ARCHIVE_SLUG + agency.code
    if not is_in_archive or archive.get_parent().pk != successor.root_page_id:
        yield _("The page “%(title)s” was moved on and stays.") % {"title": page.title}
        return
    if Page.objects.child_of(home).filter(slug=page.slug).exists():
        yield _("The page “%(title)s” stays: its address is taken.") % {"title": page.title}
        return
    versions = {one.pk: one for one in [page, *page.get_translations()]}
    before = {pk: (one.url_path, one.path[:HOME_PATH_LENGTH]) for pk, one in versions.items()}
    previous = Page.objects.filter(pk=values["previous"]).first()
    beside = previous and previous.is_child_of(home)
    target, place = (previous, "right") if beside else (home, "first-child")
    move = MovePageAction(page, target, pos=place, user=by)
    move.execute(skip_permission_checks=True)
    for key, url_path, _parent in values["versions"]:
        one = Page.objects.filter(pk=key).first()
        if one and key in before and one.url_path == url_path != before[key][0]:
            _lead_back(one, *before[key])


def _lead_back(page: Page, url_path: str, home_path: str) -> None:
    """Let a page's former addresses be those of its own website, and lead there from the other."""
    home = Page.objects.get(path=page.path[:HOME_PATH_LENGTH])
    below = Page.objects.descendant_of(page, inclusive=True)
    present = [one.removeprefix(home.url_path) for one in below.values_list("url_path", flat=True)]
    rows = FormerURL.objects.filter(home=home, page__in=below)
    rows.filter(path__in=present).delete()
    rows.update(leads_elsewhere=False)
    lead_elsewhere(page, home=Page.objects.get(path=home_path), before=url_path)


def return_files(step: ReorganisationStep, values: Values, by: User) -> Iterator[str]:
    """Give the agency its files or a collection of them; or remove the empty collection."""
    # Two transactions must not write Wagtail's trees at once; the root page serves as the lock.
    Page.objects.select_for_update().get(depth=1)
    agency, successor = get_agencies(step)
    own = Collection.objects.get(pk=agency.collection_id)
    if "below" in values:
        below = Collection.objects.filter(pk=values["below"]).first()
        if below and below.path.startswith(successor.collection.path):
            below.move(own, "sorted-child")
    elif "files" in values:
        yield from _return_files(own, successor, values)
    else:
        yield from _remove_collection(values)
    bump_cache_versions([EVERYONE])


def _return_files(own: Collection, successor: Agency, values: Values) -> Iterator[str]:
    model = apps.get_model(values["model"])
    there = model._base_manager.filter(
        pk__in=values["files"],
        binned_at=None,
        collection__path__startswith=successor.collection.path,
        collection__depth=successor.collection.depth + 1,
    )
    found = list(there)
    for file in found:
        file.collection = own
        # Saved one by one: the search has to hear of documents.
        if isinstance(file, CustomDocument):
            file.save(update_fields=["collection"])
    keys = [file.pk for file in found]
    model._base_manager.filter(pk__in=keys).update(collection=own)
    model.trashed.follow(keys, own)
    if missing := len(values["files"]) - len(found):
        yield _("Files that were moved on or deleted since: %(count)s.") % {"count": missing}


def _remove_collection(values: Values) -> Iterator[str]:
    collection = Collection.objects.filter(pk=values["collection"]).first()
    if collection is None:
        return
    used = collection.numchild or any(
        model._base_manager.filter(collection=collection).exists()
        for model in (CustomDocument, CustomImage)
    )
    if used:
        yield _("The collection “%(name)s” stays: there are files in it.") % {
            "name": collection.name
        }
    else:
        collection.delete()
