"""People invited by a table: what it may say, what it does, and for whom."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Invitation
from accounts.tests.factories import create_user
from members.models import AuditEntry
from members.services.invitation_table import EXAMPLE_EMAIL, MAX_PEOPLE
from members.services.invitations import invite
from members.services.membership import add_member
from ops.tasks import delete_old_data
from sites.models import LIFETIME, Agency, TableUpload
from sites.services.archiving import archive_agency
from sites.tests.factories import create_agency
from tests.html import read_html

pytestmark = pytest.mark.django_db

UPLOAD = "/admin/people/invite-many/"
HEADER = "Họ và tên,Thư điện tử,Đơn vị,Vai trò\n"
TABLE = (
    HEADER
    + "Hoàng Thị Mây,May.Hoang@backan.example,so-y-te,Người duyệt\n"
    + "Triệu Văn Sơn,son@backan.example,Ủy ban nhân dân huyện Ba Bể,biên tập viên\n"
)


def upload(client, table=TABLE, name="danh-sach.csv"):
    data = table.encode() if isinstance(table, str) else table
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, data)})


def list_problems(response):
    soup = read_html(response.content)
    rows = soup.select(".agency-problems tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")] for row in rows]


def list_rows(response):
    soup = read_html(response.content)
    rows = soup.select("table.agency-outcomes tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")] for row in rows]


def list_invited():
    return sorted(Invitation.objects.waiting().values_list("email", "group__name", "name"))


@pytest.fixture
def ict(sign_in, ict_admin):
    return sign_in(ict_admin)


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


def test_a_preview_says_who_would_be_invited_and_nobody_is(ict, health, district):
    page = ict.get(upload(ict)["Location"])
    assert list_rows(page) == [
        ["Hoàng Thị Mây may.hoang@backan.example", "Sở Y tế", "Người duyệt", "được mời"],
        [
            "Triệu Văn Sơn son@backan.example",
            "Ủy ban nhân dân huyện Ba Bể",
            "Biên tập viên",
            "được mời",
        ],
    ]
    assert "Chưa mời ai." in page.text and "Mời 2 người" in page.text
    assert list_invited() == [] and mail.outbox == []


def test_what_was_previewed_is_done_once_with_mail_and_journal(ict, ict_admin, health, district):
    preview = upload(ict)["Location"]
    page = ict.post(preview, follow=True)
    assert "2 lời mời theo bảng danh-sach.csv" in page.text
    assert list_invited() == [
        ("may.hoang@backan.example", "so-y-te moderators", "Hoàng Thị Mây"),
        ("son@backan.example", "huyen-ba-be editors", "Triệu Văn Sơn"),
    ]
    assert sorted(message.to[0] for message in mail.outbox) == [
        "may.hoang@backan.example",
        "son@backan.example",
    ]
    entries = AuditEntry.objects.filter(action="people.invite").order_by("pk")
    assert [(entry.agency, entry.person, entry.detail) for entry in entries] == [
        (health, ict_admin, "moderators"),
        (district, ict_admin, "editors"),
    ]
    assert "đã được thực hiện rồi" in ict.post(preview, follow=True).text
    assert len(mail.outbox) == 2


def test_mail_waits_in_the_queue_like_that_of_one_invitation(ict, health, queued_mail, work_off):
    ict.post(upload(ict)["Location"])
    assert mail.outbox == []
    work_off()
    assert len(mail.outbox) == 2


def test_the_same_table_again_invites_nobody(ict, health, district):
    ict.post(upload(ict)["Location"])
    mail.outbox.clear()
    preview = upload(ict)["Location"]
    page = ict.get(preview)
    assert {row[-1] for row in list_rows(page)} == {"không gửi gì: đã được mời"}
    assert "Không có gì phải làm." in page.text
    ict.post(preview)
    assert len(list_invited()) == 2 and mail.outbox == []


def test_who_is_there_or_invited_already_is_left_and_it_says_why(ict, ict_admin, health, district):
    by = {"by": ict_admin}
    create_user("editor", health.editors)
    create_user("both", health.editors, district.editors)
    invite(agency=health, role="editors", email="other@backan.example", **by)
    over = invite(agency=health, role="editors", email="over@backan.example", **by)
    Invitation.objects.filter(pk=over.pk).update(expires_at=timezone.now() - timedelta(days=1))
    mail.outbox.clear()
    rows = [
        "editor@backan.example,so-y-te,editors",
        "both@backan.example,so-y-te,moderators",
        "both@backan.example,huyen-ba-be,editors",
        "other@backan.example,so-y-te,moderators",
        "over@backan.example,so-y-te,editors",
    ]
    table = "Thư điện tử,Đơn vị,Vai trò\n" + "\n".join(rows)
    preview = upload(ict, table)["Location"]
    district_name = "Ủy ban nhân dân huyện Ba Bể"
    assert sorted(
        (row[0], row[1], row[-1].partition(";")[0]) for row in list_rows(ict.get(preview))
    ) == [
        ("both@backan.example", "Sở Y tế", "không gửi gì: đã là thành viên với vai trò khác"),
        ("both@backan.example", district_name, "không gửi gì: đã là thành viên với vai trò này"),
        ("editor@backan.example", "Sở Y tế", "không gửi gì: đã là thành viên với vai trò này"),
        ("other@backan.example", "Sở Y tế", "không gửi gì: đã được mời với vai trò khác"),
        ("over@backan.example", "Sở Y tế", "được gửi liên kết mới: liên kết cũ đã hết hạn"),
    ]
    ict.post(preview)
    assert [message.to for message in mail.outbox] == [["over@backan.example"]]
    assert Invitation.objects.count() == 2
    assert Invitation.objects.get(pk=over.pk).digest != over.digest


def test_a_preview_does_not_tell_whether_an_address_has_an_account(
    moderator, health, district_editor
):
    rows = "district-editor@backan.example,Biên tập viên\nnobody@backan.example,Biên tập viên\n"
    page = moderator.get(upload(moderator, "Thư điện tử,Vai trò\n" + rows)["Location"])
    assert {row[-1] for row in list_rows(page)} == {"được mời"}


def test_all_mistakes_are_told_at_once_with_row_and_column(ict, health, district):
    create_agency("xa-mot", name_vi="Xã Thượng Minh")
    create_agency("xa-hai", name_vi="Xã Thượng Minh")
    table = (
        HEADER
        + "An,an@,so-y-te,Người duyệt\n"
        + "Bình,binh@backan.example,Sở Không Có,giám đốc\n"
        + "Chi,chi@backan.example,xã thượng minh,Biên tập viên\n"
        + f"{'x' * 151},dung@backan.example,so-y-te,Biên tập viên\n"
        + "Dũng,dung@backan.example,SO-Y-TE,Người duyệt\n"
    )
    response = upload(ict, table)
    assert "Bảng có 6 chỗ sai" in response.text
    assert [row[:3] for row in list_problems(response)] == [
        ["Dòng 2", "Thư điện tử", "'an@' không phải địa chỉ thư điện tử"],
        ["Dòng 3", "Vai trò", "'giám đốc' không phải vai trò của đơn vị"],
        [
            "Dòng 3",
            "Đơn vị",
            "không có đơn vị 'Sở Không Có' đang hoạt động mà bạn được mời người vào",
        ],
        ["Dòng 4", "Đơn vị", "có nhiều đơn vị tên 'xã thượng minh'; hãy ghi mã: xa-mot, xa-hai"],
        ["Dòng 5", "Họ và tên", "quá dài: 151 ký tự"],
        ["Dòng 6", "Thư điện tử", "'dung@backan.example' đã có ở dòng 5"],
    ]
    assert not TableUpload.objects.exists() and list_invited() == []


@pytest.mark.parametrize(
    "name", ["Ba Bể", "ỦY BAN NHÂN DÂN HUYỆN BA BỂ", "uy ban nhan dan huyen ba be", "Huyen-Ba-Be"]
)
def test_a_unit_is_found_by_its_code_and_any_of_its_names(ict, district, name):
    Agency.objects.filter(pk=district.pk).update(short_name="Ba Bể")
    ict.post(upload(ict, HEADER + f",an@backan.example,{name},Biên tập viên\n")["Location"])
    assert list_invited() == [("an@backan.example", "huyen-ba-be editors", "")]


def test_names_that_differ_in_accents_alone_are_told_apart(ict):
    for code, name in (("xa-vu-le", "Xã Vũ Lễ"), ("xa-vu-le-hai", "Xã Vũ Lê")):
        create_agency(code, name_vi=name)
    ict.post(upload(ict, HEADER + ",an@backan.example,xã vũ lê,Biên tập viên\n")["Location"])
    assert list_invited() == [("an@backan.example", "xa-vu-le-hai editors", "")]
    refused = upload(ict, HEADER + ",an@backan.example,xa vu le,Biên tập viên\n")
    assert "hãy ghi mã" in list_problems(refused)[0][2]


TOO_MANY = HEADER + "".join(
    f",an{number}@backan.example,so-y-te,Biên tập viên\n" for number in range(MAX_PEOPLE + 1)
)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (HEADER, "bảng không có dòng nào"),
        ("Họ và tên,Đơn vị,Vai trò\nAn,so-y-te,Người duyệt\n", "thiếu"),
        (HEADER + "An|an@backan.example\n", "ô"),
        (TOO_MANY, "quá nhiều dòng"),
        (b"PK\x03\x04 hong", "không đọc được"),
    ],
    ids=["no rows", "no column", "wrong cells", "too many", "broken workbook"],
)  # fmt: skip
def test_a_table_that_cannot_be_used_is_explained(ict, health, table, words):
    response = upload(ict, table)
    assert response.status_code == 200
    assert any(words in " ".join(row) for row in list_problems(response))
    assert not TableUpload.objects.exists()


def test_the_template_filled_in_is_read_as_a_workbook(ict, health, district):
    template = ict.get(f"{UPLOAD}template.xlsx")
    assert "mau-danh-sach-moi.xlsx" in template["Content-Disposition"]
    workbook = load_workbook(BytesIO(template.content))
    people = workbook.worksheets[0]
    assert [cell.value for cell in people[1]] == ["Họ và tên", "Thư điện tử", "Đơn vị", "Vai trò"]
    units = [[cell.value for cell in row] for row in workbook["Đơn vị"].rows]
    assert ["so-y-te", "Sở Y tế"] in units
    [offered] = people.data_validations.dataValidation
    assert offered.formula1 == "'Vai trò'!$A$1:$A$2"
    people.append(["Hoàng Thị Mây", "may@backan.example", "Sở Y tế", "Người duyệt"])
    file = BytesIO()
    workbook.save(file)
    response = upload(ict, file.getvalue(), "moi.xlsx")
    page = ict.get(response["Location"])
    assert "dòng ví dụ" in page.text.lower() and len(list_rows(page)) == 1


def test_the_template_as_csv_is_read_back_and_its_example_left_out(ict, health):
    template = ict.get(f"{UPLOAD}template.csv").content
    assert EXAMPLE_EMAIL.encode() in template
    response = upload(
        ict, template + '"An","an@backan.example","so-y-te","Người duyệt"\r\n'.encode()
    )
    assert len(list_rows(ict.get(response["Location"]))) == 1


def test_a_moderator_invites_into_the_own_unit_without_naming_it(moderator, health):
    table = "Họ và tên,Thư điện tử,Vai trò\nAn,an@backan.example,Biên tập viên\n"
    moderator.post(upload(moderator, table)["Location"])
    assert list_invited() == [("an@backan.example", "so-y-te editors", "An")]


def test_a_moderator_invites_into_no_other_unit(moderator, health, district):
    response = upload(moderator, HEADER + "An,an@backan.example,huyen-ba-be,Biên tập viên\n")
    assert "không có đơn vị 'huyen-ba-be'" in list_problems(response)[0][2]
    workbook = load_workbook(BytesIO(moderator.get(f"{UPLOAD}template.xlsx").content))
    assert [row[0].value for row in workbook["Đơn vị"].rows] == ["so-y-te"]


def test_who_no_longer_looks_after_the_unit_invites_nobody_with_an_old_preview(
    moderator, health, district, health_moderator, ict_admin
):
    preview = upload(moderator, HEADER + "An,an@backan.example,so-y-te,Biên tập viên\n")["Location"]
    add_member(agency=district, role="moderators", user=health_moderator, by=ict_admin)
    health_moderator.groups.remove(health.moderators)
    page = moderator.post(preview, follow=True)
    assert "Chưa mời ai: từ khi bạn tải bảng lên" in page.text
    assert "không mời được ai vào đơn vị này" in list_rows(page)[0][-1]
    assert list_invited() == []


def test_a_change_in_between_is_shown_before_anybody_is_invited(ict, ict_admin, health, district):
    preview = upload(ict)["Location"]
    invite(agency=health, role="moderators", email="may.hoang@backan.example", by=ict_admin)
    mail.outbox.clear()
    page = ict.post(preview, follow=True)
    assert "Chưa mời ai" in page.text and mail.outbox == []
    ict.post(preview)
    assert [message.to for message in mail.outbox] == [["son@backan.example"]]


def test_nobody_is_invited_into_a_unit_that_has_ended(ict, health, district, today):
    preview = upload(ict)["Location"]
    archive_agency(agency=district, ended_on=today, successors=[], by=None)
    page = ict.post(preview, follow=True)
    assert "không mời được ai vào đơn vị này" in page.text and list_invited() == []
    again = upload(ict)
    assert "không có đơn vị 'Ủy ban nhân dân huyện Ba Bể'" in list_problems(again)[0][2]


def test_a_preview_is_good_for_an_hour(ict, health, district):
    preview = upload(ict)["Location"]
    TableUpload.objects.update(uploaded_at=timezone.now() - LIFETIME - timedelta(seconds=1))
    assert "Đã quá một giờ" in ict.post(preview, follow=True).text
    assert list_invited() == []


def test_names_and_addresses_are_gone_after_a_day_though_nobody_uploads_again(ict, health, clock):
    upload(ict)
    clock(timezone.now() + 23 * LIFETIME)
    delete_old_data()
    assert TableUpload.objects.exists()
    clock(timezone.now() + 2 * LIFETIME)
    delete_old_data()
    assert not TableUpload.objects.exists()


def test_a_preview_is_its_uploaders_alone_and_no_table_of_units(ict, sign_in, health, district):
    preview = upload(ict)["Location"]
    other = sign_in(create_user("other-admin", is_superuser=True))
    assert [other.get(preview).status_code, other.post(preview).status_code] == [404, 404]
    key = TableUpload.objects.get().pk
    assert ict.get(f"/admin/agencies/upload/{key}/").status_code == 404
    assert list_invited() == []


@pytest.mark.parametrize("person", ["health_editor", "ict_author", "auditor", "outsider"])
def test_nobody_else_uploads_or_sees_a_table_of_people(request, sign_in, ict, health, person):
    preview = upload(ict)["Location"]
    client = sign_in(request.getfixturevalue(person))
    for url in (UPLOAD, preview, f"{UPLOAD}template.xlsx", f"{UPLOAD}template.csv"):
        assert client.get(url).status_code in {302, 403, 404}, url
    upload(client)
    client.post(preview)
    assert TableUpload.objects.count() == 1 and list_invited() == []


def test_the_screens_of_members_lead_to_it(ict, moderator, health):
    assert UPLOAD in ict.get("/admin/people/").text
    assert UPLOAD in moderator.get(f"/admin/people/units/{health.pk}/").text


def test_the_invited_are_listed_by_name(ict, health, district):
    ict.post(upload(ict)["Location"])
    page = ict.get(f"/admin/people/units/{health.pk}/")
    assert "Hoàng Thị Mây" in page.text and "Triệu Văn Sơn" not in page.text


def test_an_administrator_invites_into_any_unit_from_the_list_of_people(ict, district):
    url = "/admin/people/invite-into-unit/"
    assert url in ict.get("/admin/people/").text
    sent = {"email": "An@backan.example", "name": "An", "agency": district.pk, "role": "editors"}
    assert list(ict.post(url, sent | {"agency": ""}).context["form"].errors) == ["agency"]
    assert ict.post(url, sent)["Location"] == "/admin/people/"
    assert list_invited() == [("an@backan.example", "huyen-ba-be editors", "An")]
    assert list(ict.post(url, sent).context["form"].errors) == ["email"]


@pytest.mark.parametrize("person", ["health_moderator", "ict_publisher", "auditor"])
def test_nobody_else_invites_into_any_unit(request, sign_in, district, person):
    client = sign_in(request.getfixturevalue(person))
    sent = {"email": "an@backan.example", "agency": district.pk, "role": "editors"}
    url = "/admin/people/invite-into-unit/"
    assert client.get(url).status_code in {302, 403, 404}
    client.post(url, sent)
    assert list_invited() == []


def test_from_the_list_of_units_a_person_is_invited_with_two_presses(ict, sign_in, auditor, health):
    page = ict.get("/admin/agencies/?q=y+te")
    soup = read_html(page.content)
    [link] = soup.select("a.agency-invite")
    form = ict.get(link["href"])
    assert "checked" in str(read_html(form.content).select("[value=editors]"))
    sent = {"email": "an@backan.example", "role": "editors"}
    assert ict.post(link["href"], sent)["Location"] == "/admin/agencies/?q=y+te"
    assert list_invited() == [("an@backan.example", "so-y-te editors", "")]
    assert "/invite/" not in sign_in(auditor).get("/admin/agencies/").text
