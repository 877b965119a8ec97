"""Plans that reorganise agencies: what moves where, what is refused, and resuming."""

import json
from base64 import b64encode
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.utils import timezone

from accounts.tests.factories import create_user
from bulletins.models import Bulletin, BulletinAudience, IssuerSettings
from bulletins.tests.factories import create_template, publish_bulletin
from content.models import CustomDocument
from content.tests.factories import create_document, create_picture
from home.models import ContactPage, FeedbackMessage, HomePage, SectionPage
from home.tests.factories import (
    create_feedback,
    publish_article,
    publish_document,
    publish_news,
    restrict_page,
)
from members.roles import Role, find_role
from members.tests.factories import submit_article
from reorganisation.models import ReorganisationStep
from reorganisation.selectors.agency_counts import list_addresses
from reorganisation.selectors.open_matters import list_open_matters
from reorganisation.services import rehearsal
from reorganisation.services.plans import check_plan
from reorganisation.tests.factories import HEADINGS, reorganise, write_plan
from responses.models import Acknowledgement
from responses.tests.factories import publish_requiring_acknowledgement
from sites.models import Agency
from sites.permissions.ownership import get_owner_ids, user_owns
from sites.tests.factories import create_agency, create_agency_group, create_host_alias

pytestmark = pytest.mark.django_db
DOMAIN = settings.BASE_DOMAIN
MERGE = "1,2025-03-01,merge,so-y-te,so-y-te-moi,Sở Y tế mới,,,,department,soytemoi,"
INTO_DISTRICT = "1,2025-03-01,merge,so-y-te,huyen-ba-be,,,,,,,"


@pytest.fixture
def plan(tmp_path, ict_admin):
    """Carry out the rows of a plan."""
    return lambda *rows, **options: reorganise(write_plan(tmp_path, *rows), **options)


@pytest.fixture
def refused(plan):
    """What is said of a plan that cannot be carried out; nothing is stored."""

    def command(*rows, **options):
        before = Agency.objects.count()
        with pytest.raises(CommandError) as error:
            plan(*rows, **options)
        assert not ReorganisationStep.objects.exists() and Agency.objects.count() == before
        return str(error.value)

    return command


def get_agency(code="so-y-te-moi"):
    return Agency.objects.with_site().get(code=code)


def list_audience(bulletin):
    return {str(line) for line in BulletinAudience.objects.filter(bulletin=bulletin)}


def test_a_merged_unit_ends_and_its_pages_stand_in_the_archive_of_its_successor(
    plan, visit, health
):
    article = publish_news(health, "Tiêm chủng")
    report = plan(MERGE)
    assert "all 8 steps are done" in report
    successor = get_agency()
    section = SectionPage.objects.child_of(successor.root_page).get(slug="tu-lieu-so-y-te")
    assert section.title == "Tư liệu của Sở Y tế (đến 28/2/2025)"
    article.refresh_from_db()
    assert article.is_descendant_of(section) and article.live
    health.refresh_from_db()
    assert health.is_archived and health.ended_on == date(2025, 2, 28)
    assert [*health.successors.all()] == [successor]
    response = visit(health, "/tin-tuc/tiem-chung/")
    moved = f"{successor.root_url}/tu-lieu-so-y-te/tin-tuc/tiem-chung/"
    assert (response.status_code, response["Location"]) == (301, moved)
    assert visit(successor, "/tu-lieu-so-y-te/tin-tuc/tiem-chung/").status_code == 200
    # The dead office's contacts are not offered as those of the new one.
    assert ContactPage.objects.child_of(health.root_page).exists()


def test_people_go_along_with_the_higher_of_two_roles_and_are_told(
    plan, health, district, health_editor, health_moderator, mailoutbox
):
    health.moderators.user_set.add(health_editor)
    both = create_user("both", health.editors, district.moderators)
    plan("1,2025-03-01,merge,so-y-te,huyen-ba-be,,,,,,,")
    roles = {user: find_role(district, user) for user in (health_moderator, both)}
    assert roles == {health_moderator: Role.MODERATOR, both: Role.MODERATOR}
    assert find_role(health, both) is None
    told = {address for mail in mailoutbox if "Ba Bể" in mail.subject for address in mail.to}
    assert both.email in told and health_moderator.email in told


def test_former_editors_reach_what_their_new_unit_has_and_nothing_else(
    plan, health, district, health_editor
):
    ours, theirs = publish_news(health, "Của ta"), publish_news(district, "Của họ")
    plan(MERGE)
    ours.refresh_from_db()
    assert user_owns(health_editor, ours) and not user_owns(health_editor, theirs)
    assert not user_owns(health_editor, health.root_page)


def test_files_go_along_and_answer_at_their_former_addresses(plan, visit, health, work_off):
    file = create_document(health.collection, "Biểu mẫu")
    picture = create_picture(health.collection, "Ảnh")
    publish_article(health, file, picture)
    address = file.url
    assert visit(health, address).status_code == 200
    plan(MERGE)
    successor = get_agency()
    moved = CustomDocument.objects.get(pk=file.pk)
    assert get_owner_ids(moved) == {successor.pk}
    response = visit(health, address)
    assert (response.status_code, response["Location"]) == (301, successor.root_url + address)
    assert visit(successor, address).status_code == 200


def test_documents_keep_the_unit_that_issued_them(plan, health):
    page = publish_document(health, "Kế hoạch", number="45/KH-SYT")
    plan(MERGE)
    page.refresh_from_db()
    assert (page.number, page.issuer) == ("45/KH-SYT", "Sở Y tế")


def test_messages_that_wait_go_to_the_successor_and_open_at_the_former_address(plan, visit, health):
    waiting = create_feedback(health, telephone="0209 3870 111")
    settled = create_feedback(health, state="answered", answer="Xong.")
    plan(MERGE)
    successor = get_agency()
    waiting.refresh_from_db()
    assert waiting.agency == successor
    assert FeedbackMessage.objects.get(pk=settled.pk).agency == health
    assert visit(health, f"/gop-y/{waiting.receipt}/").status_code == 200


def test_bulletins_in_force_follow_and_those_that_are_over_stay(plan, visit, health):
    current = publish_bulletin("Bão", source=health, audience=[health.own_code])
    over = publish_bulletin("Xong rồi", source=health, audience=[health.own_code])
    Bulletin.objects.filter(pk=over.pk).update(valid_until=timezone.now() - timedelta(days=1))
    plan(MERGE)
    successor = get_agency()
    current.refresh_from_db()
    over.refresh_from_db()
    assert (current.source, over.source) == (successor, health)
    assert visit(successor, current.path).status_code == 200
    # What it has shown the ended unit goes on showing.
    assert visit(health, current.path).status_code == 200
    assert visit(health, over.path).status_code == 200


def test_a_province_with_its_units_becomes_that_of_its_successor(plan, visit, province, health):
    current = publish_bulletin("Bão", audience=[province.below_code, health.own_code])
    left_out = publish_bulletin("Hội nghị", audience=["all", f"-{province.below_code}"])
    over = publish_bulletin("Xong rồi", audience=[province.below_code])
    Bulletin.objects.filter(pk=over.pk).update(valid_until=timezone.now() - timedelta(days=1))
    template = create_template(audience_codes=[province.below_code, "kind:commune"], source=health)
    IssuerSettings.objects.create(issuer=health)
    plan(
        "1,2025-07-01,create,,tinh-khac,Tỉnh Khác,,,,province,tinhkhac,",
        "2,2025-07-01,create,,xa-moi,Xã Mới,,,,commune,xamoi,tinh-khac",
        "3,2025-07-01,move,huyen-ba-be,huyen-ba-be,,,,,,,tinh-khac",
        "3,2025-07-01,merge,so-y-te,xa-moi,,,,,,,",
        "4,2025-07-01,merge,tinh-bac-kan,tinh-khac,,,,,,,",
    )
    commune = get_agency("xa-moi")
    assert list_audience(current) == {
        *(province.below_code, "below:tinh-khac"),
        *(health.own_code, commune.own_code),
    }
    for unit in (commune, get_agency("huyen-ba-be"), get_agency("so-y-te")):
        assert visit(unit, current.path).status_code == 200
    assert list_audience(left_out) == {"all", f"-{province.below_code}"}
    assert list_audience(over) == {province.below_code}
    template.refresh_from_db()
    assert template.audience_codes == ["below:tinh-khac", "kind:commune"]
    assert template.source == commune
    assert IssuerSettings.get_current().issuer == commune


def test_successors_join_the_groups(plan, health):
    group = create_agency_group("Vùng cao", health)
    plan(MERGE)
    assert get_agency() in group.agencies.all()


def test_a_divided_unit_keeps_its_website_and_names_each_heir(plan, visit, health, district):
    create_agency("xa-mot", "commune")
    publish_news(district, "Ở lại")
    plan(
        "5,2025-07-01,end,huyen-ba-be,xa-mot,,trật tự xây dựng,,,,,",
        "5,2025-07-01,end,huyen-ba-be,so-y-te,,,,,,,",
    )
    district.refresh_from_db()
    assert {one.code for one in district.successors.all()} == {"xa-mot", "so-y-te"}
    assert "Đơn vị xa-mot" in visit(district).content.decode()
    assert visit(district, "/tin-tuc/o-lai/").status_code == 200


def test_chosen_trees_move_and_the_rest_stays(plan, visit, health):
    publish_news(health, "Đi")
    publish_document(health, "Ở lại")
    plan(MERGE.replace(",,,department", ",tin-tuc,,department", 1))
    assert visit(health, "/tin-tuc/di/").status_code == 301
    assert visit(health, "/van-ban/o-lai/").status_code == 200


def test_a_unit_is_renamed_made_and_moved_to_another_province(plan, province, health):
    create_agency("tinh-khac", "province", name_vi="Tỉnh Khác")
    plan(
        "1,2025-03-01,rename,so-y-te,so-y-te,Sở Y tế và Dân số,,,,,,",
        "2,2025-03-02,move,so-y-te,so-y-te,,,,,,soyte2,tinh-khac",
        "3,2025-03-03,create,,xa-moi,Xã Mới,,,,commune,xamoi,tinh-khac",
    )
    health.refresh_from_db()
    agency = get_agency("so-y-te")
    assert (agency.name_vi, agency.parent.code) == ("Sở Y tế và Dân số", "tinh-khac")
    assert agency.site.hostname == f"soyte2.{DOMAIN}"
    assert [former.name for former in agency.former_names.all()] == ["Sở Y tế"]
    assert get_agency("xa-moi").kind == "commune"


def test_a_step_waits_for_its_day_and_the_same_command_goes_on(plan, health, clock):
    tomorrow = timezone.localdate() + timedelta(days=1)
    row = MERGE.replace("2025-03-01", tomorrow.isoformat())
    assert f"8 steps wait; the next one is due on {tomorrow}" in plan(row)
    health.refresh_from_db()
    assert not health.is_archived
    clock(timezone.now() + timedelta(days=1))
    assert "all 8 steps are done" in plan(row)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["1,1/3/2025,merge,so-y-te,x,X,,,,,,"], ["line 2", "column date", "2025-07-01"]),
        (["1,2025-03-01,swallow,so-y-te,x,X,,,,,,"], ["column action", "keep, rename"]),
        (["1,2025-03-01,merge,so-nao,x,X,,,,department,x,"], ["column old_code", "so-nao"]),
        (["1,2025-03-01,merge,so-y-te,x,X,,,,department,babe,"], ["column host", "huyen-ba-be"]),
        (["1,2025-03-01,merge,so-y-te,x,X,,,,sở,,"], ["column host", "is missing"]),
        (["1,2025-03-01,merge,so-y-te,x,X,,,,làng,x,"], ["column kind"]),
        (["1,2025-03-01,merge,so-y-te,huyen-ba-be,,,Tin Tức,,,,"], ["column content", "Tin Tức"]),
        (["1,2025-03-01,merge,so-y-te,huyen-ba-be,,,,ai,,,"], ["column people", "move, stay"]),
        (["1,2025-03-01,rename,so-y-te,x,X,,,,,,"], ["column new_code", "so-y-te"]),
        (["1,2025-03-01,end,tinh-bac-kan,so-y-te,,,,,,,"], ["still belong", "huyen-ba-be"]),
        (
            ["1,2025-03-01,merge,so-y-te,huyen-ba-be,,,,,,,"] * 2,
            ["line 3", "second main successor"],
        ),
        (
            [
                "1,2025-03-01,merge,so-y-te,huyen-ba-be,,,,,,,",
                "2,2025-03-02,rename,so-y-te,so-y-te,Sở,,,,,,",
            ],
            ["line 3", "has ended by then"],
        ),
        (["1,2025-03-01,create,,so-y-te,Sở,,,,department,x,"], ["exists by then"]),
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_refused_whole_with_row_and_column(
    refused, rows, said
):
    message = refused(*rows)
    for words in said:
        assert words in message, message


def test_a_plan_needs_an_administrator(refused, health_moderator):
    assert "no ICT administrator" in refused(MERGE, by="health-moderator")


def test_a_plan_that_is_only_checked_says_what_stands_open_and_changes_nothing(
    plan, health, district
):
    create_user("both", health.editors, district.moderators)
    create_feedback(health)
    said = plan("1,2025-03-01,merge,so-y-te,huyen-ba-be,,,,,,,", check=True)
    assert "archive so-y-te -> huyen-ba-be" in said
    assert "messages that wait for an answer: 1. The main successor gets them." in said
    assert "people who work for the successor too: both" in said
    assert "Otherwise: Change the role before" in said
    assert "Mail that told people is not called back" in said
    assert not ReorganisationStep.objects.exists()
    health.refresh_from_db()
    assert not health.is_archived


def list_matters(row):
    steps = check_plan(data=f"{HEADINGS}\n{row}\n".encode(), agency_tables=[], domain=DOMAIN)
    matters = list_open_matters(steps)
    assert {(one.line, one.code) for one in matters} <= {(2, "so-y-te")}
    return {one.kind: (one.count, one.names) for one in matters}


def test_what_stands_open_is_counted_of_the_unit_that_ends(
    health, district, health_editor, health_moderator, district_editor, district_moderator
):
    same = " ".join(sorted(health.root_page.get_children().values_list("slug", flat=True)))
    assert list_matters(INTO_DISTRICT) == {"slugs": (len(same.split()), same)}
    for agency, author in ((health, health_editor), (district, district_editor)):
        submit_article(agency, author)
        create_feedback(agency)
        create_document(agency.collection, name="chung.pdf")
        create_document(agency.collection, name=f"cua-{agency.code}.pdf")
    submit_article(health, health_editor, "Rút lại").current_workflow_state.cancel()
    create_document(health.collection, name="cua-huyen-ba-be.pdf", binned_at=timezone.now())
    create_feedback(health, state="answered")
    publish_news(health).save_revision()
    home = HomePage.objects.get(pk=health.root_page_id)
    home.parts = [("news", {"heading": ""})]
    home.save()
    asked, confirmed = (publish_requiring_acknowledgement(one) for one in ("Một", "Hai"))
    publish_requiring_acknowledgement("Ba", audience=[district.own_code])
    for bulletin, agency in ((confirmed, health), (asked, district)):
        Acknowledgement.objects.create(bulletin=bulletin, agency=agency, at=timezone.now())
    both = create_user("both", health.editors, district.editors, district.moderators)
    found = {"drafts": (3, ""), "approvals": (1, ""), "messages": (1, ""), "home": (1, "")}
    found |= {"unconfirmed": (1, "")}
    met = {"roles": (1, both.username), "slugs": (len(same.split()), same)}
    assert list_matters(INTO_DISTRICT) == found | met | {"files": (1, "chung.pdf")}
    staying = INTO_DISTRICT.replace("be,,,,", "be,,,stay,stay")
    assert list_matters(staying) == found
    assert list_matters(MERGE.replace("soytemoi", "soyte")) == found | {
        "host": (1, f"soyte-cu.{DOMAIN}")
    }


@pytest.fixture
def rehearse(tmp_path, monkeypatch, ict_admin):
    """Rehearse the rows of a plan as in a copy, and return the report."""
    monkeypatch.setitem(connection.settings_dict, "NAME", "bantin_copy_0123456789ab")
    # As clients of tests do: the connection stays that of the test.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)

    def run(*rows):
        data = b64encode("\n".join([HEADINGS, *rows]).encode()).decode()
        request = {"data": data, "units": [], "name": "2025", "domain": DOMAIN}
        request |= {"by": ict_admin.username, "language": "vi"}
        (tmp_path / "plan.json").write_text(json.dumps(request))
        call_command("rehearse_in_copy", tmp_path)
        return json.loads((tmp_path / "report.json").read_text())

    yield run
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_a_rehearsal_asks_every_address_before_and_after(rehearse, health, district, today):
    publish_news(health, "Tiêm chủng")
    restrict_page(publish_news(health, "Nội bộ"))
    create_feedback(health)
    create_host_alias(district, f"babe-cu.{DOMAIN}")
    assert not [one for one in list_addresses([health.code]) if "noi-bo" in one]
    day = today + timedelta(days=60)
    report = rehearse(INTO_DISTRICT.replace("2025-03-01", str(day)))
    assert (report["stopped"], report["steps"]) == ("", 7)
    counts = report["addresses"]
    assert (counts["broken"], counts["named"]) == (0, [])
    assert counts["same"] + counts["moved"] == counts["asked"] == counts["all"]
    assert min(counts["same"], counts["moved"]) > 5
    assert {one["kind"] for one in report["matters"]} == {"messages", "slugs"}
    waiting = [
        [report[when][code]["messages"] for code in ("so-y-te", "huyen-ba-be")]
        for when in ("before", "after")
    ]
    assert waiting == [[1, 0], [0, 1]]
    before, after = report["installation_before"], report["installation_after"]
    assert after == {"active": before["active"] - 1, "archived": before["archived"] + 1}


def test_of_very_many_addresses_some_are_asked(rehearse, monkeypatch, health, district):
    monkeypatch.setattr(rehearsal, "MAX_ADDRESSES", 10)
    counts = rehearse(INTO_DISTRICT)["addresses"]
    assert 10 < counts["all"] < 20 and counts["asked"] == (counts["all"] + 1) // 2


def test_the_command_of_copies_does_nothing_on_the_living_database(tmp_path):
    with pytest.raises(CommandError, match="This is the living database"):
        call_command("rehearse_in_copy", tmp_path)
