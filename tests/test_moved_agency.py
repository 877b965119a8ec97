"""One unit's website moves into another installation, where its keys belong to others."""

import json

import pytest

from tests.moved_website import CODE
from tests.releases.installation import RELEASES, CommandError, Installation
from tests.releases.source import unpack_source
from tests.signing_keys import make_key

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
ADMINISTRATOR = """
from accounts.models import User
User.objects.create_superuser("quan-tri", "quan-tri@khac.example")
"""
CAPTION = "Tranh: Trung tâm Kiểm soát bệnh tật. "
TAKE = ("import_agency", "--by", "quan-tri", "--yes")
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


def test_a_website_moves_whole_or_not_at_all(create_installation, monkeypatch, tmp_path):
    (tmp_path / "here").mkdir()
    here, there = Installation(tmp_path / "here"), create_installation("there")
    here.bring_back(RELEASES / "1.0.0")
    here.manage("migrate", "-v", "0")
    here.run("-m", "tests.moved_website", "prepare")
    key = make_key(tmp_path, "bac-kan")
    file = tmp_path / "so-y-te.bantin"
    here.manage("export_agency", CODE, str(file), "--sign", str(key.private))
    (tmp_path / "units.csv").write_text(TABLE)
    there.manage("migrate", "-v", "0")
    there.manage("provision_agencies", str(tmp_path / "units.csv"))
    there.manage("shell", "-v", "0", "-c", ADMINISTRATOR)

    with pytest.raises(CommandError, match="by nobody whose key was chosen"):
        there.manage(*TAKE, str(file), "--parent", "tinh-khac")
    monkeypatch.setenv("ARCHIVE_SENDERS", key.public)
    said = there.manage(*TAKE, str(file), "--parent", "tinh-khac")
    assert "did not come along" in said and "2 invitations are prepared" in said
    assert said.count("This file is not a picture Bantin can use") == 1 and "so-y-te.svg" in said
    for one in (here, there):
        one.manage("make_renditions")
    before, after = tell(here), tell(there)
    # Their own page keeps its link; the one of another unit is a text now.
    [moved] = [text for texts in after["texts"] for text in texts if "của mình" in text]
    assert "]của mình</a> của người khác [" in moved and moved.count("]") == 2
    assert [len(texts) for texts in after["texts"]] == [len(texts) for texts in before["texts"]]
    for name in ("texts", "draft texts"):
        del before[name], after[name]
    assert after == before
    assert "Bản nháp mới" in after["drafts"]
    assert len(after["versions"]) > len(after["drafts"])
    assert {"vi", "en"} == {page[3] for page in after["pages"]}
    assert after["translated"]
    pages, pages_there = read(here), read(there)
    assert any(page["pictures"] for page in pages_there.values())
    assert pages.keys() == pages_there.keys()
    for path in pages:
        # Front pages show bulletins, which stay.
        if path not in {"/", "/en/"}:
            lost = pages[path].pop("links") - pages_there[path].pop("links")
            assert lost == ("của người khác" in pages[path]["text"])
            # The demo's drawing is an SVG, which nobody may upload; its caption goes with it.
            drawn = pages[path].pop("pictures") - pages_there[path].pop("pictures")
            assert drawn in {0, 1}
            if drawn:
                pages[path]["text"] = pages[path]["text"].replace(CAPTION, "")
            assert pages[path] == pages_there[path]

    stored = json.loads(there.run("-m", "tests.stored_rows"))
    with pytest.raises(CommandError) as refused:
        there.manage(*TAKE, str(file))
    for word in ("so-y-te already", "soyte.", "yte-cu."):
        assert word in str(refused.value)
    assert json.loads(there.run("-m", "tests.stored_rows")) == stored

    move_province(here, there, tmp_path, key)


def test_a_website_that_1_1_0_wrote_is_taken_over(create_installation, tmp_path):
    unpack_source(RELEASES / "1.1.0", tmp_path / "source")
    (tmp_path / "here").mkdir()
    here = Installation(tmp_path / "here", program=tmp_path / "source")
    here.bring_back(RELEASES / "1.1.0")
    file = tmp_path / "so-y-te.bantin"
    here.manage("export_agency", CODE, str(file))
    there = create_installation("there")
    there.manage("migrate", "-v", "0")
    there.manage("shell", "-v", "0", "-c", ADMINISTRATOR)
    with pytest.raises(CommandError, match="is not signed"):
        there.manage(*TAKE, str(file))
    said = there.manage(*TAKE, str(file), "--trust-unsigned")
    assert "NOT SIGNED" in said and "2 invitations are prepared" in said
    listed = [one.manage("shell", "-v", "0", "-c", PATHS).split() for one in (here, there)]
    assert listed[0] == listed[1] and len(listed[0]) > 20


def move_province(here, there, folder, key):
    """Move some units of a province, where a namesake of one works for another province."""
    here.manage("shell", "-v", "0", "-c", END.format(codes=PROVINCE[1:]))
    for code in PROVINCE:
        file = str(folder / f"{code}.bantin")
        here.manage("export_agency", code, file, "--sign", str(key.private))
    there.manage(*TAKE, str(folder / "tinh-bac-kan.bantin"))
    for code in PROVINCE[1:]:
        file = str(folder / f"{code}.bantin")
        with pytest.raises(CommandError, match="to which province"):
            there.manage(*TAKE, file)
        there.manage(*TAKE, file, "--parent", "tinh-bac-kan")
    codes = [*PROVINCE[1:], "so-xay-dung-khac"]
    said = there.manage("shell", "-v", "0", "-c", NAMES.format(codes=codes))
    names, heirs = json.loads(said)
    assert names == [
        ["so-giao-thong-van-tai", "Sở Giao thông vận tải", "tinh-bac-kan"],
        ["so-xay-dung", "Sở Xây dựng (Bắc Kạn)", "tinh-bac-kan"],
        ["so-xay-dung-khac", "Sở Xây dựng (Khác)", "tinh-khac"],
    ]
    assert heirs == ["so-xay-dung"]
