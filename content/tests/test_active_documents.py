import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from content.files import validation
from content.files.document_inspector import is_remote
from content.models import CustomDocument
from content.tests.active_samples import ACTIVE, HARMLESS, word


@pytest.mark.parametrize("name", ACTIVE)
def test_what_may_run_by_itself_is_refused_with_what_it_is_and_what_to_do(name):
    file, what = ACTIVE[name]
    file.seek(0)
    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        validation.check_document(file, file.name)
    with translation.override("en"):
        assert str(validation._ACTIVE[what]) in refusal.value.message
    assert refusal.value.code == "active"
    assert "as a plain PDF" in refusal.value.message


@pytest.mark.parametrize("name", HARMLESS)
def test_what_honest_papers_have_is_no_macro(name):
    file = HARMLESS[name]
    assert validation.check_document(file, file.name) is False


@pytest.mark.parametrize(
    ("target", "expected"),
    [("http://a/b.dotm", True), ("\\\\a\\b.dotm", True), ("//a/b.dotm", True),
     ("file://a/b.dotm", True), ("file://///a/b.dotm", True), ("ms-word:a", True),
     ("file:///C:/b.dotm", False), ("file:///home/b.dotm", False), ("C:\\b.dotm", False),
     ("b.dotm", False), ("../b.dotm", False)],
)  # fmt: skip
def test_only_what_would_be_fetched_over_the_network_is_remote(target, expected):
    assert is_remote(target) is expected


DOORS = {
    "add": ("/admin/documents/add/", "file", ""),
    "multiple": ("/admin/documents/multiple/add/", "files[]", ""),
    "chooser": ("/admin/documents/chooser/create/", "document-chooser-upload-file",
                "document-chooser-upload-"),
}  # fmt: skip


def send(client, health, door, title="A"):
    address, field, prefix = DOORS[door]
    fields = {f"{prefix}title": title, f"{prefix}collection": health.collection_id}
    file = word({"word/vbaProject.bin": "x"})
    return client.post(
        address, fields | {field: file}, headers={"X-Requested-With": "XMLHttpRequest"}
    )


@pytest.mark.parametrize("door", DOORS)
def test_a_macro_document_is_refused_at_every_door(sign_in, health, health_editor, door):
    response = send(sign_in(health_editor), health, door)
    words = response.json()["error_message"] if door == "multiple" else response.content.decode()
    assert "macro" in words
    assert not CustomDocument.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_where_macro_documents_are_marked_its_link_says_so_and_so_is_the_person_told(
    sign_in, health, health_editor, settings, door
):
    settings.MACRO_DOCUMENTS = "mark"
    response = send(sign_in(health_editor), health, door)
    document = CustomDocument.objects.get()
    assert document.has_macros
    assert "macro" in response.headers["X-Upload-Notes"]


def test_a_marked_document_that_waits_for_a_right_title_stays_marked(
    sign_in, health, health_editor, settings
):
    settings.MACRO_DOCUMENTS = "mark"
    client = sign_in(health_editor)
    waiting = send(client, health, "multiple", title="A" * 300).json()["uploaded_file_id"]
    prefix = f"uploaded-document-{waiting}-"
    fields = {f"{prefix}title": "A", f"{prefix}collection": health.collection_id}
    client.post(f"/admin/documents/multiple/create_from_uploaded_document/{waiting}/", fields)
    assert CustomDocument.objects.get().has_macros


def test_a_marked_document_that_gets_another_file_is_no_longer_marked(
    sign_in, health, health_editor, settings
):
    settings.MACRO_DOCUMENTS = "mark"
    client = sign_in(health_editor)
    send(client, health, "add")
    document = CustomDocument.objects.get()
    fields = {"title": "A", "collection": health.collection_id, "file": word()}
    client.post(f"/admin/documents/edit/{document.pk}/", fields)
    document.refresh_from_db()
    assert not document.has_macros


def test_a_command_that_checks_its_document_is_told_of_macros(db, health, settings):
    document = CustomDocument(title="A", file=word({"word/vbaProject.bin": "x"}))
    document.collection = health.collection
    with pytest.raises(ValidationError):
        document.full_clean()
    settings.MACRO_DOCUMENTS = "mark"
    document.full_clean()
    assert document.has_macros
