"""Computer voice channel, for use where there is no announcer.

It needs the program espeak-ng on the server.
"""

import shutil
import subprocess
import tempfile
from functools import partial
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bulletins.channels.base import Channel, ChannelError, Download, Offer
from bulletins.channels.edition import Edition
from bulletins.channels.script import script, spoken_forms

PROGRAM = "espeak-ng"
# Words per minute; the default of espeak-ng, 175, is too fast for loudspeakers.
SPEED = 140
MOST_CHARACTERS = 10_000
MOST_SECONDS = 60
MOST_BYTES = 50 * 1024 * 1024


class Voice(Channel):
    """The short radio script as an audio file, spoken by espeak-ng."""

    name = "voice"
    label = gettext_lazy("Voice of the computer")
    hint = gettext_lazy("The short script, spoken by a machine; a person's voice is better.")
    icon = "media"

    def offers(self, edition: Edition) -> list[Offer]:
        missing = gettext_lazy(
            "The program espeak-ng is not installed on the server. Whoever runs it installs the "
            "package of that name; then the button is here."
        )
        return [
            Download(
                name="vi",
                label=gettext_lazy("Audio file (WAV)"),
                filename=f"{edition.filename}.wav",
                content_type="audio/wav",
                make=partial(_spoken, edition),
                missing="" if shutil.which(PROGRAM) else missing,
            )
        ]


def _spoken(edition: Edition) -> bytes:
    return speak(script(edition, spoken_forms(), whole=False))


def speak(text: str) -> bytes:
    """Return a Vietnamese text as speech (WAV).

    Only the first `MOST_CHARACTERS` are spoken. Raises ChannelError if espeak-ng is not installed
    or fails, takes longer than `MOST_SECONDS`, or makes more than `MOST_BYTES`.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        raise ChannelError(_("The program espeak-ng is not installed on the server."))
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "spoken.wav")
        # The text is passed by standard input, never as an argument or through a shell.
        command = [program, "-v", "vi", "-s", str(SPEED), "-b", "1", "--stdin", "-w", str(target)]
        try:
            subprocess.run(  # noqa: S603
                command,
                input=text[:MOST_CHARACTERS].encode(),
                capture_output=True,
                timeout=MOST_SECONDS,
                check=True,
            )
            if target.stat().st_size > MOST_BYTES:
                raise ChannelError(_("The audio file has become too large."))
            return target.read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise ChannelError(_("The computer's voice failed; please try again.")) from error
