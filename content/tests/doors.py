"""Every place where people send files, and what they are told there."""

from django.core.files.uploadedfile import SimpleUploadedFile

from bulletins.models import AcknowledgementKind
from bulletins.tests.factories import publish_bulletin
from channels.models import BulletinRecording
from channels.tests.audio_files import SOUNDS
from channels.tests.factories import get_recording_path
from content.models import CustomDocument, CustomImage
from content.tests.factories import encode_image, make_halves, make_pdf
from responses.models import Acknowledgement
from responses.tests.factories import get_acknowledge_path, publish_requiring_acknowledgement
from sites.localization.tests.translation_editor import submit_new_bulletin
from sites.models import TableUpload


def picture_fields(health, prefix=""):
    words = {"title": "A", "description": "A", "collection": health.collection_id}
    return {f"{prefix}{name}": value for name, value in words.items()}


PICTURE = encode_image(make_halves(), "PNG")
PAPER = make_pdf("Xin")
TABLE = b"code,kind,name_vi,name_en,host\nxa-moi,commune,Xa moi,,xamoi\n"
STORED = [CustomImage, CustomDocument, BulletinRecording, Acknowledgement, TableUpload]


class Doors:
    """Each sends a file, with something behind its honest content, and returns the answer."""

    def __init__(self, request):
        self.get = request.getfixturevalue
        self.health = self.get("health")

    def client(self, person):
        return self.get("sign_in")(self.get(person))

    def _file(self, name, content, behind):
        return SimpleUploadedFile(name, content + behind)

    def picture(self, behind):
        fields = picture_fields(self.health) | {"file": self._file("a.png", PICTURE, behind)}
        return self.client("health_editor").post("/admin/images/add/", fields)

    def pictures(self, behind):
        fields = {"collection": self.health.collection_id}
        fields["files[]"] = self._file("a.png", PICTURE, behind)
        return self.client("health_editor").post("/admin/images/multiple/add/", fields)

    def picture_chooser(self, behind):
        prefix = "image-chooser-upload-"
        fields = picture_fields(self.health, prefix)
        fields[f"{prefix}file"] = self._file("a.png", PICTURE, behind)
        return self.client("health_editor").post("/admin/images/chooser/create/", fields)

    def profile_picture(self, behind):
        fields = {"avatar-avatar": self._file("a.png", PICTURE, behind)}
        return self.client("health_editor").post("/admin/account/", fields)

    def document(self, behind):
        fields = picture_fields(self.health) | {"file": self._file("a.pdf", PAPER, behind)}
        return self.client("health_editor").post("/admin/documents/add/", fields)

    def documents(self, behind):
        fields = {"collection": self.health.collection_id}
        fields["files[]"] = self._file("a.pdf", PAPER, behind)
        return self.client("health_editor").post("/admin/documents/multiple/add/", fields)

    def document_chooser(self, behind):
        prefix = "document-chooser-upload-"
        fields = picture_fields(self.health, prefix)
        fields[f"{prefix}file"] = self._file("a.pdf", PAPER, behind)
        return self.client("health_editor").post("/admin/documents/chooser/create/", fields)

    def table(self, behind):
        fields = {"file": self._file("a.csv", TABLE, behind)}
        return self.client("ict_admin").post("/admin/agencies/upload/", fields)

    def recording(self, behind):
        fields = {"file": self._file("a.wav", SOUNDS["wav"], behind)}
        path = get_recording_path(publish_bulletin("Lũ"))
        return self.client("ict_publisher").post(path, fields)

    def report(self, behind):
        path = get_acknowledge_path(
            self.health, publish_requiring_acknowledgement(confirm_with=AcknowledgementKind.FILE)
        )
        fields = {"answer": "", "file": self._file("a.pdf", PAPER, behind)}
        return self.client("health_editor").post(path, fields)

    def words_of_a_translation(self, behind):
        client = self.client("translator")
        translation = submit_new_bulletin(client, self.health)
        path = f"/admin/localize/translate/{translation.pk}/pofile/upload/"
        fields = {"file": self._file("en.po", b'msgid ""\n', behind), "next": "/admin/"}
        return client.post(path, fields, follow=True)


DOORS = [
    "picture", "pictures", "picture_chooser", "profile_picture", "document", "documents",
    "document_chooser", "table", "recording", "report", "words_of_a_translation",
]  # fmt: skip


def said(response):
    if response.headers["Content-Type"].startswith("application/json"):
        data = response.json()
        return " ".join(str(value) for value in data.values())
    return response.content.decode()


def stored():
    return [model for model in STORED if model.objects.exists()]
