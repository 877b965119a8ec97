"""Which objects a request or a content may name, whatever the spelling of their keys."""

from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.admin.models import EditingSession
from wagtail.models import Collection, Locale, Page, Revision

from home.tests.factories import publish_news, restrict_page
from ops.models import Worker
from sites.models import Agency
from sites.permissions.group_permissions import get_shared_collection
from sites.permissions.object_gate import can_name, can_refer
from sites.permissions.resolution import MAX_KEY_LENGTH, MalformedKeyError, resolve_key

# No object has it.
FREE = 2**40

pytestmark = pytest.mark.django_db

SPELLINGS = [
    "{}", " {}", "{} ", "+{}", "0{}", "_2B{}", "{}.0", "{}.000",
    lambda pk: pk,
    lambda pk: float(pk),
    lambda pk: Decimal(pk),
    lambda pk: f"{pk}".translate({ord("0") + n: 0xFF10 + n for n in range(10)}),
    lambda pk: f"{pk}".rjust(MAX_KEY_LENGTH, "0"),
]  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_key_is_found_in_every_spelling(spelling, health):
    page = health.root_page
    key = spelling(page.pk) if callable(spelling) else spelling.format(page.pk)
    assert resolve_key(Page, key) == [page]


def test_a_key_that_reads_as_two_finds_both():
    lease = {"started_at": timezone.now(), "expires_at": timezone.now()}
    quoted, plain = (Worker.objects.create(id=name, **lease) for name in ("may_2F1", "may/1"))
    assert resolve_key(Worker, "may_2F1") == [quoted, plain]
    assert resolve_key(Worker, "may/1") == [plain]


def test_true_is_one():
    assert resolve_key(Page, True) == [Page.objects.get(pk=1)]


def test_an_identifier_is_found_with_hyphens_and_without():
    row = DBTaskResult.objects.create(id=uuid4(), args_kwargs={}, run_after=None)
    for key in (row.id, str(row.id), row.id.hex):
        assert resolve_key(DBTaskResult, key) == [row]
    assert resolve_key(DBTaskResult, UUID(int=0)) == []


@pytest.mark.parametrize(
    "key",
    ["", "x", "0x3", "1,2", None, [1], {"id": 1}, "1".rjust(MAX_KEY_LENGTH + 1, "0"), "²"],
)
def test_what_cannot_be_a_key_is_refused(key, health_editor, ict_admin):
    with pytest.raises(MalformedKeyError, match="not a key of wagtailcore.Page"):
        resolve_key(Page, key)
    assert not can_name(ict_admin, Page, key)
    with pytest.raises(MalformedKeyError):
        can_refer(ict_admin, Page, key)


@pytest.fixture
def own(health):
    return publish_news(health, "Tiêm chủng")


@pytest.fixture
def foreign(district):
    return publish_news(district, "Họp thôn")


def test_ones_own_is_named_and_anothers_is_not(own, foreign, health_editor):
    assert can_name(health_editor, Page, own.pk) and can_refer(health_editor, Page, own.pk)
    for spelling in (foreign.pk, f" {foreign.pk}", f"{foreign.pk}.0"):
        assert not can_name(health_editor, Page, spelling)
        assert not can_name(health_editor, Page, spelling, referring=True)
        assert not can_refer(health_editor, Page, spelling)


def test_what_the_province_shows_is_referred_to_and_not_named(province, health_editor):
    page = publish_news(province, "Cả tỉnh")
    assert not can_name(health_editor, Page, page.pk)
    assert can_name(health_editor, Page, page.pk, referring=True)
    assert can_refer(health_editor, Page, page.pk)
    restrict_page(page)
    assert not can_refer(health_editor, Page, page.pk)


def test_all_agencies_are_referred_to(district, health_editor):
    assert not can_name(health_editor, Agency, district.pk)
    assert can_refer(health_editor, Agency, district.pk)


def test_what_belongs_to_no_agency_is_named_by_all(health, district, health_editor):
    for thing in (
        Locale.objects.first(),
        ContentType.objects.first(),
        Page.objects.get(depth=1),
        Collection.get_first_root_node(),
        get_shared_collection(),
        health.collection,
    ):
        assert can_name(health_editor, type(thing), thing.pk), thing
    assert not can_name(health_editor, Collection, district.collection.pk)
    assert not can_name(health_editor, Page, district.root_page.pk)


def test_of_what_is_gone_a_request_names_what_is_tidied_up_and_content_anything(health_editor):
    assert can_name(health_editor, Revision, FREE) and can_name(health_editor, EditingSession, FREE)
    assert not can_name(health_editor, Page, FREE)
    assert can_refer(health_editor, Page, FREE)


def test_an_administrator_names_everything(own, foreign, ict_admin):
    assert can_name(ict_admin, Page, own.pk) and can_name(ict_admin, Page, foreign.pk)
