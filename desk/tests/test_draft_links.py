"""Drafts for people without an account: what they see, what nobody sees, and who revokes."""

import logging
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.tests.factories import create_user
from bulletins.models import Bulletin
from bulletins.tests.factories import create_draft
from content.tests.factories import (
    create_document,
    create_picture,
    make_file_block,
    make_link_text,
    make_picture_block,
    restrict_collection,
)
from desk import views
from desk.models import DraftLink
from desk.selectors.draft_links import can_revoke, find_draft_link, list_draft_links
from desk.services.draft_links import create_draft_link
from desk.services.trash import trash_page
from desk.tasks import delete_old_draft_links
from home.models import NewsPage, PageRating
from home.tests.factories import get_edit_path, get_news_index, publish_news
from members.models import AuditEntry
from sites.models import Agency, Status
from sites.tests.factories import open_in_english
from tests.html import get_text, parse_html

pytestmark = pytest.mark.django_db

OVER = "Liên kết này không còn dùng được"


def make_draft(agency, title="Kế hoạch mới", **fields):
    page = NewsPage(title=title, live=False, **fields)
    parent = get_news_index(agency)
    page.locale = parent.locale
    parent.add_child(instance=page)
    page.save_revision()
    return page


@pytest.fixture
def draft(health):
    return make_draft(health, lead="Chỉ để góp ý.")


@pytest.fixture
def share(health_editor):
    """The path of a new link to a draft."""

    def make(subject, by=health_editor, **options):
        _link, secret = create_draft_link(subject=subject, by=by, **{"days": 7} | options)
        return f"/-/xem-nhap/{secret}/"

    return make


def screen_of(page):
    return f"/admin/lien-ket-nhap/trang/{page.pk}/"


def test_an_editor_sends_a_link_and_somebody_without_an_account_reads_the_draft(
    sign_in, health, health_editor, draft, caplog
):
    editor = sign_in(health_editor)
    form = parse_html(editor.get(get_edit_path(draft)))
    button = next(a for a in form.find_all("a") if "Gửi liên kết xem bản nháp" in a.get_text())
    assert button["href"] == screen_of(draft)
    answer = editor.post(screen_of(draft), {"days": 7, "recipient": "Báo Bắc Kạn"})
    assert "no-store" in answer["Cache-Control"]
    address = parse_html(answer).find(id="draft-address").text
    assert address.startswith(f"{health.root_url}/-/xem-nhap/")
    [row] = parse_html(editor.get(screen_of(draft))).select(".people tbody tr")
    assert "Báo Bắc Kạn" in get_text(row)

    path, reader = urlsplit(address).path, Client(headers={"host": urlsplit(address).netloc})
    secret = path.split("/")[3]
    assert len(secret) >= 43
    with caplog.at_level(logging.INFO):
        shown = reader.get(path)
    page = parse_html(shown)
    assert page.h1.text == "Kế hoạch mới" and "Chỉ để góp ý." in page.text
    assert page.select_one(".brand-name").text == "Sở Y tế"
    until = DraftLink.objects.get().expires_at
    stated = f"Liên kết hết hạn lúc {timezone.localtime(until):%H:%M, %d/%m/%Y}."
    assert get_text(page.select_one(".draft-bar")) == f"Bản nháp, chưa công bố. {stated}"
    assert timedelta(days=6.9) < until - timezone.now() <= timedelta(days=7)
    assert reader.get(f"{path}?v=1").status_code == 200
    # Neither the database, nor the journal, nor a log has the secret.
    assert secret not in str(list(DraftLink.objects.values())) + str(
        list(AuditEntry.objects.values())
    )
    assert secret not in caplog.text
    [entry] = AuditEntry.objects.filter(action="desk.draft_link")
    assert (entry.agency, entry.person, entry.title) == (health, health_editor, "Kế hoạch mới")
    assert reader.get("/tin-tuc/ke-hoach-moi/").status_code == 404


def test_a_draft_is_kept_by_nobody_and_tells_nobody_where_it_is(visit, health, draft, share):
    path = share(draft)
    answers = [visit(health, path, headers={"user-agent": "Mozilla/5.0"}) for _ in range(2)]
    for answer in answers:
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert not answer.cookies and not answer.has_header("ETag")
        page = parse_html(answer)
        assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex, nofollow"
        assert not page.find("script")
        # Its own address stands in no link, and nobody votes on a draft.
        assert path not in answer.content.decode()
        assert "/gop-y/huu-ich/" not in answer.content.decode()
    assert not PageRating.objects.exists()
    # A change is seen at once, though nothing was published: the page cache has not kept it.
    draft.title = "Kế hoạch sửa lần hai"
    draft.save_revision()
    assert parse_html(visit(health, path)).h1.text == "Kế hoạch sửa lần hai"


def test_a_draft_has_no_switch_to_other_languages(visit, health, draft, share):
    open_in_english(health)
    assert parse_html(visit(health, "/")).select(".language")
    assert not parse_html(visit(health, share(draft))).select(".language")


def files_of(visit, agency, path):
    page = parse_html(visit(agency, path))
    main = page.main
    links = [a["href"] for a in main.find_all("a") if "ke-hoach" in a["href"]]
    return links, [image["src"] for image in main.find_all("img") if "anh/" in image["src"]]


def test_the_files_of_the_draft_are_there_for_the_holder_and_no_others(
    visit, health, district, share, draft
):
    document, picture = create_document(health.collection), create_picture(health.collection)
    locked = create_document(health.collection.add_child(name="Kín"), name="kin.pdf")
    restrict_collection(locked.collection)
    closed = create_picture(locked.collection, "Kín")
    foreign = create_document(district.collection, name="la.pdf")
    other = create_document(health.collection, name="khac.pdf")
    draft.body = [
        make_file_block(document),
        make_picture_block(picture),
        make_file_block(locked),
        make_picture_block(closed),
        make_link_text(foreign),
    ]
    draft.save_revision()
    path = share(draft)
    [link], [image, *_closed] = files_of(visit, health, path)
    assert link == f"{path}tep/{document.pk}/{document.filename}"
    answer = visit(health, link)
    assert answer.status_code == 200 and b"%PDF" in answer.getvalue()
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer" and "noindex" in answer["X-Robots-Tag"]
    assert visit(health, image).status_code == 200
    # Nobody has them at their own addresses, and the holder has nothing else.
    assert visit(health, document.url).status_code == 404
    assert visit(health, image.replace(f"{path}anh/", "/media/")).status_code == 404
    for file in (locked, foreign, other):
        assert visit(health, f"{path}tep/{file.pk}/{file.filename}").status_code == 404, file
    for hidden in (closed, create_picture(health.collection, "Khác")):
        rendition = hidden.get_rendition("width-40|format-webp")
        assert visit(health, f"{path}anh/{rendition.file.name}").status_code == 404, hidden
    assert visit(health, f"{path}tep/{document.pk}/khac.pdf").status_code == 404
    # What the draft has no more, the holder has no more.
    draft.body = []
    draft.save_revision()
    assert visit(health, link).status_code == visit(health, image).status_code == 404


def test_once_published_the_files_of_the_draft_lead_to_the_public_ones(visit, health, share, draft):
    document, picture = create_document(health.collection), create_picture(health.collection)
    other = create_document(health.collection, name="khac.pdf")
    draft.body = [make_file_block(document), make_picture_block(picture)]
    revision = draft.save_revision()
    path = share(draft)
    [link], [image] = files_of(visit, health, path)
    revision.publish()
    for address in (link, image):
        answer = visit(health, address)
        assert answer.status_code == 302 and answer["Cache-Control"] == "private, no-store"
        public = visit(health, answer["Location"])
        assert (public.status_code, path in answer["Location"]) == (200, False)
    # What the page does not use stays private, under each of its addresses.
    answer = visit(health, f"{path}tep/{other.pk}/{other.filename}")
    assert visit(health, answer["Location"]).status_code == 404
    # The link was for the draft that has been published, and shows no other one.
    draft.refresh_from_db()
    draft.title = "Sửa tiếp"
    draft.save_revision()
    assert visit(health, link).status_code == visit(health, image).status_code == 302
    assert visit(health, path).status_code == 302


def test_a_change_of_a_public_page_is_shown_until_it_is_published(visit, health, share):
    page = publish_news(health, "Đang đăng")
    page.title = "Sẽ đăng"
    revision = page.save_revision()
    path = share(page)
    assert parse_html(visit(health, path)).h1.text == "Sẽ đăng"
    assert parse_html(visit(health, "/tin-tuc/dang-dang/")).h1.text == "Đang đăng"
    revision.publish()
    answer = visit(health, path)
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"{health.root_url}/tin-tuc/dang-dang/",
    )
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("is_new", [True, False])
def test_a_link_does_not_revive_when_what_was_published_is_taken_off(
    sign_in, health_moderator, visit, health, share, draft, is_new
):
    if not is_new:
        # Of a draft above a public page.
        draft.save_revision().publish()
        draft.refresh_from_db()
        draft.title = "Sửa tiếp"
        draft.save_revision()
    path = share(draft)
    if is_new:
        draft.get_latest_revision().publish()
    sign_in(health_moderator).post(f"/admin/pages/{draft.pk}/unpublish/")
    assert not type(draft).objects.get(pk=draft.pk).live
    answer = visit(health, path)
    assert answer.status_code == 410 and draft.title not in answer.content.decode()


def end_expired(link, clock, **people):
    clock(link.expires_at + timedelta(seconds=1))


def end_revoked(link, clock, **people):
    DraftLink.objects.update(revoked_at=timezone.now())


def end_trashed(link, clock, **people):
    trash_page(page=link.page.specific, user=None)


def end_membership(link, clock, health_editor, health):
    health_editor.groups.clear()


def end_account(link, clock, health_editor, health):
    health_editor.is_active = False
    health_editor.save()


def end_unit(link, clock, health_editor, health):
    Agency.objects.filter(pk=health.pk).update(status=Status.ARCHIVED, archived_at=timezone.now())


@pytest.mark.parametrize(
    "end", [end_expired, end_revoked, end_trashed, end_membership, end_account, end_unit]
)
def test_a_link_that_is_over_says_so_and_nothing_of_the_draft(
    visit, health, health_editor, draft, share, clock, end
):
    path = share(draft)
    assert visit(health, path).status_code == 200
    end(DraftLink.objects.get(), clock, health_editor=health_editor, health=health)
    answer = visit(health, path)
    text = answer.content.decode()
    assert answer.status_code == 410 and OVER in text
    assert "Kế hoạch mới" not in text and answer["Cache-Control"] == "private, no-store"


def test_a_wrong_secret_and_the_right_one_elsewhere_are_not_found(
    visit, health, district, draft, share, clock
):
    path = share(draft)
    wrong = [
        visit(district, path),
        visit(health, f"{path[:-3]}xx/"),
        visit(health, "/-/xem-nhap/x/"),
        visit(health, "/-/xem-nhap/x/tep/1/a.pdf"),
        visit(health, "/-/xem-nhap/x/anh/a.png"),
    ]
    assert {answer.status_code for answer in wrong} == {404}
    assert OVER not in wrong[1].content.decode()
    admin = Client(headers={"host": f"{settings.ADMIN_HOST}:{settings.SITE_PORT}"})
    assert admin.get(path).status_code == 404
    clock(timezone.now() + timedelta(days=40))
    delete_old_draft_links()
    assert visit(health, path).status_code == 404


def test_what_no_secret_can_be_is_not_found(health):
    for secret in ("", "\0", "\ud800", "ạ" * 500):
        assert find_draft_link(health, secret) is None


def test_too_many_requests_are_refused(visit, health, draft, share, monkeypatch):
    monkeypatch.setattr(views, "MAX_REQUESTS", 2)
    path = share(draft)
    assert [visit(health, path).status_code for _ in range(3)] == [200, 200, 429]
    assert visit(health, "/-/xem-nhap/x/").status_code == 429


def test_who_may_share_and_who_may_revoke(
    sign_in, health, draft, share, health_moderator, ict_admin, district_moderator, outsider
):
    share(draft)
    [link] = DraftLink.objects.all()
    revoke = f"/admin/lien-ket-nhap/{link.pk}/thu-hoi/"
    colleague = sign_in(create_user("colleague", health.editors))
    assert "Thu hồi" not in colleague.get("/admin/lien-ket-nhap/").content.decode()
    colleague.post(revoke)
    for stranger in (sign_in(district_moderator), sign_in(outsider)):
        assert stranger.get(screen_of(draft)).status_code in {302, 404}
        assert stranger.post(screen_of(draft), {"days": 7}).status_code in {302, 404}
        assert stranger.post(revoke).status_code in {302, 404}
        assert "Kế hoạch mới" not in stranger.get("/admin/lien-ket-nhap/").content.decode()
    assert DraftLink.objects.active().count() == 1
    for person in (health_moderator, ict_admin):
        client = sign_in(person)
        DraftLink.objects.update(revoked_at=None)
        assert "Kế hoạch mới" in client.get("/admin/lien-ket-nhap/").content.decode()
        assert "Thu hồi" in client.get(screen_of(draft)).content.decode()
        done = client.post(revoke, {"next": screen_of(draft)})
        assert done["Location"] == screen_of(draft)
        assert not DraftLink.objects.active().exists()
    assert AuditEntry.objects.filter(action="desk.draft_link_revoke").count() == 2


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        ({"days": 31}, "30"),
        ({"days": 0}, "1"),
        ({"days": ""}, "bắt buộc"),
        ({"days": "x"}, "số"),
        ({"days": 7, "recipient": "x" * 121}, "120"),
    ],
)
def test_a_form_that_is_refused_says_why_and_makes_nothing(
    sign_in, health_editor, draft, sent, refusal
):
    answer = sign_in(health_editor).post(screen_of(draft), sent)
    assert refusal in " ".join(map(get_text, parse_html(answer).select(".w-field__errors")))
    assert not DraftLink.objects.exists()


def test_there_is_nothing_to_share_of_what_is_published(sign_in, health, health_editor):
    page, editor = publish_news(health), sign_in(health_editor)
    assert "Gửi liên kết" not in editor.get(get_edit_path(page)).content.decode()
    answer = editor.post(screen_of(page), {"days": 7})
    assert "không có bản nháp" in answer.content.decode()
    assert not DraftLink.objects.exists()


def test_the_draft_of_a_bulletin_is_shared_by_who_writes_bulletins(
    sign_in, visit, health, district, ict_author, health_moderator
):
    bulletin = create_draft("Diễn tập", source=health, audience=["kind:department"])
    path = f"/admin/lien-ket-nhap/ban-tin/{bulletin.pk}/"
    assert sign_in(health_moderator).get(path).status_code == 404
    author = sign_in(ict_author)
    edit = author.get(f"/admin/snippets/bulletins/bulletin/edit/{bulletin.pk}/")
    assert path in edit.content.decode()
    address = parse_html(author.post(path, {"days": 1})).find(id="draft-address").text
    assert address.startswith(health.root_url)
    secret_path = urlsplit(address).path
    page = parse_html(visit(health, secret_path))
    assert page.h1.text == "Diễn tập" and page.select_one(".draft-bar")
    assert visit(district, secret_path).status_code == 404
    bulletin.get_latest_revision().publish()
    assert visit(health, secret_path)["Location"] == f"{health.root_url}/ban-tin/dien-tap/"
    Bulletin.objects.update(withdrawn_at=timezone.now(), live=False)
    assert visit(health, secret_path).status_code == 410


def test_a_link_to_a_bulletin_is_for_who_writes_bulletins_and_its_maker_or_a_publisher_ends_it(
    health, share, draft, ict_author, ict_publisher, ict_admin, health_editor, health_moderator
):
    share(draft)
    share(create_draft("Diễn tập", source=health), by=ict_author)
    page, bulletin = DraftLink.objects.order_by("pk")
    author = create_user("second-author", *ict_author.groups.all())
    people = [ict_author, author, ict_publisher, ict_admin, health_editor, health_moderator]
    seen = [set(list_draft_links(person)) for person in people]
    assert seen == [{bulletin}] * 3 + [{page, bulletin}] + [{page}] * 2
    ends = [{link for link in (page, bulletin) if can_revoke(person, link)} for person in people]
    assert ends == [{bulletin}, set(), {bulletin}, {page, bulletin}, {page}, {page}]
    ict_author.is_active = False
    assert not can_revoke(ict_author, bulletin)
