"""The beginnings of audio files, as much as tells what they are, and what makes such files."""


def _box(kind, content=b""):
    return (8 + len(content)).to_bytes(4, "big") + kind + content


def _mp4(brand, *tracks):
    handlers = b"".join(_box(b"hdlr", b"\0" * 8 + track + b"\0" * 13) for track in tracks)
    return _box(b"ftyp", brand + b"\0\0\0\0" + brand) + _box(b"moov", handlers)


MP3 = b"ID3\x04\0\0\0\0\0\x21" + b"\0" * 100
SOUNDS = {
    "mp3": MP3,
    "ogg": b"OggS\0\x02" + b"\0" * 22 + b"OpusHead" + b"\0" * 50,
    "m4a": _mp4(b"M4A ", b"soun"),
    "wav": b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 50,
}
# What Android's recorders write.
TELEPHONE = _mp4(b"mp42", b"soun")
VIDEO = _mp4(b"isom", b"soun", b"vide")

# Stands in for the program: what it was told comes back as the file.
PROGRAM = """#!/bin/sh
for last; do :; done
{ echo "$@"; cat; } > "$last"
"""
