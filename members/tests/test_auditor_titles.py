"""An auditor reads no unpublished word in the journal, of whatever kind of object."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bulletins.models import BulletinProposal
from bulletins.tests.test_proposals import ADD, typed
from content.models import CustomDocument
from home.models import AnswerTemplate
from members.tasks import chain_journal

pytestmark = pytest.mark.django_db

SECRET = "Kỷ luật bà Hoàng Thị Bí Mật"
JOURNAL = "/admin/journal/"


@pytest.fixture
def editor(sign_in, health_editor, health_moderator):
    return sign_in(health_editor)


@pytest.fixture
def read(sign_in, auditor):
    """What an auditor reads: the first page of the journal and its export."""

    def read():
        chain_journal()
        client = sign_in(auditor)
        table = b"".join(client.get(JOURNAL, {"export": "csv"})).decode()
        return client.get(JOURNAL).text + table

    return read


def test_not_the_title_of_a_file_that_no_page_shows(editor, health, read):
    upload = SimpleUploadedFile("quyet-dinh.txt", b"mat")
    form = {"title": SECRET, "collection": health.collection.pk, "file": upload}
    editor.post("/admin/documents/add/", form)
    assert CustomDocument.objects.get().title == SECRET
    assert SECRET not in read()


def test_not_the_title_of_a_template_for_answers(editor, health, read):
    path = reverse("feedback:add_template", args=[health.pk])
    editor.post(path, {"title": SECRET, "text": "x"})
    assert AnswerTemplate.objects.get().title == SECRET
    assert SECRET not in read()


def test_not_the_title_of_a_proposal_that_was_only_saved(editor, read):
    editor.post(ADD, typed(title=SECRET))
    assert BulletinProposal.objects.get().title == SECRET
    assert SECRET not in read()
