"""QR codes rendered on the server, without third-party hosts or JavaScript."""

from base64 import b64encode
from functools import lru_cache
from itertools import groupby

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

# Modules of white around the code (ISO/IEC 18004).
QUIET_ZONE = 4


def render_qr_svg(text: str, *, margin: int = QUIET_ZONE) -> str:
    """Return a QR code of ``text`` as SVG, black on white.

    ``margin``: width of the white border in modules. Error correction level M tolerates 15 %
    damage (ISO/IEC 18004), for posters outdoors. Raises ``qrcode.exceptions.DataOverflowError``
    for more than 2,331 bytes.
    """
    code = QRCode(border=margin, error_correction=ERROR_CORRECT_M)
    code.add_data(text)
    rows = code.get_matrix()
    size = len(rows)
    dark = "".join(_draw_row(row, y) for y, row in enumerate(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}mm" height="{size}mm" '
        f'viewBox="0 0 {size} {size}"><path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
        f'<path shape-rendering="crispEdges" d="{dark}"/></svg>'
    )


def _draw_row(row: list[bool], y: int) -> str:
    """Return path data with one rectangle for each run of dark modules, to be short."""
    parts, x = [], 0
    for is_dark, run in groupby(row):
        length = len(list(run))
        if is_dark:
            parts.append(f"M{x} {y}h{length}v1h-{length}z")
        x += length
    return "".join(parts)


@lru_cache(maxsize=512)
def render_qr_data_url(text: str) -> str:
    """Return a QR code of ``text`` as a ``data:`` URL. Raises the same as ``render_qr_svg``."""
    return f"data:image/svg+xml;base64,{b64encode(render_qr_svg(text).encode()).decode()}"
