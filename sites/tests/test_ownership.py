import pytest
from django.contrib.auth.models import Group
from wagtail.models import (
    Collection,
    Locale,
    ModelLogEntry,
    Page,
    PageLogEntry,
    Revision,
    UploadedFile,
)
from wagtail.permissions import policy_registry
from wagtail_localize.models import (
    SegmentOverride,
    StringTranslation,
    Translation,
    TranslationSource,
)

from accounts.models import User
from bulletins.tests.factories import publish_bulletin
from content.models import CustomDocument, CustomImage
from home.tests.factories import create_comment, publish_news, restrict_page, subscribe_to_comments
from sites.models import Agency, AgencySettings
from sites.permissions.group_permissions import get_shared_collection
from sites.permissions.ownership import (
    get_active_agency_ids,
    get_owner_ids,
    user_owns,
    with_website_language,
)
from sites.tests.factories import add_english, create_host_alias, open_in_english


@pytest.fixture
def article(health) -> Page:
    return publish_news(health, "Tiêm chủng")


@pytest.fixture
def english(health) -> Page:
    return open_in_english(health)


def _translation(article):
    source, _ = TranslationSource.update_or_create_from_instance(article)
    locale = add_english()
    return Translation.objects.create(source=source, target_locale=locale)


# What an agency has, made from its home page, an article and one of its people.
THINGS = {
    "agency": lambda agency, article, person: agency,
    "host alias": lambda agency, article, person: create_host_alias(agency, "cu.example"),
    "website": lambda agency, article, person: agency.site,
    "website's details": lambda agency, article, person: AgencySettings.for_site(agency.site),
    "home page": lambda agency, article, person: agency.root_page,
    "page": lambda agency, article, person: article,
    "page of its type": lambda agency, article, person: article.specific,
    "revision": lambda agency, article, person: article.latest_revision,
    "comment": lambda agency, article, person: create_comment(article, person, "?"),
    "subscription": lambda agency, article, person: subscribe_to_comments(article, person),
    "restriction": lambda agency, article, person: restrict_page(article, kind="login"),
    "page's log": lambda agency, article, person: PageLogEntry.objects.filter(page=article).first(),
    "agency's log": lambda agency, article, person: ModelLogEntry.objects.log_action(
        agency, "wagtail.edit", user=person
    ),
    "collection": lambda agency, article, person: agency.collection,
    "collection below": lambda agency, article, person: agency.collection.add_child(
        instance=Collection(name="Ảnh")
    ),
    "picture": lambda agency, article, person: CustomImage(collection=agency.collection),
    "document": lambda agency, article, person: CustomDocument(collection=agency.collection),
    "upload": lambda agency, article, person: UploadedFile(uploaded_by_user=person),
    "person": lambda agency, article, person: person,
    "group of editors": lambda agency, article, person: agency.editors,
    "group of moderators": lambda agency, article, person: agency.moderators,
    "translation": lambda agency, article, person: _translation(article),
    "source of translations": lambda agency, article, person: _translation(article).source,
}


@pytest.mark.parametrize("model", [StringTranslation, SegmentOverride])
@pytest.mark.django_db
def test_what_is_translated_in_no_context_belongs_to_nobody(model, health_editor):
    unattached = model()
    assert get_owner_ids(unattached) == frozenset()
    assert not user_owns(health_editor, unattached)


@pytest.mark.parametrize("kind", THINGS)
def test_a_thing_belongs_to_its_agency_and_to_its_people(
    kind, health, district, article, health_editor, health_moderator, district_editor, outsider
):
    thing = THINGS[kind](health, article, health_editor)
    assert get_owner_ids(thing) == {health.pk}
    assert user_owns(health_editor, thing) and user_owns(health_moderator, thing)
    assert not user_owns(district_editor, thing) and not user_owns(outsider, thing)


@pytest.mark.parametrize("kind", THINGS)
def test_an_administrator_holds_everything(kind, health, article, health_editor, ict_admin):
    assert user_owns(ict_admin, THINGS[kind](health, article, health_editor))


def test_a_home_page_in_another_language_belongs_with_the_first(
    health, english, health_editor, district_editor
):
    assert get_owner_ids(english) == {health.pk}
    assert user_owns(health_editor, english)
    assert not user_owns(district_editor, english)


NOBODYS = {
    "root of pages": lambda: Page.objects.get(depth=1),
    "root of collections": lambda: Collection.objects.get(depth=1),
    "group": lambda: Group.objects.create(name="Khác"),
    "administrator": lambda: User.objects.create_superuser("quan-tri-2"),
    "language": lambda: Locale.objects.first(),
    "nothing": lambda: None,
}


@pytest.mark.parametrize("kind", NOBODYS)
def test_what_has_no_owner_is_held_by_no_member(kind, health_moderator):
    thing = NOBODYS[kind]()
    assert get_owner_ids(thing) == frozenset()
    assert not user_owns(health_moderator, thing)


def test_a_person_in_two_agencies_belongs_to_both(health, district, health_editor, outsider):
    outsider.groups.add(health.editors, district.moderators)
    assert get_owner_ids(outsider) == {health.pk, district.pk}
    assert user_owns(health_editor, outsider)


def test_a_suspended_person_holds_nothing(health, health_editor):
    health_editor.is_active = False
    assert not user_owns(health_editor, health.root_page)


def test_bulletins_are_held_by_those_who_write_them(ict_author, health_moderator, outsider):
    bulletin = publish_bulletin("Bluezone")
    assert get_owner_ids(bulletin) == frozenset()
    assert user_owns(ict_author, bulletin)
    assert user_owns(ict_author, Revision.objects.for_instance(bulletin).first())
    assert not user_owns(health_moderator, bulletin) and not user_owns(outsider, bulletin)


def test_a_log_entry_of_a_deleted_thing_is_nobodys(health_editor, outsider):
    entry = ModelLogEntry.objects.log_action(outsider, "wagtail.delete", user=health_editor)
    outsider.delete()
    assert get_owner_ids(entry) == frozenset()


def test_the_place_of_many_agencies_is_asked_for_once(
    health, article, health_editor, django_assert_num_queries
):
    user_owns(health_editor, article)
    with django_assert_num_queries(0):
        assert user_owns(health_editor, article)
        assert user_owns(health_editor, health.site)
        assert not user_owns(health_editor, Agency(pk=0))


def test_a_suspended_person_belongs_to_their_agency_and_works_nowhere(health, health_editor):
    health_editor.is_active = False
    assert get_owner_ids(health_editor) == {health.pk}
    assert get_active_agency_ids(health_editor) == frozenset()


@pytest.mark.parametrize(
    ("action", "holds"), [("add", True), ("change", True), ("choose", False), ("view", False)]
)
@pytest.mark.parametrize("model", [CustomImage, CustomDocument])
def test_a_shared_collection_is_held_by_those_who_fill_it(
    model, action, holds, health, health_editor, district_editor
):
    # It moves those behind it in the order of their names.
    other = Collection.get_first_root_node().add_child(name="Khác")
    shared = get_shared_collection()
    permission = policy_registry.get_by_type(model)._get_permission_objects_for_actions([action])
    health.editors.collection_permissions.all().delete()
    for one in permission:
        health.editors.collection_permissions.create(collection=shared, permission=one)
    assert get_owner_ids(shared) == frozenset()
    assert user_owns(health_editor, shared) is holds
    assert user_owns(health_editor, model(collection=shared)) is holds
    assert not user_owns(health_editor, other) and not user_owns(district_editor, shared)


def test_colleagues_hold_one_another_but_no_administrator(health, health_editor, ict_admin):
    ict_admin.groups.add(health.editors)
    assert not user_owns(health_editor, ict_admin)
    assert user_owns(ict_admin, health_editor)


def test_pages_know_whether_their_website_has_a_language(health, district, article):
    theirs = publish_news(district, "Họp thôn")

    def list_with(language):
        pages = with_website_language(Page.objects.filter(pk__in=[article.pk, theirs.pk]), language)
        return {page.pk for page in pages if page.has_language}

    assert list_with("vi") == {article.pk, theirs.pk}
    assert list_with("en") == set()
    front = open_in_english(health)
    assert list_with("en") == {article.pk}
    front.refresh_from_db()
    front.unpublish()
    assert list_with("en") == set()
