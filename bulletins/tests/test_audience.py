"""Whom a bulletin reaches, as readers of two agencies see it."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from bulletins.models import Bulletin, BulletinAudience, list_audience_agencies
from bulletins.selectors.audience import count_audience, describe_audience
from bulletins.tests.factories import (
    ADMIN,
    create_draft,
    make_bulletin_form,
    press_publish,
    publish_bulletin,
    translate,
)
from members.tests.approval import PUBLISH
from sites.models import AgencyGroup
from sites.services.archiving import archive_agency
from sites.tests.factories import create_agency, create_agency_group

pytestmark = pytest.mark.django_db

PATH = "/ban-tin/lu-quet/"


def lines(*codes):
    return [
        BulletinAudience(code=code.removeprefix("-"), excluded=code.startswith("-"))
        for code in codes
    ]


def audience(*codes, scope="some"):
    """The fields of the form for these lines."""
    return {
        "addressees-scope": scope,
        "addressees-code": [code for code in codes if not code.startswith("-")],
        "addressees-except": [code[1:] for code in codes if code.startswith("-")],
    }


@pytest.fixture
def publisher(sign_in, ict_publisher):
    return sign_in(ict_publisher)


@pytest.fixture
def upland(district):
    return create_agency_group("Vùng cao", district)


@pytest.fixture
def named(health, district, upland):
    """Write codes with names instead of keys: ``named("-agency:so-y-te")``."""
    keys = {"so-y-te": health.pk, "huyen-ba-be": district.pk, "vung-cao": upland.pk}

    def translated(*codes):
        parted = (code.rpartition(":") for code in codes)
        return [f"{sort}{colon}{keys.get(name, name)}" for sort, colon, name in parted]

    return translated


@pytest.fixture
def shown_on(visit, health, district, province):
    def codes(path=PATH):
        agencies = (health, district, province)
        return {agency.code for agency in agencies if visit(agency, path).status_code == 200}

    return codes


EVERYBODY = {"so-y-te", "huyen-ba-be", "tinh-bac-kan"}
RULES = [
    (["all"], EVERYBODY),
    (["kind:district"], {"huyen-ba-be"}),
    (["kind:district", "kind:department"], {"huyen-ba-be", "so-y-te"}),
    (["group:vung-cao"], {"huyen-ba-be"}),
    (["agency:so-y-te"], {"so-y-te"}),
    (["all", "-kind:district"], EVERYBODY - {"huyen-ba-be"}),
    (["all", "-group:vung-cao"], EVERYBODY - {"huyen-ba-be"}),
    (["all", "-agency:so-y-te"], EVERYBODY - {"so-y-te"}),
    (["kind:district", "agency:so-y-te", "-agency:huyen-ba-be"], {"so-y-te"}),
    (["agency:huyen-ba-be", "-group:vung-cao", "agency:so-y-te"], {"so-y-te"}),
]


@pytest.mark.parametrize(("codes", "reached"), RULES)
def test_what_is_chosen_in_the_form_is_who_shows_it(publisher, shown_on, named, codes, reached):
    scope = "all" if "all" in codes else "some"
    chosen = audience(*named(*[code for code in codes if code != "all"]), scope=scope)
    answer = press_publish(
        publisher, publisher.post(f"{ADMIN}add/", make_bulletin_form() | chosen | PUBLISH)
    )
    assert answer.status_code == 302
    assert shown_on() == reached
    stored = list(Bulletin.objects.get().audience.all())
    assert {str(line) for line in stored} == set(named(*codes))
    assert {agency.code for agency in list_audience_agencies(stored)} == reached


def test_complaint_of_peers_groups_can_be_targeted(publisher, shown_on, upland):
    press_publish(
        publisher,
        publisher.post(f"{ADMIN}add/", make_bulletin_form() | audience(upland.code) | PUBLISH),
    )
    assert shown_on() == {"huyen-ba-be"}


def test_complaint_of_peers_targets_can_be_set_before_publishing(publisher, shown_on):
    publisher.post(f"{ADMIN}add/", make_bulletin_form() | audience("kind:district"))
    bulletin = Bulletin.objects.get()
    assert (bulletin.live, shown_on()) == (False, set())
    form = publisher.get(f"{ADMIN}edit/{bulletin.pk}/").context["form"]
    assert [str(line) for line in form["addressees"].value()] == ["kind:district"]
    bulletin.get_latest_revision().publish()
    assert shown_on() == {"huyen-ba-be"}


@pytest.mark.parametrize(
    ("codes", "joined"),
    [
        (["all"], True),
        (["kind:district"], True),
        (["kind:department"], False),
        (["all", "-kind:district"], False),
    ],
)
def test_units_founded_later_are_included_by_rule(visit, codes, joined):
    publish_bulletin("Lũ quét", audience=codes)
    newcomer = create_agency()
    assert visit(newcomer, PATH).status_code == (200 if joined else 404)
    assert list_audience_agencies(lines(*codes)).filter(pk=newcomer.pk).exists() == joined


def test_who_joins_or_leaves_a_group_is_told_or_not_at_the_next_request(
    publisher, shown_on, upland, health, district
):
    publish_bulletin("Lũ quét", audience=[upland.code])
    assert shown_on() == {"huyen-ba-be"}
    publisher.post(f"/admin/agency_groups/{upland.pk}/join/", {"units": [health.pk]})
    assert shown_on() == {"huyen-ba-be", "so-y-te"}
    publisher.post(f"/admin/agency_groups/{upland.pk}/members/", {"units": [district.pk]})
    assert shown_on() == {"so-y-te"}


def test_another_audience_in_the_draft_is_not_public_until_published(publisher, shown_on, named):
    bulletin = publish_bulletin("Lũ quét", audience=["kind:district"])
    edit = f"{ADMIN}edit/{bulletin.pk}/"
    changed = make_bulletin_form(slug="lu-quet") | audience(*named("agency:so-y-te"))
    publisher.post(edit, changed)
    assert shown_on() == {"huyen-ba-be"}
    assert shown_on("/ban-tin/rss.xml") == EVERYBODY
    press_publish(publisher, publisher.post(edit, changed | PUBLISH))
    assert shown_on() == {"so-y-te"}
    # And back: the lines of before come into use again.
    press_publish(
        publisher,
        publisher.post(
            edit, make_bulletin_form(slug="lu-quet") | audience("kind:district") | PUBLISH
        ),
    )
    assert shown_on() == {"huyen-ba-be"}


def test_an_earlier_version_comes_back_with_its_audience(publisher, shown_on):
    bulletin = publish_bulletin("Lũ quét", audience=["kind:district"])
    first = bulletin.get_latest_revision()
    edit = f"{ADMIN}edit/{bulletin.pk}/"
    press_publish(
        publisher,
        publisher.post(edit, make_bulletin_form(slug="lu-quet") | audience(scope="all") | PUBLISH),
    )
    assert shown_on() == EVERYBODY
    first.publish()
    assert shown_on() == {"huyen-ba-be"}


def test_who_has_chosen_nobody_yet_saves_a_draft_for_nobody(publisher, shown_on):
    publisher.post(f"{ADMIN}add/", make_bulletin_form() | audience())
    bulletin = Bulletin.objects.get()
    assert not bulletin.audience.exists()
    page = publisher.get(f"{ADMIN}edit/{bulletin.pk}/").content.decode()
    assert "Chưa có đơn vị nào" in page
    bulletin.get_latest_revision().publish()
    assert shown_on() == set()


@pytest.mark.parametrize(
    "codes", [[], ["kind:commune"], ["kind:district", "-group:vung-cao"], ["-kind:district"]]
)
def test_what_nobody_would_show_is_not_published_and_nothing_is_lost(publisher, named, codes):
    codes = named(*codes)
    answer = press_publish(
        publisher, publisher.post(f"{ADMIN}add/", make_bulletin_form() | audience(*codes) | PUBLISH)
    )
    form = answer.context["form"]
    assert set(form.errors) == {"addressees"}
    assert "Chưa có đơn vị nào hiển thị bản tin này" in answer.content.decode()
    assert form["title"].value() == "Lũ quét"
    assert {str(line) for line in form["addressees"].value()} == set(codes)
    assert not Bulletin.objects.exists()


@pytest.mark.parametrize(
    "code", ["kind:planet", "agency:999999", "group:999999", "agency:0", f"agency:{'9' * 39}", "x"]
)
def test_a_forged_code_is_refused_at_its_field(publisher, code):
    answer = publisher.post(f"{ADMIN}add/", make_bulletin_form() | audience(code))
    assert set(answer.context["form"].errors) == {"addressees"}
    assert not Bulletin.objects.exists()


def test_hundreds_of_single_units_are_for_a_group(publisher):
    codes = [f"agency:{number}" for number in range(1, 202)]
    answer = publisher.post(f"{ADMIN}add/", make_bulletin_form() | audience(*codes))
    assert "Hãy lập một nhóm" in str(answer.context["form"].errors)


def test_an_ended_unit_counts_in_no_audience(health, district, upland):
    archive_agency(agency=district, successors=[health], ended_on=date(2026, 1, 1), by=None)
    for codes in (["kind:district"], [upland.code], [district.own_code]):
        assert not list_audience_agencies(lines(*codes)).exists()
    assert list_audience_agencies(lines("all")).count() == 2


@pytest.mark.parametrize(
    "code",
    ["", "x", "x:1", "agency", "agency:", "agency:x", "agency:٣", "group:0x3", "group:" + "9" * 20],
)
def test_what_is_no_code_of_an_audience_addresses_nobody(health, code):
    assert not list_audience_agencies(lines(code)).exists()
    assert list_audience_agencies(lines("all", f"-{code}")).exists()
    assert describe_audience(lines(code)) == describe_audience([])


def test_a_group_named_by_a_bulletin_is_not_deleted_and_the_answer_says_why(publisher, upland):
    bulletin = publish_bulletin("Lũ quét", audience=[upland.code])
    answer = publisher.post(f"/admin/agency_groups/delete/{upland.pk}/", follow=True)
    assert "Lũ quét" in answer.content.decode()
    assert AgencyGroup.objects.filter(pk=upland.pk).exists()
    bulletin.delete()
    publisher.post(f"/admin/agency_groups/delete/{upland.pk}/")
    assert not AgencyGroup.objects.filter(pk=upland.pk).exists()


@pytest.mark.parametrize("excluded", ["", "-"])
def test_a_group_named_in_a_draft_alone_stays_too(publisher, upland, excluded):
    bulletin = publish_bulletin("Lũ quét")
    chosen = audience("kind:district", f"{excluded}{upland.code}")
    publisher.post(f"{ADMIN}edit/{bulletin.pk}/", make_bulletin_form(slug="lu-quet") | chosen)
    with pytest.raises(ProtectedError):
        upland.delete()


def test_a_group_with_a_longer_number_is_another_one(upland):
    create_draft("Lũ quét", audience=[f"{upland.code}0"])
    upland.delete()


def test_a_translation_has_no_audience_of_its_own(sign_in, ict_admin, shown_on):
    bulletin = publish_bulletin("Lũ quét", audience=["kind:district"])
    translation = translate(bulletin, "Flash flood")
    edit = f"{ADMIN}edit/{translation.pk}/"
    form = sign_in(ict_admin).get(edit).context["form"]
    assert "addressees" not in form.fields
    sign_in(ict_admin).post(
        edit, make_bulletin_form(slug="lu-quet") | audience(scope="all") | PUBLISH
    )
    assert shown_on() == {"huyen-ba-be"}


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (["all"], "Tất cả các đơn vị"),
        (["all", "-agency:huyen-ba-be"], "Tất cả các đơn vị, trừ Ba Bể"),
        (["kind:district", "kind:city"], "Các thành phố và các huyện"),
        (["kind:district", "-agency:huyen-ba-be"], "Các huyện, trừ Ba Bể"),
        (["group:vung-cao", "agency:so-y-te"], "Nhóm “Vùng cao” và Sở Y tế"),
        (["agency:huyen-ba-be", "agency:so-y-te"], "Sở Y tế và Ba Bể"),
        ([], "Chưa có đơn vị nào"),
        (["-kind:district"], "Chưa có đơn vị nào"),
    ],
)
def test_an_audience_in_words(named, district, codes, words):
    district.short_name = "Ba Bể"
    district.save()
    assert describe_audience(lines(*named(*codes))) == words


def test_many_units_are_named_in_part_and_counted(health):
    units = [
        create_agency(f"huyen-{letter}", name_vi=f"Huyện huyen-{letter}") for letter in "abcdefg"
    ]
    words = describe_audience(lines(*[unit.own_code for unit in units]))
    assert words.startswith("Huyện huyen-a, Huyện huyen-b") and words.endswith("và 2 đơn vị khác")


def test_the_reach_is_a_number_and_the_names_in_order(health, district, province):
    reach = count_audience(lines("all"))
    assert (reach.number, reach.other_count) == (3, 0)
    assert reach.names == [str(province), str(health), str(district)]


def test_of_many_units_the_first_are_named_and_the_others_counted(province, health, monkeypatch):
    monkeypatch.setattr("bulletins.selectors.audience.MAX_LISTED_AGENCIES", 2)
    reach = count_audience(lines("all"))
    assert (reach.number, reach.other_count) == (3, 1)
    assert reach.names == [str(province), str(health)]


def test_the_list_says_for_whom_each_bulletin_is_and_asks_no_more_for_many(publisher, named):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            page = publisher.get(ADMIN).content.decode()
        assert "Các huyện" in page and "Sở Y tế, trừ nhóm “Vùng cao”" in page
        tables = ("bulletins_bulletinaudience", "agencies_agency")
        return [query["sql"].partition("WHERE")[0] for query in queries if named_in(query, tables)]

    def named_in(query, tables):
        return any(f'FROM "{table}' in query["sql"] for table in tables)

    publish_bulletin("Một", audience=["kind:district"])
    publish_bulletin("Hai", audience=named("agency:so-y-te", "-group:vung-cao"))
    few = asked()
    for number in range(5):
        publish_bulletin(f"Tin {number}", audience=named("agency:so-y-te", "-group:vung-cao"))
    assert asked() == few


def test_the_details_say_for_whom_a_bulletin_is(publisher):
    bulletin = publish_bulletin("Lũ quét", audience=["kind:district"])
    assert "Các huyện" in publisher.get(f"{ADMIN}inspect/{bulletin.pk}/").content.decode()


def test_the_comparison_of_versions_shows_another_audience(publisher):
    bulletin = publish_bulletin("Lũ quét", audience=["kind:district"])
    changed = make_bulletin_form(slug="lu-quet") | audience(scope="all")
    publisher.post(f"{ADMIN}edit/{bulletin.pk}/", changed)
    history = f"{ADMIN}history/{bulletin.pk}/revisions/compare/earliest...latest/"
    page = publisher.get(history).content.decode()
    assert "Nơi nhận" in page and "Tất cả" in page


@pytest.mark.parametrize(
    ("unit", "titles"),
    [
        ("so-y-te", {"Cho sở"}),
        ("Sở Y tế", {"Cho sở"}),
        ("ba be", {"Cho huyện"}),
        ("babe.backan", {"Cho huyện"}),
        ("", {"Cho sở", "Cho huyện", "Nháp"}),
    ],
)
def test_the_list_is_narrowed_to_what_a_unit_shows(publisher, unit, titles):
    publish_bulletin("Cho sở", audience=["kind:department"])
    publish_bulletin("Cho huyện", audience=["kind:district"])
    create_draft("Nháp")
    listed = publisher.get(ADMIN, {"unit": unit}).context["object_list"]
    assert {bulletin.title for bulletin in listed} == titles


@pytest.mark.parametrize(
    ("unit", "words"), [("sao hỏa", "Không có đơn vị nào"), ("ba", "Có nhiều đơn vị tên như vậy")]
)
def test_a_filter_that_fits_no_unit_or_several_says_so(publisher, unit, words):
    create_agency("ba", name_vi="Huyện ba")
    create_agency("ba-hai", name_vi="Huyện ba hai")
    page = publisher.get(ADMIN, {"unit": f"huyen {unit}" if unit == "ba" else unit})
    assert words in page.content.decode()
