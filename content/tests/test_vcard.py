"""Cards that telephones import."""

from content.vcard import build_vcard, format_tel_uri, remove_unprintable, render_vcards


def test_a_card_has_its_properties_escaped_and_none_that_is_empty():
    properties = [("FN", ["Sở Y tế; Bắc\\Kạn, số 1\nhai"]), ("N", ["", ""]), ("ADR", ["", "Tổ 1"])]
    assert build_vcard("org", properties).split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "KIND:org",
        "FN:Sở Y tế\\; Bắc\\\\Kạn\\, số 1\\nhai",
        "ADR:;Tổ 1",
        "END:VCARD",
        "",
    ]


def test_a_long_line_is_folded():
    assert "\r\n " in build_vcard("org", [("FN", ["a" * 80])])


def test_a_file_of_cards_is_downloaded_under_its_name():
    response = render_vcards(["one", "two"], "danh-ba")
    assert response.content == b"onetwo"
    assert response["Content-Type"] == "text/vcard; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="danh-ba.vcf"'


def test_control_characters_and_no_characters_are_left_out():
    assert remove_unprintable("a\x00b\x1bc\ufffed\uffffe\tf\ng\r") == "abcde\tf\ng"


def test_a_number_is_an_address_without_spaces():
    assert format_tel_uri("0209 3870 000") == "tel:02093870000"
    assert format_tel_uri("") == ""
