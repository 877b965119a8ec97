"""Translators confined to languages, of bulletins or of a unit's pages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from bulletins.models import Bulletin
from bulletins.tests.factories import get_edit_path, publish_bulletin, translate
from channels.tests.factories import get_recording_path
from home.models import AnswerTemplate, FeedbackMessage
from home.tests.factories import publish_news
from home.tests.feedback import submit_feedback
from members.models import Notification
from members.services.translators import drop_translator_languages, set_translator_languages
from members.tests.factories import member_url
from sites.localization.tests.translation_editor import get_english_version, write
from sites.models import TranslatorLanguage
from sites.tests.factories import add_french, open_in_english
from tests.html import parse_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def french(db, settings):
    """A second language to translate into."""
    return add_french(settings)


@pytest.fixture(autouse=True)
def english(health, district):
    open_in_english(health)
    open_in_english(district)


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


def open_in(agency, locale):
    front = agency.root_page.specific.copy_for_translation(locale)
    front.save_revision().publish()
    return front


def confine(client, agency, member, *languages):
    return client.post(member_url(agency, member, "languages"), {"languages": languages})


def edit_path(page):
    return f"/admin/pages/{page.pk}/edit/"


def test_a_moderator_makes_an_editor_a_translator(moderator, health, health_editor, sign_in):
    article = publish_news(health)
    assert sign_in(health_editor).get(edit_path(article)).status_code == 200
    assert confine(moderator, health, health_editor, "en").status_code == 302
    assert "chỉ dịch" in moderator.get(f"/admin/people/units/{health.pk}/").content.decode()
    translator = sign_in(health_editor)
    assert translator.get(edit_path(article)).status_code in {302, 403}
    translator.post(f"/admin/ban-dich/trang/{article.pk}/en/")
    assert translator.get(edit_path(get_english_version(article))).status_code == 200
    write(translator, article, "title", "Vaccination")


def test_a_translator_of_english_does_not_change_another_language(
    moderator, health, health_editor, sign_in, french
):
    front = open_in(health, french)
    confine(moderator, health, health_editor, "en")
    translator = sign_in(health_editor)
    assert translator.get(edit_path(front)).status_code in {302, 403}
    article = publish_news(health)
    translator.post(f"/admin/localize/submit/page/{article.pk}/", {"locales": [french.pk]})
    assert not article.has_translation(french)
    translator.post(f"/admin/ban-dich/trang/{article.pk}/fr/")
    assert not article.has_translation(french)
    translator.post(f"/admin/ban-dich/trang/{article.pk}/en/")
    assert get_english_version(article)


def test_a_translator_of_a_unit_has_nothing_of_another(
    moderator, health, health_editor, district, sign_in
):
    confine(moderator, health, health_editor, "en")
    theirs = publish_news(district)
    translator = sign_in(health_editor)
    assert translator.get(edit_path(theirs)).status_code == 404
    assert translator.post(f"/admin/ban-dich/trang/{theirs.pk}/en/").status_code == 404
    assert get_english_version(theirs) is None


def test_a_translator_adds_no_page(moderator, health, health_editor, sign_in):
    confine(moderator, health, health_editor, "en")
    front = health.root_page.specific.get_translation(Locale.objects.get(language_code="en"))
    for page in (health.root_page, front):
        answer = sign_in(health_editor).get(f"/admin/pages/add/home/sectionpage/{page.pk}/")
        assert answer.status_code in {302, 403, 404}


def is_refusal(answer):
    return answer.status_code in {403, 404} or answer.get("Location") == "/admin/"


def list_doors(agency, bulletin, message, template):
    """The screens of a unit beyond its pages."""
    return [
        reverse("desk:agency_opening_hours", args=[agency.pk]),
        reverse("desk:placement", args=[agency.pk, bulletin.pk]),
        reverse("confirm", args=[agency.pk, bulletin.pk]),
        reverse("proposals:add"),
        reverse("feedback:unit", args=[agency.pk]),
        reverse("feedback:read", args=[message.pk]),
        reverse("feedback:templates", args=[agency.pk]),
        reverse("feedback:edit_template", args=[template.pk]),
        get_recording_path(bulletin, agency=agency),
    ]


def test_what_is_no_translation_is_closed_to_a_translator(
    moderator, health, health_editor, sign_in, visit
):
    bulletin = publish_bulletin("Lũ quét", confirm_by=timezone.now() + timedelta(days=1))
    submit_feedback(health)
    message = FeedbackMessage.objects.get()
    template = AnswerTemplate.objects.create(agency=health, title="Cảm ơn", text="Cảm ơn bà.")
    doors = list_doors(health, bulletin, message, template)
    editor = sign_in(health_editor)
    assert {door: editor.get(door).status_code for door in doors} == dict.fromkeys(doors, 200)
    confine(moderator, health, health_editor, "en")
    translator = sign_in(health_editor)
    for door in doors:
        answers = translator.get(door), translator.post(door, {"remark": "Nộp tiền qua tài khoản"})
        # Wagtail sends those who may not do something to the start of the admin.
        assert all(is_refusal(answer) for answer in answers), door
    links = parse_html(translator.get("/admin/")).select("a[href]")
    assert not {*doors} & {link["href"] for link in links}
    assert "Nộp tiền" not in visit(health).content.decode()


def test_nobody_tells_a_translator_that_a_citizen_has_written(moderator, health, health_editor):
    confine(moderator, health, health_editor, "en")
    submit_feedback(health)
    assert not Notification.objects.filter(person=health_editor).exists()


def test_nothing_chosen_lifts_it(moderator, health, health_editor, sign_in):
    article = publish_news(health)
    confine(moderator, health, health_editor, "en")
    confine(moderator, health, health_editor)
    assert sign_in(health_editor).get(edit_path(article)).status_code == 200


def test_who_becomes_a_moderator_or_leaves_is_confined_no_more(moderator, health, health_editor):
    confine(moderator, health, health_editor, "en")
    moderator.post(member_url(health, health_editor, "role"), {"role": "moderators"})
    assert not TranslatorLanguage.objects.exists()
    moderator.post(member_url(health, health_editor, "role"), {"role": "editors"})
    confine(moderator, health, health_editor, "en")
    moderator.post(member_url(health, health_editor, "remove"))
    assert not TranslatorLanguage.objects.exists()


def test_others_confine_nobody(
    sign_in, health, health_editor, health_moderator, district_moderator, outsider
):
    for person in (district_moderator, outsider, health_editor):
        answer = confine(sign_in(person), health, health_editor, "en")
        assert answer.status_code in {302, 403, 404}
    confine(sign_in(health_moderator), health, health_moderator, "en")
    assert not TranslatorLanguage.objects.exists()


def test_what_is_translated_from_is_no_language_to_be_confined_to(moderator, health, health_editor):
    offered = parse_html(moderator.get(member_url(health, health_editor, "languages")))
    assert [box["value"] for box in offered.select("[name=languages]")] == ["en"]


def test_the_journal_says_who_confined_whom(moderator, health, health_editor):
    confine(moderator, health, health_editor, "en")
    assert "được đổi ngôn ngữ dịch: en" in moderator.get("/admin/journal/").content.decode()
    set_translator_languages(
        user=health_editor, agency=health, languages={"tay", "en"}, by=health_editor
    )
    assert "ngôn ngữ dịch: en, tay" in moderator.get("/admin/journal/").content.decode()


def test_a_central_translator_is_confined_by_the_ict_department(
    sign_in, ict_admin, translator, french
):
    source = publish_bulletin("Thông báo nghỉ lễ")
    english = translate(source, "Holiday", live=False)
    other_row = source.copy_for_translation(french)
    other_row.live = False
    other_row.save()
    client = sign_in(translator)
    assert client.get(get_edit_path(other_row)).status_code == 200
    url = f"/admin/people/person/{translator.pk}/languages/"
    assert sign_in(ict_admin).post(url, {"languages": ["en"]}).status_code == 302
    client = sign_in(translator)
    assert client.get(get_edit_path(english)).status_code == 200
    assert client.get(get_edit_path(other_row)).status_code in {302, 403}
    other = publish_bulletin("Lịch tiêm")
    client.post(
        f"/admin/localize/submit/snippet/bulletins/bulletin/{other.pk}/", {"locales": [french.pk]}
    )
    assert not Bulletin.objects.filter(
        translation_key=other.translation_key, locale=french
    ).exists()


def test_who_has_no_central_role_of_a_translator_cannot_be_confined_centrally(
    sign_in, ict_admin, ict_publisher
):
    url = f"/admin/people/person/{ict_publisher.pk}/languages/"
    assert sign_in(ict_admin).get(url).status_code == 404


def test_the_languages_go_with_the_central_role(sign_in, ict_admin, translator):
    client = sign_in(ict_admin)
    person = f"/admin/people/person/{translator.pk}"
    client.post(f"{person}/languages/", {"languages": ["en"]})
    assert TranslatorLanguage.objects.count() == 1
    client.post(f"{person}/central/", {"roles": []})
    assert not TranslatorLanguage.objects.exists()


def test_what_is_set_or_dropped_in_one_unit_stays_in_another_and_for_others(
    health, district, health_editor, translator, ict_admin
):
    def list_stored():
        rows = TranslatorLanguage.objects.values_list("person", "agency", "language")
        return sorted(rows, key=str)

    for user, agency in ((health_editor, health), (health_editor, district), (translator, None)):
        set_translator_languages(user=user, agency=agency, languages=["en"], by=ict_admin)
    kept = [(health_editor.pk, district.pk, "en"), (translator.pk, None, "en")]
    set_translator_languages(user=health_editor, agency=health, languages=["fr"], by=ict_admin)
    assert list_stored() == sorted([*kept, (health_editor.pk, health.pk, "fr")], key=str)
    drop_translator_languages(user=health_editor, agency=health)
    assert list_stored() == sorted(kept, key=str)
