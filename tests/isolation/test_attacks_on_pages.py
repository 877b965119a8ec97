import pytest
from wagtail.models import GroupPagePermission, Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from bulletins.tests.factories import create_draft, publish_bulletin
from content.tests.factories import create_document, create_picture
from home.models import NewsPage, OrganisationPage
from home.tests.factories import make_article_form, make_person_form, publish_document, publish_news
from sites.tests.factories import translate_front

pytestmark = pytest.mark.django_db

SECRET = "Diều hâu"


@pytest.fixture
def theirs(district):
    return publish_news(district, SECRET)


@pytest.fixture
def secret(district, theirs):
    """A draft of the other agency."""
    page = NewsPage(title=f"{SECRET} nháp", live=False, locale=theirs.locale)
    theirs.get_parent().add_child(instance=page)
    return page


@pytest.fixture
def ours(health):
    return publish_news(health, "Tiêm chủng")


@pytest.fixture
def editor(sign_in, health_editor):
    return sign_in(health_editor)


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


def save(client, page, **fields):
    return client.post(
        f"/admin/pages/{page.pk}/edit/",
        make_article_form(title=page.title, slug=page.slug) | nested_form_data(fields),
    )


def latest(page):
    return Page.objects.get(pk=page.pk).get_latest_revision_as_object()


def is_refused(response):
    """Wagtail's admin answers a denied request with a message on its first page."""
    denied = response.status_code == 302 and response["Location"] == "/admin/"
    return denied or response.status_code in {403, 404}


def test_an_editor_saves_their_own_article(editor, health, ours):
    image = create_picture(health.collection)
    assert not is_refused(save(editor, ours, image=image.pk))
    assert latest(ours).image == image


def test_an_editor_cannot_save_another_agencys_picture_by_its_number(editor, district, ours):
    image = create_picture(district.collection)
    assert is_refused(save(editor, ours, image=image.pk))
    assert latest(ours).image is None


@pytest.mark.parametrize("kind", ["page", "document"])
def test_rich_text_cannot_link_what_is_another_agencys(editor, district, ours, secret, kind):
    pk = {"page": secret.pk, "document": create_document(district.collection).pk}[kind]
    link = rich_text(f'<p><a linktype="{kind}" id="{pk}">xem</a></p>')
    assert is_refused(save(editor, ours, body=streamfield([("text", link)])))
    assert len(latest(ours).body) == 0


@pytest.mark.parametrize("block", ["picture", "file"])
def test_blocks_cannot_hold_what_is_another_agencys(editor, district, ours, block):
    image, paper = create_picture(district.collection), create_document(district.collection)
    values = {
        "picture": {"image": image.pk, "decorative": "on", "alt_text": ""},
        "file": {"document": paper.pk, "caption": ""},
    }
    body = streamfield([(block, values[block])])
    assert is_refused(save(editor, ours, body=body))
    assert len(latest(ours).body) == 0


def test_an_article_cannot_be_related_to_another_agencys(editor, ours, theirs, secret):
    for page in (theirs, secret):
        assert is_refused(save(editor, ours, related=streamfield([("article", page.pk)])))
        assert len(latest(ours).related) == 0


def test_a_person_cannot_be_shown_with_another_agencys_photo(editor, health, district):
    page = OrganisationPage.objects.descendant_of(health.root_page).get()
    person = make_person_form(photo=create_picture(district.collection).pk)
    held = {"departments": streamfield([]), "leaders": streamfield([("person", person)])}
    assert is_refused(save(editor, page, **held))
    assert len(latest(page).leaders) == 0


def test_a_document_page_cannot_hold_another_agencys_file(moderator, health, district):
    page = publish_document(health, "Thông báo", number="1/TB")
    paper = {"number": "1/TB", "document_type": "", "issued_on": "24/11/2026"}
    foreign = create_document(district.collection)
    files = inline_formset([{"file": foreign.pk, "caption": "", "ORDER": 1}])
    assert is_refused(save(moderator, page, **paper, files=files))
    assert not latest(page).files.exists()


def test_a_page_cannot_be_moved_or_copied_into_another_agencys_website(moderator, ours, theirs):
    target = theirs.get_parent()
    before = target.numchild
    moderator.post(f"/admin/pages/{ours.pk}/move/{target.pk}/confirm/")
    copy = {"new_title": "a", "new_slug": "a", "new_parent_page": target.pk}
    moderator.post(f"/admin/pages/{ours.pk}/copy/", copy)
    moderator.post(f"/admin/pages/{ours.pk}/copy/", copy | {"alias": "on"})
    moderator.post(
        f"/admin/bulk/wagtailcore/page/move/?id={ours.pk}",
        {"chooser": target.pk, "move_applicable": "on"},
    )
    target.refresh_from_db()
    assert target.numchild == before
    assert Page.objects.get(pk=ours.pk).path == ours.path


def test_another_agencys_page_cannot_be_copied_home(moderator, health, theirs):
    home = health.root_page
    before = home.get_descendants().count()
    copy = {"new_title": "a", "new_slug": "a", "new_parent_page": home.pk}
    moderator.post(f"/admin/pages/{theirs.pk}/copy/", copy)
    moderator.post(f"/admin/pages/{theirs.pk}/move/{home.pk}/confirm/")
    assert home.get_descendants().count() == before


@pytest.mark.parametrize("action", ["delete", "move", "publish", "unpublish"])
def test_bulk_actions_on_all_of_a_foreign_section_show_and_do_nothing(
    moderator, theirs, secret, action
):
    section = theirs.get_parent()
    address = f"/admin/bulk/wagtailcore/page/{action}/?id=all&childOf={section.pk}"
    before = list(Page.objects.order_by("pk").values("pk", "path", "live"))
    for response in (moderator.get(address), moderator.post(address)):
        assert SECRET not in response.content.decode()
    assert list(Page.objects.order_by("pk").values("pk", "path", "live")) == before


@pytest.mark.parametrize(
    "address",
    [
        "/admin/pages/{page}/",
        "/admin/pages/{home}/",
        "/admin/pages/{page}/move/{page}/confirm/",
        "/admin/pages/workflow/confirm_cancellation/{page}/",
        "/admin/pages/{page}/revisions/",
        "/admin/pages/{page}/view_draft/",
        "/admin/choose-page/{home}/",
        "/admin/choose-page/{section}/",
        "/admin/choose-page/chosen-multiple/?id={page}",
        "/admin/choose-page/search/?q=Diều",
        "/admin/api/main/pages/?search=Diều",
        "/admin/api/main/pages/{page}/",
        "/admin/pages/search/?q=Diều",
    ],
)
def test_neither_explorer_nor_chooser_nor_search_tell_of_a_foreign_draft(
    moderator, district, theirs, secret, address
):
    keys = {"page": secret.pk, "home": district.root_page_id, "section": theirs.get_parent().pk}
    response = moderator.get(address.format_map(keys), follow=True)
    assert SECRET not in response.content.decode()


def test_an_external_address_of_a_foreign_page_is_not_turned_into_its_title(moderator, theirs):
    address = {"external-link-chooser-url": theirs.full_url, "external-link-chooser-link_text": ""}
    answer = moderator.post("/admin/choose-external-link/", address).json()
    assert SECRET not in str(answer)
    assert answer["result"]["url"] == theirs.full_url
    assert "id" not in answer["result"]


def test_with_several_languages_the_explorer_still_shows_ones_own_pages_only(
    moderator, health, district
):
    for agency in (health, district):
        translate_front(agency)
    text = moderator.get("/admin/pages/", follow=True).content.decode()
    assert "Sở Y tế" in text
    assert "Ba Bể" not in text


def test_a_permission_on_another_agencys_pages_ticked_by_mistake_gives_nothing(
    moderator, health, district, theirs
):
    ours = GroupPagePermission.objects.filter(group=health.moderators).first()
    GroupPagePermission.objects.create(
        group=health.moderators, page=district.root_page, permission=ours.permission
    )
    assert is_refused(moderator.get(f"/admin/pages/{theirs.pk}/edit/"))


def test_pages_that_everybody_may_link_are_the_provinces_live_ones(moderator, province, theirs):
    legal = publish_news(province, "Quyết định của tỉnh")
    search = "/admin/choose-page/search/?q=Quyết"
    assert "Quyết định của tỉnh" in moderator.get(search).content.decode()
    legal.unpublish()
    assert "Quyết định của tỉnh" not in moderator.get(search).content.decode()


def test_a_live_bulletin_can_be_chosen_and_a_draft_cannot(moderator):
    publish_bulletin("Bão số 9")
    create_draft("Bão số 10")
    text = moderator.get("/admin/snippets/choose/bulletins/bulletin/").json()["html"]
    assert "Bão số 9" in text
    assert "Bão số 10" not in text


def test_a_form_with_errors_does_not_show_what_a_block_must_not_hold(moderator, district, ours):
    image = create_picture(district.collection)
    held = {"image": image.pk, "decorative": "on", "alt_text": ""}
    # A heading without words keeps the text from reaching the page; it would be shown again.
    body = streamfield([("picture", held), ("heading", "")])
    response = save(moderator, ours, **{"body": body, "action-publish": "1"})
    assert is_refused(response)
    assert image.title not in response.content.decode()
