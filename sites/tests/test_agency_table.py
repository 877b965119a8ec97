"""Tables of units as people bring them: out of the admin, changed in a spreadsheet, and back."""

import csv
import io
import unicodedata
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from demo.texts import AGENCIES_FILE
from sites.models import Agency, Kind, TableRun, TableUpload
from sites.services.agency_table import EXAMPLE_CODE, TableError, read_agencies
from sites.services.bulk_provisioning import predict_rows, provision_rows, write_next_rows
from sites.tests.factories import create_agency
from tests.bulk_agencies import make_agencies

pytestmark = pytest.mark.django_db

INDEX, UPLOAD = "/admin/agencies/", "/admin/agencies/upload/"
DOMAIN = "backan.localhost"
FIELDS = ("code", "kind", "parent__code", "name_vi", "name_en", "short_name", "geocode")
HEADER = "code,kind,name_vi,name_en,host\n"
COMMUNES = [
    {"code": "xa-mot", "kind": "commune", "name_vi": "Xã Một", "host": f"mot.{DOMAIN}"},
    {"code": "xa-hai", "kind": "commune", "name_vi": "Xã Hai", "host": "hai.gov.vn"},
]


@pytest.fixture
def client(sign_in, ict_admin):
    return sign_in(ict_admin)


def upload(client, data, name="don-vi.csv"):
    data = data.encode() if isinstance(data, str) else data
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, data)})


def export(client, way):
    return b"".join(client.get(INDEX, {"export": way}).streaming_content)


def list_state():
    rows = Agency.objects.order_by("code").values_list(*FIELDS, "site__hostname")
    return {row[0]: row for row in rows}


def change_csv(data, old, new):
    assert data.count(old.encode()) == 1
    return data.replace(old.encode(), new.encode())


def change_workbook(data, old, new):
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for row in workbook.active.iter_rows() for cell in row if cell.value == old]
    [cell] = cells
    cell.value = new
    return save(workbook)


def save(workbook):
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def make_workbook(*rows):
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    return workbook


def read(data):
    data = data if isinstance(data, bytes) else data.encode()
    return [{name: row[name] for name in COMMUNES[0]} for row in read_agencies(data, domain=DOMAIN)]


def test_a_table_exported_changed_in_one_cell_and_imported_changes_one_unit(client, tmp_path):
    kept = [
        line
        for line in AGENCIES_FILE.read_text(encoding="utf-8").splitlines()
        if line.startswith(("slug,", "tinh-", "so-noi-vu,", "so-xay-dung,", "huyen-ba-be,"))
    ]
    table = tmp_path / "don-vi.csv"
    table.write_text("\n".join(kept), encoding="utf-8")
    call_command("provision_agencies", str(table), stdout=io.StringIO())
    create_agency(
        "so-tu-phap",
        Kind.DEPARTMENT,
        name_vi="=1+1;\xa0 Sở",
        short_name="'Tư  pháp",
        name_en=unicodedata.normalize("NFD", "Sở"),
    )
    before = list_state()
    assert len(before) == 6
    changes = [
        ("csv", change_csv, "Sở Nội vụ", "Sở Nội vụ và Dân tộc"),
        ("xlsx", change_workbook, "06", ""),
        ("xlsx", change_workbook, f"soxaydung.{DOMAIN}", "xaydung"),
    ]
    for way, change, old, new in changes:
        data = export(client, way)
        assert predict_verbs(client, data, way) == {"left"}
        preview = upload(client, change(data, old, new), f"don-vi.{way}")["Location"]
        client.post(preview)
    after = list_state()
    changed = {code for code, row in after.items() if row != before[code]}
    assert changed == {"so-noi-vu", "so-xay-dung"}
    assert after["so-noi-vu"][3] == "Sở Nội vụ và Dân tộc"
    assert after["so-xay-dung"][-1] == f"xaydung.{DOMAIN}"
    # An empty code leaves the present one.
    assert after["tinh-bac-kan"] == before["tinh-bac-kan"]


def predict_verbs(client, data, way):
    page = client.get(upload(client, data, f"don-vi.{way}")["Location"])
    return {outcome["verb"] for outcome in page.context["outcomes"]}


PLAIN = "code,kind,name_vi,host\nxa-mot,commune,Xã Một,mot\nxa-hai,commune,Xã Hai,hai.gov.vn\n"
VIETNAMESE = (
    "MÃ;Loại đơn vị;ten tieng viet;Tên miền;Ghi chú\r\n"
    "xa-mot;XÃ, PHƯỜNG, THỊ TRẤN;\xa0Xã  Một ;Mot;x\r\n"
    "XA-HAI;xa phuong thi tran;Xã Hai;https://hai.gov.vn/;\r\n"
)


@pytest.mark.parametrize(
    "data",
    [
        PLAIN,
        PLAIN.replace(",", ";").encode("utf-8-sig"),
        PLAIN.replace(",", "\t").encode("utf-16"),
        PLAIN.replace(",", "\t").encode("utf-16-le"),
        "sep=;\r\n" + PLAIN.replace(",", ";"),
        '"SEP=\t"\n' + PLAIN.replace(",", "\t"),
        VIETNAMESE,
        ("sep=;\r\n" + VIETNAMESE).encode("utf-16"),
        unicodedata.normalize("NFD", VIETNAMESE),
        PLAIN.replace("host\n", "host,,\n").replace("mot\n", "mot,,\n"),
    ],
    ids=[
        *("plain", "semicolons", "utf16", "bare", "sep", "sep-tab", "words", "sep-utf16"),
        *("nfd", "empty-columns"),
    ],
)
def test_a_table_is_read_however_a_spreadsheet_writes_it(province, data):
    assert read(data) == COMMUNES


def test_a_workbook_is_read_with_numbers_and_empty_rows(province):
    workbook = make_workbook(
        ["Mã", "Loại đơn vị", "Tên tiếng Việt", "Tên miền", "Mã đơn vị hành chính"],
        [],
        ["xa-mot", "commune", "Xã Một", "mot", "01834"],
        ["xa-hai", "Xã, phường, thị trấn", "Xã Hai", "hai.gov.vn", None],
    )
    assert read(save(workbook)) == COMMUNES
    workbook.active["E4"] = 1834
    with pytest.raises(TableError, match="dòng 4|line 4"):
        read(save(workbook))


def with_part(data, name, content):
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


WORKBOOK = save(make_workbook(["code", "kind", "name_vi", "host"], ["xa-mot", "", "", ""]))
FORMULA = save(
    make_workbook(
        ["code", "kind", "name_vi", "host"], ["xa-mot", "commune", '=CONCATENATE("a";"b")', "mot"]
    )
)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (FORMULA, ["Dòng </span>2", "<td>C</td>", "ô có công thức", "dán dạng giá trị"]),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ["tệp có mật khẩu"]),
        (with_part(WORKBOOK, "xl/vbaProject.bin", b"\0" * 99), ["tệp có macro"]),
        (with_part(WORKBOOK, "xl/media/x.bin", b"\0" * 61_000_000), ["tệp quá lớn"]),
        (WORKBOOK[:900], ["không đọc được tệp này như một bảng"]),
        (save(make_workbook(["a"])), ["Tên tiếng Việt / name_vi ở dòng đầu"]),
        (HEADER.replace("name_en", "Tên đơn vị") + "x,x,x,x,x\n", ["có hai lần trong dòng đầu"]),
    ],
    ids=["formula", "password", "macros", "bomb", "broken", "headings", "twice"],
)
def test_a_file_that_may_not_be_read_is_refused_in_words(client, province, data, words):
    before = list_state()
    page = upload(client, data, "bang.xlsx").content.decode()
    assert [word for word in words if word not in page] == []
    assert list_state() == before and not TableUpload.objects.exists()


def test_the_template_is_filled_in_and_its_example_is_left_out(client, province):
    workbook = openpyxl.load_workbook(io.BytesIO(client.get(f"{UPLOAD}template.xlsx").getvalue()))
    sheet = workbook.worksheets[0]
    [offered] = sheet.data_validations.dataValidation
    heads = [cell.value for cell in sheet[1]]
    assert str(offered.sqref).startswith(f"{'ABCDEFGH'[heads.index('Loại đơn vị')]}2:")
    unit = dict(
        zip(["Mã", "Loại đơn vị", "Tên tiếng Việt", "Tên miền"], COMMUNES[0].values(), strict=True)
    )
    sheet.append([unit.get(head, "") for head in heads])
    page = client.get(upload(client, save(workbook), "mau.xlsx")["Location"])
    assert [outcome["code"] for outcome in page.context["outcomes"]] == ["xa-mot"]
    rows = list(csv.reader(io.StringIO(client.get(f"{UPLOAD}template.csv").text)))
    assert rows[0][1:] == heads[1:] and rows[1][0] == EXAMPLE_CODE


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Sở Y Tế", "Sở Y tế"),
        (unicodedata.normalize("NFD", "SỞ Y TẾ"), "Sở Y tế"),
        ("So Y te", "Sở Y tế"),
        ("UBND huyện Ba Bể", "Ủy ban nhân dân huyện Ba Bể"),
        ("Uỷ ban Nhân dân huyện Ba Bể", "Ủy ban nhân dân huyện Ba Bể"),
    ],
)
def test_a_name_that_may_mean_another_unit_has_to_be_confirmed(
    client, health, district, name, meant
):
    preview = upload(client, f"{HEADER}don-vi-moi,office,{name},,moi\n")["Location"]
    page = client.get(preview)
    assert [similar[3] for similar in page.context["similar"]] == [meant]
    assert meant in page.content.decode()
    assert "Chưa thay đổi gì" in client.post(preview, follow=True).content.decode()
    assert not Agency.objects.filter(code="don-vi-moi").exists()
    client.post(preview, {"distinct": "1"})
    assert Agency.objects.filter(code="don-vi-moi").exists()


@pytest.mark.parametrize(
    "name", ["Sở Y học", "Sở Ý tế", "UBND huyện Ba Chẽ", "Ủy ban nhân dân xã Ba Bể", "Ba Bể"]
)
def test_other_names_are_not_warned_of(client, health, district, name):
    preview = upload(client, f"{HEADER}don-vi-moi,office,{name},,moi\n")["Location"]
    assert not client.get(preview).context["similar"]


def test_columns_that_are_not_read_are_named(client, health):
    table = "code,kind,name_vi,host,Tên tiếng Ahn\nso-y-te,Sở,Sở Y tế,soyte,x\n"
    page = client.get(upload(client, table)["Location"])
    assert "Tên tiếng Ahn" in page.content.decode()


def test_what_is_worked_out_is_what_a_rehearsal_does(province, health, district):
    Agency.objects.filter(pk=district.pk).update(geocode="061", short_name="Ba Bể")
    table = (
        "code,kind,name_vi,name_en,host,geocode,short_name\n"
        "xa-mot,commune,Xã Một,,mot,,\n"
        "so-y-te,board,Sở Y tế mới,Health,yte,,SYT\n"
        "huyen-ba-be,office,Văn phòng Ba Bể,,babe,,\n"
        f"tinh-bac-kan,province,{province.name_vi},{province.name_en},{province.site.hostname},,\n"
    )
    rows = read_agencies(table.encode(), domain=DOMAIN)
    foreseen = [(one.code, one.verb, one.changes) for one in predict_rows(rows)]
    done = [(one.code, one.verb, one.changes) for one in provision_rows(rows, dry_run=True)]
    assert foreseen == done
    assert [verb for _code, verb, _changes in done] == ["created", "changed", "changed", "left"]


def test_publications_wait_for_a_table_no_longer_than_for_one_row(province, health):
    with CaptureQueriesContext(connection) as queries:
        provision_rows(COMMUNES)
    told = [query["sql"] for query in queries]
    [bump] = [place for place, sql in enumerate(told) if 'INTO "agencies_cacheversion"' in sql]
    last_row = max(place for place, sql in enumerate(told) if "xa-hai" in sql)
    assert last_row < bump
    # Then there is nothing left to do but to commit, and to tell edges.
    assert len(told) - bump < 10


@pytest.fixture
def long_preview(client, province, health):
    """A table of more rows than are rehearsed: two change a unit, one makes one."""
    make_agencies(100)
    data = export(client, "csv").decode().replace("Thử Nghiệm 0003", "Thử Nghiệm Ba")
    data = data.replace("Thử Nghiệm 0007", "Thử Nghiệm Bảy")
    return upload(client, data + '"xa-moi","Xã Mới","commune"' + ',""' * 3 + ',"moi"\r\n')[
        "Location"
    ]


def test_a_long_table_is_written_by_background_work_and_goes_on_where_it_stopped(
    client, long_preview
):
    before = list_state()
    page = client.get(long_preview)
    verbs = [outcome["verb"] for outcome in page.context["outcomes"]]
    assert verbs[:3] == ["changed", "changed", "created"] and set(verbs[3:]) == {"left"}
    page = client.post(long_preview, follow=True).content.decode()
    assert "Đã xong 0 trong 104 dòng." in page and list_state() == before
    # A worker is killed after one row; meanwhile somebody changes what another row is about.
    write_next_rows(TableUpload.objects.get(), most=1)
    Agency.objects.filter(code="xa-thu-nghiem-0007").update(name_vi="Xã khác")
    call_command("run_jobs", "--once")
    run = TableRun.objects.get()
    assert run.finished_at and [code for code, _why in run.failures] == ["xa-thu-nghiem-0007"]
    after = list_state()
    changed = {code for code in after if after[code] != before.get(code)}
    assert changed == {"xa-thu-nghiem-0003", "xa-thu-nghiem-0007", "xa-moi"}
    assert after["xa-thu-nghiem-0007"][3] == "Xã khác"
    page = client.get(long_preview).content.decode()
    assert "Đã xong 104 trong 104 dòng." in page and "dữ liệu ở đây đã thay đổi" in page
    assert "đã được thực hiện rồi" in client.post(long_preview, follow=True).content.decode()


def test_a_long_table_is_looked_at_without_writing(client, province, django_assert_max_num_queries):
    make_agencies(150)
    data = export(client, "csv").decode().replace("Thử Nghiệm", "Thí Nghiệm")
    with django_assert_max_num_queries(60):
        assert upload(client, data).status_code == 302
