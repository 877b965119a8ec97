"""Cuts Be Vietnam Pro to the letters that Bantin needs, and adds those that the typeface lacks.

    pip download --no-deps --dest /tmp/font fontpkg-be-vietnam-pro==1.2
    .venv/bin/python content/assets/fonts/build.py /tmp/font/fontpkg_be_vietnam_pro-1.2-*.whl

writes the web fonts (``static/fonts/``), the same as TTF for posters, reports and icons, which
cannot read WOFF2, and ``letters.txt``, which ``manage.py check`` compares with what the declared
languages need. The same wheel gives the same bytes. The licence (``OFL.txt``) allows changes and
reserves no name.

What the typeface lacks is drawn from what it has: a turned *e* is the schwa, a turned *m* the
turned m, and their capitals are the same of a lighter weight, enlarged, so that the strokes are as
thick as those of other capitals. A letter with a mark is the letter with the mark where the font
itself would put it.
"""

import hashlib
import io
import sys
import unicodedata
import zipfile
from copy import deepcopy
from pathlib import Path
from typing import Any, TypeAlias

from fontTools.misc.transform import Transform
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
WEB = HERE.parents[2] / "static" / "fonts"

# Weight as in CSS: the file in the wheel, its SHA-256, and the file of the weight whose small
# letters, enlarged, have strokes as thick as the capitals of this one.
WEIGHTS = {
    400: (
        "BeVietnamPro-Regular.ttf",
        "cd1ef6e9d7db28ad5cdb88a65ccbe693870e60d340b791f349d248342b4fe4c3",
        "BeVietnamPro-Light.ttf",
    ),
    700: (
        "BeVietnamPro-Bold.ttf",
        "7f738fe5c43c8872807b20e2d30d42163618de8a4daf7f48a939adac32c16847",
        "BeVietnamPro-Medium.ttf",
    ),
}
FEATURES = ["kern", "mark", "mkmk", "ccmp", "liga"]

VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậdđeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ"
# Grave, acute, circumflex, tilde, macron, breve, dot, hook, caron, horn, dot below.
MARKS = "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0309\u030c\u031b\u0323"
# Of other languages of the country, and of names in Latin letters.
OTHERS = "ñčěĕĭŏŭǎǐǒǔçäëïöüåæøß"
SIGNS = "«»‹›–—‘’“”•…§©®°·×÷±−≤≥≈≠¹²³½¼¾‰€₫\u00a0"
# Drawn here: modifier apostrophe, schwa, turned m.
DRAWN = "ʼəƏɯƜ"
TURNED = {"ə": "e", "ɯ": "m"}
# Letters as wide, on which the font puts marks in the same place.
ALIKE = {"ə": "e", "Ə": "O", "ɯ": "w", "Ɯ": "W"}
# Height of a mark with the space below it, in units of the font.
MARK_HEIGHT = 175

# fontTools has no types.
Table: TypeAlias = Any
Glyph: TypeAlias = Any


def list_letters() -> set[str]:
    """Return every character that the fonts have, marked letters composed."""
    ascii_signs = {chr(number) for number in range(0x20, 0x7F)}
    small = VIETNAMESE + OTHERS
    capitals = small.upper().replace("SS", "")
    return {*ascii_signs, *small, *capitals, *MARKS, *SIGNS, *DRAWN}


def build_font(wheel: zipfile.ZipFile, weight: int) -> TTFont:
    """Return the font of one weight. Raises SystemExit if the wheel has another source."""
    name, digest, lighter_name = WEIGHTS[weight]
    source = read_file(wheel, name)
    if hashlib.sha256(source).hexdigest() != digest:
        sys.exit(f"{name} in this wheel is not the one that the fonts were made of.")
    font = TTFont(io.BytesIO(source), recalcTimestamp=False)
    lighter = TTFont(io.BytesIO(read_file(wheel, lighter_name)))
    add_apostrophe(font)
    for letter, turned in TURNED.items():
        add_turned(font, font, letter, turned, scale=1)
        capitals = font["OS/2"].sCapHeight / font["OS/2"].sxHeight
        add_turned(font, lighter, letter.upper(), turned, scale=capitals)
    for letter in sorted(list_letters() - {chr(code) for code in font.getBestCmap()}):
        add_marked(font, letter)
    font.getReverseGlyphMap(rebuild=True)
    options = Options(layout_features=FEATURES, hinting=False, notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=map(ord, list_letters()))
    subsetter.subset(font)
    return font


def read_file(wheel: zipfile.ZipFile, name: str) -> bytes:
    """Return a font file of the wheel."""
    return wheel.read(f"fontpkg_be_vietnam_pro/files/{name}")


def add_apostrophe(font: TTFont) -> None:
    """Have the modifier apostrophe look like the quotation mark, as in most typefaces."""
    map_letter(font, "ʼ", font.getBestCmap()[ord("’")])


def add_turned(font: TTFont, source: TTFont, letter: str, turned: str, *, scale: float) -> None:
    """Add ``letter``: the glyph of ``turned`` in ``source`` turned by 180 degrees and enlarged."""
    name = source.getBestCmap()[ord(turned)]
    glyphs, outline = source.getGlyphSet(), source["glyf"][name]
    width = glyphs[name].width
    place = Transform(-scale, 0, 0, -scale, width * scale, (outline.yMin + outline.yMax) * scale)
    pen = TTGlyphPen(None)
    glyphs[name].draw(TransformPen(pen, place))
    add_glyph(font, letter, pen.glyph(), round(width * scale))
    add_anchors(font, letter, font.getBestCmap()[ord(ALIKE[letter])])


def add_marked(font: TTFont, letter: str) -> None:
    """Add a letter with a mark, as a composite of the two."""
    base, mark = [*unicodedata.normalize("NFD", letter)]
    base = "ı" if base == "i" else base
    names = font.getBestCmap()
    base_name, mark_name = names[ord(base)], names[ord(mark)]
    pen = TTGlyphPen(font["glyf"])
    pen.addComponent(base_name, Transform())
    pen.addComponent(mark_name, Transform().translate(*find_offset(font, base_name, mark_name)))
    add_glyph(font, letter, pen.glyph(), font["hmtx"][base_name][0])
    add_anchors(font, letter, base_name, raised=MARK_HEIGHT)


def find_offset(font: TTFont, base: str, mark: str) -> tuple[int, int]:
    """Return where the font puts a mark on a letter."""
    table = get_mark_table(font)
    own = table.MarkArray.MarkRecord[table.MarkCoverage.glyphs.index(mark)]
    letter = table.BaseArray.BaseRecord[table.BaseCoverage.glyphs.index(base)]
    anchor = letter.BaseAnchor[own.Class]
    return (
        anchor.XCoordinate - own.MarkAnchor.XCoordinate,
        anchor.YCoordinate - own.MarkAnchor.YCoordinate,
    )


def add_anchors(font: TTFont, letter: str, like: str, *, raised: int = 0) -> None:
    """Have marks stand on a new letter as on the glyph ``like``, those above it ``raised`` up."""
    table = get_mark_table(font)
    record = deepcopy(table.BaseArray.BaseRecord[table.BaseCoverage.glyphs.index(like)])
    record.BaseAnchor[0].YCoordinate += raised
    # New glyphs come last in the font, and so in its coverage, which has the order of the glyphs.
    table.BaseCoverage.glyphs.append(font.getBestCmap()[ord(letter)])
    table.BaseArray.BaseRecord.append(record)


def get_mark_table(font: TTFont) -> Table:
    """Return the table of the feature ``mark``: which mark stands where on which letter."""
    [lookup] = [found for found in font["GPOS"].table.LookupList.Lookup if found.LookupType == 4]
    [table] = lookup.SubTable
    return table


def add_glyph(font: TTFont, letter: str, glyph: Glyph, width: int) -> None:
    """Add a glyph for a letter to the font."""
    name = f"uni{ord(letter):04X}"
    glyph.recalcBounds(font["glyf"])
    font["glyf"][name] = glyph
    font["hmtx"][name] = (width, glyph.xMin)
    map_letter(font, letter, name)


def map_letter(font: TTFont, letter: str, name: str) -> None:
    """Have a letter be drawn by the glyph of that name."""
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[ord(letter)] = name


def main(path: str) -> None:
    """Write all files from the wheel at ``path``."""
    with zipfile.ZipFile(path) as wheel:
        for weight in WEIGHTS:
            font = build_font(wheel, weight)
            font.save(HERE / f"be-vietnam-pro-{weight}.ttf")
            font.flavor = "woff2"
            font.save(WEB / f"be-vietnam-pro-{weight}.woff2")
    letters = "".join(sorted(list_letters()))
    (HERE / "letters.txt").write_text(letters, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
