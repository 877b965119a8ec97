"""Words of a translation that leave and come back in a file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail_localize.models import StringTranslation

from sites.localization.tests.translation_editor import submit_new_bulletin

pytestmark = pytest.mark.django_db

NO_EXPORTS = {
    "no file": None,
    "without headers": b'msgid "a"\nmsgstr "b"\n',
    "of another program": b'msgid ""\nmsgstr "Language: vi\\n"\n',
    "empty": b"",
    "no text": b"\xff\xfe\x00\x89PNG",
    "a name of a file": b"/etc/passwd",
}


@pytest.fixture
def client(sign_in, translator):
    return sign_in(translator)


@pytest.fixture
def translation(client, health):
    return submit_new_bulletin(client, health)


def bring(client, translation, content):
    files = {} if content is None else {"file": SimpleUploadedFile("en.po", content)}
    address = f"/admin/localize/translate/{translation.pk}/pofile/upload/"
    return client.post(address, files | {"next": "/admin/"}, follow=True)


@pytest.mark.parametrize("content", NO_EXPORTS.values(), ids=NO_EXPORTS)
def test_a_file_that_is_no_export_is_refused_in_words(client, translation, content):
    response = bring(client, translation, content)
    assert "Hãy chọn tệp đã tải xuống từ chính bản dịch này." in response.content.decode()
    assert not StringTranslation.objects.exists()


def test_an_exported_file_brings_its_words_back(client, translation):
    address = f"/admin/localize/translate/{translation.pk}/pofile/download/"
    title = 'msgid "Thông báo nghỉ lễ"\nmsgstr "{}"'
    exported = client.get(address).content.decode()
    bring(
        client, translation, exported.replace(title.format(""), title.format("Holidays")).encode()
    )
    assert [words.data for words in StringTranslation.objects.all()] == ["Holidays"]
