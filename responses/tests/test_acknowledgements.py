from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from bulletins.models import AcknowledgementKind, Bulletin, BulletinAudience
from bulletins.services import lifecycle
from bulletins.tests.factories import publish_bulletin
from content.tests.factories import make_photo, make_upload
from desk.tests.html import find_section, list_rows, list_titles
from members.models import AuditEntry
from responses.models import Acknowledgement
from responses.services.acknowledgements import acknowledge
from responses.tests.factories import NOW, get_acknowledge_path, publish_requiring_acknowledgement
from sites.caching.versions import get_cache_versions
from sites.services.archiving import archive_agency
from tests.html import get_text, parse_html

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]


@pytest.fixture
def client(sign_in, health_editor):
    return sign_in(health_editor)


def take_back_path():
    return f"/admin/xac-nhan/{Acknowledgement.objects.get().pk}/rut-lai/"


def file_path():
    return f"/admin/xac-nhan/{Acknowledgement.objects.get().pk}/tep/"


def test_the_dashboard_asks_by_deadline_and_marks_what_is_overdue(client, clock, health):
    later, sooner = (
        publish_requiring_acknowledgement("Sau", days=5),
        publish_requiring_acknowledgement("Trước", days=2),
    )
    publish_requiring_acknowledgement("Của huyện", audience=["kind:district"])
    links = find_section(client, "desk-needs")("a")
    assert [link["href"] for link in links] == [
        get_acknowledge_path(health, one) for one in (sooner, later)
    ]
    assert not find_section(client, "desk-needs").find(class_="desk-overdue")
    clock(NOW + timedelta(days=3))
    [overdue] = find_section(client, "desk-needs")(class_="desk-overdue")
    assert "26/11/2026" in get_text(overdue)


def test_one_click_confirms_with_person_and_time_and_nothing_waits_any_more(client, health):
    bulletin = publish_requiring_acknowledgement(instruction="Đổi mật khẩu.")
    page = parse_html(client.get(get_acknowledge_path(health, bulletin)))
    assert "Đổi mật khẩu." in get_text(page.find(class_="desk-text"))
    assert [field["name"] for field in page.find(class_="confirm").form("input")] == [
        "csrfmiddlewaretoken"
    ]
    assert client.post(get_acknowledge_path(health, bulletin)).url == "/admin/"
    made = Acknowledgement.objects.get()
    assert (made.agency, made.person_name, made.at) == (health, "health-editor", NOW)
    assert not find_section(client, "desk-needs")("a")
    assert "09:00, 24/11/2026" in get_text(
        parse_html(client.get(get_acknowledge_path(health, bulletin))).main
    )
    [entry] = AuditEntry.objects.filter(action="bulletins.acknowledge")
    assert (entry.agency, entry.person_name) == (health, "health-editor")


def test_a_colleague_who_confirms_too_is_told_who_has(client, health, health_moderator, sign_in):
    bulletin = publish_requiring_acknowledgement()
    client.post(get_acknowledge_path(health, bulletin))
    answer = sign_in(health_moderator).post(get_acknowledge_path(health, bulletin))
    assert "health-editor" in get_text(parse_html(answer).main)
    assert Acknowledgement.objects.get().person_name == "health-editor"


def test_an_answer_that_is_asked_for_must_be_given_and_is_not_lost(client, health):
    bulletin = publish_requiring_acknowledgement(confirm_with=AcknowledgementKind.ANSWER)
    for answer in (" ", "x" * 501):
        form = client.post(get_acknowledge_path(health, bulletin), {"answer": answer}).context[
            "form"
        ]
        assert set(form.errors) == {"answer"} and form["answer"].value() == answer
    client.post(get_acknowledge_path(health, bulletin), {"answer": "Đã đổi 12 tài khoản."})
    assert Acknowledgement.objects.get().answer == "Đã đổi 12 tài khoản."


@pytest.mark.parametrize("file", [make_upload(), make_photo("JPEG", "ANH.JPG")])
def test_a_report_or_a_photo_is_kept(client, health, file):
    bulletin = publish_requiring_acknowledgement(confirm_with=AcknowledgementKind.FILE)
    assert set(client.post(get_acknowledge_path(health, bulletin)).context["form"].errors) == {
        "file"
    }
    file.seek(0)
    client.post(get_acknowledge_path(health, bulletin), {"file": file})
    answer = client.get(file_path())
    assert answer.status_code == 200 and "attachment" in answer.headers["content-disposition"]
    assert b"".join(answer.streaming_content)
    assert Acknowledgement.objects.get().file.name.endswith((".pdf", ".jpg"))


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("bao-cao.pdf", b"<!doctype html><script>"),
        SimpleUploadedFile("anh.jpg", b"MZ\x90"),
        SimpleUploadedFile("trang.html", b"<html>"),
    ],
)
def test_a_file_is_judged_by_what_is_in_it(client, health, file):
    bulletin = publish_requiring_acknowledgement(confirm_with=AcknowledgementKind.FILE)
    form = client.post(get_acknowledge_path(health, bulletin), {"file": file}).context["form"]
    assert set(form.errors) == {"file"}
    assert not Acknowledgement.objects.exists()


def test_a_photo_says_nothing_of_where_it_was_taken(client, health):
    client.post(
        get_acknowledge_path(
            health, publish_requiring_acknowledgement(confirm_with=AcknowledgementKind.FILE)
        ),
        {"file": make_photo()},
    )
    content = b"".join(client.get(file_path()).streaming_content)
    assert content.startswith(b"\xff\xd8") and b"Pixel" not in content


@pytest.mark.parametrize("person", ["district_moderator", "outsider", "ict_author", "translator"])
def test_nobody_else_sees_confirms_reads_or_takes_back(
    request, sign_in, client, health, person, visit
):
    bulletin = publish_requiring_acknowledgement(confirm_with=AcknowledgementKind.FILE)
    stranger = sign_in(request.getfixturevalue(person))
    assert stranger.get(get_acknowledge_path(health, bulletin)).status_code in {302, 404}
    stranger.post(get_acknowledge_path(health, bulletin), {"file": make_upload()})
    assert not Acknowledgement.objects.exists()
    client.post(get_acknowledge_path(health, bulletin), {"file": make_upload()})
    assert stranger.get(file_path()).status_code in {302, 404}
    stranger.post(take_back_path())
    assert Acknowledgement.objects.exists()


def test_the_ict_department_reads_the_report_and_no_website_has_it(
    client, sign_in, ict_publisher, health, visit
):
    client.post(
        get_acknowledge_path(
            health, publish_requiring_acknowledgement(confirm_with=AcknowledgementKind.FILE)
        ),
        {"file": make_upload()},
    )
    assert sign_in(ict_publisher).get(file_path()).status_code == 200
    for path in (file_path(), f"/media/{Acknowledgement.objects.get().file.name}"):
        assert visit(health, path).status_code == 404


def test_a_mistake_is_taken_back_within_a_day_and_its_file_goes(
    client, health, django_capture_on_commit_callbacks
):
    bulletin = publish_requiring_acknowledgement(confirm_with=AcknowledgementKind.FILE)
    client.post(get_acknowledge_path(health, bulletin), {"file": make_upload()})
    kept = Acknowledgement.objects.get().file
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(take_back_path()).url == get_acknowledge_path(health, bulletin)
    assert not kept.storage.exists(kept.name)
    assert find_section(client, "desk-needs")("a")
    assert AuditEntry.objects.filter(action__contains="take_back_acknow", agency=health).exists()


def test_after_a_day_or_by_an_editor_who_did_not_do_it_nothing_is_taken_back(
    clock, client, sign_in, health, health_moderator, district_moderator
):
    acknowledge(bulletin=publish_requiring_acknowledgement(), agency=health, by=health_moderator)
    client.post(take_back_path())
    clock(NOW + timedelta(days=1, seconds=1))
    sign_in(health_moderator).post(take_back_path())
    assert Acknowledgement.objects.exists()


def test_the_moderator_takes_back_what_an_editor_did(client, sign_in, health, health_moderator):
    client.post(get_acknowledge_path(health, publish_requiring_acknowledgement()))
    sign_in(health_moderator).post(take_back_path())
    assert not Acknowledgement.objects.exists()


def test_only_what_is_published_for_the_unit_and_asks_can_be_confirmed(client, health, publish_not):
    for bulletin in publish_not:
        assert client.get(get_acknowledge_path(health, bulletin)).status_code == 404
        assert client.post(get_acknowledge_path(health, bulletin)).status_code == 404


@pytest.fixture
def publish_not(ict_publisher):
    withdrawn = publish_requiring_acknowledgement("Thu hồi")
    lifecycle.withdraw_bulletin(bulletin=withdrawn, reason="Sai.", by=ict_publisher)
    return [
        publish_bulletin("Không hỏi"),
        publish_requiring_acknowledgement("Của huyện", audience=["all", "-kind:department"]),
        publish_requiring_acknowledgement("Chưa tới", valid_from=NOW + timedelta(hours=1)),
        withdrawn,
    ]


def test_a_unit_that_has_ended_is_not_asked(client, health, health_editor, today):
    bulletin = publish_requiring_acknowledgement()
    archive_agency(agency=health, successors=[], ended_on=today, by=None)
    assert "Rà soát" not in get_text(find_section(client, "desk-needs"))
    health.refresh_from_db()
    with pytest.raises(ValidationError):
        acknowledge(bulletin=bulletin, agency=health, by=health_editor)


def test_what_has_expired_asks_on_and_what_was_ended_does_not(client, health, ict_publisher):
    expired, ended = (
        publish_requiring_acknowledgement("Hết hạn"),
        publish_requiring_acknowledgement("Kết thúc"),
    )
    Bulletin.objects.filter(pk=expired.pk).update(valid_until=NOW - timedelta(hours=1))
    lifecycle.end_bulletin(bulletin=ended, by=ict_publisher)
    assert [link["href"] for link in find_section(client, "desk-needs")("a")] == [
        get_acknowledge_path(health, expired)
    ]
    # Who has done it may still say so.
    client.post(get_acknowledge_path(health, ended))
    assert Acknowledgement.objects.get().bulletin == ended


def test_who_is_no_longer_addressed_is_no_longer_asked_and_its_word_stays(
    client, health, health_editor
):
    confirmed, _open = (
        publish_requiring_acknowledgement("Một"),
        publish_requiring_acknowledgement("Hai"),
    )
    acknowledge(bulletin=confirmed, agency=health, by=health_editor)
    BulletinAudience.objects.update(code="kind:district")
    assert not find_section(client, "desk-needs")("a")
    assert Acknowledgement.objects.filter(agency=health).count() == 1


def test_a_confirmation_draws_no_public_page_anew(client, health):
    bulletin = publish_requiring_acknowledgement()
    before = get_cache_versions(health)
    client.post(get_acknowledge_path(health, bulletin))
    assert get_cache_versions(health) == before


def test_the_units_list_says_what_is_confirmed_and_finds_what_is_not(client, health):
    done, open_ = (
        publish_requiring_acknowledgement("Xong", days=2),
        publish_requiring_acknowledgement("Chưa", days=4),
    )
    client.post(get_acknowledge_path(health, done))
    path = f"/admin/ban-tin/{health.pk}/"
    cells = {row[0]: " ".join(row) for row in list_rows(client.get(path))}
    assert "đã xác nhận lúc 09:00, 24/11/2026" in cells["Xong"]
    assert "chưa xác nhận, hạn 17:00, 28/11/2026" in cells["Chưa"]
    assert list_titles(client.get(f"{path}?state=to-confirm")) == ["Chưa"]
    placement = parse_html(client.get(f"{path}{open_.pk}/"))
    assert placement.find("a", href=get_acknowledge_path(health, open_))


def test_a_deadline_that_is_over_is_refused_at_its_field_before_publishing(province):
    over = NOW - timedelta(minutes=1)
    with pytest.raises(ValidationError) as refusal:
        Bulletin(title="Tin", source=province, confirm_by=over).check_publishable()
    assert set(refusal.value.message_dict) == {"confirm_by"}


def test_what_is_public_can_still_be_corrected_after_its_deadline(clock):
    bulletin = publish_requiring_acknowledgement()
    clock(NOW + timedelta(days=9))
    bulletin.check_publishable()
    bulletin.confirm_by = NOW + timedelta(days=8)
    with pytest.raises(ValidationError):
        bulletin.check_publishable()
