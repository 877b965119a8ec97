import pytest
from django.contrib.auth.models import Permission
from django.utils import translation
from wagtail.models import (
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
)

from sites.permissions.group_permissions import sync_permissions
from sites.services.provisioning import ProvisioningResult, provision_agency
from sites.tests.factories import add_english, translate_front


@pytest.fixture(autouse=True)
def in_english():
    """What was done is told in the language of whoever asked."""
    with translation.override("en"):
        yield


def granted(group):
    pages = GroupPagePermission.objects.filter(group=group)
    files = GroupCollectionPermission.objects.filter(group=group)
    sites = GroupSitePermission.objects.filter(group=group)
    return {
        "pages": {(row.page.slug, row.permission.codename) for row in pages},
        "files": {(row.collection.name, row.permission.codename) for row in files},
        "sites": {(row.site.hostname, row.permission.codename) for row in sites},
        "global": set(group.permissions.values_list("content_type__app_label", "codename")),
    }


def permission(label, codename):
    return Permission.objects.get(content_type__app_label=label, codename=codename)


def repaired(agency):
    changes = ProvisioningResult()
    provision_agency(
        code=agency.code,
        kind=agency.kind,
        name_vi=agency.name_vi,
        host=agency.site.hostname,
        changes=changes,
    )
    return changes.lines


GLOBAL = {("wagtailadmin", "access_admin"), ("wagtail_localize", "submit_translation")}
# A unit without anybody who approves is another matter; see test_approval_single_moderator.
pytestmark = pytest.mark.usefixtures("health_moderator")

SHARED = {("Dùng chung", "choose_image"), ("Dùng chung", "choose_document")}
EDITORS = {
    "pages": {("so-y-te", "add_page"), ("so-y-te", "change_page")},
    "files": {
        ("Sở Y tế", "add_image"),
        ("Sở Y tế", "choose_image"),
        ("Sở Y tế", "add_document"),
        ("Sở Y tế", "choose_document"),
        *SHARED,
    },
    "sites": set(),
    "global": GLOBAL,
}
MODERATORS = {
    "pages": {
        ("so-y-te", "add_page"),
        ("so-y-te", "change_page"),
        ("so-y-te", "publish_page"),
        ("so-y-te", "lock_page"),
        ("so-y-te", "unlock_page"),
    },
    "files": {
        ("Sở Y tế", "add_image"),
        ("Sở Y tế", "change_image"),
        ("Sở Y tế", "choose_image"),
        ("Sở Y tế", "add_document"),
        ("Sở Y tế", "change_document"),
        ("Sở Y tế", "choose_document"),
        *SHARED,
    },
    "sites": {("soyte.backan.localhost", "change_agencysettings")},
    "global": GLOBAL,
}


def test_editors_hold_exactly_the_declared_permissions(health):
    assert granted(health.editors) == EDITORS


def test_moderators_hold_exactly_the_declared_permissions(health):
    assert granted(health.moderators) == MODERATORS


def test_two_agencies_share_nothing_but_choosing_shared_files(health, district):
    for role in ("editors", "moderators"):
        ours, theirs = granted(getattr(health, role)), granted(getattr(district, role))
        assert [ours[kind] & theirs[kind] for kind in ("pages", "sites")] == [set()] * 2
        assert ours["files"] & theirs["files"] == SHARED


def test_permissions_in_order_are_left_alone_in_few_queries(health, django_assert_num_queries):
    with django_assert_num_queries(11):
        assert sync_permissions(health) == 0


@pytest.mark.parametrize(
    "model", [GroupPagePermission, GroupCollectionPermission, GroupSitePermission]
)
def test_a_permission_that_was_taken_away_comes_back_and_that_is_said(health, model):
    model.objects.filter(group=health.moderators).first().delete()
    assert repaired(health) == ["permissions: 1 repaired"]
    assert granted(health.moderators) == MODERATORS
    assert repaired(health) == []


def test_admin_access_that_was_taken_away_comes_back(health):
    health.editors.permissions.clear()
    assert repaired(health) == ["permissions: 2 repaired"]
    assert granted(health.editors) == EDITORS


def test_rights_over_another_agency_are_taken_away_and_that_is_said(health, district):
    ours = health.editors
    GroupPagePermission.objects.create(
        group=ours, page=district.root_page, permission=permission("wagtailcore", "publish_page")
    )
    GroupCollectionPermission.objects.create(
        group=ours,
        collection=district.collection,
        permission=permission("wagtailimages", "change_image"),
    )
    GroupSitePermission.objects.create(
        group=ours,
        site=district.site,
        permission=permission("agencies", "change_agencysettings"),
    )
    assert repaired(health) == ["permissions: 3 repaired"]
    assert granted(ours) == EDITORS


def test_rights_over_everything_are_taken_away(health):
    health.moderators.permissions.add(permission("accounts", "change_user"))
    health.moderators.permissions.add(permission("wagtailcore", "change_site"))
    assert repaired(health) == ["permissions: 2 repaired"]
    assert granted(health.moderators) == MODERATORS


def test_repairing_one_agency_does_not_touch_another_one(health, district):
    GroupPagePermission.objects.filter(group=district.editors).delete()
    assert sync_permissions(health) == 0
    assert granted(district.editors)["pages"] == set()


def test_a_translated_home_page_is_its_units_too(health, district):
    before = granted(district.editors), granted(district.moderators)
    translate_front(health)
    translated = {
        role: {(f"so-y-te{end}", name) for _, name in pages for end in ("", "-en")}
        for role, pages in (("editors", EDITORS["pages"]), ("moderators", MODERATORS["pages"]))
    }
    assert granted(health.editors) == EDITORS | {"pages": translated["editors"]}
    assert granted(health.moderators) == MODERATORS | {"pages": translated["moderators"]}
    assert (granted(district.editors), granted(district.moderators)) == before
    assert sync_permissions(health) == 0


def test_a_translated_page_further_down_brings_no_permission_of_its_own(health):
    news = health.root_page.get_children().get(slug="tin-tuc").specific
    translate_front(health)
    news.copy_for_translation(add_english())
    assert {slug for slug, _ in granted(health.editors)["pages"]} == {"so-y-te", "so-y-te-en"}
