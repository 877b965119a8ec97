"""Numbers in Vietnamese texts."""

import pytest
from django.core.exceptions import ValidationError

from content.text.numbers import (
    format_amount,
    list_numbers,
    mask_personal_data,
    normalize_telephone,
    validate_own_telephone,
)


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("0912 345 678", "0912345678"),
        ("+84 912.345.678", "0912345678"),
        (" +84 (0)912 345 678", "0912345678"),
        ("0084 912 345 678", "0912345678"),
        ("84912345678", "0912345678"),
        ("8412345678", "8412345678"),
        ("+1 202 555 0100", "+12025550100"),
        ("001 202 555 0100", "+12025550100"),
        ("115", "115"),
        ("+", ""),
        ("gọi", ""),
        ("", ""),
    ],
)
def test_a_telephone_number_is_what_one_dials_in_vietnam(typed, dialled):
    assert normalize_telephone(typed) == dialled


@pytest.mark.parametrize(
    ("number", "is_own"),
    [
        ("0912 345 678", True),
        ("0209 3870 000", True),
        ("020 9387 000", True),
        ("+1 202 555 0100", True),
        ("115", False),
        ("0412 345 678", False),
        ("0912 345 67", False),
        ("0912 345 6789", False),
        ("gọi tôi", False),
    ],
)
def test_only_a_whole_number_can_be_called_back(number, is_own):
    if is_own:
        validate_own_telephone(number)
    else:
        with pytest.raises(ValidationError):
            validate_own_telephone(number)


def test_numbers_of_nine_digits_and_addresses_are_masked_and_shorter_ones_not():
    assert mask_personal_data("số 12345678 ngày  27.11.2026") == "số 12345678 ngày 27.11.2026"
    assert mask_personal_data("gọi 123 456-789 nhé") == "gọi … nhé"
    assert mask_personal_data("viết mai@xa.example nhé") == "viết … nhé"
    assert mask_personal_data("") == ""


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("1000 đồng", "1.000 đồng"),
        ("999 đồng", "999 đồng"),
        ("50,000 VNĐ", "50.000 VNĐ"),
        ("1 500 000đ", "1.500.000đ"),
        ("50000 độ", "50000 độ"),
        ("50000 người", "50000 người"),
    ],
)
def test_amounts_have_dots_and_nothing_else_has(written, shown):
    assert format_amount(written) == shown


def test_numbers_are_listed_kind_by_kind():
    text = "Khoản IV, ngày 27/11/2026: phần 1½; a@xa.example, -5 độ."
    assert list_numbers(text) == ["27/11/2026", "1", "-5", "½", "IV", "a@xa.example,"]
    assert list_numbers("Bà con") == []
    assert list_numbers("Hai người") == list_numbers("hai xã") != list_numbers("ba xã")
