"""Two people and the clock do what they may in any order: only what was decided is public."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from wagtail.models import Page, Revision
from wagtail.test.utils.form_data import streamfield

from accounts.tests.factories import create_user
from bulletins.models import Bulletin
from bulletins.roles import AUTHORS, PUBLISHERS
from bulletins.tests.factories import create_draft, make_bulletin_form
from bulletins.tests.factories import get_edit_path as get_bulletin_path
from content.models import CustomDocument
from content.tests.factories import create_document
from content.versions.digest import compute_digest, compute_file_digest, hash_content
from content.versions.public_rows import list_differences, read_row
from home.tests.factories import (
    come_to_schedules,
    get_edit_path,
    make_article_form,
    publish_news,
    say_tomorrow,
)
from members.tests.approval import PUBLISH, SUBMIT, review_url
from sites.localization.tests.versions import publish_english
from sites.models import Agency
from sites.permissions.group_permissions import get_shared_collection
from tests.isolation.requests import get_client

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.hypothesis]

JSON = {"Accept": "application/json"}
OTHERS = {"second": "first", "first": "second"}
PEOPLE = st.sampled_from((*OTHERS,))
SUBJECTS = st.sampled_from((0, 1))
CANCEL = {"action-cancel-workflow": "1"}


class Decisions(RuleBasedStateMachine):
    """Acts of two people about subjects in several languages, and what was decided about.

    A person decides about the words and the files that a screen shows, when the person presses a
    button of it and may decide. ``read``: digests of words and of files that somebody may publish.
    """

    # What people do with a subject that is public, and with one that is not.
    acts = ("save_in_the_background", "save", "submit", "take_back", "open_review", "approve",
            "send_back", "replace_file", "let_time_pass")  # fmt: skip
    acts_off = ("save", "save_in_the_background", "replace_file", "let_time_pass")
    # Acts in a row that few random orders have. "*": by the other person; "~": on the other
    # subject. Each publishes what nobody read if a row, a key, a screen or a file counts as what
    # it was before.
    stories = (
        "*submit open_review *take_back *submit approve",
        "*submit open_review *save_in_the_background approve",
        "submit open_review approve",
    )

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.number = 0
        self.read: set[str] = set()
        # Who has written a subject since the last decision about it.
        self.writers: dict[int, set[str]] = {}
        # What the screens of each person show: address, data, subject, digests.
        self.screens: dict[tuple[str, str], tuple[str, dict, int, set[str]]] = {}
        self.begin()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def begin(self) -> None:
        """Make the people, ``self.clients`` by name, and the public subjects, ``self.subjects``."""
        raise NotImplementedError

    def may_decide(self, person: str, subject: int) -> bool:
        """Return whether a person may decide about all present words of a subject."""
        raise NotImplementedError

    def make_form(self, obj, title: str) -> dict:
        """Return what the form of a subject sends."""
        raise NotImplementedError

    def get_path(self, obj) -> str:
        """Return the address of the form."""
        raise NotImplementedError

    def get(self, number: int):
        model, key = self.subjects[number]
        return read_row(model.objects.get(pk=key))

    def name(self) -> str:
        """Return a title that nothing has had."""
        self.number += 1
        return f"Bài {self.number}"

    def decide(self, person: str, subject: int, digests: set[str]) -> None:
        """Note what a person has pressed about."""
        if self.may_decide(person, subject):
            self.read |= digests
            self.writers[subject] = set()

    def send(self, person: str, subject: int, more: dict, **options):
        """Send the form; the words in it are the person's."""
        obj = self.get(subject)
        before = obj.latest_revision_id
        form = self.make_form(obj, self.name()) | more
        answer = self.clients[person].post(self.get_path(obj), form, **options)
        latest = self.get(subject).latest_revision
        if latest.pk != before or "overwrite_revision_id" in more:
            self.writers[subject].add(person)
        return answer, latest

    @rule(data=st.data(), person=PEOPLE, subject=SUBJECTS)
    def act(self, data, person, subject):
        # As rules of their own hypothesis would leave out most of them in each run.
        acts = self.acts if self.get(subject).live else self.acts_off
        name = data.draw(st.sampled_from(acts), label="act")
        getattr(self, name)(person, subject)

    def play(self, story, person, subject):
        """Do the acts of a story, and look after each."""
        for word in story.split():
            doer = OTHERS[person] if "*" in word else person
            about = 1 - subject if "~" in word else subject
            getattr(self, word.lstrip("*~"))(doer, about)
            self.only_what_was_decided_is_public()

    def save(self, person, subject):
        self.send(person, subject, {})

    def save_in_the_background(self, person, subject):
        latest = self.get(subject).latest_revision_id
        self.send(person, subject, {"overwrite_revision_id": latest}, headers=JSON)

    def submit(self, person, subject):
        self.send(person, subject, SUBMIT)

    def take_back(self, person, subject):
        self.send(person, subject, CANCEL)

    def open_review(self, person, subject):
        obj = self.get(subject)
        path = review_url(obj)
        screen = self.clients[person].get(path)
        if screen.status_code == 200 and screen.context.get("form"):
            sent = {field.name: field.value() or "" for field in screen.context["form"]}
            shown = digest_all(obj.latest_revision)
            self.screens["review", person] = (path, sent, subject, shown)

    def approve(self, person, _subject):
        self.press_review(person, "approve")

    def send_back(self, person, _subject):
        self.press_review(person, "reject")

    def press_review(self, person, decision):
        if screen := self.screens.get(("review", person)):
            path, sent, subject, shown = screen
            if decision == "approve":
                self.decide(person, subject, shown)
            self.clients[person].post(path, sent | {"decision": decision, "comment": "Sửa lại."})

    def replace_file(self, person, _subject):
        client, document = self.clients[person], CustomDocument.objects.get(pk=self.document)
        form = {"title": document.title, "collection": document.collection_id}
        form["file"] = SimpleUploadedFile("khac.txt", self.name().encode())
        answer = client.post(f"/admin/documents/edit/{document.pk}/", form)
        assert answer.status_code != 404, "nobody may come so far"
        if all(self.may_decide(person, number) for number in range(len(self.subjects))):
            self.read.add(compute_file_digest(CustomDocument.objects.get(pk=self.document)))

    def let_time_pass(self, _person, _subject):
        come_to_schedules()

    @invariant()
    def only_what_was_decided_is_public(self):
        for number in range(len(self.subjects)):
            obj = self.get(number)
            if not obj.live:
                continue
            version = obj.live_revision
            assert list_differences(obj, version.as_object()) == []
            assert digest_all(version) <= self.read, f"{obj} is public, and nobody decided"


def digest_all(version: Revision) -> set[str]:
    """Return the digest of the words of a version, and that of each file in it."""
    files = {digest for _kind, _key, digest in compute_digest(version).files}
    return {hash_content(version.content), *files}


class DecisionsAboutPages(Decisions):
    """An editor and a moderator, about an article and its translation."""

    is_strict = False
    stories = (
        *Decisions.stories,
        "publish save_in_the_background",
        "schedule save_in_the_background let_time_pass",
        "~unpublish unpublish schedule *replace_file let_time_pass",
        "~bin bin *replace_file restore",
        "*save bin restore",
        "unpublish ~*save publish",
    )
    acts = ("publish", *Decisions.acts, "schedule", "unpublish", "bin", "unpublish", "bin")
    acts_off = (*Decisions.acts_off, "restore", "publish", "schedule", "cancel_the_schedule",
                "submit", "open_review", "approve")  # fmt: skip

    def begin(self):
        unit = Agency.objects.with_site().get(code="so-y-te")
        self.people = {
            "first": create_user("first", unit.moderators if self.is_strict else unit.editors),
            "second": create_user("second", unit.moderators),
        }
        Agency.objects.filter(pk=unit.pk).update(two_person_rule=self.is_strict)
        self.clients = {name: get_client(user) for name, user in self.people.items()}
        self.document = create_document(
            unit.collection,
            name="lich.txt",
            content=b"lich",
            uploaded_by_user=self.people["first"],
        ).pk
        page = publish_news(unit, "Bài gốc")
        english = publish_english(page, "The original")
        self.subjects = [(Page, page.pk), (Page, english.pk)]
        self.writers = {0: set(), 1: set()}
        for number in range(2):
            _answer, version = self.send("first", number, {})
            version.publish(user=self.people["second"], skip_permission_checks=True)
            self.read |= digest_all(version)
            self.writers[number] = set()

    def may_decide(self, person, subject):
        if self.is_strict:
            return person not in self.writers[subject]
        return person == "second"

    def make_form(self, obj, title):
        file = ("file", {"document": self.document, "caption": ""})
        return make_article_form(title, slug=obj.slug, body=streamfield([file]))

    def get_path(self, obj):
        return get_edit_path(obj)

    def publish(self, person, subject):
        self._publish(person, subject, PUBLISH)

    def schedule(self, person, subject):
        self._publish(person, subject, PUBLISH | {"go_live_at": say_tomorrow()})

    def _publish(self, person, subject, more):
        _answer, latest = self.send(person, subject, more)
        if latest.user == self.people[person]:
            self.decide(person, subject, digest_all(latest))

    def cancel_the_schedule(self, person, subject):
        obj = self.get(subject)
        due = Revision.objects.for_instance(obj).filter(approved_go_live_at__isnull=False).first()
        if due:
            path = f"/admin/pages/{obj.pk}/revisions/{due.pk}/unschedule/"
            self.clients[person].post(path)

    def unpublish(self, person, subject):
        self.clients[person].post(f"/admin/pages/{self.get(subject).pk}/unpublish/")

    def bin(self, person, subject):
        self.clients[person].post(f"/admin/pages/{self.get(subject).pk}/delete/")

    def restore(self, person, subject):
        self.clients[person].post(f"/admin/bin/page/{self.get(subject).pk}/restore/")


class DecisionsOfTwo(DecisionsAboutPages):
    """Two moderators under the two-person rule."""

    is_strict = True


class DecisionsAboutBulletins(Decisions):
    """An author and a publisher of the ICT department, about two bulletins with one file."""

    stories = (
        *Decisions.stories,
        "open_publication *save press_publication",
        "open_publication press_publication save_in_the_background",
        "~withdraw withdraw *replace_file bring_back",
        "withdraw *save bring_back",
    )
    acts = ("open_publication", *Decisions.acts, "press_publication", "press_publication",
            "withdraw", "withdraw")  # fmt: skip
    acts_off = (*Decisions.acts_off, "bring_back", "bring_back")

    def begin(self):
        self.people = {
            "first": create_user("first", Group.objects.get(name=AUTHORS)),
            "second": create_user("second", Group.objects.get(name=PUBLISHERS)),
        }
        self.clients = {name: get_client(user) for name, user in self.people.items()}
        source = Agency.objects.get_only_province()
        file = create_document(
            get_shared_collection(),
            name="lich.txt",
            content=b"lich",
            uploaded_by_user=self.people["first"],
        )
        self.document, self.subjects = file.pk, []
        for number in range(2):
            bulletin = create_draft(f"Bản tin {number}", source=source, files=[file])
            version = bulletin.save_revision(user=self.people["first"])
            version.publish(user=self.people["second"])
            self.subjects.append((Bulletin, bulletin.pk))
            self.read |= digest_all(version)
            self.writers[number] = set()

    def may_decide(self, person, subject):
        return person == "second"

    def make_form(self, obj, title):
        return make_bulletin_form(title=title, slug=obj.slug)

    def get_path(self, obj):
        return get_bulletin_path(obj)

    def open_publication(self, person, subject):
        answer, latest = self.send(person, subject, PUBLISH)
        if answer.status_code != 302 or "/dang/" not in answer.url:
            return
        screen = self.clients[person].get(answer.url)
        if screen.status_code == 200:
            sent = {field.name: field.value() or "" for field in screen.context["form"]}
            self.screens["publication", person] = (answer.url, sent, subject, digest_all(latest))

    def press_publication(self, person, _subject):
        if screen := self.screens.get(("publication", person)):
            path, sent, subject, shown = screen
            self.decide(person, subject, shown)
            self.clients[person].post(path, sent)

    def withdraw(self, person, subject):
        path = f"/admin/dieu-hanh/{self.get(subject).pk}/go-bo/"
        self.clients[person].post(path, {"reason": "Sai ngày."})

    def bring_back(self, person, subject):
        self.clients[person].post(f"/admin/dieu-hanh/{self.get(subject).pk}/mang-lai/")


MACHINES = (DecisionsAboutPages, DecisionsOfTwo, DecisionsAboutBulletins)


@pytest.mark.parametrize("person", OTHERS)
@pytest.mark.parametrize(
    ("machine", "story"), [(machine, story) for machine in MACHINES for story in machine.stories]
)
def test_no_story_publishes_what_nobody_decided_about(machine, story, person):
    played = machine()
    for subject in range(len(played.subjects)):
        played.play(story, person, subject)
    played.teardown()


@pytest.mark.parametrize("machine", MACHINES)
def test_in_any_order_of_acts_only_what_was_decided_is_public(machine):
    # Each run of the gate tries the same few orders, the drill 2,000 acts, others each time.
    is_gate = settings().derandomize
    runs, acts = (4, 40) if is_gate else (50, 40)
    run_state_machine_as_test(
        machine, settings=settings(max_examples=runs, stateful_step_count=acts)
    )
