"""The address field of pages and bulletins, filled in from the title as it is typed."""

from typing import Any

from wagtail.admin.widgets.slug import SlugInput

# What sites.slugs does on the server, for the script in the browser: Wagtail's own rules know
# đ only in Unicode addresses and drop vowels that carry two marks.
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
    """An address in the browser that is the one the server would make."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, formatters=FORMATTERS)
