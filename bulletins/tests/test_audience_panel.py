"""What the form shows and asks for while an audience is being chosen."""

from datetime import date

import pytest

from bulletins.admin import audience
from bulletins.models import Bulletin
from bulletins.tests.factories import ADMIN, create_draft, make_bulletin_form
from sites.services.archiving import archive_agency
from sites.tests.factories import create_agency_group

pytestmark = pytest.mark.django_db

REACH, UNITS = "/admin/bulletins/audience/reach/", "/admin/bulletins/audience/units/"


@pytest.fixture
def author(sign_in, ict_author):
    return sign_in(ict_author)


def sent(scope="some", **fields):
    return {"name": "a", "a-scope": scope} | {f"a-{name}": value for name, value in fields.items()}


def words(answer):
    return " ".join(answer.content.decode().split())


def test_the_form_says_at_once_how_many_units_will_show_a_bulletin(author, district):
    assert "3 đơn vị sẽ hiển thị" in words(author.get(f"{ADMIN}add/"))
    bulletin = create_draft("Lũ quét", audience=["kind:district"])
    page = words(author.get(f"{ADMIN}edit/{bulletin.pk}/"))
    assert "1 đơn vị sẽ hiển thị" in page
    assert f'<li data-code="{district.own_code}">{district.name}</li>' in page


def test_the_form_ticks_what_is_stored(author, health, district):
    group = create_agency_group("Ven sông")
    lines = ["kind:department", f"agency:{district.pk}", f"-{group.code}", f"-agency:{health.pk}"]
    bulletin = create_draft("Lũ quét", audience=lines)
    page = words(author.get(f"{ADMIN}edit/{bulletin.pk}/"))
    for name, code in [
        ("scope", "some"),
        ("code", "kind:department"),
        ("code", f"agency:{district.pk}"),
        ("except", group.code),
        ("except", f"agency:{health.pk}"),
    ]:
        assert f'name="addressees-{name}" value="{code}" checked' in page
    panel = page.partition('class="audience"')[2].partition('class="audience-reach"')[0]
    assert panel.count(" checked") == 5


def test_each_kind_and_group_says_how_many_working_units_it_has(author, health, district):
    create_agency_group("Ven sông", health, district)
    archive_agency(agency=health, successors=[], ended_on=date(2026, 1, 1), by=None)
    page = words(author.get(f"{ADMIN}add/"))
    assert "Huyện <small>(1)</small>" in page
    assert "Ven sông <small>(1)</small>" in page
    # No unit is of these kinds; they are not offered.
    assert "kind:department" not in page and "kind:city" not in page


@pytest.mark.parametrize(
    ("fields", "number"),
    [
        ({"scope": "all"}, "3 đơn vị sẽ hiển thị"),
        ({"code": ["kind:district", "kind:department"]}, "2 đơn vị sẽ hiển thị"),
        ({"scope": "all", "except": ["kind:district"]}, "2 đơn vị sẽ hiển thị"),
        ({"code": ["kind:district"], "except": ["kind:district"]}, "Chưa có đơn vị nào"),
        ({}, "Chưa có đơn vị nào"),
    ],
)
def test_while_choosing_one_is_told_whom_the_choice_comes_to(author, fields, number):
    answer = author.post(REACH, sent(**fields))
    assert answer.status_code == 200
    assert number in words(answer)


def test_the_units_are_named_in_alphabetical_order(author, health, district):
    page = words(author.post(REACH, sent(code=["kind:district", "kind:department"])))
    assert page.index(health.name) < page.index(district.name)


@pytest.mark.parametrize("code", ["x", "agency:999999", f"group:{'9' * 40}"])
def test_asking_with_a_forged_code_is_refused_in_words(author, code):
    answer = author.post(REACH, sent(code=[code]))
    assert answer.status_code == 400
    assert answer.content and b"Traceback" not in answer.content


def test_choosing_changes_nothing(author):
    bulletin = create_draft("Lũ quét", audience=["kind:district"])
    author.post(REACH, sent(scope="all"))
    assert [str(line) for line in bulletin.audience.all()] == ["kind:district"]


def test_units_are_found_without_accents_and_ended_ones_are_not(author, health, district):
    assert f'value="{district.own_code}"' in words(author.get(UNITS, {"q": "ba be"}))
    assert "Không có đơn vị đang hoạt động nào" in words(author.get(UNITS, {"q": "sao hoa"}))
    assert "checkbox" not in words(author.get(UNITS, {"q": ""}))
    archive_agency(agency=district, successors=[health], ended_on=date(2026, 1, 1), by=None)
    assert "checkbox" not in words(author.get(UNITS, {"q": "ba be"}))


@pytest.mark.parametrize(("most", "is_more"), [(1, True), (2, False), (3, False)])
def test_more_units_than_are_listed_are_said_to_be_there(
    author, health, district, monkeypatch, most, is_more
):
    monkeypatch.setattr(audience, "MAX_MATCHES", most)
    # Two of three are called so.
    answer = words(author.get(UNITS, {"q": "b"}))
    assert answer.count("checkbox") == min(most, 2)
    assert ("Còn nhiều đơn vị nữa" in answer) is is_more
    assert "checkbox" not in words(author.get(UNITS))


@pytest.mark.parametrize(
    ("who", "answers"),
    [
        ("ict_admin", {200}),
        ("ict_publisher", {200}),
        ("health_moderator", {302, 403, 404}),
        ("outsider", {302, 403, 404}),
    ],
)
def test_only_those_who_work_on_bulletins_may_ask(who, answers, request, sign_in):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(UNITS, {"q": "y te"}).status_code in answers
    assert client.post(REACH, sent(scope="all")).status_code in answers


def test_an_audience_is_sent_with_a_saving_in_the_background(author):
    answer = author.post(
        f"{ADMIN}add/",
        make_bulletin_form() | {"addressees-scope": "some", "addressees-code": ["kind:district"]},
        headers={"accept": "application/json"},
    )
    assert answer.json()["success"]
    assert [str(line) for line in Bulletin.objects.get().audience.all()] == ["kind:district"]
