"""Program that measures or levels the recording on standard input, by ffmpeg.

Run in a separate process by ``content.files.audio``; imports nothing of Bantin. The argument is a
task in JSON: ``action``, ``program`` (path of ffmpeg), ``format`` (ffmpeg's name of the reader, so
that it guesses none: a playlist would name other files) and ``seconds`` (how much of it is read).

- ``measure`` writes JSON: ``seconds`` of sound, and ``peak``, its loudest sample in dB below the
  largest possible one.
- ``level`` writes the recording as MP3, levelled by EBU R128.

Exit code 5: ffmpeg cannot read the recording.
"""

import json
import re
import subprocess
import sys

UNREADABLE = 5
# The standard input is a file; ffmpeg opens it by name, to be able to go back in it.
SOURCE = "file:/dev/stdin"
PEAK = re.compile(rb"max_volume: (-?[\d.]+|-inf) dB")
TIME = re.compile(rb"out_time_us=(\d+)")
# Telephones have small loudspeakers: louder than the -23 LUFS of broadcasting (EBU R128), as is
# usual for what is listened to on them (AES TD1008).
TARGET = "loudnorm=I=-16:TP=-1.5:LRA=11"
MEASURED = {
    "measured_I": "input_i",
    "measured_TP": "input_tp",
    "measured_LRA": "input_lra",
    "measured_thresh": "input_thresh",
    "offset": "target_offset",
}
# Mono MP3 at a constant rate, without metadata such as the place of the recording. Any telephone
# plays it, and so does the player of a village's loudspeakers.
MP3 = (
    *("-ac", "1", "-ar", "44100", "-c:a", "libmp3lame", "-b:a", "64k"),
    *("-map_metadata", "-1", "-id3v2_version", "0", "-write_xing", "0", "-f", "mp3"),
)


def run(task: dict[str, str | int], *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    """Run ffmpeg on the first sound of the recording. Exits with UNREADABLE if it fails."""
    done = subprocess.run(  # noqa: S603, the path is the installation's
        [
            str(task["program"]), "-nostdin", "-hide_banner", "-threads", "1",
            "-protocol_whitelist", "file", "-f", str(task["format"]), "-t", str(task["seconds"]),
            "-i", SOURCE, "-vn", "-map", "0:a:0", "-filter_threads", "1", *arguments,
        ],
        stdin=sys.stdin,
        capture_output=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(UNREADABLE)
    return done


def measure(task: dict[str, str | int]) -> bytes:
    """Return the answer of the action ``measure``."""
    done = run(task, "-af", "volumedetect", "-progress", "pipe:1", "-f", "null", "-")
    times, peak = TIME.findall(done.stdout), PEAK.search(done.stderr)
    if not times or peak is None:
        sys.exit(UNREADABLE)
    loudest = float(peak[1])
    answer = {"seconds": int(times[-1]) / 1_000_000, "peak": max(loudest, -200.0)}
    return json.dumps(answer).encode()


def level(task: dict[str, str | int]) -> bytes:
    """Return the recording as MP3: measured first, then made louder or softer as a whole."""
    found = run(task, "-af", f"{TARGET}:print_format=json", "-f", "null", "-").stderr
    values = json.loads(found[found.rindex(b"{") : found.rindex(b"}") + 1])
    measured = ":".join(f"{name}={values[key]}" for name, key in MEASURED.items())
    heard = "inf" not in measured
    filters = ("-af", f"{TARGET}:{measured}:linear=true") if heard else ()
    return run(task, *filters, *MP3, "pipe:1").stdout


if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    actions = {"measure": measure, "level": level}
    sys.stdout.buffer.write(actions[asked["action"]](asked))
