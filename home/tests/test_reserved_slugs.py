import pytest
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from home.models import InformationPage, SectionPage
from home.paths import RESERVED_SLUGS, TRASH_SLUG
from home.tests.factories import get_about_section, publish_information, publish_section
from sites.localization.tests.versions import publish_english

pytestmark = pytest.mark.django_db


def form_data(title, slug):
    return nested_form_data(
        {
            "title": title,
            "slug": slug,
            "lead": "",
            "body": streamfield([]),
            "comments": inline_formset([]),
        }
    )


@pytest.fixture
def administrator(sign_in, ict_admin):
    """Only ICT administrators choose addresses; those of others come from titles."""
    return sign_in(ict_admin)


def add(client, parent, slug):
    path = f"/admin/pages/add/home/informationpage/{parent.pk}/"
    return client.post(path, form_data("Trang mới", slug))


def slugs_below(parent):
    return set(Page.objects.child_of(parent).values_list("slug", flat=True))


def test_the_reserved_addresses_are_those_that_are_no_pages():
    views = {"ban-tin", "tim-kiem", "hien-thi", "co-quan", "admin", "tai-khoan", "documents"}
    views |= {"so-do", "gop-y", "tiep-can", "tinh-trang"}
    assert views | {"media", "static", "-", "vi", "en"} == RESERVED_SLUGS


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS - {"-"}))
def test_a_reserved_address_is_refused_directly_below_the_home_page(administrator, health, slug):
    before = slugs_below(health.root_page)
    answer = add(administrator, health.root_page, slug)
    assert set(answer.context["form"].errors) == {"slug"}
    assert slugs_below(health.root_page) == before


def test_a_reserved_address_is_refused_to_a_page_that_is_renamed(administrator, health):
    add(administrator, health.root_page, "moi")
    page = InformationPage.objects.child_of(health.root_page).get(slug="moi")
    answer = administrator.post(f"/admin/pages/{page.pk}/edit/", form_data("Mới", "tim-kiem"))
    assert set(answer.context["form"].errors) == {"slug"}
    page.refresh_from_db()
    assert page.slug == "moi"


@pytest.mark.parametrize("slug", ["ban-tin", "tim-kiem", "en"])
def test_the_same_address_is_allowed_deeper_and_reached(administrator, visit, health, slug):
    about = get_about_section(health)
    assert add(administrator, about, slug).status_code == 302
    page = InformationPage.objects.child_of(about).get(slug=slug)
    page.save_revision().publish()
    assert visit(health, f"/gioi-thieu/{slug}/").context["page"].pk == page.pk


def test_a_page_cannot_be_moved_or_copied_to_an_address_it_would_never_be_reached_at(
    sign_in, ict_admin, health
):
    client = sign_in(ict_admin)
    home = health.root_page
    about = SectionPage.objects.child_of(home).get()
    for slug in ("ban-tin", "tim-kiem"):
        add(client, about, slug)
    moved, copied = InformationPage.objects.child_of(about).filter(slug__in=["ban-tin", "tim-kiem"])
    client.post(f"/admin/pages/{moved.pk}/move/{home.pk}/confirm/")
    for slug in (copied.slug, TRASH_SLUG):
        target = {"new_title": "x", "new_slug": slug, "new_parent_page": home.pk}
        answer = client.post(f"/admin/pages/{copied.pk}/copy/", target)
        assert "new_slug" in answer.context["form"].errors
    assert not slugs_below(home) & {TRASH_SLUG, *RESERVED_SLUGS}


def test_a_page_is_not_moved_to_the_path_of_another_one_in_another_language(
    sign_in, ict_admin, health
):
    client = sign_in(ict_admin)
    first, second, third = (publish_section(health, title) for title in ("Một", "Hai", "Ba"))
    publish_english(publish_information(first, "Khám"), "Visits", slug="lich")
    moved = publish_information(second, "Lịch", slug="lich")
    for parent, is_moved in ((first, False), (third, True)):
        client.post(f"/admin/pages/{moved.pk}/move/{parent.pk}/confirm/")
        assert Page.objects.get(pk=moved.pk).is_child_of(parent) == is_moved
