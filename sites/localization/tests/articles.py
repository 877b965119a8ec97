"""What these tests do again and again: an article with an address in a block, and its English."""

import io
from urllib.parse import urlencode

from wagtail.models import Locale, Page
from wagtail_localize.models import OverridableSegment, StringSegment, Translation

from tests.content import news, publish

FORM = "application/x-www-form-urlencoded"
TITLE = {"vi": "Lịch tiêm chủng", "en": "Vaccination schedule"}


BUTTON = {"label": "Đăng ký", "url": "https://tiemchung.example/"}


def article(agency):
    return news(agency, TITLE["vi"], body=[("call_to_action", BUTTON)])


def bulletin():
    return publish(TITLE["vi"], body=[("call_to_action", BUTTON)])


def path_of_address(source):
    """Where the address of the button stands among the strings."""
    return f"body.{source.body[0].id}.url"


def path_of_label(source):
    """Where the words of the button stand; 80 characters at most."""
    return f"body.{source.body[0].id}.label"


def english():
    return Locale.objects.get_or_create(language_code="en")[0]


def submit_url(source):
    if isinstance(source, Page):
        return f"/admin/localize/submit/page/{source.pk}/"
    return f"/admin/localize/submit/snippet/bulletins/bulletin/{source.pk}/"


def submit(client, source, **more):
    return client.post(submit_url(source), {"locales": [english().pk]} | more)


def in_english(source):
    return (
        type(source)
        .objects.filter(translation_key=source.translation_key, locale=english())
        .first()
    )


def translation_of(source):
    return Translation.objects.get(
        source__object_id=source.translation_key, target_locale=english()
    )


def write(client, source, path, text):
    """Send one translated string, as the translation editor does."""
    translation = translation_of(source)
    segment = StringSegment.objects.get(source=translation.source, context__path=path)
    url = f"/admin/localize/translate/{translation.pk}/strings/{segment.pk}/edit/"
    return client.put(url, urlencode({"value": text}), content_type=FORM)


def override(client, source, path, value):
    """Send what a translation has instead of its source, as the translation editor does."""
    translation = translation_of(source)
    segment = OverridableSegment.objects.get(source=translation.source, context__path=path)
    url = f"/admin/localize/translate/{translation.pk}/overrides/{segment.pk}/edit/"
    return client.put(url, urlencode({"value": value}), content_type=FORM)


def upload(client, source, words):
    """Send a PO file with ``words`` by path of the string."""
    translation = translation_of(source)
    po = translation.export_po()
    for entry in po:
        if entry.msgctxt in words:
            entry.msgstr = words[entry.msgctxt]
    file = io.BytesIO(str(po).encode())
    file.name = "en.po"
    return client.post(f"/admin/localize/translate/{translation.pk}/pofile/upload/", {"file": file})


def act(client, source, action):
    """Press a button of the translation editor."""
    return client.post(_editor(source), {"action": action})


def _editor(source):
    translated = in_english(source)
    if isinstance(translated, Page):
        return f"/admin/pages/{translated.pk}/edit/"
    return f"/admin/snippets/bulletins/bulletin/edit/{translated.pk}/"
