"""Somebody records a bulletin on a phone, listens, publishes, and a citizen hears it."""

import math
import re
import struct
import wave

import pytest
from playwright.sync_api import expect

from tests.browser.server import ADMIN, DISTRICT, UPDATED
from tests.chromium import LAUNCH_ARGS

PUBLISHER = "tac-gia"
PHONE = {"width": 390, "height": 844}
# A microphone that hears a file, and nobody who has to allow it.
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
SPEECH = "--use-file-for-fake-audio-capture="
AUTOPLAY = "--autoplay-policy=no-user-gesture-required"
# Hertz, of a sound with pauses, so that the browser takes it for no noise.
RATE, TONE, SYLLABLES = 48_000, 220, 4


@pytest.fixture(scope="module")
def speech_file(tmp_path_factory):
    """Two seconds of something like speech, which the browser repeats."""
    path = tmp_path_factory.mktemp("speech") / "speech.wav"
    turn = 2 * math.pi / RATE
    swells = (max(0, math.sin(SYLLABLES * turn * n)) for n in range(2 * RATE))
    samples = (int(20_000 * swell * math.sin(TONE * turn * n)) for n, swell in enumerate(swells))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return path


@pytest.fixture(scope="module")
def browser(launch_browser, speech_file):
    browser = launch_browser(args=[*LAUNCH_ARGS, *MICROPHONE, f"{SPEECH}{speech_file}", AUTOPLAY])
    yield browser
    browser.close()


def hear(player):
    """Play a moment of a recording; the browser says how far it came."""
    player.evaluate("player => player.play()")
    expect(player).to_have_js_property("paused", False)
    player.evaluate(
        """player => new Promise(resolve => {
            const look = () => player.currentTime > 0.1 ? resolve() : setTimeout(look, 50);
            look();
        })"""
    )
    player.evaluate("player => player.pause()")


def test_what_is_said_into_a_phone_is_heard_on_the_website(demo, sign_in):
    page = sign_in(PUBLISHER, anew=True)
    page.set_viewport_size(PHONE)
    channels = f"/admin/kenh-phat/{demo.key_of(UPDATED)}/"
    page.goto(demo.url(ADMIN, channels))
    page.get_by_role("link", name="Ghi âm Tiếng Nùng").click()
    page.get_by_role("button", name="Bắt đầu ghi âm").click()
    expect(page.locator(".recorder-time")).to_have_text(re.compile("0:0[1-9]"))
    page.get_by_role("button", name="Dừng").click()
    hear(page.locator(".recorder-result audio"))
    # Not content with it, they begin again.
    page.get_by_role("button", name="Bắt đầu ghi âm").click()
    # Until then the time is that of the first one.
    expect(page.get_by_role("button", name="Dừng")).to_be_visible()
    expect(page.locator(".recorder-time")).to_have_text(re.compile("0:0[1-9]"))
    page.get_by_role("button", name="Dừng").click()
    page.get_by_role("button", name="Lưu bản ghi âm này").click()
    hear(page.locator("#draft audio"))
    assert "tiếng Nùng" not in demo.get(DISTRICT).text
    page.get_by_role("button", name="Đăng lên các trang web").click()
    expect(page.get_by_text("Bản ghi âm đã nghe được trên các trang")).to_be_visible()
    page.goto(demo.url(DISTRICT))
    page.get_by_role("link", name="Nghe bằng tiếng Nùng").click()
    hear(page.locator("#nghe-nut audio"))


def test_the_microphone_stays_closed_on_every_other_screen(demo, sign_in, complaints):
    complaints.expect("ermissions policy violation")
    page = sign_in(PUBLISHER)
    page.goto(demo.url(ADMIN, f"/admin/kenh-phat/{demo.key_of(UPDATED)}/"))
    refused = page.evaluate(
        "navigator.mediaDevices.getUserMedia({ audio: true }).then(() => '', error => error.name)"
    )
    assert refused == "NotAllowedError"
