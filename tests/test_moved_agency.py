"""One unit's website moves into another installation, where its keys belong to others."""

import json

import pytest

from tests.moved_website import CODE
from tests.releases.installation import RELEASES, CommandError, Installation
from tests.releases.source import unpack_source

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.drill("backup"),
    pytest.mark.django_db,
    pytest.mark.xdist_group("backup"),
]
TABLE = """code,kind,name_vi,host
tinh-khac,province,Tỉnh Khác,tinhkhac
so-khac,department,Sở Khác,sokhac
so-xay-dung-khac,department,Sở Xây dựng,soxaydungkhac
"""
# Of one province: it, one that has ended, and its successor, which comes after it.
PROVINCE = ["tinh-bac-kan", "so-giao-thong-van-tai", "so-xay-dung"]
END = """
from sites.models import Agency
from sites.services.archiving import archive_agency
from django.utils import timezone
ended, heir = (Agency.objects.get(code=code) for code in {codes})
archive_agency(agency=ended, successors=[heir], ended_on=timezone.localdate(), by=None)
"""
NAMES = """
import json
from sites.models import Agency
units = Agency.objects.filter(code__in={codes}).order_by("code")
names = [[one.code, one.name, one.parent and one.parent.code] for one in units]
heirs = [heir.code for one in units for heir in one.successors.all()]
print(json.dumps([names, heirs]))
"""
PATHS = """
from sites.models import Agency
from sites.permissions.ownership import list_agency_pages
pages = list_agency_pages([Agency.objects.get(code="so-y-te").pk])
print(*pages.order_by("path").values_list("url_path", flat=True))
"""


def tell(installation):
    return json.loads(installation.run("-m", "tests.moved_website", "tell"))


def read(installation):
    return json.loads(installation.run("-m", "tests.website_texts", CODE))


def test_a_website_moves_whole_or_not_at_all(create_installation, tmp_path):
    (tmp_path / "here").mkdir()
    here, there = Installation(tmp_path / "here"), create_installation("there")
    here.bring_back(RELEASES / "1.0.0")
    here.manage("migrate", "-v", "0")
    here.run("-m", "tests.moved_website", "prepare")
    file = tmp_path / "so-y-te.bantin"
    here.manage("export_agency", CODE, str(file))
    (tmp_path / "units.csv").write_text(TABLE)
    there.manage("migrate", "-v", "0")
    there.manage("provision_agencies", str(tmp_path / "units.csv"))

    said = there.manage("import_agency", str(file), "--parent", "tinh-khac")
    assert "did not come along" in said and "2 people" in said
    before, after = tell(here), tell(there)
    # Their own page keeps its link; the one of another unit is a text now.
    [moved] = [text for texts in after["texts"] for text in texts if "của mình" in text]
    assert "]của mình</a> của người khác [" in moved and moved.count("]") == 2
    assert [len(texts) for texts in after["texts"]] == [len(texts) for texts in before["texts"]]
    for name in ("texts", "draft texts"):
        del before[name], after[name]
    assert after == before
    assert "Bản nháp mới" in after["drafts"]
    assert len(after["versions"]) > len(after["drafts"]) and len(after["comments"]) == 1
    assert {"vi", "en"} == {page[3] for page in after["pages"]}
    assert after["translated"] and after["mail for a new password"] == 1
    pages, pages_there = read(here), read(there)
    assert pages.keys() == pages_there.keys()
    for path in pages:
        # Front pages show bulletins, which stay.
        if path not in {"/", "/en/"}:
            lost = pages[path].pop("links") - pages_there[path].pop("links")
            assert lost == ("của người khác" in pages[path]["text"])
            assert pages[path] == pages_there[path]

    stored = json.loads(there.run("-m", "tests.stored_rows"))
    with pytest.raises(CommandError) as refused:
        there.manage("import_agency", str(file))
    for word in ("so-y-te already", "soyte.", "yte-cu.", "bien-tap-so-y-te"):
        assert word in str(refused.value)
    assert json.loads(there.run("-m", "tests.stored_rows")) == stored

    move_province(here, there, tmp_path)


def test_a_website_that_1_1_0_wrote_is_taken_over(create_installation, tmp_path):
    unpack_source(RELEASES / "1.1.0", tmp_path / "source")
    (tmp_path / "here").mkdir()
    here = Installation(tmp_path / "here", program=tmp_path / "source")
    here.bring_back(RELEASES / "1.1.0")
    file = tmp_path / "so-y-te.bantin"
    here.manage("export_agency", CODE, str(file))
    there = create_installation("there")
    there.manage("migrate", "-v", "0")
    there.manage("import_agency", str(file))
    listed = [one.manage("shell", "-v", "0", "-c", PATHS).split() for one in (here, there)]
    assert listed[0] == listed[1] and len(listed[0]) > 20


def move_province(here, there, folder):
    """Move some units of a province, where a namesake of one works for another province."""
    here.manage("shell", "-v", "0", "-c", END.format(codes=PROVINCE[1:]))
    for code in PROVINCE:
        here.manage("export_agency", code, str(folder / f"{code}.bantin"))
    there.manage("import_agency", str(folder / "tinh-bac-kan.bantin"))
    for code in PROVINCE[1:]:
        file = str(folder / f"{code}.bantin")
        with pytest.raises(CommandError, match="to which province"):
            there.manage("import_agency", file)
        there.manage("import_agency", file, "--parent", "tinh-bac-kan")
    codes = [*PROVINCE[1:], "so-xay-dung-khac"]
    said = there.manage("shell", "-v", "0", "-c", NAMES.format(codes=codes))
    names, heirs = json.loads(said)
    assert names == [
        ["so-giao-thong-van-tai", "Sở Giao thông vận tải", "tinh-bac-kan"],
        ["so-xay-dung", "Sở Xây dựng (Bắc Kạn)", "tinh-bac-kan"],
        ["so-xay-dung-khac", "Sở Xây dựng (Khác)", "tinh-khac"],
    ]
    assert heirs == ["so-xay-dung"]
