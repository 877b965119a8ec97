"""The same key, written in every way that some parser understands, or breaks down on."""

from collections.abc import Iterable

# Of digits 0 to 9 in other scripts: the first of ten.
ZEROS = {"full-width": 0xFF10, "Arabic-Indic": 0x660, "Devanagari": 0x966}
# What Django's converters let pass of a number in an address.
OF_PATHS = ["031", "31 in full-width digits"]


def list_spellings(key: int) -> dict[str, str]:
    """Return spellings of a number, each called by that of 31."""
    digits = str(key)
    return {
        " 31": f" {key}",
        "31 ": f"{key} ",
        "31 and a line end": f"{key}\r\n",
        "31 after a no-break space": f"\u00a0{key}",
        "+31": f"+{key}",
        "-31": f"-{key}",
        "031": f"0{key}",
        "3_1": f"{digits[0]}_{digits[1:]}" if key > 9 else f"0_{key}",
        "_2B31": f"_2B{key}",
        "_2031": f"_20{key}",
        "_5F2B31": f"_5F2B{key}",
        "%2B31": f"%2B{key}",
        "0x1F": hex(key),
        "31%00": f"{key}\0",
        "31.0": f"{key}.0",
        "31.": f"{key}.",
        "31e0": f"{key}e0",
        "31,31": f"{key},{key}",
        "[31]": f"[{key}]",
        '"31"': f'"{key}"',
        **{f"31 in {script} digits": write_digits(zero, key) for script, zero in ZEROS.items()},
        "31 a thousand digits long": digits.zfill(1000),
    }


def list_json_values(key: int) -> list[object]:
    """Return what JSON can say that somebody takes for this number."""
    texts: Iterable[object] = list_spellings(key).values()
    return [key, float(key), key + 0.5, [key], [[key]], {"id": key}, True, None, 1e999, *texts]


def write_digits(zero: int, number: int) -> str:
    return "".join(chr(zero + int(digit)) for digit in str(number))
