"""What a website has kept of its pages when something of it changes.

Each change prepares, yields the path to look at, changes something, and yields what the page
shows from then on and what it shows no more.
"""

from datetime import date

import pytest
from wagtail.models import Page

from content.tests.factories import create_document
from desk.services.trash import restore_page, trash_page
from desk.tests.factories import create_trashed_article
from home.tests.factories import publish_document, publish_news, restrict_page
from sites.models import Agency, AgencySettings
from sites.services.archiving import archive_agency, restore_agency
from sites.tests.factories import create_agency_group, create_host_alias, open_in_english

NEWS = "/tin-tuc/"


def published(health):
    yield NEWS
    publish_news(health, "Tin mới")
    yield "Tin mới", None


def published_anew(health):
    article = publish_news(health, "Tin đầu")
    yield NEWS
    article.title = "Tin sửa"
    article.save_revision().publish()
    yield "Tin sửa", "Tin đầu"


def live_from_the_beginning(health):
    yield NEWS
    article = publish_news(health, "Tin một")
    article.copy(update_attrs={"title": "Tin hai", "slug": "tin-hai"}, keep_live=True)
    yield "Tin hai", None


def unpublished(health):
    article = publish_news(health, "Tin cũ")
    yield NEWS
    article.unpublish()
    yield None, "Tin cũ"


def deleted(health):
    article = publish_news(health, "Tin cũ")
    yield NEWS
    article.delete()
    yield None, "Tin cũ"


def binned(health):
    article = publish_news(health, "Tin cũ")
    yield NEWS
    trash_page(page=article, user=None)
    yield None, "Tin cũ"


def restored(health):
    article = create_trashed_article(health)
    yield NEWS
    restore_page(trashed=article.binned, user=None, publish=True)
    yield "Tin cũ", None


def another_address(health):
    article = publish_news(health, "Tin một")
    yield NEWS
    article.slug = "tin-khac"
    article.save_revision().publish()
    yield "/tin-tuc/tin-khac/", "/tin-tuc/tin-mot/"


def moved(health):
    page = Page.objects.descendant_of(health.root_page).get(slug="chuc-nang-nhiem-vu")
    yield "/gioi-thieu/"
    page.move(health.root_page, pos="last-child")
    yield None, "/gioi-thieu/chuc-nang-nhiem-vu/"


def restricted(health):
    article = publish_news(health, "Tin một")
    yield NEWS
    restrict_page(article, "mật khẩu")
    yield None, "Tin một"


def opened(health):
    article = publish_news(health, "Tin một")
    restriction = restrict_page(article, "mật khẩu")
    yield NEWS
    restriction.delete()
    yield "Tin một", None


def details(health):
    yield "/"
    settings = AgencySettings.for_site(health.site)
    settings.telephone = "0209 3870 943"
    settings.save()
    yield "0209 3870 943", None


def a_language(health):
    yield "/"
    open_in_english(health)
    yield 'lang="en"', None


def a_file(health):
    file = create_document(health.collection, "Kế hoạch")
    publish_document(health, "Văn bản", number="1", file=file)
    yield "/van-ban/van-ban/"
    file.title = "Kế hoạch năm"
    file.save()
    yield None, None


OWN = [
    published,
    published_anew,
    live_from_the_beginning,
    unpublished,
    deleted,
    binned,
    restored,
    another_address,
    moved,
    restricted,
    opened,
    details,
    a_language,
    a_file,
]


def renamed(health):
    yield "/"
    row = Agency.objects.get(pk=health.pk)
    row.name_vi = "Sở Y tế mới"
    row.save()
    yield "Sở Y tế mới", None


def archived(health):
    yield "/"
    archive_agency(agency=health, successors=[], ended_on=date(2026, 1, 1), by=None)
    yield "01/01/2026", None


def restored_unit(health):
    archive_agency(agency=health, successors=[], ended_on=date(2026, 1, 1), by=None)
    yield "/"
    restore_agency(agency=health, by=None)
    yield None, "01/01/2026"


def an_alias(health):
    yield "/"
    create_host_alias(health, "yte-cu.vn")
    yield None, None


OF_ALL = [renamed, archived, restored_unit, an_alias]


def named(function):
    return function.__name__


def see_it_change(change, agency, visit, kept, others=()):
    """Make a change while the pages of all are kept, and look at what the page says then."""
    steps = change(agency)
    path = next(steps)
    for other, elsewhere in [(agency, path), *others]:
        visit(other, elsewhere)
    before = visit(agency, path).content.decode()
    assert kept(agency, path)
    shown, gone = next(steps)
    assert not kept(agency, path)
    after = visit(agency, path).content.decode()
    if shown:
        assert shown not in before and shown in after
    if gone:
        assert gone in before and gone not in after


@pytest.mark.parametrize("change", OWN, ids=named)
def test_a_change_of_a_website_shows_at_once_and_the_others_keep_their_pages(
    health, district, visit, kept, change
):
    see_it_change(change, health, visit, kept, [(district, "/"), (district, NEWS)])
    assert kept(district)
    assert kept(district, NEWS)


@pytest.mark.parametrize("change", OF_ALL, ids=named)
def test_what_every_website_tells_of_an_agency_is_written_anew_on_all(
    health, district, visit, kept, change
):
    visit(district, "/co-quan/")
    see_it_change(change, health, visit, kept)
    assert not kept(district, "/co-quan/")


def test_a_draft_changes_no_website(health, visit, kept):
    article = publish_news(health, "Tin một")
    visit(health, NEWS)
    article.title = "Chưa xong"
    article.save_revision()
    assert kept(health, NEWS)


def test_a_new_file_and_a_new_size_of_a_picture_change_no_website(health, visit, kept):
    visit(health)
    create_document(health.collection, "Kế hoạch")
    assert kept(health)


def test_who_joins_or_leaves_a_group_is_written_anew_and_nobody_else(health, district, visit, kept):
    group = create_agency_group("Ven sông")
    for change in (
        lambda: group.agencies.add(health),
        lambda: group.agencies.remove(health),
        lambda: health.groups.set([group]),
        group.delete,
    ):
        visit(health)
        visit(district)
        change()
        assert not kept(health)
        assert kept(district)


def test_a_page_of_the_province_that_others_link_takes_their_pages_along(
    province, health, visit, kept
):
    guide = publish_news(province, "Hướng dẫn")
    article = publish_news(health, "Tin một")
    article.body = [("text", f'<p><a linktype="page" id="{guide.pk}">Xem</a></p>')]
    article.save_revision().publish()
    path = "/tin-tuc/tin-mot/"
    assert "/tin-tuc/huong-dan/" in visit(health, path).content.decode()
    publish_news(province, "Tin của tỉnh")
    assert kept(health, path)
    guide.slug = "huong-dan-moi"
    guide.save_revision().publish()
    assert "/tin-tuc/huong-dan-moi/" in visit(health, path).content.decode()
