import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache

from accounts.services.sessions import describe_user_agent
from accounts.tests.clients import is_signed_in, submit_password

SESSIONS = "/tai-khoan/phien/"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile Safari/604.1"


@pytest.fixture
def two(device, health_editor):
    """The same person at a computer and with a telephone."""
    clients = device(headers={"User-Agent": WINDOWS}), device(headers={"User-Agent": IPHONE})
    for client in clients:
        submit_password(client, "health-editor")
    return clients


def session_of(client):
    return UserSession.objects.get(session_key=client.session.session_key)


def test_everybody_sees_where_they_are_signed_in(two):
    computer, _telephone = two
    html = computer.get(SESSIONS).content.decode()
    assert html.index("Chrome, Windows") < html.index("Safari, iPhone")
    assert html.count("thiết bị này") == 1
    assert "127.0.0.1" in html


def test_one_session_is_ended_and_the_others_stay(two, device):
    computer, telephone = two
    third = device()
    submit_password(third, "health-editor")
    answer = computer.post(f"{SESSIONS}{session_of(telephone).pk}/ket-thuc/")
    assert answer["Location"] == SESSIONS
    assert [is_signed_in(one) for one in (computer, telephone, third)] == [True, False, True]


def test_all_other_sessions_are_ended_at_once(two):
    computer, telephone = two
    computer.post(SESSIONS)
    assert [is_signed_in(one) for one in two] == [True, False]


def test_nobody_ends_somebody_elses_session(two, device, district_editor):
    computer, _telephone = two
    stranger = device()
    submit_password(stranger, "district-editor")
    path = f"{SESSIONS}{session_of(computer).pk}/ket-thuc/"
    assert stranger.post(path).status_code == 404
    stranger.post(SESSIONS)
    assert [is_signed_in(one) for one in two] == [True, True]
    assert "Windows" not in stranger.get(SESSIONS).content.decode()


def test_a_session_is_not_ended_by_a_link(two):
    computer, telephone = two
    assert computer.get(f"{SESSIONS}{session_of(telephone).pk}/ket-thuc/").status_code == 405
    assert is_signed_in(telephone)


def test_a_session_that_has_ended_is_no_longer_listed(two):
    computer, telephone = two
    telephone.post("/admin/logout/")
    assert "iPhone" not in computer.get(SESSIONS).content.decode()


def test_the_last_use_is_written_down_now_and_then(two):
    computer, _telephone = two
    computer.get("/admin/")
    before = session_of(computer).last_seen_at
    computer.get("/admin/")
    assert session_of(computer).last_seen_at == before
    cache.clear()
    computer.get("/admin/")
    assert session_of(computer).last_seen_at > before


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (WINDOWS, "Chrome, Windows"),
        (WINDOWS + " Edg/131.0", "Edge, Windows"),
        (WINDOWS.replace("Chrome", "coc_coc_browser/131.0 Chrome"), "Cốc Cốc, Windows"),
        (IPHONE, "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Firefox/132.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/131.0 Mobile", "Chrome, Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/18 Safari/605", "Safari, macOS"),
        ("curl/8.5", "Thiết bị không rõ"),
        ("", "Thiết bị không rõ"),
    ],
)
def test_devices_are_named_in_words(user_agent, name):
    assert describe_user_agent(user_agent) == name
