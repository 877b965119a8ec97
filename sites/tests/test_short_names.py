"""Short names of agencies that are renamed."""

import pytest

from sites.selectors.short_names import get_following_short_name

CONSTRUCTION = "Sở Xây dựng và Giao thông"
COMMITTEE = "Ủy ban nhân dân huyện Ba Bể"


@pytest.mark.parametrize(
    ("short_name", "former_name", "name", "expected"),
    [
        # The name itself, or an abbreviation of it: the full name stands in its place.
        ("Sở Xây dựng", "Sở Xây dựng", CONSTRUCTION, ""),
        ("Sở GTVT", "Sở Giao thông vận tải", CONSTRUCTION, ""),
        ("Sở GD&ĐT", "Sở Giáo dục và Đào tạo", "Sở Giáo dục", ""),
        ("UBND huyện Ba Bể", COMMITTEE, "Ủy ban nhân dân xã Ba Bể", ""),
        # A part: the same part of the new name.
        ("Huyện Ba Bể", COMMITTEE, "Ủy ban nhân dân xã Ba Bể", "Xã Ba Bể"),
        ("huyện Ba Bể", COMMITTEE, "Ủy ban nhân dân xã Ba Bể", "xã Ba Bể"),
        ("Xây dựng", "Sở Xây dựng", CONSTRUCTION, "Xây dựng và Giao thông"),
        ("Sở Xây dựng", "Sở Xây dựng tỉnh Bắc Kạn", f"{CONSTRUCTION} tỉnh Bắc Kạn", CONSTRUCTION),
        # A part with something else around it now, with nothing left of it, or too much.
        ("Sở Xây dựng", "Sở Xây dựng Bắc Kạn", f"{CONSTRUCTION} Thái Nguyên", ""),
        ("Xây dựng", "Sở Xây dựng", "Sở", ""),
        ("Xây dựng", "Sở Xây dựng", f"Sở {'x' * 100}", f"X{'x' * 99}"),
        ("Xây dựng", "Sở Xây dựng", f"Sở {'x' * 101}", ""),
        # Something of its own stays.
        ("Đài Truyền hình", "Cổng Thông tin", "Cổng Thông tin mới", "Đài Truyền hình"),
        ("Sở GTVT", "Sở Xây dựng", CONSTRUCTION, "Sở GTVT"),
        ("", "Sở Xây dựng", CONSTRUCTION, ""),
        # Without a new name nothing follows.
        ("Sở Xây dựng", "Sở Xây dựng", "Sở Xây dựng", "Sở Xây dựng"),
    ],
)
def test_a_short_name_follows_the_name_that_it_was_made_of(short_name, former_name, name, expected):
    found = get_following_short_name(short_name, former_name=former_name, name=name)
    assert found == expected
