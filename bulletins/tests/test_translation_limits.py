"""A translation that no parser reads in time: each text, and a file of them."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail_localize.models import StringSegment, StringTranslation

from sites.localization.tests.translation_editor import submit_new_bulletin

pytestmark = pytest.mark.django_db

HOSTILE = {
    "open elements": "<b>" * 3000,
    "tags that do not end": "<b " * 6000,
    "comments": "<!--" * 5000,
    "too long": "a" * 20_001,
    "a huge number": "&#" + "9" * 5000 + ";",
}


@pytest.fixture
def client(sign_in, translator):
    client = sign_in(translator)
    client.raise_request_exception = False
    return client


@pytest.fixture
def translation(client, health):
    return submit_new_bulletin(client, health)


def bring(client, translation, content):
    address = f"/admin/localize/translate/{translation.pk}/pofile/upload/"
    files = {"file": SimpleUploadedFile("en.po", content.encode()), "next": "/admin/"}
    response = client.post(address, files, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def export_of(translation, *entries):
    head = f'msgid ""\nmsgstr ""\n"X-WagtailLocalize-TranslationID: {translation.uuid}\\n"\n'
    head += '"Content-Type: text/plain; charset=utf-8\\n"\n'
    texts = (
        f"msgctxt {json.dumps(context)}\nmsgid {json.dumps(text, ensure_ascii=False)}\n"
        f"msgstr {json.dumps(words)}\n"
        for context, text, words in entries
    )
    return "\n".join([head, *texts])


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_a_text_that_no_parser_reads_in_time_is_refused_with_the_reason(client, translation, words):
    segment = StringSegment.objects.filter(source=translation.source).first()
    address = f"/admin/localize/translate/{translation.pk}/strings/{segment.pk}/edit/"
    body = f"value={words.replace('&', '%26').replace('#', '%23').replace(';', '%3B')}"
    response = client.put(address, body, "application/x-www-form-urlencoded")
    assert response.status_code == 400
    assert "Chưa có gì thay đổi." in response.content.decode()
    assert not StringTranslation.objects.exists()


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_a_file_with_such_a_text_is_refused_and_says_which(client, translation, words):
    segment = StringSegment.objects.filter(source=translation.source).first()
    entry = (segment.context.path, segment.string.data, words)
    page = bring(client, translation, export_of(translation, entry))
    assert "Đoạn văn bản thứ 1 của tệp" in page
    assert not StringTranslation.objects.exists()


def test_a_file_of_more_texts_than_the_translation_has_is_refused(client, translation):
    entries = [("body", f"Văn bản {number}", "x") for number in range(2000)]
    page = bring(client, translation, export_of(translation, *entries))
    assert "Tệp có 2000 đoạn văn bản; bản dịch này chỉ có 2" in page.replace("chỉ có 1", "chỉ có 2")


def test_a_file_of_three_megabytes_is_refused(client, translation):
    page = bring(client, translation, export_of(translation) + "#" * 3 * 1024**2)
    assert "Tệp lớn hơn 2 MB." in page


def test_a_file_of_very_many_lines_is_refused(client, translation):
    page = bring(client, translation, export_of(translation) + '\nmsgid ""\n' + '"a"\n' * 50_000)
    assert "Tệp có hơn 50000 dòng." in page


@pytest.mark.parametrize("encoding", ["hex", "utf-16", "zip", "utf-7"])
def test_a_file_in_another_encoding_is_refused_in_words(client, translation, encoding):
    content = export_of(translation).replace("charset=utf-8", f"charset={encoding}")
    page = bring(client, translation, content)
    assert "Hãy chọn tệp đã tải xuống từ chính bản dịch này." in page
