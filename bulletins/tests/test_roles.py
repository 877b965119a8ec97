import pytest
from django.contrib.auth.models import Permission
from wagtail.models import Collection, GroupCollectionPermission, get_root_collection_id

from bulletins.roles import CENTRAL_COLLECTION, sync_authors
from sites.shared_files import SHARED_COLLECTION

pytestmark = pytest.mark.django_db


def held(group):
    files = GroupCollectionPermission.objects.filter(group=group)
    return (
        {f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.all()},
        {(row.collection.name, row.permission.codename) for row in files},
    )


DECLARED = (
    {
        "wagtailadmin.access_admin",
        "bulletins.add_bulletin",
        "bulletins.change_bulletin",
        "bulletins.delete_bulletin",
        "bulletins.publish_bulletin",
        "wagtail_localize.submit_translation",
    },
    {
        (collection, f"{action}_{model}")
        for collection in (CENTRAL_COLLECTION, SHARED_COLLECTION)
        for action in ("add", "change", "choose")
        for model in ("image", "document")
    },
)


def test_authors_hold_exactly_what_is_declared():
    assert held(sync_authors()) == DECLARED


def test_what_has_drifted_is_put_right():
    group = sync_authors()
    delete = Permission.objects.get(codename="delete_page")
    group.permissions.set([delete])
    GroupCollectionPermission.objects.filter(group=group).first().delete()
    GroupCollectionPermission.objects.create(
        group=group,
        collection_id=get_root_collection_id(),
        permission=Permission.objects.get(
            content_type__app_label="wagtailimages", codename="change_image"
        ),
    )
    assert held(sync_authors()) == DECLARED


def test_the_central_collection_is_made_once():
    sync_authors()
    sync_authors()
    assert Collection.objects.filter(name=CENTRAL_COLLECTION).count() == 1
