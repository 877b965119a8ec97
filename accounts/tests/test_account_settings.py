import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from content.tests.factories import make_photo

ACCOUNT = "/admin/account/"
OTHERS = {
    "notifications-submitted_notifications": "on",
    "locale-preferred_language": "vi",
    "theme-theme": "dark",
    "theme-contrast": "system",
    "theme-density": "default",
}


@pytest.fixture
def hoa(health_editor):
    """As people are who came by invitation."""
    health_editor.first_name, health_editor.last_name = "Nông Thị Hoa", ""
    health_editor.save()
    return health_editor


def test_somebody_with_their_whole_name_in_one_field_saves_their_settings(sign_in, hoa):
    client = sign_in(hoa)
    response = client.post(ACCOUNT, OTHERS | {"name_email-first_name": "Nông Thị Hòa"})
    assert response.status_code == 302
    hoa.refresh_from_db()
    assert hoa.get_full_name() == "Nông Thị Hòa"
    assert hoa.wagtail_userprofile.theme == "dark"


def test_a_second_name_can_be_emptied(sign_in, hoa):
    hoa.last_name = "Nông"
    hoa.save()
    names = {"name_email-first_name": "Nông Thị Hoa", "name_email-last_name": ""}
    assert sign_in(hoa).post(ACCOUNT, OTHERS | names).status_code == 302
    hoa.refresh_from_db()
    assert hoa.get_full_name() == "Nông Thị Hoa"


def test_a_name_is_needed(sign_in, hoa):
    response = sign_in(hoa).post(ACCOUNT, OTHERS | {"name_email-first_name": ""})
    assert response.status_code == 200
    hoa.refresh_from_db()
    assert hoa.first_name == "Nông Thị Hoa"


def test_an_ict_administrator_renames_somebody_in_one_field(sign_in, ict_admin, hoa):
    client = sign_in(ict_admin)
    path = reverse("wagtailusers_users:edit", args=[hoa.pk])
    words = {"username": hoa.username, "email": "hoa@soyte.example", "first_name": "Hoàng Thị Hoa"}
    assert client.post(path, words).status_code == 302
    hoa.refresh_from_db()
    assert hoa.get_full_name() == "Hoàng Thị Hoa"


def test_a_picture_of_oneself_stays_until_another_is_chosen(sign_in, hoa):
    client, names = sign_in(hoa), OTHERS | {"name_email-first_name": "Nông Thị Hoa"}
    kept = []
    for chosen in ("a.jpg", "", "b.jpg"):
        file = SimpleUploadedFile(chosen, make_photo("JPEG").read()) if chosen else None
        picture = {"avatar-avatar": file} if file else {}
        assert client.post(ACCOUNT, names | picture).status_code == 302
        hoa.wagtail_userprofile.refresh_from_db()
        kept.append(hoa.wagtail_userprofile.avatar.name)
    assert kept[0] and kept[0] == kept[1] != kept[2]
