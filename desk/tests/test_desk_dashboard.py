from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from accounts import dashboard
from bulletins.models import BulletinProposal, ProposalState
from bulletins.tests.factories import create_draft, publish_bulletin
from content.models import CustomDocument, ExtractionStatus
from content.tests.factories import create_document, create_picture
from desk.tests.factories import complete_website
from desk.tests.html import find_section, list_menu
from home.models import ContactPage, OrganisationPage
from home.tests.factories import (
    make_office_block,
    make_person_block,
    publish_document,
    publish_news,
    publish_organisation,
)
from sites.models import HostCheck, Status
from sites.tests.factories import open_in_english
from tests.html import count_queries, get_text, parse_html

pytestmark = pytest.mark.django_db
DETAILS = "/admin/settings/agencies/agencysettings/"


def lines(client, name):
    section = find_section(client, name)
    return [get_text(line) for line in section("li")] if section else []


def links(client, name):
    return [link["href"] for link in find_section(client, name)("a")]


def buttons(client):
    found = parse_html(client.get("/admin/")).select(".desk-tasks a")
    return {get_text(link): link["href"] for link in found}


def test_members_are_greeted_with_their_unit_and_its_website(sign_in, health, health_editor):
    soup = parse_html(sign_in(health_editor).get("/admin/"))
    assert soup.h1.text == "Sở Y tế"
    assert soup.select_one(".desk-sites a")["href"] == health.root_url + "/"


def test_the_three_buttons_of_an_editor_lead_straight_to_forms(sign_in, health_editor):
    client = sign_in(health_editor)
    found = buttons(client)
    assert list(found) == ["Viết tin", "Đăng văn bản", "Sửa trang Liên hệ"]
    for path in found.values():
        response = client.get(path, follow=True)
        assert response.status_code == 200
        assert response.context["form"].instance is not None


def test_ict_administrators_have_buttons_of_their_own(sign_in, ict_admin):
    client = sign_in(ict_admin)
    found = buttons(client)
    assert list(found) == ["Viết bản tin", "Đơn vị", "Thành viên"]
    assert {client.get(path).status_code for path in found.values()} == {200}
    assert find_section(client, "desk-issues") is None


def test_an_ict_administrator_who_is_also_in_a_unit_stays_one(sign_in, ict_admin, health):
    ict_admin.groups.add(health.editors)
    client = sign_in(ict_admin)
    assert list(buttons(client)) == ["Viết bản tin", "Đơn vị", "Thành viên"]
    assert client.get("/admin/tin-tuc/").status_code == 200


def test_a_unit_that_has_ended_is_asked_for_nothing(sign_in, health, district, health_moderator):
    health.status = Status.ARCHIVED
    health.save()
    client = sign_in(health_moderator)
    assert buttons(client) == {}
    assert lines(client, "desk-issues") == []
    health_moderator.groups.add(district.moderators)
    assert len(buttons(client)) == 3
    assert {line.partition(":")[0] for line in lines(client, "desk-issues")} == {
        "Ủy ban nhân dân huyện Ba Bể"
    }


def test_an_author_gets_the_buttons_they_may_use(sign_in, ict_author):
    assert list(buttons(sign_in(ict_author))) == ["Viết bản tin"]


def test_an_outsider_sees_no_dashboard(sign_in, outsider):
    assert sign_in(outsider).get("/admin/").status_code == 302


def test_the_dashboard_is_kept_by_no_cache(sign_in, health_editor):
    assert "no-store" in sign_in(health_editor).get("/admin/")["Cache-Control"]


def test_what_waits_for_a_person_stands_by_deadline(sign_in, health_editor, monkeypatch):
    now = timezone.now()
    needs = [
        dashboard.DashboardTask("Không hạn", "/c"),
        dashboard.DashboardTask("Sau", "/b", due=now + timedelta(days=2)),
        dashboard.DashboardTask("Trước", "/a", detail="Sở Y tế", due=now + timedelta(days=1)),
    ]
    monkeypatch.setattr(dashboard, "_sources", [(0, lambda request: needs)])
    client = sign_in(health_editor)
    assert links(client, "desk-needs") == ["/a", "/b", "/c"]
    assert "Sở Y tế Hạn: " in lines(client, "desk-needs")[0]


def test_what_has_no_deadline_stands_by_what_it_is_about(
    sign_in, health, district, ict_admin, ict_publisher, health_editor
):
    HostCheck.objects.create(
        hostname=health.site.hostname,
        agency=health,
        checked_at=timezone.now(),
        failure="ok",
        certificate_until=timezone.now() + timedelta(days=20),
    )
    proposal = BulletinProposal.objects.create(
        agency=district, title="Tiêm chủng", summary="Hai đợt.", state=ProposalState.SENT
    )
    websites, units_wish = reverse("displays"), f"/admin/de-nghi/{proposal.pk}/"
    assert links(sign_in(ict_admin), "desk-needs") == [websites, units_wish, reverse("jobs")]
    assert links(sign_in(ict_publisher), "desk-needs") == [websites, units_wish]
    assert links(sign_in(health_editor), "desk-needs") == []


def test_when_nothing_waits_one_sentence_says_so(sign_in, health_editor):
    section = find_section(sign_in(health_editor), "desk-needs")
    assert get_text(section.p) == "Không có việc nào đang chờ bạn."


def test_a_complete_website_has_no_gaps(sign_in, health, health_moderator):
    complete_website(health)
    section = find_section(sign_in(health_moderator), "desk-issues")
    assert get_text(section.p) == "Trang đã đủ thông tin cơ bản."


def test_a_moderator_is_told_what_is_missing_with_the_way_to_mend_it(
    sign_in, health, health_moderator
):
    client = sign_in(health_moderator)
    contact = ContactPage.objects.child_of(health.root_page).get()
    made_up = OrganisationPage.objects.descendant_of(health.root_page).get()
    details = f"{DETAILS}{health.site_id}/"
    assert links(client, "desk-issues") == [
        details,
        details,
        f"/admin/pages/{contact.pk}/edit/",
        f"/admin/pages/{made_up.pk}/edit/",
        f"/admin/tin-tuc/viet/?unit={health.pk}",
    ]
    assert {client.get(path, follow=True).status_code for path in links(client, "desk-issues")} == {
        200
    }


def test_an_editor_is_not_asked_for_what_only_moderators_can_mend(sign_in, health_editor):
    assert not [path for path in links(sign_in(health_editor), "desk-issues") if DETAILS in path]


@pytest.mark.parametrize(("days", "gaps"), [(59, 0), (60, 1)])
def test_news_counts_as_missing_after_sixty_days(sign_in, health, health_editor, days, gaps, today):
    article = complete_website(health)
    article.date = today - timedelta(days=days)
    article.save()
    assert len(lines(sign_in(health_editor), "desk-issues")) == gaps


def test_another_units_news_does_not_close_the_gap(sign_in, health, district, health_editor):
    complete_website(health).delete()
    publish_news(district, "Tin của huyện")
    assert len(lines(sign_in(health_editor), "desk-issues")) == 1


def test_articles_without_lead_are_counted_for_their_own_unit(
    sign_in, health, district, health_editor, district_editor
):
    complete_website(health)
    complete_website(district)
    newest = [publish_news(health, f"Tin {n}") for n in range(2)][-1]
    publish_news(health, "Nháp").unpublish()
    client = sign_in(health_editor)
    assert links(client, "desk-issues") == [f"/admin/pages/{newest.pk}/edit/"]
    assert lines(client, "desk-issues")[0].startswith("2 tin chưa có phần dẫn nhập")
    assert lines(sign_in(district_editor), "desk-issues") == []


def test_who_can_neither_be_called_nor_their_office_is_missing_a_telephone(
    sign_in, health, district, health_editor, district_editor
):
    complete_website(health)
    complete_website(district)
    silent = [make_person_block("Hà Thị Lan"), make_person_block("Lý Văn Páo")]
    station = make_office_block("Trạm", silent[0])
    departments = [
        make_office_block("Văn phòng", *silent, telephone="0209 3000 102", offices=[station]),
        make_office_block("Trung tâm", offices=[make_office_block("Trạm", *silent)]),
    ]
    page = publish_organisation(health, departments=departments)
    client = sign_in(health_editor)
    assert links(client, "desk-issues") == [f"/admin/pages/{page.pk}/edit/"]
    assert "2 người chưa có số điện thoại: Hà Thị Lan" in lines(client, "desk-issues")[0]
    assert lines(sign_in(district_editor), "desk-issues") == []


def test_an_english_front_without_pages_is_a_gap_of_its_unit_only(
    sign_in, health, district, health_editor, district_editor
):
    complete_website(health)
    complete_website(district)
    front = open_in_english(health)
    assert links(sign_in(health_editor), "desk-issues") == [f"/admin/pages/{front.pk}/edit/"]
    assert lines(sign_in(district_editor), "desk-issues") == []


def picture(agency):
    return create_picture(agency.collection, "Ảnh", description="", file="a.png", width=1, height=1)


def test_pictures_without_description_are_counted_for_the_units_moderators(
    sign_in, health, district, health_moderator
):
    complete_website(health)
    first = picture(health)
    picture(health)
    picture(district)
    client = sign_in(health_moderator)
    assert links(client, "desk-issues") == [f"/admin/images/{first.pk}/"]
    assert lines(client, "desk-issues")[0].startswith("2 ảnh")


def test_scans_among_the_documents_are_counted(sign_in, health, district, health_editor):
    complete_website(health)
    for agency in (health, district):
        file = create_document(agency.collection, "A", file="a.txt", file_size=1)
        CustomDocument.objects.update(reading=ExtractionStatus.SCAN)
        page = publish_document(agency, "Bản quét", file=file)
        if agency == health:
            first = page
    client = sign_in(health_editor)
    assert links(client, "desk-issues") == [f"/admin/pages/{first.pk}/edit/"]
    assert lines(client, "desk-issues")[0].startswith("1 văn bản là bản quét")


def test_at_most_five_gaps_are_shown(sign_in, health, district, health_moderator):
    health_moderator.groups.add(district.moderators)
    assert len(lines(sign_in(health_moderator), "desk-issues")) == 5


def test_the_latest_five_works_are_those_of_the_unit(
    sign_in, health, district, health_editor, ict_admin
):
    pages = [publish_news(health, f"Tin {number}") for number in range(6)]
    publish_news(district, "Tin của huyện")
    pages[2].save_revision(user=ict_admin)
    client = sign_in(health_editor)
    shown = lines(client, "desk-works")
    assert [line.partition(" Tin tức ")[0] for line in shown] == [
        "Tin 2",
        "Tin 5",
        "Tin 4",
        "Tin 3",
        "Tin 1",
    ]
    assert "đang hiển thị, có sửa đổi chưa đăng" in shown[0]
    assert shown[0].endswith("ict-admin")


def test_new_bulletins_lead_to_the_units_own_website(sign_in, health, district, health_editor):
    publish_bulletin("Cho tất cả", slug="cho-tat-ca")
    publish_bulletin("Cho huyện", audience=[f"agency:{district.pk}"])
    create_draft("Bản nháp")
    assert links(sign_in(health_editor), "desk-bulletins") == [
        f"{health.root_url}/ban-tin/cho-tat-ca/"
    ]


def test_a_person_in_two_units_sees_each_ones_bulletins_where_they_are_shown(
    sign_in, health, district, health_editor
):
    health_editor.groups.add(district.editors)
    publish_bulletin("Cho huyện", slug="a", audience=[f"agency:{district.pk}"])
    publish_bulletin("Cho sở", slug="b", audience=[f"agency:{health.pk}"])
    client = sign_in(health_editor)
    assert set(links(client, "desk-bulletins")) == {
        f"{district.root_url}/ban-tin/a/",
        f"{health.root_url}/ban-tin/b/",
    }
    soup = parse_html(client.get("/admin/"))
    assert {get_text(link) for link in soup.select(".desk-sites a")} == {
        f"Sở Y tế: {health.site.hostname}",
        f"Ủy ban nhân dân huyện Ba Bể: {district.site.hostname}",
    }


def test_the_ict_department_sees_the_latest_bulletins_drafts_too(sign_in, ict_admin):
    bulletin = create_draft("Lịch tiêm")
    client = sign_in(ict_admin)
    assert links(client, "desk-bulletins") == [
        f"/admin/snippets/bulletins/bulletin/edit/{bulletin.pk}/"
    ]
    assert "Bản nháp" in lines(client, "desk-bulletins")[0]


def test_the_desk_speaks_english_to_who_prefers_it(sign_in, health, health_editor):
    UserProfile.objects.create(user=health_editor, preferred_language="en")
    client = sign_in(health_editor)
    assert list(buttons(client)) == ["Write news", "Publish a document", "Change the contact page"]
    headings = [get_text(h2) for h2 in parse_html(client.get("/admin/")).select(".desk h2")]
    assert headings == [
        "Waiting for you",
        "Missing on the website",
        "Latest work",
        "New bulletins on your website",
    ]
    assert list_menu(client)[:4] == ["Front page", "Pages", "News", "Legal documents"]


def test_a_dashboard_costs_the_same_however_much_there_is(
    sign_in, health, district, health_moderator, ict_admin
):
    moderator, administrator = sign_in(health_moderator), sign_in(ict_admin)
    complete_website(health)
    complete_website(district)
    for number in range(7):
        publish_news(health, f"Tin {number}")
        publish_document(health, f"Văn bản {number}", number=str(number))
        publish_bulletin(f"Bản tin {number}")
        picture(health)
    assert [count_queries(moderator, "/admin/"), count_queries(administrator, "/admin/")] == [
        50,
        37,
    ]
    health_moderator.groups.add(district.moderators)
    # More: whom each bulletin is for, the other unit's groups, what it is asked to confirm.
    assert count_queries(moderator, "/admin/") == 52
