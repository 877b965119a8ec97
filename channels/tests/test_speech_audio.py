import pytest

from channels.formats import radio
from channels.formats.base import ChannelError
from channels.tests.audio_files import PROGRAM
from channels.tests.factories import get_texts, make_channel_context

pytestmark = pytest.mark.django_db


def test_without_the_program_the_screen_says_how_to_get_it(health, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    offer = get_texts(radio.SpeechAudio(), make_channel_context(health))["vi"]
    assert "espeak-ng" in str(offer.missing)
    with pytest.raises(ChannelError, match="espeak-ng"):
        offer.make()


def test_the_program_gets_the_words_and_never_as_an_argument(health, install):
    install(PROGRAM)
    offer = get_texts(
        radio.SpeechAudio(), make_channel_context(health, "--help; rm -rf /", slug="xoa")
    )["vi"]
    assert not offer.missing
    arguments, words = offer.make().decode().split("\n", 1)
    assert "-v vi" in arguments and "rm" not in arguments
    assert "rm -rf" in words


def test_a_program_that_fails_is_told_in_words(health, install):
    install("#!/bin/sh\nexit 3\n")
    with pytest.raises(ChannelError, match="thử lại"):
        get_texts(radio.SpeechAudio(), make_channel_context(health))["vi"].make()


def test_a_program_that_hangs_is_stopped(install, monkeypatch):
    install("#!/bin/sh\nexec sleep 60\n")
    monkeypatch.setattr(radio, "TIMEOUT_SECONDS", 0.2)
    with pytest.raises(ChannelError):
        radio.synthesize_speech("Họp thôn")


def test_a_file_that_grows_too_large_is_refused(install, monkeypatch):
    install(PROGRAM)
    monkeypatch.setattr(radio, "MAX_BYTES", 10)
    with pytest.raises(ChannelError, match="quá lớn"):
        radio.synthesize_speech("Họp thôn")
