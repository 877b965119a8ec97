from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    Locale,
    Page,
    Site,
    Task,
    Workflow,
    WorkflowPage,
)

from bulletins.roles import AUTHORS, PUBLISHERS
from sites.models import Agency
from tests.releases.migrations import list_changed

# By label. These have models; the demo has none.
OURS = {
    "accounts",
    "agencies",
    "bulletins",
    "channels",
    "content",
    "desk",
    "home",
    "importing",
    "members",
    "ops",
    "reorganisation",
    "responses",
    "search",
}


def test_the_groups_that_reach_over_all_agencies_are_gone(db):
    assert not Group.objects.filter(name__in=["Editors", "Moderators"]).exists()
    groups = {
        group for agency in Agency.objects.all() for group in (agency.editors, agency.moderators)
    }
    for model in (GroupPagePermission, GroupSitePermission):
        assert {row.group for row in model.objects.all()} <= groups
    rows = GroupCollectionPermission.objects.exclude(group__in=groups)
    assert {(row.group.name, row.collection.name) for row in rows} == {
        (name, collection)
        for name in (AUTHORS, PUBLISHERS)
        for collection in ("Bản tin", "Dùng chung")
    }


def test_nobody_holds_a_right_on_the_root(db):
    assert not GroupPagePermission.objects.filter(page__depth=1).exists()
    assert not GroupCollectionPermission.objects.filter(collection__depth=1).exists()


def test_pages_are_approved_by_their_units_and_bulletins_by_publishers_and_nothing_else_is(db):
    tasks = [task.specific_class for task in Task.objects.order_by("pk")]
    assert sorted(task.__name__ for task in tasks) == ["AgencyApprovalTask", "BulletinApprovalTask"]
    assert (Workflow.objects.count(), WorkflowPage.objects.count()) == (2, 1)


def test_there_is_no_website_but_the_agencies(db):
    assert set(Site.objects.all()) == {agency.site for agency in Agency.objects.all()}
    assert not Site.objects.filter(is_default_site=True).exists()


def test_there_is_no_page_below_the_root_but_the_agencies_home_pages(db):
    homes = {agency.root_page for agency in Agency.objects.all()}
    assert set(Page.objects.filter(depth=2)) == homes
    assert Page.objects.get(depth=1).numchild == len(homes)
    assert Page.find_problems() == Collection.find_problems() == ([], [], [], [], [])


def test_there_are_the_declared_languages(db):
    assert {locale.language_code for locale in Locale.objects.all()} == {"vi", "en"}


def test_migrations_of_a_released_version_are_never_changed():
    assert list_changed() == []


def test_migrations_follow_each_other_in_one_line(db):
    assert MigrationLoader(connection).detect_conflicts() == {}


def test_every_app_of_ours_with_models_is_among_those(db):
    labels = {
        config.label
        for config in apps.get_app_configs()
        if config.name.partition(".")[0] in settings.OWN_APPS and list(config.get_models())
    }
    assert labels == OURS
