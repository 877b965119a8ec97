"""Audio files: their format by content, their length, and levelling by ffmpeg.

``FFMPEG`` names the program; without it (``find_ffmpeg``) files are known by their format and size
alone. It runs in a process of its own with limits (``content.files.processes``).
"""

import json
import re
import shutil
from typing import IO

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.files.doors import check_file_size
from content.files.examined import ExaminedRecording
from content.files.processes import Limits, ReaderError, TooMuchWorkError, run_limited

MAX_BYTES = 20 * 1024 * 1024
MAX_MINUTES = 10
MAX_SECONDS = MAX_MINUTES * 60
# Loudest sample in dB below the largest possible one. A microphone that is switched off is below.
SILENCE = -60
# Extension as `filetype` names it → extension of the saved file.
_SUFFIXES = {"mp3": "mp3", "ogg": "ogg", "opus": "ogg", "m4a": "m4a", "wav": "wav", "webm": "webm"}
# Extension of a saved file → ffmpeg's name of the reader.
_READERS = {"mp3": "mp3", "ogg": "ogg", "m4a": "mov", "wav": "wav", "webm": "matroska"}
# Extension of a saved file → its MIME type.
AUDIO_TYPES = {
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "m4a": "audio/mp4",
    "wav": "audio/wav",
    "webm": "audio/webm",
}
# Extensions of what every telephone plays; Ogg and WebM do not play on old iPhones.
PLAYED_EVERYWHERE = {"mp3", "m4a", "wav"}
# The extension of what ``level_audio`` writes.
LEVELLED = "mp3"
# The handler box names the kind of a track (ISO/IEC 14496-12, 8.4.3).
_TRACKS = re.compile(rb"hdlr.{8}(soun|vide)", re.DOTALL)
# The codec of a track begins with its kind (RFC 9559, 5.1.4.1.21).
_WEBM_TRACKS = re.compile(rb"\x86.(A_|V_)", re.DOTALL)
# Ten minutes of sound are decoded in two seconds. A hostile file keeps a web process this long.
_MEASURING = Limits(cpu=6, clock=25, memory=1024**3, output=1024, nice=5)
_LEVELLING = Limits(cpu=150, clock=400, memory=1024**3, output=MAX_BYTES, nice=10)
# How long levelling may take in all, with reading and storing.
LEVELLING_SECONDS = _LEVELLING.clock + 60.0


def get_audio_suffix(file: IO[bytes]) -> str:
    """Return the file extension for the content: mp3, ogg, m4a, wav or webm.

    Reads the whole file and leaves it at its beginning. Raises ValidationError for any other
    format. Telephones record M4A marked as MP4, and browsers WebM, so these are accepted if they
    have sound and no picture.
    """
    file.seek(0)
    content = file.read()
    file.seek(0)
    kind = filetype.guess(content[:8192])
    suffix = _SUFFIXES.get(kind.extension) if kind else None
    if content[4:8] == b"ftyp":
        suffix = "m4a" if set(_TRACKS.findall(content)) == {b"soun"} else None
    if suffix == "webm" and set(_WEBM_TRACKS.findall(content[:8192])) != {b"A_"}:
        suffix = None
    if suffix is None and kind and kind.extension in {*_SUFFIXES, "mp4"}:
        message = _(
            "This file is a film, or no sound is found in it. Please choose a file with sound "
            "alone."
        )
        raise ValidationError(message, code="invalid_audio")
    if suffix is None:
        found = kind.extension if kind else _("data of an unknown kind")
        message = _(
            "This is no audio file Bantin can use: it holds %(found)s. Accepted are: MP3, "
            "Ogg (Opus), M4A, WAV, WebM."
        )
        raise ValidationError(message % {"found": found}, code="invalid_audio")
    return suffix


def find_ffmpeg() -> str:
    """Return the path of the program named by ``FFMPEG``, or "" where it is not installed."""
    return (settings.FFMPEG and shutil.which(settings.FFMPEG)) or ""


def examine_recording(upload: UploadedFile) -> ExaminedRecording:
    """Return an uploaded recording with its format and, where ffmpeg is, its length.

    Raises ValidationError if it is larger than ``MAX_BYTES``, of another format, and, where ffmpeg
    is, if it is longer than ``MAX_MINUTES``, silent, or cannot be read.
    """
    check_file_size(upload, MAX_BYTES)
    suffix = get_audio_suffix(upload)
    seconds = _measure(upload, suffix) if find_ffmpeg() else None
    upload.seek(0)
    return ExaminedRecording(upload, suffix=suffix, seconds=seconds)


def level_audio(file: IO[bytes], suffix: str) -> bytes:
    """Return a recording as MP3, levelled to -16 LUFS by EBU R128.

    ``suffix``: as from ``get_audio_suffix``. At most ``MAX_MINUTES`` of it are kept. Raises
    ReaderError if ffmpeg is not installed or fails.
    """
    levelled = _run("level", file, suffix, _LEVELLING)
    if not levelled:
        raise ReaderError
    return levelled


def _measure(file: IO[bytes], suffix: str) -> int:
    """Return the length in whole seconds, at least 1. Raises ValidationError."""
    try:
        answer = json.loads(_run("measure", file, suffix, _MEASURING))
        seconds, peak = float(answer["seconds"]), float(answer["peak"])
    except TooMuchWorkError as error:
        raise _refuse_long() from error
    except (ReaderError, ValueError, KeyError, TypeError) as error:
        message = _("This recording cannot be read. Please record it again.")
        raise ValidationError(message, code="unreadable_audio") from error
    if seconds > MAX_SECONDS:
        raise _refuse_long()
    if peak < SILENCE:
        message = _("Nothing can be heard in this recording. Is the microphone on?")
        raise ValidationError(message, code="silent_audio")
    return max(1, int(seconds))


def _refuse_long() -> ValidationError:
    message = ngettext(
        "This recording is longer than %(most)s minute. Please record it more briefly.",
        "This recording is longer than %(most)s minutes. Please record it more briefly.",
        MAX_MINUTES,
    )
    return ValidationError(message % {"most": MAX_MINUTES}, code="long_audio")


def _run(action: str, file: IO[bytes], suffix: str, limits: Limits) -> bytes:
    task = {
        "action": action,
        "program": find_ffmpeg(),
        "format": _READERS[suffix],
        # A little more, so that what is too long can be told.
        "seconds": MAX_SECONDS + 1,
    }
    if not task["program"]:
        raise ReaderError
    return run_limited("audio_converter.py", json.dumps(task), content=file, limits=limits)
