"""Files of Office up to 2003, as small as they can be: compound files [MS-CFB] with streams."""

import struct

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
# Smaller ones would stand in a part that is made in another way (2.4).
SMALLEST = 4096


def make_ole(streams):
    """A compound file with these streams; a path such as ``Macros/VBA/dir`` makes storages."""
    names, parents = ["Root Entry"], [None]
    places = {}
    for path in streams:
        parent = 0
        parts = path.split("/")
        for end in range(1, len(parts) + 1):
            part = "/".join(parts[:end])
            if part not in places:
                places[part] = len(names)
                names.append(parts[end - 1])
                parents.append(parent)
            parent = places[part]
    contents = {places[path]: content.ljust(SMALLEST, b"\0") for path, content in streams.items()}
    directory_sectors = -(-len(names) * 128 // SECTOR)
    fat = [FAT, *range(2, 1 + directory_sectors), END]
    data, starts = b"", {}
    for number, content in contents.items():
        starts[number] = len(fat)
        content = content.ljust(-(-len(content) // SECTOR) * SECTOR, b"\0")
        sectors = len(content) // SECTOR
        fat += [*range(len(fat) + 1, len(fat) + sectors), END]
        data += content
    entries = b""
    for number, name in enumerate(names):
        children = [n for n, parent in enumerate(parents) if parent == number]
        siblings = [n for n, p in enumerate(parents) if p == parents[number] and n > number]
        kind = 5 if number == 0 else 2 if number in contents else 1
        encoded = (name + "\0").encode("utf-16-le")
        entries += struct.pack(
            "<64sHBBIII16sIQQIII", encoded, len(encoded), kind, 1, FREE,
            siblings[0] if siblings and number else FREE, children[0] if children else FREE,
            b"", 0, 0, 0, starts.get(number, END if number else END),
            len(contents.get(number, b"")), 0,
        )  # fmt: skip
    entries = entries.ljust(directory_sectors * SECTOR, b"\0")
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        b"", 0, 1, 1, 0, SMALLEST, END, 0, END, 0, 0,
    )  # fmt: skip
    header = header.ljust(SECTOR, b"\xff")
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(SECTOR, b"\xff")
    assert len(table) == SECTOR, "more than one sector of the table is not made here"
    return header + table + entries + data


def make_workbook(*sheet_kinds, locked=False):
    """The list of a workbook's sheets ([MS-XLS], 2.4.28): 0 a sheet, 1 macros, 6 a module."""
    records = [(0x809, b"\0" * 16)]
    records += [(0x2F, b"\0" * 6)] * locked
    records += [(0x85, struct.pack("<IBB", 0, 0, kind) + b"\1\0S") for kind in sheet_kinds]
    records.append((0x0A, b""))
    return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in records)
