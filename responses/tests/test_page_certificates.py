"""Certificates of pages, and how anybody checks a certificate by its number."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bulletins.tests.factories import publish_bulletin
from content.models import Decision
from desk.tests.trash import delete_through_admin, restore
from home.tests.factories import (
    get_edit_path,
    get_news_index,
    make_article_form,
    publish_document,
    publish_news,
)
from members.models import AuditEntry
from members.services.membership import remove_member
from members.tasks import chain_journal
from members.tests.approval import PUBLISH
from responses.models import Certificate, normalize_number
from responses.tests.factories import create_check
from responses.tests.test_verification_report import read_pdf
from sites.localization.tests.versions import publish_english
from sites.tasks import check_publications
from tests.html import get_text, read_html

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NUMBER = re.compile(r"\b[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}\b")


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


def path_of(page):
    return reverse("page_certificates", args=[page.pk])


def take(client, page, language="vi", decision=""):
    """Take a certificate; its words, and its row."""
    response = client.post(path_of(page), {"language": language, "decision": decision})
    words, _pages = read_pdf(response)
    certificate = Certificate.objects.latest("pk")
    assert set(NUMBER.findall(words)) == {certificate.number}
    return words, certificate


def check(visit, agency, number, prefix=""):
    """The words of the public page about a number, and its status."""
    response = visit(agency, f"{prefix}/-/xac-minh/{number}/")
    return get_text(read_html(response.content).main), response.status_code


def at(moment):
    return f"{timezone.localtime(moment):%H:%M, %d/%m/%Y}"


def test_a_certificate_says_each_thing_apart_and_anybody_checks_it(
    moderator, visit, health, district
):
    page = publish_news(health, "Tiêm chủng", lead="Sáng thứ Hai tại trạm y tế.")
    chain_journal()
    decision = Decision.objects.latest("pk")
    words, certificate = take(moderator, page)
    for said in (
        "Giấy xác nhận", "Tiêm chủng", "Sở Y tế", "Sáng thứ Hai tại trạm y tế.",
        decision.digest[:12], f"từ {at(decision.at)}", "Chưa có lượt kiểm tra hằng đêm nào",
        health.root_url + "/-/xac-minh/",
    ):  # fmt: skip
        assert said.replace(" ", "").lower() in words.replace(" ", "").lower(), said
    for agency in (health, district):
        told, status = check(visit, agency, certificate.number)
        assert status == 200
        for said in (
            "Tiêm chủng", "Sở Y tế", decision.digest[:12], "Có. Hệ thống đã tính lại dấu vân",
            f"Từ {at(decision.at)}", "chưa có lượt kiểm tra hằng đêm nào", "Mục",
        ):  # fmt: skip
            assert said.lower() in told.lower()
    entry = AuditEntry.objects.get(action="agencies.certificate")
    assert entry.agency == health and entry.detail.startswith(certificate.number)


def test_a_certificate_says_when_the_nightly_comparison_found_the_version(
    moderator, visit, clock, health
):
    begin = timezone.now()
    page = publish_news(health, "Bản một")
    nights = [begin + timedelta(days=days) for days in (1, 2, 3, 4)]
    for night in nights[:2]:
        clock(night)
        check_publications()
    moderator.post(get_edit_path(page), make_article_form("Bản hai", slug=page.slug) | PUBLISH)
    clock(nights[2])
    check_publications()
    # Somebody writes into the row.
    type(page).objects.filter(pk=page.pk).update(title="Bản khác")
    clock(nights[3])
    check_publications()
    page.refresh_from_db()
    first, second = Decision.objects.filter(object_id=str(page.pk)).order_by("pk")
    words, certificate = take(moderator, page, decision=first.pk)
    assert f"khớp lần đầu lúc {at(nights[0])} và lần cuối lúc {at(nights[1])}" in words
    told, _status = check(visit, health, certificate.number)
    assert f"Lần đầu lúc {at(nights[0])}, lần cuối lúc {at(nights[1])}" in told
    words, _certificate = take(moderator, page, decision=second.pk)
    assert f"khớp lần đầu lúc {at(nights[2])} và lần cuối lúc {at(nights[2])}" in words


def test_a_certificate_in_english(moderator, visit, health):
    page = publish_news(health, "Tiêm chủng")
    publish_english(page, "Vaccination")
    words, certificate = take(moderator, page, language="en")
    assert "Public, by the decisions and the journal" in words
    assert "No nightly look was made yet" in words
    told, _status = check(visit, health, certificate.number, prefix="/en")
    assert "Does the system agree?" in told and "Yes. The system has computed" in told


def test_the_file_is_found_in_the_journal(moderator, health, sign_in, auditor):
    page = publish_news(health, "Tiêm chủng")
    response = moderator.post(path_of(page), {"language": "vi", "decision": ""})
    digest = hashlib.sha256(response.content).hexdigest()
    found = sign_in(auditor).get("/admin/journal/", {"q": digest})
    assert "Tiêm chủng" in found.text and Certificate.objects.get().number in found.text


def test_each_version_has_its_times_and_its_certificate(moderator, visit, clock, health):
    begin = timezone.now()
    page = publish_news(health, "Bản một")
    first = Decision.objects.latest("pk")
    clock(begin + timedelta(hours=1))
    moderator.post(get_edit_path(page), make_article_form("Bản hai", slug=page.slug) | PUBLISH)
    second = Decision.objects.latest("pk")
    clock(begin + timedelta(hours=2))
    moderator.post(f"/admin/pages/{page.pk}/unpublish/")
    clock(begin + timedelta(hours=3))
    moderator.post(get_edit_path(page), make_article_form("Bản hai", slug=page.slug) | PUBLISH)
    clock(begin + timedelta(hours=4))
    delete_through_admin(moderator, page)
    clock(begin + timedelta(hours=5))
    screen = moderator.get(path_of(page)).text
    assert first.digest[:12] in screen and second.digest[:12] in screen
    words, old = take(moderator, page, decision=first.pk)
    assert "Bản một" in words and old.digest == first.digest
    hour = timedelta(hours=1)
    told, _status = check(visit, health, old.number)
    assert f"Từ {at(begin)} đến {at(begin + hour)}." in told and "Bản hai" not in told
    _words, new = take(moderator, page)
    told, _status = check(visit, health, new.number)
    assert f"Từ {at(begin + 3 * hour)} đến {at(begin + 4 * hour)}." in told
    clock(begin + timedelta(hours=6))
    restore(moderator, page)
    _words, again = take(moderator, page)
    assert again.periods[-1][1] is None and len(again.periods) == len(new.periods) + 1


def test_pages_below_a_page_in_the_bin_end_with_it(sign_in, ict_admin, health, clock):
    client = sign_in(ict_admin)
    page = publish_news(health, "Tiêm chủng")
    begin = timezone.now()
    clock(begin + timedelta(hours=1))
    delete_through_admin(client, get_news_index(health))
    assert AuditEntry.objects.filter(action="wagtail.unpublish", object_id=str(page.pk)).exists()
    _words, certificate = take(client, page)
    [[_first, last]] = certificate.periods
    assert last == (begin + timedelta(hours=1)).isoformat()


def test_every_kind_of_page_has_a_certificate(moderator, health, home_pages):
    for page in home_pages:
        words, certificate = take(moderator, page)
        assert certificate.title in words and certificate.digest
        assert (
            reverse("page_certificates", args=[page.pk]) in moderator.get(get_edit_path(page)).text
        )


@pytest.fixture
def home_pages(health):
    """Front page, contact, list, article, document and a translation."""
    page = publish_news(health, "Tiêm chủng")
    children = [one.specific for one in health.root_page.get_children().live()]
    others = [publish_document(health, "12/QĐ"), publish_english(page, "Vaccination")]
    return [health.root_page.specific, page, *others, *children]


def test_who_may_take_a_certificate(
    sign_in, health, district_moderator, health_editor, health_moderator, outsider, auditor,
    ict_publisher, ict_admin,
):  # fmt: skip
    page = publish_news(health, "Tiêm chủng")
    body = {"language": "vi", "decision": ""}
    for person in (district_moderator, health_editor, outsider, auditor, ict_publisher):
        client = sign_in(person)
        for response in (client.get(path_of(page)), client.post(path_of(page), body)):
            assert response.status_code in {302, 403, 404}, person
        assert path_of(page) not in client.get(get_edit_path(page)).text
    assert not Certificate.objects.exists()
    take(sign_in(ict_admin), page)
    take(sign_in(health_moderator), page)
    # A unit without a moderator: who writes publishes, and answers for it.
    remove_member(agency=health, user=health_moderator, by=ict_admin)
    take(sign_in(health_editor), page)


def test_what_is_not_public_has_no_certificate(moderator, health, district):
    page = publish_news(health, "Tiêm chủng")
    other = publish_news(district, "Khác")
    theirs = Decision.objects.latest("pk").pk
    moderator.post(
        f"/admin/pages/{page.pk}/privacy/",
        {"restriction_type": "login", "password": "", "groups": []},
    )
    page.get_view_restrictions().delete()
    page.view_restrictions.create(restriction_type="login")
    body = {"language": "vi", "decision": ""}
    refused = moderator.post(path_of(page), body, follow=True)
    assert "mật khẩu" in refused.text
    page.view_restrictions.all().delete()
    for wrong in ({"decision": theirs}, {"decision": "x"}, {"language": "xx"}):
        refused = moderator.post(path_of(page), body | wrong, follow=True)
        assert refused.redirect_chain and not Certificate.objects.exists()
    assert other.live


def test_a_version_that_was_changed_in_the_database_is_told(moderator, visit, health):
    page = publish_news(health, "Tiêm chủng")
    _words, certificate = take(moderator, page)
    decision = certificate.decision
    page.refresh_from_db()
    page.delete()
    told, _status = check(visit, health, certificate.number)
    assert "Có. Hệ thống đã tính lại dấu vân" in told and "Tiêm chủng" in told
    decision.refresh_from_db()
    type(decision.kept).objects.update(content={"title": "Khác"})
    told, _status = check(visit, health, certificate.number)
    assert "Không. Bản mà hệ thống đang lưu" in told
    type(decision.kept).objects.all().delete()
    assert "không còn giữ bản này" in check(visit, health, certificate.number)[0]


def test_the_check_says_nothing_of_what_came_later(moderator, visit, health):
    page = publish_news(health, "Tiêm chủng")
    _words, certificate = take(moderator, page)
    before, _status = check(visit, health, certificate.number)
    form = make_article_form("Đã sửa", slug=page.slug, lead="Lời mới")
    moderator.post(get_edit_path(page), form | PUBLISH)
    moderator.post(f"/admin/pages/{page.pk}/unpublish/")
    assert check(visit, health, certificate.number)[0] == before


def test_a_wrong_number_is_told_and_the_form_leads_to_a_number(moderator, visit, health):
    page = publish_news(health, "Tiêm chủng")
    _words, certificate = take(moderator, page)
    told, status = check(visit, health, "2222-2222-2222")
    assert status == 404 and "Không có giấy xác nhận nào mang số 2222-2222-2222" in told
    assert 'name="so"' in visit(health, "/-/xac-minh/").text
    typed = certificate.number.lower().replace("-", " ")
    sent = visit(health, f"/-/xac-minh/?so={typed}")
    assert sent["Location"] == f"/-/xac-minh/{certificate.number}/"
    assert normalize_number("<script>") == "SCRI-PT"
    response = visit(health, sent["Location"])
    assert "noindex" in response["X-Robots-Tag"] and "no-store" in response["Cache-Control"]


def test_guessing_is_limited(moderator, visit, health, monkeypatch):
    monkeypatch.setattr("responses.views.MAX_CHECKS", 2)
    page = publish_news(health, "Tiêm chủng")
    _words, certificate = take(moderator, page)
    codes = [check(visit, health, certificate.number)[1] for _each in range(3)]
    assert codes == [200, 200, 429]


def test_a_bulletins_certificate_is_checked_by_its_number_too(
    sign_in, ict_publisher, visit, tuesday, health
):
    bulletin = publish_bulletin("Lũ quét", source=health)
    seen = create_check(bulletin, health)
    path = reverse("bulletin_certificate", args=[bulletin.pk])
    words, _pages = read_pdf(sign_in(ict_publisher).get(path))
    certificate = Certificate.objects.get()
    assert {certificate.number} == set(NUMBER.findall(words))
    assert certificate.digest[:12] in words
    told, _status = check(visit, health, certificate.number)
    assert "Lũ quét" in told and "Có. Hệ thống đã tính lại dấu vân" in told
    assert at(seen.first_shown_at) in told and at(seen.last_shown_at) in told


def set_privacy(client, page, kind):
    password = "chim-sao-12" if kind == "password" else ""
    fields = {"restriction_type": kind, "password": password, "groups": []}
    assert client.post(f"/admin/pages/{page.pk}/privacy/", fields).status_code == 200


def test_a_page_behind_a_password_was_not_public(sign_in, health_moderator, visit, health, clock):
    begin = timezone.now()
    page = publish_news(health, "Đấu giá đất", slug="dau-gia", lead="Nộp hồ sơ trước ngày 20.")
    clock(begin + timedelta(minutes=1))
    set_privacy(sign_in(health_moderator), page, "password")
    clock(begin + timedelta(days=29))
    assert "Nộp hồ sơ" not in visit(health, "/tin-tuc/dau-gia/").text
    set_privacy(sign_in(health_moderator), page, "none")
    clock(begin + timedelta(days=30))
    assert "Nộp hồ sơ" in visit(health, "/tin-tuc/dau-gia/").text
    _words, certificate = take(sign_in(health_moderator), page)
    told, _status = check(visit, health, certificate.number)
    # For 29 of 30 days no citizen could read it.
    assert len(certificate.periods) > 1 or "mật khẩu" in told.lower()
