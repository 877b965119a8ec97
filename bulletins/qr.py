"""QR codes, drawn on the server: no other host is asked, no script is needed."""

from base64 import b64encode
from functools import lru_cache

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.svg import SvgPathFillImage


@lru_cache(maxsize=512)
def qr_image(text: str) -> str:
    """Return the address (``data:``) of a picture of ``text``: black on white, with its margin.

    Raises ``qrcode.exceptions.DataOverflowError`` for more than 2,331 bytes.
    """
    code = QRCode(error_correction=ERROR_CORRECT_M, image_factory=SvgPathFillImage)
    code.add_data(text)
    drawing = code.make_image().to_string()
    return f"data:image/svg+xml;base64,{b64encode(drawing).decode()}"
