import json

import pytest

from bulletins.tests.factories import publish_bulletin
from content.tests.factories import create_picture
from home.models import ContactPage, InformationPage
from home.tests.factories import get_about_section, publish_document, publish_news
from sites.models import AgencySettings
from sites.tests.factories import open_in_english
from tests.html import parse_html, read_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(visit):
    return lambda agency, path="/": parse_html(visit(agency, path)).head


def graph(head):
    return {meta["property"]: meta["content"] for meta in head.select("meta[property]")}


def description(head):
    [meta] = head.select('meta[name="description"]')
    return meta["content"]


def alternates(head):
    return {link["hreflang"]: link["href"] for link in head.select("link[hreflang]")}


def structured(head):
    return [json.loads(each.string) for each in head.select('script[type="application/ld+json"]')]


def picture(name="anh.png", size=(1600, 1000)):
    return create_picture(title="Ảnh", description="Trạm y tế.", name=name, size=size)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"search_description": "Cho máy.", "lead": "Dẫn."}, "Cho máy."),
        ({"lead": "Dẫn."}, "Dẫn."),
        ({"body": [("text", "<p>Mang <b>sổ</b> &amp; thẻ.</p>")]}, "Mang sổ & thẻ."),
        ({}, "Tiêm chủng, trên trang thông tin của Sở Y tế."),
        ({"lead": "dài " * 90}, ("dài " * 50).strip() + "…"),
    ],
)
def test_a_description_is_never_empty(head, health, fields, expected):
    publish_news(health, "Tiêm chủng", slug="tiem", **fields)
    found = head(health, "/tin-tuc/tiem/")
    assert description(found) == graph(found)["og:description"] == expected


@pytest.mark.parametrize(
    "path",
    ["/", "/gioi-thieu/", "/tin-tuc/", "/lien-he/", "/ban-tin/", "/co-quan/", "/so-do/",
     "/ban-tin/luu-tru/", "/ban-tin/nguon-tin/", "/gop-y/", "/tiep-can/"],
)  # fmt: skip
def test_what_is_to_be_found_says_what_it_is_and_where(head, health, path):
    found = head(health, path)
    url = f"{health.root_url}{path}"
    assert [link["href"] for link in found.select('link[rel="canonical"]')] == [url]
    assert description(found)
    properties = graph(found)
    assert properties["og:url"] == url and properties["og:title"]
    assert (properties["og:locale"], properties["og:type"]) == ("vi_VN", "website")
    assert not found.select('meta[name="robots"]')
    assert len(found.select("title")) == 1 and found.title.text.endswith(" · Sở Y tế")


def test_pages_that_lead_nowhere_are_not_to_be_found(visit, health):
    missing = read_html(visit(health, "/khong-co/").content).head
    assert missing.select_one('meta[name="robots"]')["content"] == "noindex"
    assert not missing.select('link[rel="canonical"]')


def test_languages_are_named_where_the_page_is_live_in_them_and_on_both_sides(head, health):
    front = open_in_english(health)
    contact = ContactPage.objects.child_of(health.root_page).get()
    english = contact.copy_for_translation(front.locale)
    english.slug = "contact"
    assert alternates(head(health, "/lien-he/")) == {}
    english.save_revision().publish()
    vietnamese_url, english_url = (health.root_url + p for p in ("/lien-he/", "/en/contact/"))
    expected = {"vi": vietnamese_url, "en": english_url, "x-default": vietnamese_url}
    for path in ("/lien-he/", "/en/contact/"):
        assert alternates(head(health, path)) == expected
    assert graph(head(health, "/lien-he/"))["og:locale:alternate"] == "en_GB"
    assert graph(head(health, "/en/contact/"))["og:locale"] == "en_GB"
    assert set(alternates(head(health, "/co-quan/"))) == {"vi", "en", "x-default"}
    assert alternates(head(health, "/tin-tuc/")) == {}


def test_a_website_of_one_language_names_none(head, health, district):
    open_in_english(health)
    assert alternates(head(district, "/")) == alternates(head(district, "/co-quan/")) == {}


def test_the_second_page_of_a_list_is_a_page_of_its_own(head, health):
    for number in range(21):
        publish_news(health, f"Bài {number}")
    for last in ("2", "99"):
        [link] = head(health, f"/tin-tuc/?trang={last}").select('link[rel="canonical"]')
        assert link["href"] == f"{health.root_url}/tin-tuc/?trang=2"
    for other in ("1", "x"):
        [link] = head(health, f"/tin-tuc/?trang={other}").select('link[rel="canonical"]')
        assert link["href"] == f"{health.root_url}/tin-tuc/"


def test_an_articles_picture_goes_with_its_address(head, health, work_off):
    publish_news(health, "Có ảnh", slug="co", image=picture())
    publish_news(health, "Không", slug="khong")
    assert graph(head(health, "/tin-tuc/co/"))["og:image"].endswith("/icon-512.png")
    work_off()
    properties = graph(head(health, "/tin-tuc/co/"))
    assert properties["og:image"].startswith(f"{health.root_url}/media/images/")
    assert properties["og:image"].endswith(".jpg")
    assert (properties["og:image:width"], properties["og:image:height"]) == ("1200", "630")
    assert properties["og:image:alt"] == "Trạm y tế."
    assert graph(head(health, "/tin-tuc/khong/"))["og:image"] == f"{health.root_url}/icon-512.png"


@pytest.mark.parametrize(
    "path",
    ["/", "/ban-tin/", "/ban-tin/tin/", "/tim-kiem/?q=a", "/co-quan/", "/so-do/", "/gop-y/"]
    + ["/hien-thi/"],
)
def test_whatever_has_no_picture_goes_with_the_sign_of_its_unit(
    head, visit, health, district, path
):
    publish_bulletin("Tin")
    for agency in (health, district):
        properties = graph(head(agency, path))
        assert properties["og:image"] == f"{agency.root_url}/icon-512.png"
        assert properties["og:image:alt"] == agency.name
        assert visit(agency, "/icon-512.png")["Content-Type"] == "image/png"


def test_pages_whose_picture_is_lost_are_shown_without_it(head, health, visit, sign_in, ict_admin):
    lost = picture()
    page = publish_news(health, "Mất ảnh", slug="mat", image=lost)
    details = AgencySettings.for_site(health.site)
    details.emblem = lost
    details.save()
    lost.renditions.all().delete()
    lost.file.storage.delete(lost.file.name)
    assert graph(head(health, "/tin-tuc/mat/"))["og:image"].endswith("/icon-512.png")
    for path in ("/", "/tin-tuc/", "/tin-tuc/mat/"):
        assert visit(health, path).status_code == 200
    draft = sign_in(ict_admin).get(f"/admin/pages/{page.pk}/view_draft/")
    assert draft.status_code == 200


def test_the_front_says_what_organisation_this_is(head, health, province, district):
    details = AgencySettings.for_site(health.site)
    details.address, details.telephone = "Số 1 </script>", "0209 3000 117"
    details.email = "soyte@backan.example"
    details.save()
    [data] = structured(head(health))
    assert data == {
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "name": "Sở Y tế",
        "url": f"{health.root_url}/",
        "logo": f"{health.root_url}/icon-512.png",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "Số 1 </script>",
            "addressCountry": "VN",
        },
        "telephone": "0209 3000 117",
        "email": "soyte@backan.example",
        "parentOrganization": {
            "@type": "GovernmentOrganization",
            "name": "Cổng Thông tin điện tử tỉnh Bắc Kạn",
            "url": f"{province.root_url}/",
        },
    }
    [data] = structured(head(province))
    assert not {"parentOrganization", "address", "telephone", "email"} & set(data)


def test_a_page_says_where_it_stands(head, health):
    about = get_about_section(health)
    duties = InformationPage.objects.child_of(about).get()
    [data] = structured(head(health, "/gioi-thieu/chuc-nang-nhiem-vu/"))
    assert data["@type"] == "BreadcrumbList"
    root = health.root_url
    assert [(e["position"], e["name"], e["item"]) for e in data["itemListElement"]] == [
        (1, "Trang chủ", f"{root}/"),
        (2, about.title, f"{root}/gioi-thieu/"),
        (3, duties.title, f"{root}/gioi-thieu/chuc-nang-nhiem-vu/"),
    ]


def test_a_document_and_a_bulletin_have_their_heads_too(head, health):
    publish_document(health, "Phun thuốc", number="1", slug="phun")
    publish_bulletin("Tin")
    assert graph(head(health, "/van-ban/phun/"))["og:url"].endswith("/van-ban/phun/")
    assert graph(head(health, "/ban-tin/tin/"))["og:url"].endswith("/ban-tin/tin/")
