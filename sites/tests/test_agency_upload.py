"""A table of agencies, uploaded in the admin."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sites.models import LIFETIME, Agency, TableUpload
from sites.services.table_files import MAX_TABLE_BYTES, MAX_TABLE_ROWS

UPLOAD = "/admin/agencies/upload/"
HEADER = "code,kind,name_vi,name_en,host\n"
TABLE = (
    HEADER
    + "xa-thuong-minh,commune,Xã Thượng Minh,,thuongminh\n"
    + "so-y-te,department,Sở Y tế tỉnh,,soyte\n"
    + "huyen-ba-be,district,Ủy ban nhân dân huyện Ba Bể,,babe\n"
)


def upload(client, table=TABLE):
    data = table.encode() if isinstance(table, str) else table
    return client.post(UPLOAD, {"file": SimpleUploadedFile("đơn vị.csv", data)})


def state():
    return sorted(Agency.objects.values_list("code", "name_vi", "site__hostname"))


@pytest.fixture
def client(sign_in, ict_admin):
    return sign_in(ict_admin)


@pytest.fixture
def preview(client):
    return upload(client)["Location"]


def test_a_preview_says_what_would_happen_and_nothing_happens(client, health):
    before = state()
    page = client.get(upload(client)["Location"])
    shown = {row["code"]: row for row in page.context["outcomes"]}
    assert {code: row["verb"] for code, row in shown.items()} == {
        "xa-thuong-minh": "created", "so-y-te": "changed", "huyen-ba-be": "left"
    }  # fmt: skip
    assert shown["so-y-te"]["changes"] == [("Tên tiếng Việt", "Sở Y tế", "Sở Y tế tỉnh")]
    assert "Chưa có gì thay đổi." in page.content.decode()
    assert state() == before


def test_a_preview_names_kinds_as_forms_do_and_says_what_is_empty(client, health, district):
    Agency.objects.filter(pk=district.pk).update(name_en="Ba Be")
    ours = f"{health.code},board,{health.name_vi},,soyte\n"
    theirs = f"{district.code},district,{district.name_vi},,babe\n"
    page = client.get(upload(client, HEADER + ours + theirs)["Location"])
    shown = {row["code"]: row["changes"] for row in page.context["outcomes"]}
    assert shown == {
        health.code: [("Loại đơn vị", "Sở", "Ban quản lý")],
        district.code: [("Tên tiếng Anh", "Ba Be", "(trống)")],
    }


def test_what_was_previewed_is_carried_out_when_confirmed_and_once_only(client, preview, health):
    before = {code: name for code, name, _ in state()}
    page = client.post(preview, follow=True).content.decode()
    assert "Đã thực hiện danh sách đơn vị.csv." in page and "Xã Thượng Minh" in page
    after = {code: name for code, name, _ in state()}
    changed = {"xa-thuong-minh": "Xã Thượng Minh", "so-y-te": "Sở Y tế tỉnh"}
    assert after == before | changed
    assert "đã được thực hiện rồi" in client.post(preview, follow=True).content.decode()


def test_a_change_in_between_is_noticed_and_shown_before_anything_is_done(
    client, preview, district
):
    district.name_vi = "Ủy ban nhân dân xã Ba Bể"
    district.save()
    before = state()
    page = client.post(preview, follow=True)
    assert "dữ liệu ở đây đã khác" in page.content.decode()
    assert state() == before
    shown = {row["code"]: row["verb"] for row in page.context["outcomes"]}
    assert shown["huyen-ba-be"] == "changed"
    client.post(preview)
    assert Agency.objects.filter(code="xa-thuong-minh").exists()


def test_a_host_taken_in_between_is_told_and_nothing_is_done(client, preview, district):
    district.site.hostname = "thuongminh.backan.localhost"
    district.site.save()
    before = state()
    page = client.post(preview, follow=True).content.decode()
    assert "Chưa thay đổi gì." in page and "thuongminh.backan.localhost" in page
    assert state() == before


def test_a_preview_is_good_for_an_hour(client, preview, health):
    row = TableUpload.objects.get()
    row.uploaded_at -= LIFETIME + timedelta(seconds=1)
    row.save()
    before = state()
    page = client.post(preview, follow=True).content.decode()
    assert "Đã quá một giờ" in page
    assert state() == before


def test_a_preview_is_its_uploaders_alone(preview, sign_in, django_user_model, health):
    other = django_user_model.objects.create_superuser("khác")
    client = sign_in(other)
    assert [client.get(preview).status_code, client.post(preview).status_code] == [404, 404]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (
            HEADER + "xa-hai,ministry,Xã Hai,,hai\nxã,commune,Xã Ba,,ba\n",
            ["Bảng có 2 chỗ sai", "ministry", "Xã, phường, thị trấn (commune)", "&#x27;xã&#x27;"],
        ),
        (HEADER + "xa-hai,commune,Xã Hai,,soyte\n", ["đã thuộc về so-y-te"]),
        (TABLE.replace("ế", "e").encode("cp1258", "replace"), ["không phải UTF-8", "CSV UTF-8"]),
        (TABLE.replace(",", "|"), ["không ngăn cách bằng dấu phẩy"]),
        (HEADER, ["bảng không có dòng nào"]),
        ("\n \n", ["tệp trống"]),
        (b"", ["rỗng"]),
        (b"x" * (MAX_TABLE_BYTES + 1), ["Tệp lớn hơn"]),
        (
            HEADER + "x\n" * (MAX_TABLE_ROWS + 1),
            ["bảng có quá nhiều dòng", f"nhiều nhất {MAX_TABLE_ROWS} dòng"],
        ),
    ],
    ids=[
        "bad cells",
        "taken",
        "cp1258",
        "bars",
        "header",
        "blank",
        "empty",
        "big",
        "long",
    ],
)
def test_a_bad_file_is_explained_and_changes_nothing(client, health, table, words):
    before = state()
    response = upload(client, table)
    assert response.status_code == 200
    page = response.content.decode()
    assert [word for word in words if word not in page] == []
    assert state() == before and not TableUpload.objects.exists()


def test_a_file_with_a_byte_order_mark_and_semicolons_is_read(client, health):
    table = TABLE.replace(",", ";").encode("utf-8-sig")
    assert upload(client, table).status_code == 302


@pytest.mark.parametrize("person", ["health_moderator", "health_editor", "outsider", "ict_author"])
def test_nobody_but_ict_uploads_a_table(request, sign_in, preview, person):
    client = sign_in(request.getfixturevalue(person))
    before = state()
    for url in (UPLOAD, preview):
        assert client.get(url).status_code in {302, 403, 404}
    upload(client)
    client.post(preview)
    assert state() == before
    assert TableUpload.objects.count() == 1
