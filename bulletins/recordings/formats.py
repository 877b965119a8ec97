"""What an audio file is, judged by what is in it."""

import re
from typing import IO

import filetype
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# As the library calls them → the suffix a file is kept with.
_SUFFIXES = {"mp3": "mp3", "ogg": "ogg", "opus": "ogg", "m4a": "m4a", "wav": "wav"}
# The handler box names the kind of a track (ISO/IEC 14496-12, 8.4.3).
_TRACKS = re.compile(rb"hdlr.{8}(soun|vide)", re.DOTALL)


def audio_suffix(file: IO[bytes]) -> str:
    """Return the suffix that fits a file's content.

    Raises ValidationError where it is neither MP3, Ogg, M4A nor WAV. What telephones record is
    M4A under the marks of MP4: with sound and without a picture it is taken.
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
        words = _("This is no audio file Bantin can use: it holds %(found)s. Accepted are: MP3, "
                  "Ogg (Opus), M4A, WAV.")  # fmt: skip
        raise ValidationError(words % {"found": found}, code="invalid_audio")
    return suffix
