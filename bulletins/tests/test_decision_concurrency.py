"""Two people at once: one decides about a version, the other writes, withdraws or decides too."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import User
from accounts.tests.factories import create_user
from bulletins.models import Bulletin
from bulletins.roles import AUTHORS, PUBLISHERS
from bulletins.services.lifecycle import restore_bulletin, withdraw_bulletin
from bulletins.services.publication import publish_version
from bulletins.tests.factories import create_draft
from content.models import Act
from content.versions.decisions import is_decided, list_decisions
from content.versions.digest import compute_digest
from sites.models import Agency
from tests.processes import run_in_threads, run_one_behind_the_other

READ, UNREAD = "Đã đọc", "Chưa ai đọc"


def make():
    """A draft of an author, and what a publisher saw of it."""
    author = create_user("author-at-once", Group.objects.get(name=AUTHORS))
    publisher = create_user("publisher-at-once", Group.objects.get(name=PUBLISHERS))
    bulletin = create_draft(READ, source=Agency.objects.get_only_province())
    version = bulletin.save_revision(user=author)
    return bulletin.pk, author.pk, publisher.pk, version, compute_digest(version).value


def remove(pk, *people):
    Bulletin.objects.filter(pk=pk).delete()
    User.objects.filter(pk__in=people).delete()


if connection.vendor == "postgresql":

    @pytest.fixture
    def draft(db):
        [made] = run_in_threads(make)
        yield made
        run_in_threads(lambda: remove(*made[:3]))

    def publish(draft):
        pk, _author, publisher, _version, shown = draft

        def publish_as_seen():
            bulletin, by = Bulletin.objects.get(pk=pk), User.objects.get(pk=publisher)
            try:
                return publish_version(bulletin=bulletin, shown=shown, public=None, by=by)
            except ValidationError:
                return False

        return publish_as_seen

    def write(draft):
        """Save other words over the version, as the author's form does in the background."""
        pk, author, _publisher, version, _shown = draft

        def save_over():
            bulletin = Bulletin.objects.get(pk=pk).get_latest_revision_as_object()
            bulletin.title = UNREAD
            user = User.objects.get(pk=author)
            bulletin.save_revision(user=user, overwrite_revision=version, clean=False)

        return save_over

    def look(draft):
        """Whether it is public and decided, with the public and the latest title."""
        bulletin = Bulletin.objects.get(pk=draft[0])
        latest = bulletin.get_latest_revision().content["title"]
        is_public = bulletin.live and is_decided(bulletin.live_revision)
        return is_public, bulletin.title if bulletin.live else "", latest

    def test_what_is_written_while_somebody_publishes_is_a_new_draft(draft):
        assert run_one_behind_the_other(publish(draft), write(draft))[0]
        assert run_in_threads(lambda: look(draft)) == [(True, READ, UNREAD)]

    def test_what_was_written_before_somebody_publishes_is_read_first(draft):
        assert not run_one_behind_the_other(write(draft), publish(draft))[1]
        assert run_in_threads(lambda: look(draft)) == [(False, "", UNREAD)]

    def test_two_decisions_at_once_are_one(draft):
        assert run_one_behind_the_other(publish(draft), publish(draft)) == [True, False]

        def count():
            decisions = list_decisions(Bulletin.objects.get(pk=draft[0]))
            return decisions.filter(act=Act.PUBLISH).count()

        assert run_in_threads(count) == [1]

    def test_what_is_drafted_while_somebody_brings_back_stays_a_draft(draft):
        pk, _author, publisher, *_rest = draft

        def withdraw():
            by = User.objects.get(pk=publisher)
            withdraw_bulletin(bulletin=Bulletin.objects.get(pk=pk), reason="Sai.", by=by)

        def bring_back():
            by = User.objects.get(pk=publisher)
            restore_bulletin(bulletin=Bulletin.objects.get(pk=pk), by=by)

        run_in_threads(publish(draft))
        run_in_threads(withdraw)
        run_one_behind_the_other(write(draft), bring_back)
        assert run_in_threads(lambda: look(draft)) == [(True, READ, UNREAD)]
