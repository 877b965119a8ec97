"""Format of an audio file, determined by its content."""

import re
from typing import IO

import filetype
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Extension as `filetype` names it → extension of the saved file.
_SUFFIXES = {"mp3": "mp3", "ogg": "ogg", "opus": "ogg", "m4a": "m4a", "wav": "wav"}
# The handler box names the kind of a track (ISO/IEC 14496-12, 8.4.3).
_TRACKS = re.compile(rb"hdlr.{8}(soun|vide)", re.DOTALL)


def get_audio_suffix(file: IO[bytes]) -> str:
    """Return the file extension for the content: mp3, ogg, m4a or wav.

    Reads the whole file and leaves it at its beginning. Raises ValidationError for any other
    format. Telephones record M4A marked as MP4, so MP4 is accepted if it has sound and no picture.
    """
    file.seek(0)
    content = file.read()
    file.seek(0)
    kind = filetype.guess(content[:8192])
    suffix = _SUFFIXES.get(kind.extension) if kind else None
    if content[4:8] == b"ftyp":
        suffix = "m4a" if set(_TRACKS.findall(content)) == {b"soun"} else None
    if suffix is None:
        found = kind.extension if kind else _("data of an unknown kind")
        message = _(
            "This is no audio file Bantin can use: it holds %(found)s. Accepted are: MP3, "
            "Ogg (Opus), M4A, WAV."
        )
        raise ValidationError(message % {"found": found}, code="invalid_audio")
    return suffix
