"""An author takes a page back, and a moderator decides about it, at the same moment."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from accounts.models import User
from accounts.tests.factories import create_user
from home.models import NewsPage
from home.tests.factories import get_edit_path, make_article_form
from members.tests.approval import decide
from members.tests.factories import submit_article
from sites.models import Agency
from tests.processes import run_in_threads, run_one_behind_the_other

CANCEL = {"action-cancel-workflow": "1"}


def make():
    health = Agency.objects.get(code="so-y-te")
    author = create_user("author-at-once", health.editors)
    moderator = create_user("moderator-at-once", health.moderators)
    return submit_article(health, author).pk, author.pk, moderator.pk


def remove(pk, *people):
    NewsPage.objects.get(pk=pk).delete()
    Session.objects.all().delete()
    User.objects.filter(pk__in=people).delete()


def sign_in(pk):
    client = Client(headers={"host": f"{settings.ADMIN_HOST}:{settings.SITE_PORT}"})
    client.force_login(User.objects.get(pk=pk))
    return client


if connection.vendor == "postgresql":

    @pytest.fixture
    def article(db):
        [made] = run_in_threads(make)
        yield made
        run_in_threads(lambda: remove(*made))

    def approve(article):
        pk, _author, moderator = article
        return lambda: decide(sign_in(moderator), NewsPage.objects.get(pk=pk), "approve")

    def take_back(article):
        pk, author, _moderator = article

        def press():
            page = NewsPage.objects.get(pk=pk)
            form = make_article_form(page.title, slug=page.slug) | CANCEL
            return sign_in(author).post(get_edit_path(page), form)

        return press

    def look(article):
        page = NewsPage.objects.get(pk=article[0])
        return page.live, page.workflow_states.latest("pk").status

    def test_what_is_taken_back_first_is_not_published(article):
        run_one_behind_the_other(take_back(article), approve(article))
        assert run_in_threads(lambda: look(article)) == [(False, "cancelled")]

    def test_what_is_approved_first_is_not_taken_back(article):
        run_one_behind_the_other(approve(article), take_back(article))
        assert run_in_threads(lambda: look(article)) == [(True, "approved")]

else:
    # In SQLite's memory nobody writes beside the test.

    def test_one_behind_the_other_is_not_tried_here():
        assert connection.vendor == "sqlite"
