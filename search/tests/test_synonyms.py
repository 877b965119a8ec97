import pytest

from home.tests.factories import publish_news
from search.models import Synonym, SynonymGroup
from search.selectors.synonyms import MAX_GROUPS
from search.tests.factories import create_synonyms
from sites.tests.factories import create_former_name

pytestmark = pytest.mark.django_db


def test_synonyms_count_from_the_moment_they_are_written(found, health, sign_in, ict_admin):
    publish_news(health, "Lịch tiêm chủng", slug="tiem")
    assert found(health, "trích thuốc") == []
    sign_in(ict_admin).post("/admin/synonyms/new/", {"terms": "tiêm chủng, trích thuốc"})
    assert found(health, "trích thuốc") == ["/tin-tuc/tiem/"]
    assert found(health, "lich trich thuoc") == ["/tin-tuc/tiem/"]
    group = SynonymGroup.objects.get(terms__contains="trích thuốc")
    sign_in(ict_admin).post(f"/admin/synonyms/delete/{group.pk}/")
    assert found(health, "trích thuốc") == []


def test_synonyms_that_are_written_count_beside_any_number_of_units_of_that_name(found, health):
    publish_news(health, "Lịch tiêm chủng", slug="tiem")
    for number in range(MAX_GROUPS):
        Synonym.objects.create(
            agency=health, number=100 + number, term="Trích thuốc", key="trich thuoc"
        )
    create_synonyms("tiêm chủng", "trích thuốc")
    assert found(health, "trích thuốc") == ["/tin-tuc/tiem/"]


@pytest.mark.parametrize(
    ("asked", "filled_in"),
    [
        ({}, ""),
        ({"terms": "hộ chiếu, "}, "hộ chiếu, "),
        ({"terms": "a" * 501}, "a" * 500),
    ],
)
def test_a_new_group_begins_with_what_its_address_says(sign_in, ict_admin, asked, filled_in):
    form = sign_in(ict_admin).get("/admin/synonyms/new/", asked).context["form"]
    assert form["terms"].value() == filled_in


@pytest.mark.parametrize(
    ("terms", "problem"),
    [
        ("một", "ít nhất hai"),
        ("một, !", "chữ cái hoặc chữ số"),
        ("a, " + "b " * 13, "mười hai"),
        (", Một ,một", "ít nhất hai"),
    ],
)
def test_synonyms_that_say_nothing_are_refused(sign_in, ict_admin, terms, problem):
    known = SynonymGroup.objects.count()
    answer = sign_in(ict_admin).post("/admin/synonyms/new/", {"terms": terms})
    assert problem in answer.content.decode() and SynonymGroup.objects.count() == known


def test_a_unit_is_found_by_what_it_is_and_was_called(found, health):
    publish_news(health, "Sở Y tế tuyển dụng", slug="nay")
    create_former_name(health, "Ty Y tế")
    assert "/tin-tuc/nay/" in found(health, "ty y tế tuyển dụng")
    assert "/tin-tuc/nay/" in found(health, "SYT")
    publish_news(health, "Rừng phòng hộ mở rộng", slug="rung")
    create_former_name(health, "Ban Quản lý Rừng phòng hộ")
    assert found(health, "RPH") == ["/tin-tuc/rung/"]
