"""What a plan may not do: to units that it does not end, and by cells that would have no effect."""

import json
import re
from datetime import date
from html import unescape

import pytest
from django.conf import settings
from django.core.management import CommandError

from home.tests.factories import publish_news
from reorganisation.models import ReorganisationStep
from reorganisation.plans.table import COLUMN_USES
from reorganisation.tests.factories import reorganise, write_cells
from sites.models import Agency, Succession
from sites.services.archiving import archive_agency
from sites.tests.factories import create_agency, create_host_alias

pytestmark = pytest.mark.django_db
DOMAIN = settings.BASE_DOMAIN
FORMER_HOST = f"syt.{DOMAIN}"
COMMUNE = {"new_code": "xa-moi", "new_name": "Xã Mới", "kind": "commune", "host": "xamoi"}
INTO_DISTRICT = {"action": "merge", "old_code": "so-y-te", "new_code": "huyen-ba-be"}


@pytest.fixture
def check(tmp_path, ict_admin):
    """What the check of a plan says; with the cells of each row by column."""
    return lambda *rows: reorganise(write_cells(tmp_path, *rows), check=True)


@pytest.fixture
def refuse(check):
    """What is wrong with a plan: the lines of its problems."""

    def run(*rows):
        with pytest.raises(CommandError) as error:
            check(*rows)
        assert not ReorganisationStep.objects.exists()
        return str(error.value).splitlines()[1:]

    return run


@pytest.fixture
def run_plan(tmp_path, ict_admin):
    return lambda *rows: reorganise(write_cells(tmp_path, *rows))


def test_the_address_and_former_address_of_a_unit_that_works_are_nobody_elses(
    refuse, health, district
):
    create_host_alias(health, FORMER_HOST)
    said = refuse(
        COMMUNE | {"action": "create", "host": "syt"},
        COMMUNE | {"action": "create", "new_code": "xa-khac", "host": "soyte"},
        {"action": "move", "old_code": "huyen-ba-be", "new_code": "huyen-ba-be", "host": "syt"},
    )
    leads = f"column host: {FORMER_HOST} is a former address of Sở Y tế (so-y-te) and leads there."
    assert said[0].startswith(f"line 2: {leads}")
    assert said[1].startswith(f"line 3: column host: soyte.{DOMAIN} belongs to Sở Y tế (so-y-te).")
    assert said[2].startswith(f"line 4: {leads}")


def test_the_address_that_a_unit_moves_away_from_stays_its_own(refuse, health):
    moved = {"action": "move", "old_code": "so-y-te", "new_code": "so-y-te", "host": "yte"}
    [said] = refuse(moved, COMMUNE | {"action": "create", "host": "soyte"})
    assert f"soyte.{DOMAIN} is a former address of Sở Y tế" in said


@pytest.mark.parametrize("host", ["syt", "soyte"])
def test_what_leads_to_a_unit_that_has_ended_is_for_its_successors_alone(
    refuse, check, health, district, host
):
    create_host_alias(health, FORMER_HOST)
    heir = create_agency("so-moi", "department")
    archive_agency(agency=health, successors=[heir], ended_on=date(2025, 1, 1), by=None)
    [said] = refuse(COMMUNE | {"action": "create", "host": host})
    assert "column host" in said and "Sở Y tế (so-y-te)" in said
    moved = {"action": "move", "old_code": "so-moi", "new_code": "so-moi", "host": host}
    assert f"provision so-moi {host}.{DOMAIN}" in check(moved)


@pytest.mark.parametrize("host", ["syt", "soyte"])
def test_a_successor_takes_the_hosts_of_the_unit_that_ends_also_after_several_ends(
    run_plan, visit, health, district, host
):
    create_host_alias(health, FORMER_HOST)
    run_plan(
        INTO_DISTRICT,
        COMMUNE | {"action": "end", "old_code": "huyen-ba-be", "date": "2025-08-01", "host": host},
    )
    assert Agency.objects.get(code="xa-moi").site.hostname == f"{host}.{DOMAIN}"
    assert Succession.objects.count() == 2


def test_a_split_does_not_take_the_address_of_a_unit_that_works_on(refuse, health):
    [said] = refuse(
        {"action": "keep", "old_code": "so-y-te", "new_code": "so-y-te"},
        COMMUNE | {"action": "split", "old_code": "so-y-te", "host": "soyte"},
    )
    assert "belongs to Sở Y tế (so-y-te)" in said


@pytest.mark.parametrize("host", ["soyte", ""])
def test_where_every_row_is_a_split_the_main_successor_is_asked_for(refuse, health, host):
    [said] = refuse(
        COMMUNE | {"action": "split", "old_code": "so-y-te", "host": "xamoi"},
        COMMUNE
        | {"action": "split", "old_code": "so-y-te", "new_code": "xa-hai", "new_name": "Xã Hai"}
        | {"host": host or "xahai"},
    )
    assert said == (
        "line 2: column action: no row is the main successor of Sở Y tế (so-y-te) (allowed: if it "
        "ends, merge in the row of its main successor, or end in all its rows; if it works on, "
        "another row with keep)"
    )


def test_a_unit_that_is_seen_to_work_on_may_give_parts_away(check, health, district):
    split = COMMUNE | {"action": "split", "old_code": "so-y-te"}
    working = {"action": "keep", "old_code": "so-y-te", "new_code": "so-y-te"}
    receiving = {"action": "merge", "old_code": "huyen-ba-be", "new_code": "so-y-te"}
    for other in (working, receiving, INTO_DISTRICT | {"date": "2025-08-01"}):
        assert "provision xa-moi" in check(split, other)


def test_neither_two_ways_of_ending_nor_one_heir_twice(refuse, health, district):
    end = {"action": "end", "old_code": "so-y-te", "new_code": "huyen-ba-be"}
    [said] = refuse(end, COMMUNE | {"action": "split", "old_code": "so-y-te"})
    assert "line 3: column action: both end and split" in said
    [said] = refuse(end, end | {"share": "một nửa"})
    assert "line 3: column new_code: huyen-ba-be is an heir in another row already" in said


CELLS = {
    "new_name": "Tên khác",
    "share": "một nửa",
    "content": "stay",
    "people": "stay",
    "announce": "no",
    "kind": "board",
    "name_en": "Board",
    "short_name": "Ban",
    "host": "ban",
    "parent": "tinh-bac-kan",
    "geocode": "12345",
}
ROWS = {
    "keep": {"old_code": "so-y-te", "new_code": "so-y-te"},
    "rename": {"old_code": "so-y-te", "new_code": "so-y-te", "new_name": "Sở"},
    "move": {"old_code": "so-y-te", "new_code": "so-y-te"},
    "create": COMMUNE,
    "merge": {"old_code": "so-y-te", "new_code": "huyen-ba-be"},
    "split": {"old_code": "so-y-te", "new_code": "huyen-ba-be"},
    "end": {"old_code": "so-y-te", "new_code": "huyen-ba-be"},
}
UNREAD = [
    (action, column)
    for action, read in COLUMN_USES.items()
    for column in CELLS
    if column not in read
]


@pytest.mark.parametrize(("action", "column"), UNREAD)
def test_a_cell_that_its_action_does_not_read_is_refused_by_its_name(
    refuse, health, district, action, column
):
    [said] = refuse({"action": action} | ROWS[action] | {column: CELLS[column]})
    assert f"column {column}: {CELLS[column]!r} has no effect with {action}" in said
    assert "(allowed: empty; it is read with " in said


@pytest.mark.parametrize("action", ["merge", "split", "end"])
@pytest.mark.parametrize("column", sorted(COLUMN_USES["create"].keys() - {"parent"}))
def test_a_row_does_not_change_a_unit_that_exists_without_a_word(
    refuse, check, health, district, action, column
):
    working = {"action": "keep", "old_code": "so-y-te", "new_code": "so-y-te"}
    row = {"action": action} | ROWS[action]
    others = [working] if action == "split" else []
    [said] = refuse(row | {column: CELLS[column]}, *others)
    value = f"{CELLS[column]}.{DOMAIN}" if column == "host" else CELLS[column]
    assert said.startswith(f"line 2: column {column}: {value!r}, but by then huyen-ba-be has ")
    # It may say what is so already.
    same = {"new_name": district.name_vi, "kind": "district", "host": "babe"}
    assert "steps." in check(row | same, *others)


def test_rows_of_one_day_must_not_contradict_each_other(refuse, check, health, district):
    renamed = {"action": "rename", "old_code": "so-y-te", "new_code": "so-y-te", "new_name": "Sở"}
    moved = {"action": "move", "old_code": "so-y-te", "new_code": "so-y-te", "host": "so"}
    assert f"provision so-y-te so.{DOMAIN}" in check(renamed, moved)
    [said] = refuse(renamed, moved | {"new_name": "Cục"})
    assert "line 2: column new_name: 'Sở', but by then so-y-te has 'Cục'" in said


def test_what_concerns_a_whole_unit_stands_in_the_row_of_its_first_heir(refuse, check, health):
    end = {"action": "end", "old_code": "so-y-te"}
    first = end | COMMUNE | {"content": "archive", "people": "move", "announce": "no"}
    second = end | COMMUNE | {"new_code": "xa-hai", "new_name": "Xã Hai", "host": "xahai"}
    assert "move_members so-y-te -> xa-moi xa-hai" in check(first, second)
    [said] = refuse(first, second | {"people": "move"})
    assert said == (
        "line 3: column people: 'move' has no effect with end (allowed: empty; it is read in line "
        "2)"
    )
    # A row without a unit gets nothing.
    assert "move_members so-y-te -> xa-moi" in check(end | {"step": "0"}, first | {"step": "1"})
    [said] = refuse(end | {"content": "archive"})
    assert "column content" in said and "because new_code is empty" in said
    [said] = refuse(COMMUNE | {"action": "merge", "old_code": "so-y-te", "new_code": ""})
    assert said == "line 2: column new_code: is empty (allowed: the code of a unit)"


def test_words_for_citizens_of_a_unit_that_works_on_are_refused(refuse, check, health, district):
    working = {"action": "keep", "old_code": "so-y-te", "new_code": "so-y-te", "share": "part"}
    split = {"action": "split", "old_code": "so-y-te", "new_code": "huyen-ba-be"}
    [said] = refuse(split | {"share": "dược"}, working)
    assert "column share: 'dược' has no effect with split" in said
    # What tables for programs say of every row says nothing to citizens.
    assert "0 steps." in check(split | {"share": "part"}, working)


def test_a_section_that_is_not_there_is_refused(refuse, check, health, district):
    publish_news(health)
    [said] = refuse(INTO_DISTRICT | {"content": "tin-tuc khong-co lien-he"})
    assert "column content: khong-co lien-he: no page below its home page that can go" in said
    assert re.search(r"allowed: .*tin-tuc.*van-ban", said)
    # The archive of a unit that was merged into it before.
    other = create_agency("xa-mot", "commune")
    assert "move_pages so-y-te" in check(
        {"action": "merge", "old_code": other.code, "new_code": "so-y-te", "date": "2025-03-01"},
        INTO_DISTRICT | {"content": "tin-tuc tu-lieu-xa-mot"},
    )


def test_two_units_of_a_province_are_not_called_the_same(refuse, check, province, health, district):
    renamed = {"action": "rename", "old_code": "so-y-te", "new_code": "so-y-te"}
    renamed |= {"new_name": district.name_vi.upper()}
    [said] = refuse(renamed)
    assert f"column new_name: {district.name_vi} (huyen-ba-be) has the same name" in said
    [said] = refuse(COMMUNE | {"action": "create", "new_name": "Sở Y tế"})
    assert "column new_name: Sở Y tế (so-y-te) has the same name" in said
    # Unless the other one is called otherwise, ends on that day, or is in another province.
    other = {"action": "rename", "old_code": "huyen-ba-be", "new_code": "huyen-ba-be"}
    assert "2 steps." in check(renamed, other | {"new_name": "Tên khác"})
    assert "archive huyen-ba-be" in check(
        renamed, {"action": "merge", "old_code": "huyen-ba-be", "new_code": "so-y-te"}
    )
    create_agency("tinh-khac", "province", name_vi="Tỉnh Khác")
    assert "1 steps." in check(
        COMMUNE | {"action": "create", "new_name": "Sở Y tế", "parent": "tinh-khac"}
    )


def test_a_misspelt_code_is_said_to_be_one(refuse, health, district):
    [said] = refuse(INTO_DISTRICT | {"new_code": "huyen-ba-ba", "new_name": "Huyện Ba Bể"})
    assert said == (
        "line 2: column new_code: there is no unit 'huyen-ba-ba' by then (allowed: the code of a "
        "unit that works; a new one needs kind, new_name and host)"
    )
    [said] = refuse({"action": "create", "new_code": "xa-moi"})
    for column in ("kind", "new_name", "host"):
        assert f"column {column}: is missing" in said


RENAMED = {"action": "rename", "old_code": "so-xay-dung", "new_code": "so-xay-dung"}
RENAMED |= {"new_name": "Sở Xây dựng và Giao thông"}


@pytest.mark.parametrize(
    ("short_name", "cell", "expected"),
    [
        ("Sở Xây dựng", "", "Sở Xây dựng và Giao thông"),
        ("Sở XD", "", "Sở Xây dựng và Giao thông"),
        ("Xây dựng", "", "Xây dựng và Giao thông"),
        ("Kiến thiết", "", "Kiến thiết"),
        ("Kiến thiết", "Sở XD&GT", "Sở XD&GT"),
    ],
)
def test_a_renamed_unit_is_called_by_its_new_name_in_titles_and_structured_data(
    run_plan, check, visit, province, short_name, cell, expected
):
    unit = create_agency("so-xay-dung", "department", name_vi="Sở Xây dựng", short_name=short_name)
    row = RENAMED | {"short_name": cell}
    remark = (
        "row 2, so-xay-dung: its short name “Kiến thiết” is no part of its former name. It stays, "
        "also in the titles of its pages. Otherwise: Write another one into the column short_name."
    )
    assert (remark in check(row)) is (expected == short_name)
    run_plan(row)
    page = unescape(visit(unit, "/tin-tuc/").content.decode())
    assert f"· {expected}</title>" in " ".join(page.split())
    home = visit(unit).content.decode()
    [data] = re.findall(r'type="application/ld\+json"[^>]*>(.*?)</script>', home, re.DOTALL)
    organisation = json.loads(data)
    assert organisation["name"] == RENAMED["new_name"]
    assert organisation.get("alternateName", organisation["name"]) == expected


def test_an_english_name_that_stays_is_remarked(check, province):
    create_agency("so-xay-dung", "department", name_vi="Sở Xây dựng", name_en="Construction")
    said = check(RENAMED, RENAMED | {"date": "2025-08-01", "new_name": "Sở Kiến thiết"})
    for line in (2, 3):
        assert (
            f"row {line}, so-xay-dung: its name in English is “Construction”. It stays, though the "
            "unit has another name. Otherwise: Write the new one into the column name_en."
        ) in said
    assert "name in English" not in check(RENAMED | {"name_en": "Transport"})
