from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from bulletins.services.lifecycle import withdraw_bulletin
from bulletins.tests.factories import publish_bulletin, publish_emergency
from channels.models import BulletinRecording, RecordingLanguage
from channels.permissions import get_channels_url
from channels.tests.audio_files import SOUNDS, TELEPHONE, VIDEO, WEBM_VIDEO
from channels.tests.factories import (
    create_recording,
    draft_recording,
    get_recording_path,
    make_sound_file,
)
from channels.tests.recording_screen import act, kept, read, record, save
from content.files import audio
from content.files.audio import get_audio_suffix
from content.models import Act, Decision
from sites.caching.versions import get_cache_versions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("recorded_files")]

PAGE = "/ban-tin/lu-quet/"


@pytest.fixture
def bulletin():
    return publish_bulletin("Lũ quét", slug="lu-quet", audience=["kind:district"])


@pytest.fixture
def emergency(district):
    return publish_emergency("Lũ quét", slug="lu-quet", audience=["kind:district"])


def test_a_published_recording_is_heard_beside_what_to_do_and_in_its_language(
    sign_in, ict_publisher, emergency, visit, district, health
):
    before = get_cache_versions(district), get_cache_versions(health)
    record(sign_in(ict_publisher), emergency)
    page = read(visit(district, PAGE))
    player = page.find(class_="instruction").find_next("audio")
    assert player["preload"] == "none" and player.has_attr("controls") and player["lang"] == "tyz"
    assert page.find(id=player["aria-labelledby"]).text.strip() == "Nghe bằng tiếng Tày"
    assert player["src"].startswith("/media/ban-ghi/lu-quet-tyz-")
    after = get_cache_versions(health)
    assert get_cache_versions(district) != before[0]
    assert {name for name, value in after.items() if value != before[1][name]} == {"urgent"}


def test_the_banner_of_an_emergency_has_a_link_for_each_language_without_scripts(
    emergency, visit, district, health
):
    create_recording(emergency, "tyz")
    create_recording(emergency, "nut")
    links = read(visit(district, "/")).select(".banner-emergency .banner-listen a")
    assert [link.text for link in links] == ["Nghe bằng tiếng Tày", "Nghe bằng tiếng Nùng"]
    path, _hash, anchor = links[0]["href"].partition("#")
    assert read(visit(district, path)).find(id=anchor).audio
    assert not read(visit(health, "/")).select(".banner-listen")


def test_the_banner_of_what_is_no_emergency_has_no_such_link(visit, district):
    tomorrow = {"valid_until": publish_emergency().valid_until}
    important = publish_bulletin("Cắt nước", urgency="important", **tomorrow)
    create_recording(important)
    assert not read(visit(district, "/")).select(".banner-important .banner-listen")


def test_a_draft_is_heard_by_those_who_could_make_it_and_by_nobody_else(
    sign_in,
    ict_author,
    ict_publisher,
    district_moderator,
    outsider,
    bulletin,
    visit,
    district,
    hear,
):
    save(sign_in(ict_author), bulletin)
    file = BulletinRecording.objects.get().file.url
    assert kept(published=False) == [("tyz", ".mp3")] and kept() == []
    assert hear(district) == [] and visit(district, file).status_code == 404
    answers = {
        person.username: sign_in(person).get(file).status_code
        for person in (ict_author, ict_publisher, district_moderator, outsider)
    }
    assert [*answers.values()] == [200, 200, 404, 404]


def test_a_new_draft_leaves_the_published_recording_until_it_is_published(
    sign_in, ict_publisher, bulletin, district, hear
):
    client = sign_in(ict_publisher)
    record(client, bulletin)
    [first] = hear(district)
    save(client, bulletin, content=SOUNDS["wav"])
    assert hear(district) == [first]
    act(client, bulletin, "dang")
    assert len(hear(district)) == 1 and hear(district) != [first]


def test_a_page_without_recordings_does_not_speak_of_them(visit, district, bulletin):
    assert "audio" not in visit(district, PAGE).content.decode()


@pytest.mark.parametrize("suffix", SOUNDS)
def test_the_content_says_what_a_file_is_whatever_its_name(
    sign_in, ict_publisher, bulletin, suffix
):
    record(sign_in(ict_publisher), bulletin, content=SOUNDS[suffix], name="a.html")
    assert kept() == [("tyz", f".{suffix}")]


def test_what_a_telephone_records_is_taken_and_a_video_is_not():
    assert get_audio_suffix(make_sound_file(TELEPHONE)) == "m4a"
    for video in (VIDEO, WEBM_VIDEO):
        with pytest.raises(ValidationError, match="là phim") as refusal:
            get_audio_suffix(make_sound_file(video))
        # These are among what is accepted.
        assert "m4a" not in refusal.value.message.lower()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html>x</html>", "không phải tệp âm thanh"),
        (b"%PDF-1.7", "nội dung là pdf"),
        (b"MZ\x90", "không phải tệp âm thanh"),
        (VIDEO, "Tệp này là phim"),
    ],
)
def test_anything_else_is_refused_in_words_and_keeps_what_was_there(
    sign_in, ict_publisher, bulletin, content, words
):
    client = sign_in(ict_publisher)
    record(client, bulletin)
    page = save(client, bulletin, content=content, transcript="Nặm").content.decode()
    assert words in page and "Nặm</textarea>" in page
    assert kept() == [("tyz", ".mp3")] and kept(published=False) == []


def test_too_large_a_file_is_refused(sign_in, ict_publisher, bulletin, monkeypatch):
    monkeypatch.setattr(audio, "MAX_BYTES", 50)
    assert "chỉ nhận tệp nặng tối đa" in save(sign_in(ict_publisher), bulletin).content.decode()
    assert kept(published=False) == []


def test_nothing_recorded_and_no_file_is_said(sign_in, ict_publisher, bulletin):
    client = sign_in(ict_publisher)
    answer = client.post(get_recording_path(bulletin), {"transcript": "Nặm"})
    assert "Hãy ghi âm trước, hoặc chọn một tệp." in answer.content.decode()


def test_a_new_recording_takes_the_place_of_the_earlier_one(
    sign_in, ict_publisher, bulletin, recorded_files, django_capture_on_commit_callbacks
):
    client = sign_in(ict_publisher)
    record(client, bulletin, "ium")
    with django_capture_on_commit_callbacks(execute=True):
        record(client, bulletin, "tyz")
        record(client, bulletin, "tyz", content=SOUNDS["wav"])
    assert sorted(kept()) == [("ium", ".mp3"), ("tyz", ".wav")]
    assert sorted(path.suffix for path in recorded_files.iterdir()) == [".mp3", ".wav"]


def test_a_removed_recording_is_gone_with_its_file(
    sign_in,
    ict_publisher,
    bulletin,
    recorded_files,
    district,
    django_capture_on_commit_callbacks,
    hear,
):
    client = sign_in(ict_publisher)
    record(client, bulletin)
    before = get_cache_versions(district)
    with django_capture_on_commit_callbacks(execute=True):
        act(client, bulletin, "xoa")
    assert kept() == [] and list(recorded_files.iterdir()) == []
    assert hear(district) == []
    assert get_cache_versions(district) != before


def test_a_file_that_cannot_be_deleted_is_logged_and_its_recording_is_gone(
    sign_in, ict_publisher, bulletin, recorded_files, django_capture_on_commit_callbacks, caplog
):
    client = sign_in(ict_publisher)
    record(client, bulletin)
    [file] = recorded_files.iterdir()
    file.unlink()
    (file / "something").mkdir(parents=True)
    with django_capture_on_commit_callbacks(execute=True):
        act(client, bulletin, "xoa")
    assert kept() == [] and file.name in caplog.text


def test_a_draft_is_thrown_away_and_what_is_published_stays(sign_in, ict_author, bulletin):
    create_recording(bulletin, "tyz")
    client = sign_in(ict_author)
    save(client, bulletin)
    act(client, bulletin, "xoa", draft="1")
    assert kept(published=False) == [] and kept() == [("tyz", ".mp3")]
    assert act(client, bulletin, "xoa", draft="1").status_code == 404


@pytest.mark.parametrize("person", ["ict_author", "translator", "health_editor", "outsider"])
def test_only_who_publishes_bulletins_publishes_and_removes(request, sign_in, bulletin, person):
    create_recording(bulletin, "tyz")
    draft_recording(bulletin, "tyz")
    client = sign_in(request.getfixturevalue(person))
    answers = [act(client, bulletin, name) for name in ("dang", "xoa", "con-dung")]
    assert all(answer.status_code in {302, 403, 404} for answer in answers)
    assert kept() == [("tyz", ".mp3")] and kept(published=False) == [("tyz", ".mp3")]


@pytest.mark.parametrize("person", ["translator", "health_editor", "outsider"])
def test_who_neither_writes_bulletins_nor_works_for_a_unit_that_shows_it_saves_nothing(
    request, sign_in, bulletin, person
):
    save(sign_in(request.getfixturevalue(person)), bulletin)
    assert kept(published=False) == []


def test_who_did_it_stands_in_the_history(sign_in, ict_publisher, bulletin):
    client = sign_in(ict_publisher)
    record(client, bulletin)
    client.post(get_recording_path(bulletin), {"transcript": "Nặm khửn."})
    act(client, bulletin, "xoa")
    history = client.get(f"/admin/snippets/bulletins/bulletin/history/{bulletin.pk}/")
    for words in (
        "Đã thêm bản ghi âm",
        "Đã đăng bản ghi âm",
        "Đã sửa lời đọc cạnh bản ghi âm",
        "Đã gỡ bản ghi âm",
        "ict-publisher",
    ):
        assert words in history.content.decode()


def test_what_is_heard_and_read_beside_it_has_a_decision(
    sign_in, ict_author, ict_publisher, bulletin
):
    client, decisions = sign_in(ict_publisher), Decision.objects.filter(act=Act.WORDS)
    save(sign_in(ict_author), bulletin, transcript="Nặm")
    assert not decisions.exists()
    act(client, bulletin, "dang")
    client.post(get_recording_path(bulletin), {"transcript": "Nặm khửn."})
    made = list(decisions.filter(object_id=str(BulletinRecording.objects.get().pk)))
    assert [one.person for one in made] == [ict_publisher] * 2
    assert made[0].digest != made[1].digest


def test_there_is_nothing_to_remove_where_nothing_was(sign_in, ict_publisher, bulletin):
    assert act(sign_in(ict_publisher), bulletin, "xoa", "hmn").status_code == 404
    assert act(sign_in(ict_publisher), bulletin, "xoa", "xx").status_code == 404


def test_the_microphone_is_open_on_the_screen_that_records_and_nowhere_else(
    sign_in, ict_publisher, bulletin, visit, district
):
    client = sign_in(ict_publisher)
    screen = get_recording_path(bulletin)
    opened = [client.get(screen), client.post(screen, {})]
    closed = [client.get(get_channels_url(bulletin)), client.get("/admin/"), visit(district, PAGE)]
    closed.append(act(client, bulletin, "dang"))
    assert all("microphone=(self)" in page["Permissions-Policy"] for page in opened)
    assert all("microphone=()" in page["Permissions-Policy"] for page in closed)


def test_without_ffmpeg_the_screen_says_what_is_not_done_and_what_does_not_play(
    sign_in, ict_publisher, bulletin
):
    client = sign_in(ict_publisher)
    plain = save(client, bulletin).content.decode()
    assert "ffmpeg chưa được cài" in plain and "iPhone đời cũ; " in plain
    assert "Bản ghi âm này không phát được" not in plain
    odd = save(client, bulletin, content=SOUNDS["webm"]).content.decode()
    assert "Bản ghi âm này không phát được trên iPhone đời cũ." in odd


def test_the_words_spoken_stand_beside_the_player_in_their_language(
    sign_in, ict_publisher, ict_author, bulletin, visit, district
):
    client = sign_in(ict_publisher)
    record(client, bulletin, transcript="Nặm khảu.")
    words = read(visit(district, PAGE)).select_one(".recording details [lang]")
    assert words["lang"] == "tyz" and words.text.strip() == "Nặm khảu."
    client.post(get_recording_path(bulletin), {"transcript": "Nặm khửn."})
    assert "Nặm khửn." in visit(district, PAGE).content.decode()
    sign_in(ict_author).post(get_recording_path(bulletin), {"transcript": "Sai"})
    assert BulletinRecording.objects.get().transcript == "Nặm khửn."


def test_the_words_of_a_draft_come_before_those_of_what_is_published(
    sign_in, ict_publisher, bulletin
):
    create_recording(bulletin, "tyz", transcript="Cũ")
    draft_recording(bulletin, "tyz", transcript="Mới")
    client = sign_in(ict_publisher)
    assert read(client.get(get_recording_path(bulletin))).textarea.text.strip() == "Mới"
    client.post(get_recording_path(bulletin), {"transcript": "Mới hơn"})
    texts = BulletinRecording.objects.order_by("pk").values_list("transcript", flat=True)
    assert [*texts] == ["Cũ", "Mới hơn"]


def test_a_recording_of_a_withdrawn_bulletin_answers_410_and_of_an_unpublished_one_404(
    bulletin, visit, district, ict_publisher
):
    file = create_recording(bulletin).file.url
    assert visit(district, file).status_code == 200
    bulletin.unpublish()
    assert visit(district, file).status_code == 404
    bulletin.get_latest_revision().publish()
    bulletin.refresh_from_db()
    withdraw_bulletin(bulletin=bulletin, reason="Nhầm.", by=ict_publisher)
    assert visit(district, file).status_code == 410


def test_ict_chooses_the_languages_and_units_do_not(
    sign_in, ict_publisher, district_moderator, bulletin
):
    path, fields = "/admin/ngon-ngu-ghi-am/new/", {
        "code": "sjo", "name": "San Chay", "name_vi": "tiếng Sán Chay", "is_offered": "on"
    }  # fmt: skip
    assert sign_in(district_moderator).post(path, fields).status_code in {302, 403, 404}
    assert not RecordingLanguage.objects.filter(code="sjo").exists()
    client = sign_in(ict_publisher)
    client.post(path, fields)
    assert "Tiếng Sán Chay" in client.get(get_channels_url(bulletin)).content.decode()
    record(client, bulletin, "sjo")
    assert kept() == [("sjo", ".mp3")]


@pytest.mark.parametrize("code", ["Tày", "tieng-tay-la-gi", "t", "TYZ", "tyz_VN", ""])
def test_what_is_no_language_code_is_refused(sign_in, ict_publisher, code):
    fields = {"code": code, "name": "Tày", "name_vi": "tiếng Tày"}
    answer = sign_in(ict_publisher).post("/admin/ngon-ngu-ghi-am/new/", fields)
    assert answer.status_code == 200
    assert not RecordingLanguage.objects.filter(code=code).exists()


def test_a_language_with_recordings_is_not_deleted_and_one_not_offered_takes_no_new_ones(
    sign_in, ict_publisher, bulletin
):
    create_recording(bulletin, "nut")
    language = RecordingLanguage.objects.get(code="nut")
    client = sign_in(ict_publisher)
    client.post(f"/admin/ngon-ngu-ghi-am/delete/{language.pk}/")
    language.is_offered = False
    language.save()
    assert kept() == [("nut", ".mp3")]
    other = publish_bulletin("Khác", slug="khac")
    assert client.get(get_recording_path(other, "nut")).status_code == 404


def test_a_language_given_another_name_is_called_so_at_the_next_request(
    sign_in, ict_publisher, bulletin, visit, district
):
    create_recording(bulletin, "tyz")
    assert "Nghe bằng tiếng Tày" in visit(district, PAGE).content.decode()
    language = RecordingLanguage.objects.get(code="tyz")
    fields = {"code": "tyz", "name": "Tày", "name_vi": "tiếng Thổ", "is_offered": "on"}
    sign_in(ict_publisher).post(f"/admin/ngon-ngu-ghi-am/edit/{language.pk}/", fields)
    assert "Nghe bằng tiếng Thổ" in visit(district, PAGE).content.decode()


def test_who_should_publish_a_draft_sees_it_on_the_dashboard(
    sign_in, ict_publisher, ict_author, district_moderator, district_editor, bulletin, district
):
    draft_recording(bulletin, "tyz", by=ict_author)
    draft_recording(bulletin, "nut", agency=district, by=district_editor)
    line = "Nghe và đăng: Lũ quét"
    boards = {
        person.username: sign_in(person).get("/admin/").content.decode().count(line)
        for person in (ict_publisher, district_moderator, district_editor, ict_author)
    }
    assert [*boards.values()] == [1, 1, 0, 0]


def test_a_draft_that_nobody_published_for_a_month_is_asked_for_no_more(
    sign_in, ict_publisher, ict_author, bulletin
):
    draft = draft_recording(bulletin, "tyz", by=ict_author)
    told = {}
    for days in (29, 31):
        uploaded_at = timezone.now() - timedelta(days=days)
        BulletinRecording.objects.filter(pk=draft.pk).update(uploaded_at=uploaded_at)
        told[days] = (
            "Nghe và đăng: Lũ quét" in sign_in(ict_publisher).get("/admin/").content.decode()
        )
    assert told == {29: True, 31: False}


def test_an_installation_without_languages_gets_those_of_the_province():
    RecordingLanguage.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert list(
        RecordingLanguage.objects.order_by("pk").values_list("code", "name", "name_vi")
    ) == [
        ("vi", "Tiếng Việt", "tiếng Việt"),
        ("tyz", "Tày", "tiếng Tày"),
        ("nut", "Nùng", "tiếng Nùng"),
        ("hmn", "Hmôngz", "tiếng Mông"),
        ("ium", "Iu Mienh", "tiếng Dao"),
    ]


def test_a_recording_that_was_made_anew_after_listening_is_not_published(
    sign_in, ict_author, ict_publisher, bulletin
):
    author, publisher = sign_in(ict_author), sign_in(ict_publisher)
    save(author, bulletin, transcript="Nghe rồi")
    heard = read(publisher.get(get_recording_path(bulletin))).select_one("[name=shown]")["value"]
    save(author, bulletin, transcript="Chưa ai nghe")
    answer = act(publisher, bulletin, "dang", shown=heard)
    assert "đã thay đổi" in publisher.get(answer.url).content.decode() and kept() == []
    act(publisher, bulletin, "dang")
    assert kept() == [("tyz", ".mp3")]


def test_words_that_were_changed_after_listening_are_not_published(
    sign_in, ict_author, ict_publisher, bulletin
):
    author, publisher = sign_in(ict_author), sign_in(ict_publisher)
    save(author, bulletin, transcript="Nghe rồi")
    heard = read(publisher.get(get_recording_path(bulletin))).select_one("[name=shown]")["value"]
    author.post(get_recording_path(bulletin), {"transcript": "Chưa ai đọc"})
    act(publisher, bulletin, "dang", shown=heard)
    assert kept() == []
