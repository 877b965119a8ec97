from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from wagtail_localize.models import StringTranslation

from bulletins.models import Bulletin
from sites.localization.tests.translation_editor import (
    bulletin,
    get_english_version,
    get_translation,
    submit,
    upload,
    write,
)

pytestmark = pytest.mark.django_db
# In the night: in UTC it is still the day before.
NIGHT = datetime(2026, 3, 28, 1, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture
def source(sign_in, translator, health) -> Bulletin:
    source = bulletin()
    submit(sign_in(translator), source)
    return source


def open_editor(client, source):
    address = f"/admin/snippets/bulletins/bulletin/edit/{get_english_version(source).pk}/"
    return client.get(address).content.decode()


def test_a_text_translated_by_hand_says_so_with_the_day_in_vietnam(
    sign_in, translator, source, clock
):
    client = sign_in(translator)
    clock(NIGHT)
    write(client, source, "title", "Vaccination schedule")
    page = open_editor(client, source)
    assert r"Ng\u01b0\u1eddi d\u1ecbch, ng\u00e0y 28/03/2026" in page
    assert "March" not in page


def test_a_text_from_a_po_file_says_so(sign_in, translator, source, clock):
    client = sign_in(translator)
    clock(NIGHT)
    upload(client, source, {"title": "Vaccination schedule"})
    page = open_editor(client, source)
    assert r"L\u1ea5y t\u1eeb t\u1ec7p PO, ng\u00e0y 28/03/2026" in page
    assert "PO File" not in page


def test_a_text_translated_by_a_machine_says_so():
    translation = StringTranslation(translation_type="machine", updated_at=NIGHT)
    assert translation.get_comment() == "Máy dịch, ngày 28/03/2026"


def test_a_po_file_is_called_like_the_text_with_every_letter(sign_in, translator, source):
    source.title = "Đường đi Đà Nẵng"
    translation = get_translation(source)
    translation.source.object_repr = source.title
    translation.source.save()
    address = f"/admin/localize/translate/{translation.pk}/pofile/download/"
    response = sign_in(translator).get(address)
    assert response["Content-Disposition"] == "attachment; filename=duong-di-da-nang-en.po"


def test_the_editor_is_told_what_its_script_says_in_english(sign_in, translator, source):
    page = open_editor(sign_in(translator), source)
    assert 'data-heading="Bản gốc: Tiếng Việt. Bản dịch: Tiếng Anh"' in page
    assert 'data-more-actions="Thao tác khác"' in page
    assert "js/admin/translation-words.js" in page


def test_the_words_of_a_link_are_asked_for_in_vietnamese(sign_in, health_editor):
    client = sign_in(health_editor)
    for kind in ("external", "email", "phone", "anchor"):
        assert "Chữ của liên kết" in client.get(f"/admin/choose-{kind}-link/").json()["html"]


def test_groups_are_called_by_what_their_people_are(sign_in, ict_admin, health):
    Group.objects.create(name="nhóm thử")
    page = sign_in(ict_admin).get("/admin/groups/?q=").content.decode()
    assert "Sở Y tế: Biên tập viên" in page and "Sở Y tế: Người duyệt" in page
    assert "Người dịch bản tin" in page and "nhóm thử" in page
    assert health.editors.name not in page
