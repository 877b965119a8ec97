import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.formats.sms import GSM, GSM_BASIC, GSM_EXTENSION, UCS2, remove_accents

# Places in the tables of 3GPP TS 23.038, 6.2.1.
BASIC = {
    0x00: "@", 0x02: "$", 0x09: "Ç", 0x0A: "\n", 0x0D: "\r", 0x10: "Δ", 0x11: "_", 0x1A: "Ξ",
    0x20: " ", 0x24: "¤", 0x30: "0", 0x3F: "?", 0x40: "¡", 0x41: "A", 0x5A: "Z", 0x5E: "Ü",
    0x5F: "§", 0x60: "¿", 0x61: "a", 0x7A: "z", 0x7F: "à",
}  # fmt: skip


def test_the_alphabet_is_the_standards():
    assert len(GSM_BASIC) == 128 and len(set(GSM_BASIC)) == 128
    assert {place: GSM_BASIC[place] for place in BASIC} == BASIC
    assert set(GSM_EXTENSION) == set("\f^{}\\[~]|€")


@pytest.mark.parametrize(
    ("alphabet", "sign", "length", "characters", "messages"),
    [
        (GSM, "a", 0, 0, 1),
        (GSM, "a", 160, 160, 1),
        (GSM, "a", 161, 161, 2),
        (GSM, "a", 306, 306, 2),
        (GSM, "a", 307, 307, 3),
        (GSM, "€", 80, 160, 1),
        # 76 of them leave a septet that no half of the next one may have.
        (GSM, "€", 152, 304, 2),
        (GSM, "€", 153, 306, 3),
        (UCS2, "ạ", 70, 70, 1),
        (UCS2, "ạ", 71, 71, 2),
        (UCS2, "ạ", 134, 134, 2),
        (UCS2, "ạ", 135, 135, 3),
        (UCS2, "😀", 35, 70, 1),
        (UCS2, "😀", 66, 132, 2),
        (UCS2, "😀", 67, 134, 3),
        # The last sign of one code unit, and the first of two.
        (UCS2, "\uffff", 70, 70, 1),
        (UCS2, "\U00010000", 36, 72, 2),
    ],
)
def test_messages_are_counted_by_the_standard(alphabet, sign, length, characters, messages):
    size = alphabet.get_cost(sign * length)
    assert (size.characters, size.messages) == (characters, messages)


@given(st.text(max_size=700))
def test_any_text_without_accents_can_be_sent_and_counted(text):
    plain = remove_accents(text)
    size = GSM.get_cost(plain)
    assert size.characters >= len(plain)
    assert size.messages >= (1 if size.characters <= 160 else -(-size.characters // 153))


@given(st.text(alphabet=st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"])))
def test_in_ucs2_every_67_letters_are_a_message(text):
    expected = 1 if len(text) <= 70 else -(-len(text) // 67)
    assert UCS2.get_cost(text).messages == expected


def test_vietnamese_keeps_its_letters_and_loses_its_marks():
    assert (
        remove_accents("Đường Ngã Bảy, “Phủ Thông” – 5 °C…")
        == 'Duong Nga Bay, "Phu Thong" - 5 ?C...'
    )
