"""Radio channel (texts to read out) and computer voice channel.

The texts are read out by an announcer, also over a village's loudspeakers. The computer voice is
for use where there is no announcer; it needs the program espeak-ng on the server.
"""

import shutil
import subprocess
import tempfile
from functools import partial
from pathlib import Path

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from bulletins.models import Urgency
from channels.formats.base import Channel, ChannelError, Download, LazyText, Offer, Text
from channels.models import SpokenForm
from channels.selectors.context import ChannelContext
from channels.speech.reading import (
    count_reading_seconds,
    list_unknown_abbreviations,
    spell_telephone,
    to_spoken_text,
)

PROGRAM = "espeak-ng"
# Words per minute; the default of espeak-ng, 175, is too fast for loudspeakers.
SPEED = 140
MAX_CHARACTERS = 10_000
TIMEOUT_SECONDS = 60
MAX_BYTES = 50 * 1024 * 1024


class RadioScript(Channel):
    """Text to read out, short for loudspeakers and whole for the radio."""

    name = "script"
    label = gettext_lazy("Radio and loudspeakers")
    hint = gettext_lazy("To be read out: numbers, dates and abbreviations stand in words.")
    icon = "openquote"

    def list_offers(self, context: ChannelContext) -> list[Offer]:
        if not context.text.is_source:
            return []
        forms = get_spoken_forms()
        return [
            _build_offer(
                "loudspeaker", gettext_lazy("Short, for loudspeakers"), context, forms, False
            ),
            _build_offer("radio", gettext_lazy("Whole, for the radio"), context, forms, True),
        ]


def get_spoken_forms() -> dict[str, str]:
    """Return the spoken forms that the ICT department edits, by written form."""
    return dict(SpokenForm.objects.values_list("written", "spoken"))


def render_radio_script(context: ChannelContext, forms: dict[str, str], *, whole: bool) -> str:
    """Return the text to read out, in Vietnamese whatever the active language is.

    `forms`: as from `get_spoken_forms`. `whole`: with the text below the summary.
    """
    return "\n".join(to_spoken_text(line, forms) for line in _list_lines(context, whole) if line)


def _list_lines(context: ChannelContext, whole: bool) -> list[str]:
    text, issuer = context.text, context.issuer
    urgent = context.source.urgency == Urgency.EMERGENCY
    kind = "Thông báo khẩn" if urgent else "Thông báo"
    calls = [
        f"{contact.name or 'Điện thoại liên hệ'}: {spell_telephone(contact.telephone)}."
        for contact in context.contacts
    ]
    return [
        f"{kind} của {issuer.name_vi}." if issuer else f"{kind}.",
        _end_sentence(text.title),
        _end_sentence(text.instruction),
        _end_sentence(text.lead_before_body if whole else text.lead),
        *(map(_end_sentence, context.body) if whole else ()),
        context.local_note,
        _format_end(context),
        *calls,
        # Of an emergency what matters is heard twice, and said to be a repetition.
        *(
            [f"Xin nhắc lại: {_end_sentence(text.instruction or text.title)}", *calls]
            if urgent
            else ()
        ),
    ]


def _format_end(context: ChannelContext) -> str:
    end = context.source.in_force_until
    if end is None or context.source.is_expired():
        return ""
    return f"Có hiệu lực đến {date_format(timezone.localtime(end), 'H:i d/m/Y')}."


def _end_sentence(sentence: str) -> str:
    """Return a sentence with a punctuation mark at its end, at which the voice falls."""
    return sentence if not sentence or sentence[-1] in ".!?…:;" else f"{sentence}."


def _build_offer(
    name: str, label: LazyText, context: ChannelContext, forms: dict[str, str], whole: bool
) -> Text:
    text = render_radio_script(context, forms, whole=whole)
    written = "\n".join(_list_lines(context, whole))
    return Text(
        name, label, text,
        note=_format_duration(count_reading_seconds(text)),
        doubtful=list_unknown_abbreviations(written, forms),
    )  # fmt: skip


def _format_duration(seconds: int) -> LazyText:
    minutes, seconds = divmod(seconds, 60)
    parts = [
        format_lazy("{} {}", minutes, ngettext_lazy("minute", "minutes", minutes)),
        format_lazy("{} {}", seconds, ngettext_lazy("second", "seconds", seconds)),
    ]
    shown_parts = [part for part, number in zip(parts, (minutes, seconds), strict=True) if number]
    return format_lazy(
        gettext_lazy("about {time} to read"),
        time=format_lazy(" ".join(["{}"] * len(shown_parts)), *shown_parts),
    )


class SpeechAudio(Channel):
    """The short radio script as an audio file, spoken by espeak-ng."""

    name = "voice"
    label = gettext_lazy("Voice of the computer")
    hint = gettext_lazy("The short script, spoken by a machine; a person's voice is better.")
    icon = "media"

    def list_offers(self, context: ChannelContext) -> list[Offer]:
        if not context.text.is_source:
            return []
        missing = gettext_lazy(
            "The program espeak-ng is not installed on the server. Whoever runs it installs the "
            "package of that name; then the button is here."
        )
        return [
            Download(
                name="vi",
                label=gettext_lazy("Audio file (WAV)"),
                filename=f"{context.filename}.wav",
                content_type="audio/wav",
                make=partial(_synthesize, context),
                missing="" if shutil.which(PROGRAM) else missing,
            )
        ]


def _synthesize(context: ChannelContext) -> bytes:
    return synthesize_speech(render_radio_script(context, get_spoken_forms(), whole=False))


def synthesize_speech(text: str) -> bytes:
    """Return a Vietnamese text as speech (WAV).

    Only the first `MAX_CHARACTERS` are spoken. Raises ChannelError if espeak-ng is not installed
    or fails, takes longer than `TIMEOUT_SECONDS`, or makes more than `MAX_BYTES`.
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
                input=text[:MAX_CHARACTERS].encode(),
                capture_output=True,
                timeout=TIMEOUT_SECONDS,
                check=True,
            )
            if target.stat().st_size > MAX_BYTES:
                raise ChannelError(_("The audio file has become too large."))
            return target.read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise ChannelError(_("The computer's voice failed; please try again.")) from error
