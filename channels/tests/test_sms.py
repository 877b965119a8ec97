import pytest

from bulletins.tests.factories import create_placement
from channels.formats.sms import GSM, UCS2, Sms
from channels.tests.factories import get_texts, make_channel_context

pytestmark = pytest.mark.django_db

LONG = "Rời ngay nhà ven suối, chân đồi dốc; đến điểm tránh lũ của thôn trước khi trời tối. " * 2


@pytest.fixture
def told(health):
    return make_channel_context(
        health, "Lũ quét", instruction=LONG, contact_telephone="0209 3870 114", slug="lu-quet"
    )


def test_each_text_takes_the_messages_it_says(told):
    offers = get_texts(Sms(), told)
    counted = {
        name: (GSM if name.startswith("gsm") else UCS2).get_cost(offer.text)
        for name, offer in offers.items()
    }
    assert {name: size.messages for name, size in counted.items()} == {
        "gsm-1": 1, "gsm-2": 2, "ucs2-1": 1, "ucs2-2": 2,
    }  # fmt: skip


def test_the_telephone_is_never_cut(told):
    for offer in get_texts(Sms(), told).values():
        assert "0209 3870 114." in offer.text
    assert "..." in get_texts(Sms(), told)["ucs2-1"].text


def test_the_length_is_told_in_words(told):
    size = UCS2.get_cost(get_texts(Sms(), told)["ucs2-1"].text)
    assert str(get_texts(Sms(), told)["ucs2-1"].note) == f"{size.characters} ký tự, 1 tin nhắn"


def test_each_text_is_named_by_its_messages_and_letters(told):
    assert [(offer.name, str(offer.label)) for offer in Sms().list_offers(told)] == [
        ("gsm-1", "1 tin nhắn, không dấu"),
        ("gsm-2", "2 tin nhắn, không dấu"),
        ("ucs2-1", "1 tin nhắn, có dấu"),
        ("ucs2-2", "2 tin nhắn, có dấu"),
    ]


def test_what_is_cut_is_whole_words_with_one_space_between(told):
    [cut] = [offer.text for offer in Sms().list_offers(told) if offer.name == "ucs2-1"]
    words, call = cut.split("... ")
    assert LONG.startswith(f"{words} ") and call == "Gọi 0209 3870 114."


def test_what_to_do_takes_the_place_of_the_summary(health):
    told = make_channel_context(health, "Lũ", summary="Mưa to.", instruction="Lên đồi!")
    assert get_texts(Sms(), told)["gsm-2"].text.startswith("Lu. Len doi! soyte.")
    told = make_channel_context(health, "Họp", summary="Tối nay")
    assert get_texts(Sms(), told)["gsm-2"].text.startswith("Hop. Toi nay. soyte.")


def test_without_a_telephone_the_address_gives_way_last(health):
    told = make_channel_context(health, "Họp", summary="x " * 40, slug="hop")
    assert [get_texts(Sms(), told)[name].text for name in ("ucs2-1", "gsm-1")] == [
        "Họp. soyte.backan.localhost:8000/ban-tin/hop/",
        f"Hop. {'x ' * 39}x. soyte.backan.localhost:8000/ban-tin/hop/",
    ]


def test_dashes_and_quotation_marks_keep_no_text_out_of_the_gsm_alphabet(health):
    told = make_channel_context(health, "Co-op – “A”", summary="B", slug="a")
    assert get_texts(Sms(), told)["gsm-1"].text.startswith('Co-op - "A". B.')
    # The same text, so it is offered once.
    assert [*get_texts(Sms(), told)] == ["gsm-1", "gsm-2"]
    told = make_channel_context(health, "Họp – “A”", summary="B", slug="b")
    assert get_texts(Sms(), told)["ucs2-1"].text.startswith("Họp – “A”. B.")


def test_the_address_follows_where_there_is_room(district):
    offers = get_texts(
        Sms(), make_channel_context(district, "Họp thôn", summary="Họp lúc 8 giờ.", slug="hop")
    )
    assert offers["gsm-1"].text.startswith("Hop thon. Hop luc 8 gio. babe.")
    assert offers["gsm-1"].text.endswith("/ban-tin/hop/")


def test_a_text_of_letters_taken_apart_costs_no_more(health):
    offers = get_texts(
        Sms(), make_channel_context(health, "Ho\u0323p thôn", summary="Tối.", slug="hop")
    )
    assert "Họp thôn" in offers["ucs2-1"].text


def test_the_units_own_telephone_stands_in_where_the_bulletin_has_none(health, district):
    told = make_channel_context(health)
    create_placement(told.source, health, contact_telephone="0209 111")
    create_placement(told.source, district, contact_telephone="0209 222")
    assert "Goi 0209 111." in get_texts(Sms(), told)["gsm-1"].text
