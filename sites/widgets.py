"""Form widget for the slug of pages and bulletins, filled in from the title as it is typed."""

from typing import Any

from wagtail.admin.widgets.slug import SlugInput

# The rules of sites.slugs for the script in the browser: Wagtail's own rules handle đ only with
# Unicode slugs allowed, and drop vowels with two diacritics.
FORMATTERS = [
    (r"[\u0300-\u036f]", ""),
    ("[àáảãạăằắẳẵặâầấẩẫậÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬ]", "a"),
    ("[èéẻẽẹêềếểễệÈÉẺẼẸÊỀẾỂỄỆ]", "e"),
    ("[ìíỉĩịÌÍỈĨỊ]", "i"),
    ("[òóỏõọôồốổỗộơờớởỡợÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢ]", "o"),
    ("[ùúủũụưừứửữựÙÚỦŨỤƯỪỨỬỮỰ]", "u"),
    ("[ỳýỷỹỵỲÝỶỸỴ]", "y"),
    ("[đĐðÐ]", "d"),
    (r"[^a-zA-Z0-9]+", "-"),
]


class VietnameseSlugInput(SlugInput):
    """A slug input that makes the same slug in the browser as ``sites.slugs`` on the server."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, formatters=FORMATTERS)
