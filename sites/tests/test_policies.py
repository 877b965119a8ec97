"""Boxes ticked by mistake: a group is given what it should not have."""

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Task,
    Workflow,
)
from wagtail.permissions import policy_registry

from accounts.models import User
from content.models import CustomDocument, CustomImage
from home.tests.factories import publish_news

ACTIONS = {"add", "change", "delete", "publish", "bulk_delete", "lock", "unlock", "view"}


def tick_pages(group, page):
    for permission in Permission.objects.filter(content_type__model="page"):
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def tick_files(group, collection):
    for permission in Permission.objects.filter(
        content_type__app_label__in=["wagtailimages", "wagtaildocs", "wagtailcore"],
        content_type__model__in=["image", "document", "collection"],
    ):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=permission
        )


@pytest.mark.parametrize("where", ["the other's home page", "the root"])
def test_pages_of_another_agency_stay_closed(health, district, health_moderator, where):
    article = publish_news(district, "Ngày hội xuống đồng")
    tick_pages(
        health.moderators,
        district.root_page if where == "the other's home page" else Page.objects.get(depth=1),
    )
    policy = policy_registry.get(article)
    assert not policy.user_has_any_permission_for_instance(health_moderator, ACTIONS, article)
    assert set(policy.explorable_instances(health_moderator).filter(depth=2)) == {health.root_page}
    permissions = article.permissions_for_user(health_moderator)
    assert not (permissions.can_edit() or permissions.can_delete() or permissions.can_publish())


def test_ones_own_pages_stay_open(health, health_moderator):
    article = publish_news(health, "Tiêm chủng")
    assert article.permissions_for_user(health_moderator).can_publish()


@pytest.mark.parametrize("model", [CustomImage, CustomDocument])
@pytest.mark.parametrize("where", ["the other's collection", "the root"])
def test_files_of_another_agency_stay_closed(health, district, health_moderator, model, where):
    theirs = model(title="x", collection=district.collection)
    tick_files(
        health.moderators,
        district.collection
        if where == "the other's collection"
        else Collection.objects.get(depth=1),
    )
    policy = policy_registry.get(theirs)
    for action in ("add", "change", "choose", "delete"):
        assert not policy.user_has_permission_for_instance(health_moderator, action, theirs)
    collections = policy.collections_user_has_any_permission_for(
        health_moderator, ["add", "change", "choose"]
    )
    assert district.collection not in collections
    assert health.collection in collections


def test_a_collection_below_another_agencys_stays_closed(health, district, health_moderator):
    below = district.collection.add_child(instance=Collection(name="Ảnh"))
    tick_files(health.moderators, below)
    theirs = CustomImage(title="x", collection=below)
    policy = policy_registry.get(theirs)
    assert not policy.user_has_permission_for_instance(health_moderator, "choose", theirs)


def test_a_shared_collection_can_be_opened(health, health_moderator):
    shared = Collection.get_first_root_node().add_child(name="Chung")
    tick_files(health.moderators, shared)
    image = CustomImage(title="x", collection=shared)
    policy = policy_registry.get(image)
    assert policy.user_has_permission_for_instance(health_moderator, "choose", image)


def test_collections_themselves_are_the_administrators(health, health_moderator, ict_admin):
    tick_files(health.moderators, health.collection)
    policy = policy_registry.get(health.collection)
    assert not policy.user_has_any_permission(health_moderator, ["add", "change", "delete"])
    assert policy.user_has_permission(ict_admin, "add")


@pytest.mark.parametrize("model", [User, Group, Site, Locale, Workflow, Task])
def test_people_groups_and_the_platform_are_the_administrators(
    health, health_moderator, ict_admin, model
):
    health.moderators.permissions.set(Permission.objects.all())
    policy = policy_registry.get_by_type(model)
    instance = model.objects.first() or model()
    for action in ("add", "change", "delete", "view"):
        assert not policy.user_has_permission(health_moderator, action)
        assert not policy.user_has_permission_for_instance(health_moderator, action, instance)
        assert policy.user_has_permission(ict_admin, action)
    assert not policy.user_has_any_permission(health_moderator, ["add", "view"])
    assert set(policy.users_with_permission("change")) == {ict_admin}
