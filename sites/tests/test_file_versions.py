"""Files that replace others: what is told before, and how the former file is used again."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from content.models import CustomDocument, CustomImage, DocumentText
from content.tests.factories import (
    create_document,
    create_picture,
    encode_image,
    make_docx,
    make_halves,
    make_pdf,
    make_upload,
)
from home.tests.factories import publish_document
from members.models import AuditEntry
from tests.html import read_html

pytestmark = pytest.mark.django_db

WORDS = "Thong bao ve viec phun thuoc diet muoi"
NEW = make_pdf("Ke hoach moi cua nam sau, co chu de tim va de doc")
SCAN = encode_image(Image.new("L", (100, 140), "white"), "PDF")
WORD = make_docx("<w:p><w:r><w:t>Đơn đề nghị phun thuốc</w:t></w:r></w:p>")


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


@pytest.fixture
def word(health):
    """A Word file of the unit, on a public page."""
    file = create_document(health.collection, "Mẫu đơn", name="mau-don.docx", content=WORD)
    publish_document(health, "Mẫu đơn phun thuốc", file=file)
    return file


@pytest.fixture
def paper(health):
    """A PDF with text, on a public page."""
    content = make_pdf(WORDS)
    file = create_document(health.collection, "Kế hoạch", name="ke-hoach.pdf", content=content)
    publish_document(health, "Kế hoạch phun thuốc", file=file)
    return file


def edit_url(file):
    app = "images" if isinstance(file, CustomImage) else "documents/edit"
    return f"/admin/{app}/{file.pk}/"


def replace(client, file, upload, **fields):
    form = {"title": file.title, "collection": file.collection_id, "file": upload} | fields
    return client.post(edit_url(file), form, follow=True)


def list_others(file):
    return [other.filename for other in type(file).trashed.filter(version_of=file.pk)]


def find_buttons(page):
    soup = read_html(page.content)
    return [form["action"] for form in soup.select("section[aria-labelledby=file-versions] form")]


def reload(file):
    return type(file).objects.get(pk=file.pk)


def read_public(visit, agency, file):
    response = visit(agency, reload(file).url)
    return response.status_code, b"".join(response.streaming_content)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("mau-don.pdf", make_pdf(WORDS), ["thuộc loại docx, tệp mới thuộc loại pdf"]),
        ("quet.pdf", SCAN, ["thuộc loại docx, tệp mới thuộc loại pdf", "Tệp mới là bản quét"]),
    ],
    # The bytes of a scan hold the time it was made.
    ids=["another type", "scan"],
)
def test_what_takes_something_from_readers_is_held_back_and_it_says_what(
    moderator, visit, health, word, name, content, told
):
    page = replace(moderator, word, make_upload(name, content))
    assert "Chưa thay tệp của “Mẫu đơn”;" in page.text and "đã được cập nhật" not in page.text
    assert [words for words in told if words not in page.text] == []
    assert ("bản quét" in page.text) == (len(told) == 2)
    assert read_public(visit, health, word) == (200, WORD)
    assert list_others(word) == [name]
    # Whoever wants it all the same confirms it.
    page = moderator.post(find_buttons(page)[0], follow=True)
    assert f"Từ nay dùng tệp này: {name}." in page.text
    assert read_public(visit, health, word) == (200, content)
    assert list_others(word) == ["mau-don.docx"]


def test_a_scan_in_place_of_a_pdf_with_text_is_held_back(moderator, visit, health, paper, work_off):
    work_off()
    page = replace(moderator, paper, make_upload("quet.pdf", SCAN), title="Kế hoạch năm")
    assert "Tệp mới là bản quét" in page.text and "thuộc loại" not in page.text
    assert read_public(visit, health, paper) == (200, make_pdf(WORDS))
    # What else was changed is saved.
    assert reload(paper).title == "Kế hoạch năm"


def test_a_file_that_takes_nothing_replaces_at_once_and_the_former_one_is_kept(
    moderator, visit, health, paper
):
    former = paper.url
    page = replace(moderator, paper, make_upload("ke-hoach-moi.pdf", NEW))
    assert "Tệp cũ của “Kế hoạch” được giữ 30 ngày" in page.text
    assert read_public(visit, health, paper) == (200, NEW)
    other = CustomDocument.trashed.get(version_of=paper)
    # Its own address is nobody's, and its former one leads to the present file.
    assert visit(health, other.url).status_code == 404
    assert moderator.get(other.url).status_code == 404
    assert visit(health, former)["Location"].endswith("/ke-hoach-moi.pdf")


def test_the_former_file_is_used_again_and_given_up_again(
    moderator, visit, health, health_moderator, paper, work_off
):
    work_off()
    replace(moderator, paper, make_upload("ke-hoach-moi.pdf", NEW))
    work_off()
    [button] = find_buttons(moderator.get(edit_url(paper)))
    given_up = reload(paper).url
    page = moderator.post(button, follow=True)
    assert page.redirect_chain[-1][0] == edit_url(paper)
    assert visit(health, given_up)["Location"].endswith("/ke-hoach.pdf")
    assert read_public(visit, health, paper) == (200, make_pdf(WORDS))
    assert reload(paper).file_hash == paper.file_hash
    work_off()
    assert DocumentText.objects.get(document=paper).text == WORDS
    [button] = find_buttons(page)
    moderator.post(button)
    assert read_public(visit, health, paper) == (200, NEW)
    entries = AuditEntry.objects.filter(action="agencies.file_version")
    assert {(one.agency, one.person) for one in entries} == {(health, health_moderator)}
    assert entries.count() == 2


def test_of_a_picture_the_former_file_is_kept_with_its_size_and_used_again(
    moderator, health, django_capture_on_commit_callbacks
):
    picture = create_picture(health.collection, size=(60, 40))
    picture.get_rendition("width-20")
    new = make_upload("moi.jpg", encode_image(make_halves((30, 90)), "JPEG"))
    fields = {"description": "Ngầm tràn"}
    with django_capture_on_commit_callbacks(execute=True):
        replace(moderator, picture, new, **fields)
    assert (reload(picture).width, reload(picture).height) == (30, 90)
    assert not picture.renditions.filter(filter_spec="width-20").exists()
    picture.get_rendition("width-20")
    with django_capture_on_commit_callbacks(execute=True):
        page = moderator.post(find_buttons(moderator.get(edit_url(picture)))[0], follow=True)
    present = reload(picture)
    assert (present.width, present.height, present.filename) == (60, 40, picture.filename)
    assert not picture.renditions.filter(filter_spec="width-20").exists()
    with present.file.open() as file:
        assert Image.open(file).size == (60, 40)
    assert list_others(picture) == ["moi.jpg"] and "moi.jpg" in page.text


def test_the_same_file_again_takes_nothing(moderator, health, word):
    page = replace(moderator, word, make_upload("mau-don-2.docx", WORD))
    assert "Chưa thay" not in page.text
    assert reload(word).filename == "mau-don-2.docx" and list_others(word) == ["mau-don.docx"]


def test_an_older_file_of_the_same_program_is_no_other_type(moderator, health):
    file = create_document(health.collection, "Đơn", name="don.doc", content=b"cu")
    replace(moderator, file, make_upload("don.docx", WORD))
    assert reload(file).filename == "don.docx" and list_others(file) == ["don.doc"]


def test_other_files_stand_in_the_bin_and_come_back_from_there(moderator, visit, health, paper):
    replace(moderator, paper, make_upload("ke-hoach-moi.pdf", NEW))
    other = CustomDocument.trashed.get(version_of=paper)
    page = moderator.get("/admin/bin/").text
    assert "Kế hoạch (tệp khác: ke-hoach.pdf)" in page
    moderator.post(f"/admin/bin/document/{other.pk}/restore/")
    assert reload(paper).filename == "ke-hoach.pdf"
    assert CustomDocument.objects.count() == 1


def test_other_files_of_an_entry_in_the_bin_bring_it_back(moderator, health):
    file = create_document(health.collection, "Nháp", name="a.pdf", content=make_pdf(WORDS))
    replace(moderator, file, make_upload("b.pdf", NEW))
    moderator.post(f"/admin/documents/delete/{file.pk}/")
    other = CustomDocument.trashed.get(version_of=file)
    moderator.post(f"/admin/bin/document/{other.pk}/restore/")
    assert reload(file).filename == "a.pdf" and list_others(file) == ["b.pdf"]


def test_emptying_the_bin_takes_the_former_file_and_leaves_the_present_one(
    moderator, health, paper, settings, django_capture_on_commit_callbacks
):
    replace(moderator, paper, make_upload("moi.pdf", NEW))
    other = CustomDocument.trashed.get(version_of=paper)
    past = timezone.now() - timedelta(days=settings.BIN_DAYS, minutes=1)
    CustomDocument.trashed.update(binned_at=past)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("empty_trash", stdout=StringIO())
    assert list_others(paper) == []
    assert not other.file.storage.exists(other.file.name)
    assert reload(paper).file.storage.exists(reload(paper).file.name)


def test_deleting_an_entry_for_good_takes_its_other_files(
    moderator, health, django_capture_on_commit_callbacks
):
    file = create_document(health.collection, "Nháp", name="a.pdf", content=make_pdf(WORDS))
    replace(moderator, file, make_upload("b.pdf", NEW))
    stored = [one.file.name for one in CustomDocument._base_manager.all()]
    moderator.post(f"/admin/documents/delete/{file.pk}/")
    with django_capture_on_commit_callbacks(execute=True):
        moderator.post(f"/admin/bin/document/{file.pk}/purge/")
    assert not CustomDocument._base_manager.exists()
    assert [name for name in stored if file.file.storage.exists(name)] == []


def test_who_may_not_change_a_public_file_does_not_use_another_one_of_it(
    sign_in, moderator, visit, health, health_editor
):
    file = create_document(
        health.collection,
        "Kế hoạch",
        name="a.pdf",
        content=make_pdf(WORDS),
        uploaded_by_user=health_editor,
    )
    publish_document(health, "Kế hoạch phun thuốc", file=file)
    replace(moderator, file, make_upload("b.pdf", NEW))
    editor = sign_in(health_editor)
    page = editor.get(edit_url(file))
    assert "a.pdf" in page.text and find_buttons(page) == []
    other = CustomDocument.trashed.get(version_of=file)
    editor.post(f"/admin/bin/document/{other.pk}/restore/")
    assert reload(file).filename == "b.pdf"


def test_another_agency_and_outsiders_know_nothing_of_other_files(
    sign_in, moderator, health, paper, district_moderator, outsider
):
    replace(moderator, paper, make_upload("b.pdf", NEW))
    other = CustomDocument.trashed.get(version_of=paper)
    for person in (district_moderator, outsider):
        client = sign_in(person)
        answer = client.post(f"/admin/bin/document/{other.pk}/restore/")
        assert answer.status_code in {302, 403, 404}
        assert "ke-hoach.pdf" not in client.get("/admin/bin/").text
    assert reload(paper).filename == "b.pdf"


def test_other_files_go_with_the_entry_into_another_collection(
    sign_in, ict_admin, health, district
):
    file = create_document(health.collection, "Nháp", name="a.pdf", content=make_pdf(WORDS))
    client = sign_in(ict_admin)
    replace(client, file, make_upload("b.pdf", NEW))
    sent = {"title": file.title, "collection": district.collection_id}
    client.post(edit_url(file), sent)
    assert CustomDocument.trashed.get(version_of=file).collection == district.collection


@pytest.mark.parametrize("kind", ["document", "image"])
def test_other_files_go_with_several_entries_that_are_moved_at_once(
    sign_in, moderator, health, ict_admin, district, kind
):
    if kind == "document":
        file = create_document(health.collection, "Nháp", name="a.pdf", content=make_pdf(WORDS))
        upload = make_upload("b.pdf", NEW)
    else:
        file = create_picture(health.collection, "Nháp")
        upload = make_upload("b.png", encode_image(make_halves((30, 90)), "PNG"))
    replace(moderator, file, upload, description="Ngầm tràn")
    other = type(file).trashed.get(version_of=file)
    url = f"/admin/bulk/content/custom{kind}/add_to_collection/?id={file.pk}"
    sign_in(ict_admin).post(url, {"collection": district.collection_id})
    assert reload(file).collection == district.collection
    assert type(file).trashed.get(version_of=file).collection == district.collection
    # The unit that had it has no say in it any more.
    assert moderator.get(f"/admin/bin/{kind}/{other.pk}/open/").status_code in {302, 403, 404}


def test_choosing_all_in_the_bin_exchanges_no_file_that_is_in_use(moderator, health, paper):
    replace(moderator, paper, make_upload("moi.pdf", NEW))
    gone = create_document(health.collection, "Nháp", name="nhap.pdf", content=make_pdf(WORDS))
    moderator.post(f"/admin/documents/delete/{gone.pk}/")
    page = read_html(moderator.get("/admin/bin/").content)
    boxes = page.select("input[type=checkbox][name=document]")
    assert [box["value"] for box in boxes] == [str(gone.pk)]
    other = CustomDocument.trashed.get(version_of=paper)
    # One by one it goes on.
    assert page.select_one(f'form[action="/admin/bin/document/{other.pk}/restore/"]')


def test_of_several_that_come_back_it_is_said_which_file_is_used_now(moderator, health, paper):
    replace(moderator, paper, make_upload("moi.pdf", NEW))
    other = CustomDocument.trashed.get(version_of=paper)
    gone = create_document(health.collection, "Nháp", name="nhap.pdf", content=make_pdf(WORDS))
    moderator.post(f"/admin/documents/delete/{gone.pk}/")
    chosen = {"document": [gone.pk, other.pk]}
    page = moderator.post("/admin/bin/restore/", chosen, follow=True)
    assert "Từ nay dùng tệp này: ke-hoach.pdf." in page.text


@pytest.mark.parametrize("path", ["/admin/bin/document/{}/restore/", "/admin/bin/restore/"])
def test_no_door_of_the_bin_puts_another_file_on_a_public_page(
    moderator, sign_in, health_editor, district_moderator, paper, path
):
    # An editor may restore what is their own.
    CustomDocument.objects.filter(pk=paper.pk).update(uploaded_by_user=health_editor)
    replace(moderator, paper, make_upload("moi.pdf", NEW))
    public = reload(paper).filename
    other = CustomDocument.trashed.get(version_of=paper.pk)
    for person in (health_editor, district_moderator):
        sign_in(person).post(path.format(other.pk), {"document": [other.pk]})
        assert reload(paper).filename == public
    moderator.post(path.format(other.pk), {"document": [other.pk]})
    assert reload(paper).filename == "ke-hoach.pdf"
