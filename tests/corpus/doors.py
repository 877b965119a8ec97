"""The doors through which texts come in, each as people use it, and the places they come to."""

import json
from io import StringIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Page, UploadedFile

from bulletins.models import Bulletin, BulletinAudience
from bulletins.tests.factories import ADMIN as BULLETINS
from bulletins.tests.factories import get_edit_path as get_bulletin_path
from content.blocks import BodyBlock
from home.models import DocumentIndexPage, DocumentPage, InformationPage, NewsPage
from home.tests.factories import get_about_section, get_edit_path, get_news_index
from importing.models import ImportedContent
from tests.corpus.expected import CLIPBOARDS, MESSAGE, WEB_PAGE, WORD_FILE, Expected
from tests.corpus.pairs import choose_covering
from tests.edit_forms import iter_block_fields, open_form
from tests.html import get_text, parse_html

ARTICLE, INFORMATION, DOCUMENT, BULLETIN = "article", "information", "document", "bulletin"
MODELS = {ARTICLE: NewsPage, INFORMATION: InformationPage, DOCUMENT: DocumentPage}
# Door → the forms in which texts come to it, and the places that it leads to.
DOORS = {
    "paste": (CLIPBOARDS, (ARTICLE, INFORMATION, DOCUMENT, BULLETIN)),
    "word": ((WORD_FILE,), (ARTICLE, INFORMATION, BULLETIN)),
    "import_content": ((WEB_PAGE, MESSAGE), (ARTICLE, DOCUMENT, BULLETIN)),
    "import_bulletin": ((WEB_PAGE, MESSAGE), (BULLETIN,)),
    "typing": ((MESSAGE,), (ARTICLE, BULLETIN)),
}
# What no door can do more to than a form has done (tests/test_corpus_conversion.py).
MINOR_TRAITS = {
    "caption", "chart", "comment", "film", "footer", "header", "heading 2", "heading 3",
    "high cell", "i", "ins", "link mailto", "link tel", "nbsp", "object", "page", "shy", "sub",
    "tab", "u", "zwsp",
}  # fmt: skip
_SAVED_PAGE = """<html><head><title>{title}</title></head><body><div><img src="/logo.png">
<ul><li><a href="/">Trang chủ</a></li></ul></div><div>
<h2>PublishingPortal - Block_BanTin_Toolbar</h2>
<p>24/11/2026</p><h1>{title}</h1><p>Tóm tắt của bản tin.</p></div>
<div><h2>PublishingPortal - Block_BanTin_ViewData</h2>{body}<p>Bích Huệ</p></div>
<div>Tổng số lượt truy cập: 18.204.511</div></body></html>"""


class Doors:
    """Each brings a text in, and returns what was made of it and what was said of the rest."""

    def __init__(self, request, tmp_path):
        get = request.getfixturevalue
        self.health, self.folder = get("health"), tmp_path
        sign_in = get("sign_in")
        self.moderator, self.publisher = (
            sign_in(get(name)) for name in ("health_moderator", "ict_publisher")
        )

    def bring(self, door, form, text, place):
        """Bring a text in a form through a door to a place."""
        return getattr(self, f"_{door}")(form, text, place)

    def get_client(self, place):
        """Whoever writes there."""
        return self.publisher if place == BULLETIN else self.moderator

    def get_edit_path(self, instance):
        """Where its form is."""
        if isinstance(instance, Bulletin):
            return get_bulletin_path(instance)
        return get_edit_path(instance)

    def publish_bulletin(self, bulletin):
        """Publish its latest version, to all if it was for nobody yet."""
        if not bulletin.audience.exists():
            BulletinAudience.objects.create(bulletin=bulletin, code="all")
        Bulletin.objects.get(pk=bulletin.pk).get_latest_revision().publish()

    def _paste(self, form, text, place):
        answer = self.get_client(place).post(reverse("word:paste"), {"html": form.write(text)})
        assert answer.status_code == 200, answer.content
        said = answer.json()
        blocks = [block for block in said["blocks"] if block["type"] != "picture"]
        return self._write(place, text, blocks), said["note"]

    def _typing(self, form, text, place):
        lines = form.write(text).split("\n")
        state = {
            "blocks": [
                {
                    "key": f"a{number:04}",
                    "text": line,
                    "type": "unstyled",
                    "depth": 0,
                    "inlineStyleRanges": [],
                    "entityRanges": [],
                }
                for number, line in enumerate(lines)
            ],
            "entityMap": {},
        }
        blocks = [{"type": "text", "value": json.dumps(state)}]
        return self._write(place, text, blocks), ""

    def _write(self, place, text, blocks):
        """Send the form for something new with these blocks, and return what was made."""
        path = self._get_add_path(place)
        client = self.get_client(place)
        fields = open_form(client, path)
        fields = {name: value for name, value in fields.items() if not name.startswith("body-")}
        fields |= dict(
            iter_block_fields(BodyBlock(), [{"id": ""} | block for block in blocks], "body")
        )
        fields |= {"title": text.title, "number": "1", "slug": ""}
        if place == BULLETIN:
            fields |= {"summary": "Tóm tắt.", "category": "thien-tai"}
        answer = client.post(path, fields)
        assert answer.status_code == 302, get_text(parse_html(answer))
        return self._get_newest(place)

    def _get_add_path(self, place):
        if place == BULLETIN:
            return f"{BULLETINS}add/"
        parent = self._get_parent(place)
        return f"/admin/pages/add/home/{MODELS[place]._meta.model_name}/{parent.pk}/"

    def _get_parent(self, place):
        if place == ARTICLE:
            return get_news_index(self.health)
        if place == DOCUMENT:
            return DocumentIndexPage.objects.child_of(self.health.root_page).get()
        return get_about_section(self.health)

    def _get_newest(self, place):
        return (Bulletin if place == BULLETIN else MODELS[place]).objects.latest("pk")

    def _word(self, form, text, place):
        file = SimpleUploadedFile(f"{text.name}.docx", form.write(text))
        client = self.get_client(place)
        target = [] if place == BULLETIN else [self._get_parent(place).pk]
        name = "word:bulletin" if place == BULLETIN else "word:page"
        answer = client.post(reverse(name, args=target), {"file": file}, follow=True)
        page = parse_html(answer)
        assert answer.redirect_chain, get_text(page)
        key = UploadedFile.objects.latest("pk").pk
        fields = {
            field["name"]: field.get("value") or field.text.strip() or "on"
            for field in page.select("main form [name]")
            if field["name"] != "csrfmiddlewaretoken"
        }
        answer = client.post(reverse(f"{name}_draft", args=[*target, key]), fields)
        assert answer.status_code == 302, get_text(parse_html(answer))
        losses = page.select_one(".word-losses")
        return self._get_newest(place), get_text(losses) if losses else ""

    def _import_content(self, form, text, place):
        line = {
            "type": "bulletin" if place == BULLETIN else "article",
            "id": text.name,
            "agency": self.health.code,
            "title": text.title,
            "body": form.write(text),
            "kind": "legal" if place == DOCUMENT else "",
            "date": "2019-05-06",
        }
        file = self.folder / "noi-dung.jsonl"
        file.write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
        said = self._call("import_content", file)
        row = ImportedContent.objects.get(key=text.name)
        page = row.page and Page.objects.get(pk=row.page_id).specific
        return page or row.bulletin, said

    def _import_bulletin(self, form, text, place):
        written = form.write(text)
        if form is MESSAGE:
            page = f"24/11/2026\n{text.title}\nTóm tắt của bản tin.\n{written}\nBích Huệ"
        else:
            page = _SAVED_PAGE.format(title=text.title, body=written)
        file = self.folder / "ban-tin.html"
        file.write_text(page, encoding="utf-8")
        said = self._call("import_bulletin", file, publish=True, source=self.health.code)
        return self._get_newest(place), said

    def _call(self, command, file, **options):
        output = StringIO()
        call_command(command, file, stdout=output, **options)
        return output.getvalue()


def list_cases(texts):
    """Return all cases: text, door, form and place."""
    return [
        (text, door, form, place)
        for door, (forms, places) in DOORS.items()
        for form in forms
        for text in texts
        if form.can_hold(text)
        # A page of pictures alone is refused (importing/tests/test_portal_page.py).
        and (door != "import_bulletin" or Expected(text, form).words)
        for place in places
    ]


def choose_cases(texts):
    """Return cases in which traits meet doors, with every text and every way to a place."""

    def list_parts(case):
        text, door, form, place = case
        return {
            text.name,
            (door, form.name, place),
            *((door, trait) for trait in text.traits - MINOR_TRAITS),
        }

    return choose_covering(list_cases(texts), list_parts)
