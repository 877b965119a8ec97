"""A unit ends: what readers see, who can still do what, and how it comes back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Collection, GroupPagePermission

from accounts.dashboard import list_dashboard_tasks
from bulletins.models import Urgency
from bulletins.tests.factories import publish_bulletin
from content.models import CustomDocument
from content.tests.factories import create_document
from home.tests.factories import publish_news
from sites.models import Agency, AgencySettings
from sites.services.archiving import archive_agency, restore_agency
from sites.signals import agency_archived, agency_restored
from sites.tests.factories import open_in_english
from tests.html import parse_html

ENDED = date(2026, 7, 1)
YESTERDAY = timezone.now() - timedelta(days=1)


@pytest.fixture
def end(django_capture_on_commit_callbacks):
    def archive(agency, *successors, ended_on=ENDED):
        with django_capture_on_commit_callbacks(execute=True):
            archive_agency(agency=agency, successors=successors, ended_on=ended_on, by=None)
        agency.refresh_from_db()
        return agency

    return archive


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def test_every_address_of_an_ended_unit_answers_as_before(health, district, visit, end):
    open_in_english(health)
    article = publish_news(health, "Lịch tiêm")
    bulletin = publish_bulletin("Đã hiện", first_published_at=YESTERDAY)
    paths = ["/", "/en/", article.url_path.removeprefix("/so-y-te"), bulletin.path, "/ban-tin/"]
    paths += ["/ban-tin/luu-tru/", "/ban-tin/rss.xml", "/tim-kiem/?q=tiem", "/co-quan/"]
    assert [visit(health, path).status_code for path in paths] == [200] * len(paths)
    end(health, district)
    assert [visit(health, path).status_code for path in paths] == [200] * len(paths)


def test_every_page_of_an_ended_unit_says_so_and_leads_to_its_successors(
    health, district, province, visit, end
):
    article = publish_news(health, "Lịch tiêm")
    end(health, district, province)
    for path in ("/", article.url_path.removeprefix("/so-y-te"), "/ban-tin/", "/khong-co/"):
        page = visit(health, path).content.decode()
        assert "Đơn vị này đã kết thúc hoạt động từ ngày 01/07/2026" in page
        for successor in (district, province):
            assert f'href="{successor.root_url}/">{successor.name}</a>' in page
    assert "đã kết thúc hoạt động" not in text(visit(district))


def test_the_notice_names_a_successor_as_it_is_called_now(health, district, visit, end):
    end(health, district)
    visit(health)
    district.name_vi = "Ủy ban nhân dân xã Ba Bể"
    district.save()
    assert "Ủy ban nhân dân xã Ba Bể" in text(visit(health))


def test_the_canonical_address_of_a_page_stays(health, district, visit, end):
    end(health, district)
    assert f'rel="canonical" href="{health.root_url}/"' in text(visit(health))


def test_an_ended_unit_shows_no_new_bulletin_and_no_banner(health, district, visit, end):
    until = timezone.now() + timedelta(days=1)
    urgent = {"urgency": Urgency.EMERGENCY, "valid_until": until}
    publish_bulletin(
        "Lũ đang lên", instruction="Rời vùng trũng.", first_published_at=YESTERDAY, **urgent
    )
    end(health, district)
    new = publish_bulletin("Tin mới")
    assert "Tin mới" in text(visit(district)) and "Lũ đang lên" in text(visit(district))
    for path in ("/", "/ban-tin/", "/ban-tin/rss.xml"):
        page = text(visit(health, path))
        assert "Tin mới" not in page and "Lũ đang lên" not in page
    assert visit(health, new.path).status_code == 404
    archive = text(visit(health, "/ban-tin/luu-tru/"))
    assert "Lũ đang lên" in archive and "Tin mới" not in archive


def test_the_directory_lists_an_ended_unit_apart(health, district, visit, end):
    end(health, district)
    before, after = text(visit(district, "/co-quan/")).split("Đơn vị đã kết thúc hoạt động")
    assert health.root_url not in before and district.root_url in before
    assert health.root_url in after


def test_a_search_of_all_websites_says_that_the_unit_has_ended(health, district, visit, end):
    publish_news(health, "Lịch tiêm chủng")
    end(health, district)
    page = parse_html(visit(district, "/tim-kiem/?q=tiem+chung&scope=all"))
    facts = page.select_one(".entry-facts").text
    assert "Sở Y tế\xa0· đơn vị đã kết thúc hoạt động" in facts


def test_the_groups_of_an_ended_unit_keep_the_way_in_and_nothing_else(health, district, end):
    end(health, district)
    for group in (health.editors, health.moderators):
        assert list(group.permissions.values_list("codename", flat=True)) == ["access_admin"]
        assert not GroupPagePermission.objects.filter(group=group).exists()
        assert not group.collection_permissions.exists()
        assert not group.site_permissions.exists()


def test_members_are_told_where_their_work_has_gone(
    rf, health, district, health_editor, district_editor, end
):
    end(health, district)
    request = rf.get("/admin/")
    request.user = health_editor
    [need] = list_dashboard_tasks(request)
    assert "Sở Y tế đã kết thúc hoạt động" in need.title and district.name in need.detail
    request.user = district_editor
    assert list_dashboard_tasks(request) == []


def test_a_restored_unit_is_as_it_was(health, district, visit, end):
    before = Agency.objects.filter(pk=health.pk).values().get()
    rights = granted(health)
    page = visit(health).content
    end(health, district)
    restore_agency(agency=health, by=None)
    assert Agency.objects.filter(pk=health.pk).values().get() == before
    assert granted(health) == rights
    assert visit(health).content == page
    assert not Agency.objects.get(pk=health.pk).successors.exists()


def granted(agency):
    return {
        (related, *row)
        for group in (agency.editors, agency.moderators)
        for related in ("page_permissions", "collection_permissions", "site_permissions")
        for row in getattr(group, related).values_list("group", "permission")
    }


def test_both_events_are_told_inside_the_transaction(health, district, end):
    told = []

    def listen(signal, agency, **kwargs):
        told.append((signal, agency.pk, agency.status))

    for signal in (agency_archived, agency_restored):
        signal.connect(listen)
    try:
        end(health, district)
        restore_agency(agency=health, by=None)
    finally:
        for signal in (agency_archived, agency_restored):
            signal.disconnect(listen)
    assert told == [
        (agency_archived, health.pk, "archived"),
        (agency_restored, health.pk, "active"),
    ]


@pytest.mark.parametrize("case", ["itself", "ended", "future", "twice", "restored"])
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    health, district, province, end, case, today
):
    end(district)
    successors = {"itself": [health], "ended": [district]}.get(case, [province])
    tomorrow = today + timedelta(days=1)
    if case == "twice":
        end(health)
    before = list(Agency.objects.values())
    with pytest.raises(ValidationError):
        if case == "restored":
            restore_agency(agency=health, by=None)
        else:
            ended_on = tomorrow if case == "future" else ENDED
            archive_agency(agency=health, successors=successors, ended_on=ended_on, by=None)
    assert list(Agency.objects.values()) == before


@pytest.fixture
def attempts(health, district):
    """What an ICT administrator could try, each with what must stay as it is."""
    article = publish_news(health, "Lịch tiêm")
    index = article.get_parent()
    foreign = publish_news(district, "Tin huyện")
    page = f"/admin/pages/{article.pk}"
    file = create_document(health.collection, "Đơn", file=ContentFile(b"%PDF-", "don.pdf"))
    settings = AgencySettings.for_site(health.site)
    return {
        "edit": (f"{page}/edit/", {"title": "Khác", "slug": "khac"}),
        "publish": (f"{page}/edit/", {"title": "Khác", "slug": "khac", "action-publish": "1"}),
        "delete": (f"{page}/delete/", {}),
        "unpublish": (f"{page}/unpublish/", {}),
        "lock": (f"{page}/lock/", {}),
        "move out": (f"{page}/move/{foreign.get_parent().pk}/confirm/", {}),
        "move in": (f"/admin/pages/{foreign.pk}/move/{index.pk}/confirm/", {}),
        "create": (f"/admin/pages/add/home/newspage/{index.pk}/", {"title": "Mới", "slug": "moi"}),
        "privacy": (f"{page}/privacy/", {"restriction_type": "password", "password": "x"}),
        "bulk": (f"/admin/bulk/wagtailcore/page/unpublish/?id={article.pk}", {}),
        "settings": (
            f"/admin/settings/agencies/agencysettings/{health.site_id}/",
            {"telephone": "0209 1", "accent": settings.accent},
        ),
        "collection": (
            f"/admin/collections/{health.collection_id}/",
            {"name": "Khác", "parent": Collection.get_first_root_node().pk},
        ),
        "file": (f"/admin/documents/delete/{file.pk}/", {}),
    }


@pytest.mark.parametrize(
    "what",
    ["edit", "publish", "delete", "unpublish", "lock", "move out", "move in", "create"]
    + ["privacy", "bulk", "settings", "collection", "file"],
)
def test_an_ict_administrator_is_refused_with_words(
    health, district, sign_in, ict_admin, attempts, end, what
):
    end(health, district)
    client = sign_in(ict_admin)
    before = state_of(health)
    url, data = attempts[what]
    response = client.post(url, data, follow=True)
    assert "đã kết thúc hoạt động, nội dung đã đăng chỉ để xem" in response.content.decode()
    assert state_of(health) == before


def state_of(agency):
    pages = agency.root_page.get_descendants(inclusive=True)
    return (
        list(pages.values("pk", "title", "live", "locked", "path", "numchild")),
        AgencySettings.objects.filter(site=agency.site).values().get(),
        Agency.objects.values_list("collection__name").get(pk=agency.pk),
        list(pages.values_list("view_restrictions", flat=True)),
        list(CustomDocument.objects.filter(collection=agency.collection).values()),
    )


def test_an_editor_of_an_ended_unit_changes_nothing(
    health, district, sign_in, health_moderator, attempts, end
):
    end(health, district)
    client = sign_in(health_moderator)
    before = state_of(health)
    for url, data in attempts.values():
        assert client.post(url, data).status_code in {302, 403, 404}
    assert state_of(health) == before
