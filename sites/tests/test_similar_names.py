"""Which names of units may mean the same one."""

import pytest

from sites.selectors.similar_names import NamedAgency, list_similar_names


def are_similar(one, other):
    (new, known) = (NamedAgency("new", one), NamedAgency("known", other))
    found = list_similar_names([new], [known])
    assert found in ([], [(new, known)])
    return bool(found)


SAME = [
    ("Sở Y tế", "SỞ  Y TẾ"),
    ("Xã Hòa Bình", "Xã Hoà Bình"),
    ("Sở Kỹ thuật", "Sở Kĩ thuật"),
    ("so y te", "Sở Y tế"),
    ("UBND xã Mỹ Lí", "Ủy ban nhân dân xã Mỹ Lý"),
    ("ubnd xã Mỹ Lý", "Uỷ ban nhân dân xã Mỹ Lý"),
    ("UBND xã Mỹ Lý", "ubnd xã Mỹ Lý"),
    ("Sở GD&ĐT", "Sở Giáo dục và Đào tạo"),
    ("Sở GDĐT", "Sở Giáo dục, Đào tạo"),
    ("Sở KH-CN tỉnh", "Sở Khoa học và Công nghệ tỉnh"),
]
OTHER = [
    ("Sở Y tế", "Sở Y tê"),
    ("Sở Công Thương", "Sở Công an"),
    ("Sở Y tế", "Sở Y tế dự phòng"),
    ("UBND xã", "Ủy ban nhân dân xã Mỹ Lý"),
    ("Sở GD&ĐT", "Sở Giao dịch"),
    ("Sở gdđt", "Sở Giáo dục và Đào tạo"),
    ("SỞ GDĐT", "Sở Giáo dục và Đào tạo"),
    ("Sở A", "Sở An"),
    ("Ban Dân tộc", "Sở Dân tộc"),
    ("…", "…"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_other_spellings_and_abbreviations_are_the_same_name(one, other):
    assert are_similar(one, other) and are_similar(other, one)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_words_are_another_name(one, other):
    assert not are_similar(one, other) and not are_similar(other, one)


def test_the_first_other_name_is_told_those_further_above_included():
    first, second, third = (NamedAgency(code, "Sở Y tế") for code in ("a", "b", "c"))
    assert list_similar_names([third], [first, second]) == [(third, first)]
    assert list_similar_names([first, second], []) == [(second, first)]
    assert list_similar_names([first], [NamedAgency("a", "Sở Y Tế")]) == []
