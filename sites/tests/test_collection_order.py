"""Collections stand in the order of their names, whatever is made and renamed in which order."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st
from wagtail.models import Collection

from accounts.tests.factories import create_user
from sites.models import Agency
from sites.services.collection_order import MAX_MOVES
from sites.tests.factories import create_agency

NAMES = [
    "Ban Dân tộc",
    "Sở Công Thương",
    "Sở Dân tộc và Tôn giáo",
    "Sở Y tế",
    "Ủy ban nhân dân huyện Ba Bể",
    "Thanh tra tỉnh",
]
CODES = ["mot", "hai", "ba", "bon"]


def provision(code, name):
    return create_agency(code, "department", name_vi=name)


def is_tree_sound():
    problems = Collection.find_problems()
    paths = list(Collection.objects.filter(depth=2).values_list("path", flat=True))
    return not any(problems) and len(paths) == len(set(paths))


@pytest.fixture
def renamed(db):
    provision("ban-dan-toc", "Ban Dân tộc")
    return provision("ban-dan-toc", "Sở Dân tộc và Tôn giáo")


def test_a_unit_can_be_added_after_another_was_renamed(renamed):
    provision("so-y-te-moi", "Sở Y tế mới")
    added = provision("so-cong-thuong", "Sở Công Thương")
    assert added.collection.name == "Sở Công Thương"
    assert is_tree_sound()


def test_a_renamed_units_files_stay_its_own(renamed, health, sign_in):
    collection = Collection.objects.get(pk=renamed.collection_id)
    assert collection.name == "Sở Dân tộc và Tôn giáo"
    client = sign_in(create_user("dan-toc-moderator", renamed.moderators))
    listed = client.get("/admin/documents/", {"collection_id": collection.pk})
    foreign = client.get("/admin/documents/", {"collection_id": health.collection_id})
    assert (listed.status_code, foreign.status_code) == (200, 404)


def test_a_collection_renamed_in_the_admin_leaves_the_order_as_sound(renamed, sign_in, ict_admin):
    client = sign_in(ict_admin)
    root = Collection.get_first_root_node()
    own = root.add_child(name="Ảnh chung")
    response = client.post(f"/admin/collections/{own.pk}/", {"name": "Tư liệu", "parent": root.pk})
    assert response.status_code == 302
    provision("so-cong-thuong", "Sở Công Thương")
    assert is_tree_sound()


@rules(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(NAMES)), max_size=5))
def test_any_order_of_making_and_renaming_leaves_the_tree_sound(db, steps):
    with transaction.atomic():
        for code, name in steps:
            provision(code, name)
        assert is_tree_sound()
        for agency in Agency.objects.select_related("collection"):
            assert agency.collection.name == str(agency)
        transaction.set_rollback(True)


@pytest.fixture
def crowd(db):
    """A hundred collections without a gap, as agencies that were made one after the other leave."""
    root = Collection.get_first_root_node()
    last = root.get_children().last()
    first = Collection._str2int(last.path[-Collection.steplen :]) + 1 if last else 1
    names = [f"Ỷ La {number:03d}" for number in range(100)]
    Collection.objects.bulk_create(
        Collection(name=name, depth=2, path=Collection._get_path(root.path, 2, first + place))
        for place, name in enumerate(names)
    )
    Collection.objects.filter(pk=root.pk).update(numchild=root.get_children().count())
    below = Collection.objects.get(name="Ỷ La 050").add_child(name="Ảnh")
    return below


def count_moves(act):
    with CaptureQueriesContext(connection) as queries:
        act()
    told = [query["sql"] for query in queries if query["sql"].startswith("UPDATE")]
    return sum('"wagtailcore_collection" SET "path"' in sql for sql in told)


def test_few_of_many_collections_move_for_a_new_agency(crowd):
    # Gaps are made once, for one that comes between two of them.
    assert count_moves(lambda: provision("la", "Ỷ La 049 và 050")) > 100
    for number in range(5):
        moves = count_moves(lambda n=number: provision(f"thuy-{n}", f"Sở Thủy {n}"))
        assert moves <= MAX_MOVES
    assert is_tree_sound()
    listed = list(
        Collection.objects.filter(depth=2).order_by("path").values_list("name", flat=True)
    )
    sorted_names = Collection.objects.filter(depth=2).order_by("name")
    assert listed == list(sorted_names.values_list("name", flat=True))
    assert Collection.objects.get(pk=crowd.pk).get_parent().name == "Ỷ La 050"


def test_few_of_many_collections_move_for_a_renamed_one(crowd):
    provision("la", "Ỷ La 049 và 050")
    moves = count_moves(lambda: provision("la", "Ỷ La 020 và 021"))
    assert 1 <= moves <= 2 * MAX_MOVES
    assert is_tree_sound()
