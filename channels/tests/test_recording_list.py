import pytest

from bulletins.services.lifecycle import withdraw_bulletin
from bulletins.tests.factories import publish_bulletin
from channels.models import BulletinRecording, validate_language_tag
from channels.tests.factories import create_recording, draft_recording, get_recording_path
from tests.html import read_html

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("recorded_files")]

LIST = "/admin/ban-ghi-am/"


@pytest.fixture
def bulletin():
    return publish_bulletin("Lũ quét", slug="lu-quet")


def list_rows(client, query=""):
    """Language, owner and state of each recording in the list."""
    page = read_html(client.get(LIST + query).content)
    rows = page.select("table.listing tbody tr")
    return sorted(
        tuple(" ".join(cell.text.split()) for cell in row.select("td")[1:4]) for row in rows
    )


@pytest.fixture
def recordings(bulletin, ict_author, health, health_editor, district, district_editor):
    """One current, one out of date and two drafts, of the ICT department and of two units."""
    other = publish_bulletin("Họp thôn")
    create_recording(other, "tyz", by=ict_author)
    create_recording(bulletin, "nut", agency=health, by=health_editor)
    bulletin.refresh_from_db()
    bulletin.instruction = "Đến trường mới."
    bulletin.save_revision().publish()
    bulletin.refresh_from_db()
    draft_recording(bulletin, "ium", agency=district, by=district_editor)
    draft_recording(bulletin, "hmn", by=ict_author)


CENTRAL = "Bộ phận công nghệ thông tin"
ALL = [
    ("Tiếng Dao", "Ủy ban nhân dân huyện Ba Bể", "Bản nháp, chưa ai nghe được"),
    ("Tiếng Mông", CENTRAL, "Bản nháp, chưa ai nghe được"),
    ("Tiếng Nùng", "Sở Y tế", "Đã đăng · không còn đúng với nội dung mới"),
    ("Tiếng Tày", CENTRAL, "Đã đăng"),
]


def test_ict_sees_the_recordings_of_all_units_with_language_owner_and_state(
    sign_in, ict_publisher, ict_admin, recordings
):
    for person in (ict_publisher, ict_admin):
        assert list_rows(sign_in(person)) == ALL


def test_a_row_says_when_it_was_recorded(sign_in, ict_publisher, recordings):
    page = read_html(sign_in(ict_publisher).get(LIST).content)
    dates = [row.select("td")[-1].text.strip() for row in page.select("table.listing tbody tr")]
    assert dates == ["Vừa xong"] * len(ALL)


def test_whoever_only_writes_bulletins_sees_no_drafts_of_units(sign_in, ict_author, recordings):
    assert list_rows(sign_in(ict_author)) == ALL[1:]


def test_a_unit_sees_its_own_and_nothing_of_others(
    sign_in, health_editor, district_moderator, recordings
):
    assert list_rows(sign_in(health_editor)) == [ALL[2]]
    assert list_rows(sign_in(district_moderator)) == [ALL[0]]
    assert list_rows(sign_in(district_moderator), "?unit=Sở Y tế") == []


@pytest.mark.parametrize("person", ["translator", "outsider"])
def test_who_records_nothing_has_no_list(request, sign_in, recordings, person):
    client = sign_in(request.getfixturevalue(person))
    assert client.get(LIST).status_code in {302, 403}


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("?state=draft", ALL[:2]),
        ("?state=outdated", [ALL[2]]),
        ("?state=current", [ALL[3]]),
        ("?unit=Sở Y tế", [ALL[2]]),
        ("?unit=Ba Bể&state=draft", [ALL[0]]),
        ("?q=hop", [ALL[3]]),
    ],
)
def test_the_list_is_narrowed_down_by_state_unit_and_words(
    sign_in, ict_publisher, recordings, query, rows
):
    assert list_rows(sign_in(ict_publisher), query) == rows


def test_a_row_leads_to_the_screen_of_ones_own_and_plays_everything(
    sign_in, ict_publisher, health_editor, bulletin, health
):
    central = create_recording(bulletin, "tyz")
    own = create_recording(bulletin, "nut", agency=health)
    client = sign_in(ict_publisher)
    page = read_html(client.get(LIST).content)
    titles = [link["href"] for link in page.select(".desk-title a")]
    assert titles == [get_recording_path(bulletin, "tyz")]
    assert client.get(titles[0]).status_code == 200
    sounds = {player["src"] for player in page.select("td audio")}
    assert sounds == {central.file.url, own.file.url}
    assert all(client.get(sound).status_code == 200 for sound in sounds)
    page = read_html(sign_in(health_editor).get(LIST).content)
    titles = [link["href"] for link in page.select(".desk-title a")]
    assert titles == [get_recording_path(bulletin, "nut", agency=health)]


def test_recordings_of_withdrawn_bulletins_are_not_listed(
    sign_in, ict_publisher, health_editor, bulletin, health
):
    create_recording(bulletin, "nut", agency=health)
    withdraw_bulletin(bulletin=bulletin, reason="Nhầm.", by=ict_publisher)
    for person in (ict_publisher, health_editor):
        assert list_rows(sign_in(person)) == []


def test_the_list_of_many_takes_no_more_queries_than_that_of_one(
    sign_in, ict_publisher, bulletin, health, district, django_assert_max_num_queries
):
    client = sign_in(ict_publisher)
    create_recording(bulletin, "tyz")
    client.get(LIST)
    with django_assert_max_num_queries(1000) as one:
        client.get(LIST)
    for language in ("nut", "ium"):
        for agency in (health, district, None):
            create_recording(bulletin, language, agency=agency)
    with django_assert_max_num_queries(len(one)):
        client.get(LIST)


def test_from_the_dashboard_ict_comes_to_the_list_for_what_a_unit_must_record_anew(
    sign_in, ict_publisher, health_editor, bulletin, health, recordings
):
    links = {
        person.username: link["href"]
        for person in (ict_publisher, health_editor)
        for link in read_html(sign_in(person).get("/admin/").content).find_all(
            "a", string="Cần ghi âm lại: Lũ quét (Tiếng Nùng)"
        )
    }
    assert links == {
        "ict-publisher": LIST,
        "health-editor": get_recording_path(bulletin, "nut", agency=health),
    }


@pytest.mark.parametrize(
    ("seconds", "duration"), [(None, ""), (0, "0:00"), (65, "1:05"), (600, "10:00")]
)
def test_a_length_is_said_in_minutes_and_seconds_if_it_was_measured(seconds, duration):
    assert BulletinRecording(seconds=seconds).duration == duration


@pytest.mark.parametrize(
    ("name", "content_type"),
    [("a.mp3", "audio/mpeg"), ("a.b.webm", "audio/webm"), ("a.amr", "application/octet-stream")],
)
def test_a_recording_is_of_the_type_of_its_file(name, content_type):
    assert BulletinRecording(file=f"ban-ghi/{name}").content_type == content_type


@pytest.mark.parametrize(
    "code", ["vi", "tyz", "hmn-Latn", "vi-VN", "es-419", "sl-rozaj", "de-1996", "zh-Hant-TW-x-a-b"]
)
def test_languages_are_named_by_any_code_of_bcp_47(code):
    validate_language_tag(code)
