"""A file that is replaced or taken off a page goes from its translations, and is private again."""

import pytest
from wagtail_localize.models import Translation, TranslationSource

from content.tests.factories import (
    create_document,
    create_picture,
    get_picture_url,
    make_file_block,
    make_picture_block,
)
from home.models import DocumentFile, ProcedureForm
from home.tests.factories import (
    make_office_block,
    make_person_block,
    publish_article,
    publish_document,
    publish_news,
    publish_organisation,
    publish_procedure,
)
from sites.localization.propagation import follow_all_sources
from sites.localization.tests.translation_editor import act, get_translation, override, submit
from sites.localization.tests.versions import get_path, publish_english, reload

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


@pytest.fixture
def wrong(health):
    return create_document(health.collection, "Bản có số điện thoại riêng", name="sai.pdf")


@pytest.fixture
def right(health):
    return create_document(health.collection, "Bản đúng", name="dung.pdf")


@pytest.fixture
def offered(visit, health):
    """Whether the pages of a website offer a file; who asks for it gets it, or not."""

    def ask(page, file):
        shown = file.url in visit(health, get_path(page)).content.decode()
        assert visit(health, file.url).status_code == (200 if shown else 404)
        return shown

    return ask


def translate(source, title, *, enabled=True):
    """The published English of a page, which the translation editor keeps in step with it."""
    english = publish_english(source, title)
    begun, _made = TranslationSource.get_or_create_from_instance(source)
    Translation.objects.create(source=begun, target_locale=english.locale, enabled=enabled)
    return english


def change_rows(page, name, *rows):
    page = reload(page)
    setattr(page, name, rows)
    page.save_revision().publish()


def change_body(page, *blocks):
    """Publish a page with these blocks, those that it had under their ids."""
    page = reload(page)
    ids = [child.id for child in page.body]
    page.body = [*blocks]
    for child, number in zip(page.body, ids, strict=False):
        child.id = number
    page.save_revision().publish()


@pytest.mark.parametrize(
    ("publish", "relation", "row"),
    [
        (
            lambda agency, file: publish_document(agency, "Kế hoạch", file=file),
            "files",
            DocumentFile,
        ),
        (
            lambda agency, file: publish_procedure(agency, "Cấp phép", forms=[file]),
            "forms",
            ProcedureForm,
        ),
    ],
    ids=["document", "procedure"],
)
def test_a_replaced_file_is_replaced_in_every_language_and_private_at_once(
    health, wrong, right, offered, publish, relation, row
):
    source = publish(health, wrong)
    english = translate(source, "Plan")
    assert offered(english, wrong)
    change_rows(source, relation, row(file=right))
    assert offered(english, right) and not offered(english, wrong)
    change_rows(source, relation)
    assert not offered(english, right)


def test_the_caption_of_a_file_that_stays_is_kept(health, wrong, right, visit):
    source = publish_document(health, "Kế hoạch", file=wrong)
    english = translate(source, "Plan")
    change_rows(english, "files", DocumentFile(file=wrong, caption="The plan"))
    change_rows(
        source, "files", DocumentFile(file=right), DocumentFile(file=wrong, caption="Phụ lục")
    )
    page = visit(health, get_path(english)).content.decode()
    assert page.index(right.url) < page.index("The plan") and "Phụ lục" not in page


def test_files_and_pictures_in_the_text_follow_and_go(health, wrong, right, offered, visit):
    old, new = (create_picture(health.collection, name=f"{name}.png") for name in ("cu", "moi"))
    source = publish_article(health, wrong, old)
    english = translate(source, "Floods")
    change_body(source, make_file_block(right), make_picture_block(new))
    assert offered(english, right) and not offered(english, wrong)
    body = reload(english).body
    assert body[1].value.pk == new.pk
    change_body(source, make_file_block(right))
    assert [block.id for block in reload(english).body] == [body[0].id]
    assert visit(health, get_picture_url(new)).status_code == 404


def test_the_picture_of_an_article_and_those_of_people_follow(health):
    old, new = (create_picture(health.collection, name=f"{name}.png") for name in ("cu", "moi"))
    article = publish_news(health, "Tiêm chủng", image=old)
    chart = publish_organisation(health, leaders=[make_person_block("Bà Hoa", photo=old)])
    news, people = translate(article, "Vaccination"), translate(chart, "People")
    article = reload(article)
    article.image = new
    article.save_revision().publish()
    chart = reload(chart)
    chart.leaders[0].value["photo"] = None
    chart.save_revision().publish()
    assert reload(news).image == new
    assert [leader.value["photo"] for leader in reload(people).leaders] == [None]


def test_pictures_of_people_deep_in_the_chart_follow_and_go_and_words_stay(health):
    old, new = (create_picture(health.collection, name=f"{name}.png") for name in ("cu", "moi"))
    people = [make_person_block("Bà Hoa", photo=old), make_person_block("Ông Nam")]
    office = make_office_block("Tổ", *people)
    department = make_office_block("Phòng", *people, offices=[office])
    source = publish_organisation(health, departments=[department, department])
    english = translate(source, "People")

    def list_people(page):
        for child in reload(page).departments:
            for office in (child.value, *child.value["offices"]):
                yield [(one["name"], one["photo"]) for one in office["people"]]

    source = reload(source)
    for office in (source.departments[0].value, *source.departments[0].value["offices"]):
        office["people"][0]["photo"] = new
        office["people"][0]["name"] = "Bà Huệ"
    source.save_revision().publish()
    changed, kept = [[("Bà Hoa", one), ("Ông Nam", None)] for one in (new, old)]
    assert [*list_people(english)] == [changed, changed, kept, kept]
    source = reload(source)
    for office in (source.departments[0].value, *source.departments[0].value["offices"]):
        del office["people"][:]
    del source.departments[1]
    source.save_revision().publish()
    assert [*list_people(english)] == [[("Ông Nam", None)]] * 2


def test_a_version_from_before_does_not_bring_the_file_back(health, wrong, right, offered):
    source = publish_document(health, "Kế hoạch", file=wrong)
    english = translate(source, "Plan")
    change_rows(source, "files", DocumentFile(file=right))
    english.latest_revision.publish()
    assert offered(english, right) and not offered(english, wrong)


def test_a_picture_chosen_for_the_language_stays(moderator, health):
    old, new, own = (
        create_picture(health.collection, name=f"{name}.png") for name in ("cu", "moi", "own")
    )
    source = publish_news(health, "Tiêm chủng", image=old)
    submit(moderator, source)
    override(moderator, source, "image", own.pk)
    act(moderator, source, "publish")
    english = get_translation(source).get_target_instance()
    assert reload(english).image == own
    source = reload(source)
    source.image = new
    source.save_revision().publish()
    assert reload(english).image == own


def test_a_picture_chosen_for_the_language_in_a_list_stays_and_the_others_follow(moderator, health):
    old, new, own = (
        create_picture(health.collection, name=f"{name}.png") for name in ("cu", "moi", "own")
    )
    people = [make_person_block(name, photo=old) for name in ("Bà Hoa", "Ông Nam")]
    source = reload(publish_organisation(health, departments=[make_office_block("Phòng", *people)]))
    submit(moderator, source)
    [department] = source.departments.raw_data
    person = department["value"]["people"][0]["id"]
    override(moderator, source, f"departments.{department['id']}.people.{person}.photo", own.pk)
    act(moderator, source, "publish")
    english = get_translation(source).get_target_instance()
    source = reload(source)
    for person in source.departments[0].value["people"]:
        person["photo"] = new
    source.save_revision().publish()
    people = reload(english).departments[0].value["people"]
    assert [person["photo"] for person in people] == [own, new]


def test_a_page_whose_translation_was_stopped_keeps_its_own_files(health, wrong, right, offered):
    source = publish_article(health, wrong)
    english = translate(source, "Floods", enabled=False)
    change_body(source, make_file_block(right))
    assert offered(english, wrong)


def test_what_is_new_in_the_source_waits_for_the_translator(health, right, offered):
    source = publish_article(health)
    english = translate(source, "Floods")
    source = reload(source)
    source.body = [make_file_block(right)]
    source.save_revision().publish()
    assert right.url not in str(reload(english).body.raw_data) and len(reload(english).body) == 0


def test_a_draft_changes_nothing(health, wrong, right, offered):
    source = publish_document(health, "Kế hoạch", file=wrong)
    english = translate(source, "Plan")
    source = reload(source)
    source.files = [DocumentFile(file=right)]
    source.save_revision()
    assert offered(english, wrong)


def test_another_units_page_is_not_touched(health, district, wrong, right):
    other = create_document(district.collection, "Của huyện")
    theirs = translate(publish_document(district, "Kế hoạch", file=other), "Plan")
    source = publish_document(health, "Kế hoạch", file=wrong)
    translate(source, "Plan")
    change_rows(source, "files", DocumentFile(file=right))
    assert [row.file for row in reload(theirs).files.all()] == [other]


def test_what_version_1_0_left_on_a_translation_is_put_right(health, wrong, right, offered):
    source = publish_document(health, "Kế hoạch", file=wrong)
    english = translate(source, "Plan")
    row = DocumentFile.objects.get(document=source.pk)
    row.file = right
    row.save()
    assert offered(english, wrong)
    follow_all_sources()
    assert offered(english, right) and not offered(english, wrong)
