"""The world of the walks for isolation, with each kind of thing public and taken off.

The persona of a crawl has written what was public. Else nobody could save over its versions.
"""

from datetime import timedelta

from django.utils import timezone
from wagtail.models import Page, WorkflowState
from wagtail.rich_text import RichText

from accounts.models import User
from bulletins.models import Bulletin
from bulletins.roles import PUBLISHERS, TRANSLATORS
from bulletins.services.lifecycle import withdraw_bulletin
from bulletins.tests.factories import create_draft, translate
from channels.models import BulletinRecording
from content.tests.factories import make_file_block
from desk.services.draft_links import create_draft_link
from desk.services.trash import trash_page
from home.models import (
    DocumentFile,
    DocumentIndexPage,
    DocumentPage,
    InformationPage,
    NewsPage,
    SectionPage,
)
from home.tests.factories import get_news_index
from members.roles import AUDITORS
from members.services.approval import add_note
from sites.localization.tests.versions import publish_english
from sites.models import Agency, TranslatorLanguage
from tests.isolation.owned_objects import create_owned_file, create_owned_picture
from tests.isolation.world import Owner, build, keeping

from django.contrib.auth.models import Group  # isort: skip


class States:
    """A world for one persona, and the people who decide about what the persona wrote.

    ``persona``: a name of a person; "moderator of two" works under the two-person rule.
    ``deciders``: who may publish on the website of ``world.ours``, and who may publish bulletins.
    ``owner``: whose things the persona works with. ``is_entitled``: whether the persona may publish
    own words alone. ``hidden``: addresses that no link leads to.
    """

    def __init__(self, persona: str) -> None:
        self.world = world = build()
        self.hidden: list[str] = []
        with keeping(world.ours):
            people = world.ours.people
            world.ours.person("translator", world.ours.agency.editors)
            # The second one of the world has a passkey, which no test can use.
            world.ours.person("third moderator", world.ours.agency.moderators)
            TranslatorLanguage.objects.create(
                person=people["translator"], agency=world.ours.agency, language="en"
            )
        with keeping(world.central):
            central = world.central.people
            world.central.person("publisher", Group.objects.get(name=PUBLISHERS))
            world.central.person("auditor", Group.objects.get(name=AUDITORS))
            world.central.person("bulletin translator", Group.objects.get(name=TRANSLATORS))
            TranslatorLanguage.objects.create(person=central["bulletin translator"], language="en")
        self.owner = world.central if persona in CENTRAL else world.ours
        if persona == "moderator of two":
            Agency.objects.filter(pk=world.ours.agency.pk).update(two_person_rule=True)
        self.persona: User = self.owner.people[persona.removesuffix(" of two")]
        if persona == "moderator of two":
            # An editor's drafts are another person's, so this moderator may publish them.
            drafts = BulletinRecording.objects.filter(published_at=None, agency=world.ours.agency)
            drafts.update(uploaded_by=self.persona)
        self.is_administrator = persona == "administrator"
        self.is_entitled = persona in ENTITLED
        self.may_take_off = self.is_entitled or persona == "moderator of two"
        publisher = "administrator" if persona == "publisher" else "publisher"
        self.deciders = [people["third moderator"], central[publisher]]
        # Its task is none of the approval of bulletins.
        for state in WorkflowState.objects.filter(
            current_task_state__task__content_type__model="task"
        ):
            state.cancel(user=central["administrator"])
        with keeping(world.ours):
            self._write_pages()
        with keeping(world.central):
            self._write_bulletins()

    def get_owner(self, user: User) -> Owner:
        """Return whose things a person works with."""
        is_ours = user in self.world.ours.people.values()
        return self.world.ours if is_ours else self.world.central

    def _write_pages(self) -> None:
        """Each way in which a page of the unit is not public now, and two that are."""
        ours, moderator = self.world.ours, self.deciders[0]
        self._publish_article("public article with files")
        self._publish_article("unpublished article").unpublish(user=moderator)
        trash_page(page=self._publish_article("article in the bin"), user=moderator)
        for meaning in ("source whose translation waits", "source in the bin"):
            source = self._publish_article(meaning)
            english = publish_english(source, ours.title(f"English, {meaning}"))
            english.save_revision(user=self.persona).publish(
                user=moderator, skip_permission_checks=True
            )
            if meaning == "source in the bin":
                trash_page(page=source, user=moderator)
            else:
                source.unpublish(user=moderator)
        for kind in (InformationPage, DocumentPage):
            for is_public in (True, False):
                page = self._publish_other(kind)
                if not is_public:
                    page.unpublish(user=moderator)
        later = self._write_article("article for later")
        later.go_live_at = timezone.now() + timedelta(days=1)
        later.save_revision(user=self.persona).publish(user=moderator, skip_permission_checks=True)
        submitted = self._write_article("article that waits")
        state = submitted.get_workflow().start(submitted, self.persona)
        add_note(task_state=state.current_task_state, text="Xin duyệt")

    def _write_bulletins(self) -> None:
        """A public bulletin and a withdrawn one, both with a translation; one that waits."""
        central, publisher = self.world.central, self.deciders[-1]
        for meaning in ("public bulletin", "withdrawn bulletin"):
            bulletin = self._draft_bulletin(meaning)
            bulletin.latest_revision.publish(user=publisher, skip_permission_checks=True)
            english = translate(
                Bulletin.objects.get(pk=bulletin.pk), central.title(f"En {meaning}")
            )
            english.save_revision(user=self.persona).publish(
                user=publisher, skip_permission_checks=True
            )
            if meaning == "withdrawn bulletin":
                bulletin = Bulletin.objects.get(pk=bulletin.pk)
                withdraw_bulletin(bulletin=bulletin, reason="Sai ngày", by=publisher)
        submitted = self._draft_bulletin("bulletin that waits")
        submitted.get_workflow().start(submitted, self.persona)

    def _draft_bulletin(self, meaning: str) -> Bulletin:
        owner = self.world.central
        collection = owner.things["shared document"].collection
        bulletin = create_draft(
            owner.title(meaning),
            slug=owner.word(f"slug, {meaning}"),
            source=Agency.objects.get_only_province(),
            files=[create_owned_file(owner, collection, meaning)],
            body=[("text", RichText(f"<p>{owner.word('text')}</p>"))],
        )
        bulletin.save_revision(user=self.persona)
        return bulletin

    def _write_article(self, meaning: str) -> NewsPage:
        owner = self.world.ours
        collection, index = owner.agency.collection, get_news_index(owner.agency)
        page = NewsPage(
            title=owner.title(meaning),
            slug=owner.word(f"slug, {meaning}"),
            lead=owner.word("lead"),
            image=create_owned_picture(owner, collection, meaning),
            body=[
                ("heading", owner.word("heading")),
                ("text", RichText(f"<p>{owner.word('text')}</p>")),
                make_file_block(create_owned_file(owner, collection, meaning)),
            ],
            live=False,
            locale=index.locale,
            owner=self.persona,
        )
        index.add_child(instance=page)
        page.save_revision(user=self.persona)
        owner.things[meaning] = page
        if meaning == "unpublished article":
            self._link_to_draft(page)
        return page

    def _publish_article(self, meaning: str) -> NewsPage:
        page = self._write_article(meaning)
        page.latest_revision.publish(user=self.deciders[0], skip_permission_checks=True)
        return NewsPage.objects.get(pk=page.pk)

    def _publish_other(self, kind: type[Page]) -> Page:
        owner, home = self.world.ours, self.world.ours.agency.root_page
        title, slug = owner.title(f"title, {kind.__name__}"), owner.word("slug")
        if kind is InformationPage:
            parent, fields = SectionPage.objects.child_of(home).get(), {}
        else:
            file = create_owned_file(owner, owner.agency.collection, kind.__name__)
            parent = DocumentIndexPage.objects.child_of(home).get()
            fields = {"files": [DocumentFile(file=file)], "number": owner.word("number")}
        page = kind(title=title, slug=slug, live=False, owner=self.persona, **fields)
        parent.add_child(instance=page)
        page.save_revision(user=self.persona).publish(
            user=self.deciders[0], skip_permission_checks=True
        )
        return kind.objects.get(pk=page.pk)

    def _link_to_draft(self, page: NewsPage) -> None:
        by = self.world.ours.people["editor"]
        _link, secret = create_draft_link(subject=page, days=30, by=by)
        self.hidden.append(f"/-/xem-nhap/{secret}/")


# Those of the ICT department.
CENTRAL = ("author", "publisher", "auditor", "bulletin translator", "administrator")
# They may publish own words alone.
ENTITLED = ("moderator", "publisher", "administrator")
