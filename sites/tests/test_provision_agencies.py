from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.management import call_command

from demo.texts import AGENCIES_FILE
from sites.models import Agency
from sites.services.provisioning import provision_agency
from tests.html import parse_html

COMMUNES = (
    "code;kind;name_vi;name_en;host\r\n"
    "xa-thuong-minh;commune;Ủy ban nhân dân xã Thượng Minh;;thuongminh\r\n"
    '\r\n"xa-dong-phuc";commune;"Xã Đồng Phúc; Ba Bể";Dong Phuc; DongPhuc.Gov.vn \r\n'
)
MIXED = """\
code,kind,name_vi,name_en,host
xa-thuong-minh,commune,Ủy ban nhân dân xã Thượng Minh,,thuongminh
so-y-te,board,Sở Y tế,Department of Health,yte
huyen-ba-be,district,Ủy ban nhân dân huyện Ba Bể,,babe
"""
TWO = """\
code,kind,name_vi,name_en,host
xa-mot,commune,Xã Một,,mot
xa-hai,commune,Xã Hai,,hai
"""
# What is done for each row of MIXED.
DONE = """\
created xa-thuong-minh
        website: http://thuongminh.backan.localhost:8000/ with home page, details and collection
        groups: xa-thuong-minh editors, xa-thuong-minh moderators
        pages: Giới thiệu, Chức năng, nhiệm vụ, Cơ cấu tổ chức, Tin tức, Văn bản, Thủ tục, Liên hệ
changed so-y-te
        kind: 'department' → 'board'
        name_en: '' → 'Department of Health'
        host: soyte.backan.localhost → yte.backan.localhost
left    huyen-ba-be
"""


@pytest.fixture
def run(tmp_path):
    def command(text, *options, encoding="utf-8"):
        file = tmp_path / "agencies.csv"
        file.write_bytes(text.encode(encoding))
        output = StringIO()
        call_command("provision_agencies", str(file), *options, stdout=output)
        return output.getvalue()

    return command


def everything():
    return {
        model: serializers.serialize("json", model._base_manager.order_by("pk"))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
    }


def test_the_reference_file_makes_a_website_for_each_of_its_rows(db, anonymous):
    output = StringIO()
    call_command("provision_agencies", str(AGENCIES_FILE), stdout=output)
    assert output.getvalue().splitlines()[-1] == "26 created, 3 changed, 0 left"
    assert Agency.objects.count() == 29
    for agency in Agency.objects.with_site():
        page = parse_html(anonymous(f"{agency.site.hostname}:8000").get("/"))
        assert page.select_one(".brand-name").text == agency.name_vi
    districts = Agency.objects.filter(kind="district")
    assert [
        name.rpartition(" huyện ")[2] for name in districts.values_list("name_vi", flat=True)
    ] == [
        "Ba Bể",
        "Bạch Thông",
        "Chợ Đồn",
        "Chợ Mới",
        "Na Rì",
        "Ngân Sơn",
        "Pác Nặm",
    ]
    output.truncate(0)
    call_command("provision_agencies", str(AGENCIES_FILE), stdout=output)
    assert output.getvalue().splitlines()[-1] == "0 created, 0 changed, 29 left"


def test_a_spreadsheets_file_with_semicolons_byte_order_mark_and_our_column_names(
    db, run, anonymous
):
    output = run(COMMUNES, encoding="utf-8-sig").splitlines()
    assert [line for line in output if not line.startswith(" ")] == [
        "created xa-thuong-minh",
        "created xa-dong-phuc",
        "2 created, 0 changed, 0 left",
    ]
    made = Agency.objects.filter(kind="commune").values_list(
        "code", "name_vi", "name_en", "site__hostname"
    )
    assert set(made) == {
        (
            "xa-thuong-minh",
            "Ủy ban nhân dân xã Thượng Minh",
            "",
            "thuongminh.backan.localhost",
        ),
        ("xa-dong-phuc", "Xã Đồng Phúc; Ba Bể", "Dong Phuc", "dongphuc.gov.vn"),
    }
    assert anonymous("dongphuc.gov.vn").get("/").status_code == 200


def test_columns_may_come_in_any_order_among_others(db, run):
    table = "note,host,name_en,name_vi,kind,slug\nx,yte2,,Trạm Y tế,board,tram-y-te\n"
    run(table)
    assert Agency.objects.with_site().get(code="tram-y-te").site.hostname == (
        f"yte2.{settings.BASE_DOMAIN}"
    )


def test_the_domain_completes_only_hosts_without_a_dot(db, run):
    run(TWO.replace(",hai", ",hai.vn"), "--domain", "backan.gov.vn")
    communes = Agency.objects.filter(kind="commune")
    assert set(communes.values_list("code", "site__hostname")) == {
        ("xa-mot", "mot.backan.gov.vn"),
        ("xa-hai", "hai.vn"),
    }


def test_agencies_are_created_changed_and_left_and_each_change_is_said(health, district, run):
    assert run(MIXED) == DONE + "1 created, 1 changed, 1 left\n"
    assert run(MIXED).splitlines()[-1] == "0 created, 0 changed, 3 left"


def test_a_dry_run_says_what_would_be_done_and_changes_not_a_single_row(health, district, run):
    before = everything()
    summary = "Dry run, nothing was changed: 1 created, 1 changed, 1 left\n"
    assert run(MIXED, "--dry-run") == DONE + summary
    assert everything() == before


def test_websites_answer_as_before_after_a_dry_run(health, run, visit, anonymous):
    page = visit(health).content
    run(MIXED, "--dry-run")
    assert visit(health).content == page
    assert anonymous(f"yte.{settings.BASE_DOMAIN}").get("/").status_code == 421


def test_the_host_of_an_agency_of_the_same_file_may_be_its_own_former_one(health, run):
    table = "code,kind,name_vi,name_en,host\nso-y-te,department,Sở Y tế,,{}\n"
    run(table.format("yte"))
    assert run(table.format("soyte")).splitlines()[0] == "changed so-y-te"
    health.refresh_from_db()
    assert set(health.aliases.values_list("hostname", flat=True)) == {f"yte.{settings.BASE_DOMAIN}"}


def test_a_failure_in_the_middle_of_the_file_takes_the_rows_before_it_back(db, run):
    # The home page of an agency that is not in the way of any check of the file.
    taken = provision_agency(
        code="xa-cu", kind="commune", name_vi="Xã Cũ", host=f"cu.{settings.BASE_DOMAIN}"
    )
    taken.root_page.slug = "xa-hai"
    taken.root_page.save()
    with pytest.raises(Exception, match="xa-hai"):
        run(TWO)
    assert not Agency.objects.filter(code__in=["xa-mot", "xa-hai"]).exists()
