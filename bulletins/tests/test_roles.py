import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, get_root_collection_id

from accounts.models import User
from bulletins.roles import AUTHORS, CENTRAL_COLLECTION, PUBLISHERS, TRANSLATORS, sync_roles
from members.roles import get_central_roles, get_translator_groups
from sites.permissions.group_permissions import SHARED_COLLECTION

pytestmark = pytest.mark.django_db

WRITE = {
    "wagtailadmin.access_admin",
    "bulletins.add_bulletin",
    "bulletins.change_bulletin",
}
PUBLISH = {
    "agencies.add_agencygroup",
    "agencies.change_agencygroup",
    "agencies.delete_agencygroup",
    "bulletins.delete_bulletin",
    "bulletins.publish_bulletin",
    "search.add_synonymgroup",
    "search.change_synonymgroup",
    "search.delete_synonymgroup",
    "bulletins.add_bulletintemplate",
    "bulletins.change_bulletintemplate",
    "bulletins.delete_bulletintemplate",
    "bulletins.add_eventtype",
    "bulletins.change_eventtype",
    "bulletins.delete_eventtype",
    "channels.add_spokenform",
    "channels.change_spokenform",
    "channels.delete_spokenform",
    "channels.add_recordinglanguage",
    "channels.change_recordinglanguage",
    "channels.delete_recordinglanguage",
    "desk.add_glossaryterm",
    "desk.change_glossaryterm",
    "desk.delete_glossaryterm",
    "wagtail_localize.submit_translation",
}
TRANSLATE = {
    "wagtailadmin.access_admin",
    "bulletins.change_bulletin",
    "wagtail_localize.submit_translation",
}
FILES = {
    (collection, f"{action}_{model}")
    for collection in (CENTRAL_COLLECTION, SHARED_COLLECTION)
    for action in ("add", "change", "choose")
    for model in ("image", "document")
}
DECLARED = {
    AUTHORS: (WRITE, {(place, name) for place, name in FILES if "change" not in name}),
    PUBLISHERS: (WRITE | PUBLISH, FILES),
    TRANSLATORS: (TRANSLATE, set()),
}


def held():
    return {
        name: (
            {
                f"{p.content_type.app_label}.{p.codename}"
                for p in Permission.objects.filter(group__name=name)
            },
            {
                (row.collection.name, row.permission.codename)
                for row in GroupCollectionPermission.objects.filter(group__name=name)
            },
        )
        for name in DECLARED
    }


def test_each_role_holds_exactly_what_is_declared():
    sync_roles()
    assert held() == DECLARED


@pytest.mark.parametrize("name", DECLARED)
def test_what_has_drifted_is_put_right(name):
    group = Group.objects.get(name=name)
    group.permissions.set([Permission.objects.get(codename="delete_page")])
    GroupCollectionPermission.objects.filter(group=group).delete()
    GroupCollectionPermission.objects.create(
        group=group,
        collection_id=get_root_collection_id(),
        permission=Permission.objects.get(
            content_type__app_label="wagtailimages", codename="change_image"
        ),
    )
    sync_roles()
    assert held() == DECLARED


def test_the_central_collection_is_made_once():
    sync_roles()
    sync_roles()
    assert Collection.objects.filter(name=CENTRAL_COLLECTION).count() == 1


def test_an_author_has_no_permission_besides_those_of_the_role(ict_author):
    assert User.objects.get(pk=ict_author.pk).get_all_permissions() == WRITE


def test_all_roles_are_granted_by_ict_and_that_of_translators_can_be_confined():
    assert get_central_roles().keys() >= DECLARED.keys()
    assert get_translator_groups() == {TRANSLATORS}
