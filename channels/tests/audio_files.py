"""The beginnings of audio files, as much as tells what they are, and what makes such files."""


def _box(kind, content=b""):
    return (8 + len(content)).to_bytes(4, "big") + kind + content


def _mp4(brand, *tracks):
    handlers = b"".join(_box(b"hdlr", b"\0" * 8 + track + b"\0" * 13) for track in tracks)
    return _box(b"ftyp", brand + b"\0\0\0\0" + brand) + _box(b"moov", handlers)


def _webm(*codecs):
    tracks = b"".join(b"\x86" + bytes([0x80 | len(name)]) + name for name in codecs)
    return b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + b"\0" * 20 + tracks


MP3 = b"ID3\x04\0\0\0\0\0\x21" + b"\0" * 100
SOUNDS = {
    "mp3": MP3,
    "ogg": b"OggS\0\x02" + b"\0" * 22 + b"OpusHead" + b"\0" * 50,
    "m4a": _mp4(b"M4A ", b"soun"),
    # What a browser records.
    "webm": _webm(b"A_OPUS"),
    "wav": b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 50,
}
# What Android's recorders write.
TELEPHONE = _mp4(b"mp42", b"soun")
VIDEO = _mp4(b"isom", b"soun", b"vide")
WEBM_VIDEO = _webm(b"A_OPUS", b"V_VP8")

# Stands in for the program: what it was told comes back as the file.
PROGRAM = """#!/bin/sh
for last; do :; done
{ echo "$@"; cat; } > "$last"
"""
