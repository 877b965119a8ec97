"""What these tests do again and again: an article with an address in a block, and its English."""

import io
from urllib.parse import urlencode

from wagtail.models import Page
from wagtail_localize.models import (
    OverridableSegment,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)

from bulletins.tests.factories import publish_bulletin
from home.tests.factories import publish_news
from sites.tests.factories import add_english, open_in_english
from tests.html import read_html

FORM = "application/x-www-form-urlencoded"
TITLE = {"vi": "Lịch tiêm chủng", "en": "Vaccination schedule"}


BUTTON = {"label": "Đăng ký", "url": "https://tiemchung.example/"}


def article(agency):
    return publish_news(agency, TITLE["vi"], body=[("call_to_action", BUTTON)])


def bulletin():
    return publish_bulletin(TITLE["vi"], body=[("call_to_action", BUTTON)])


def get_url_path(source):
    """Where the address of the button stands among the strings."""
    return f"body.{source.body[0].id}.url"


def get_label_path(source):
    """Where the words of the button stand; 80 characters at most."""
    return f"body.{source.body[0].id}.label"


def submit_url(source):
    if isinstance(source, Page):
        return f"/admin/localize/submit/page/{source.pk}/"
    return f"/admin/localize/submit/snippet/bulletins/bulletin/{source.pk}/"


def begin(client, source, **more):
    """Begin the English of ``source``, of which nothing is translated yet."""
    return client.post(submit_url(source), {"locales": [add_english().pk]} | more)


def submit(client, source, **more):
    """Begin the English of ``source``, with its words already there."""
    answer = begin(client, source, **more)
    for one in TranslationSource.objects.all():
        translate_rest(one.get_source_instance())
    return answer


def translate_rest(source, *, but=()):
    """Write English for what nobody has translated, except at the paths ``but``."""
    segments = StringSegment.objects.filter(source__object_id=source.translation_key)
    for segment in segments.exclude(context__path__in=["slug", *but]).select_related("string"):
        StringTranslation.objects.get_or_create(
            translation_of=segment.string,
            locale=add_english(),
            context=segment.context,
            defaults={"data": put_into_english(segment.string.data)},
        )


def put_into_english(text):
    """An address stays what it is."""
    return text if text.startswith(("/", "https:")) else f"EN {text}"


def submit_new_bulletin(client, agency):
    """A new bulletin that is to be put into English, with the languages an agency has."""
    open_in_english(agency)
    source = publish_bulletin("Thông báo nghỉ lễ")
    begin(client, source)
    return get_translation(source)


def get_english_version(source):
    return (
        type(source)
        .objects.filter(translation_key=source.translation_key, locale=add_english())
        .first()
    )


def get_translation(source):
    return Translation.objects.get(
        source__object_id=source.translation_key, target_locale=add_english()
    )


def write(client, source, path, text):
    """Send one translated string, as the translation editor does."""
    translation = get_translation(source)
    segment = StringSegment.objects.get(source=translation.source, context__path=path)
    url = f"/admin/localize/translate/{translation.pk}/strings/{segment.pk}/edit/"
    return client.put(url, urlencode({"value": text}), content_type=FORM)


def override(client, source, path, value):
    """Send what a translation has instead of its source, as the translation editor does."""
    translation = get_translation(source)
    segment = OverridableSegment.objects.get(source=translation.source, context__path=path)
    url = f"/admin/localize/translate/{translation.pk}/overrides/{segment.pk}/edit/"
    return client.put(url, urlencode({"value": value}), content_type=FORM)


def upload(client, source, words):
    """Send a PO file with ``words`` by path of the string."""
    translation = get_translation(source)
    po = translation.export_po()
    for entry in po:
        if entry.msgctxt in words:
            entry.msgstr = words[entry.msgctxt]
    file = io.BytesIO(str(po).encode())
    file.name = "en.po"
    return client.post(f"/admin/localize/translate/{translation.pk}/pofile/upload/", {"file": file})


def act(client, source, action):
    """Press a button of the translation editor."""
    return press(client, _editor(source), action)


def press(client, url, action):
    """Open the editor of a translation at its address, and press a button."""
    return client.post(url, {"action": action, "opened": read_opened(client.get(url))})


def read_opened(answer):
    """When the editor was opened, as it says itself; empty where it is not shown."""
    view = read_html(answer.content).select_one(".translation-screen")
    return view["data-opened"] if view else ""


def _editor(source):
    translated = get_english_version(source)
    if isinstance(translated, Page):
        return f"/admin/pages/{translated.pk}/edit/"
    return f"/admin/snippets/bulletins/bulletin/edit/{translated.pk}/"


def publish_translation(client, source, title="Vaccination"):
    """The published English of a page or bulletin, of which only the title is translated."""
    submit(client, source)
    write(client, source, "title", title)
    act(client, source, "publish")
    return get_english_version(source)


def update_translations(client, source, publish=True):
    """Take the changed source over into its translations, as the screen of the package does."""
    url = f"/admin/localize/update/{get_translation(source).source_id}/"
    return client.post(url, {"publish_translations": "on"} if publish else {})
