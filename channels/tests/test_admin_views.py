import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bulletins.tests.factories import create_draft, publish_bulletin, translate
from channels.permissions import get_channels_url
from channels.tests.audio_files import PROGRAM
from sites.tests.factories import create_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def for_district():
    return publish_bulletin("Lũ quét", slug="lu-quet", audience=["kind:district"])


@pytest.fixture
def for_all():
    return publish_bulletin("Họp thôn", slug="hop")


def test_a_unit_tells_what_is_for_it_under_its_own_name(
    sign_in, district_editor, district, for_all
):
    page = sign_in(district_editor).get(get_channels_url(for_all)).content.decode()
    assert f"{district.root_url}/ban-tin/hop/" in page
    assert "Hop thon." in page and "ký tự, 1 tin nhắn" in page
    assert 'name="q"' not in page and "Sở Y tế" not in page


def test_a_unit_reaches_neither_others_bulletins_nor_other_units(
    sign_in, health_moderator, health, district, for_district, for_all
):
    client = sign_in(health_moderator)
    refused = [
        get_channels_url(for_district),
        get_channels_url(for_district, district),
        get_channels_url(for_all, district),
        get_channels_url(create_draft("Nháp")),
        f"/admin/kenh-phat/{for_all.pk}/tep/poster/a4/?don-vi={district.code}",
        f"/admin/kenh-phat/{for_district.pk}/tep/poster/a4/",
        "/admin/kenh-phat/999999/",
    ]
    assert [client.get(path).status_code for path in refused] == [404] * len(refused)
    assert client.get(get_channels_url(for_all, health)).status_code == 200


def test_what_a_unit_hides_it_does_not_tell(sign_in, health_editor, health, for_all):
    for_all.placements.create(agency=health, hidden=True)
    assert sign_in(health_editor).get(get_channels_url(for_all)).status_code == 404


def test_an_outsider_has_no_channels(sign_in, outsider, for_all):
    response = sign_in(outsider).get(get_channels_url(for_all))
    assert response.status_code in {302, 403, 404} and "Họp thôn" not in response.content.decode()


def test_somebody_of_two_units_chooses_between_them(
    sign_in, health_editor, health, district, for_all
):
    health_editor.groups.add(district.editors)
    page = sign_in(health_editor).get(get_channels_url(for_all, district)).content.decode()
    assert f"{district.root_url}/ban-tin/hop/" in page
    assert "?don-vi=so-y-te" in page and "?don-vi=huyen-ba-be" in page
    assert "?don-vi=tinh-bac-kan" not in page


@pytest.mark.parametrize("person", ["ict_author", "district_editor"])
def test_the_number_of_queries_does_not_depend_on_that_of_units(
    request, sign_in, person, for_all, settings
):
    client, path = sign_in(request.getfixturevalue(person)), f"{get_channels_url(for_all)}?q=xã"

    def queries():
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    provide_commune("mot", settings)
    one = queries()
    for name in ("hai", "ba", "bon"):
        provide_commune(name, settings)
    assert queries() == one


def provide_commune(name, settings):
    return create_agency(f"xa-{name}", "commune", name_vi=f"Ủy ban nhân dân xã {name.title()}")


def test_ict_searches_among_all_units_that_show_it(sign_in, ict_author, for_district, settings):
    other = create_agency("huyen-cho-don", name_vi="Ủy ban nhân dân huyện Chợ Đồn")
    client = sign_in(ict_author)
    found = client.get(get_channels_url(for_district), {"q": "cho don"}).content.decode()
    assert "?don-vi=huyen-cho-don" in found
    assert (
        "?don-vi=so-y-te"
        not in client.get(get_channels_url(for_district), {"q": "so y te"}).content.decode()
    )
    page = client.get(get_channels_url(for_district, other)).content.decode()
    assert f"{other.root_url}/ban-tin/lu-quet/" in page


def test_ict_begins_with_the_issuer(sign_in, ict_publisher, district):
    bulletin = publish_bulletin("Lũ quét", slug="lu", source=district)
    page = sign_in(ict_publisher).get(get_channels_url(bulletin)).content.decode()
    assert f"{district.root_url}/ban-tin/lu/" in page


def test_ict_begins_with_the_province_where_nobody_is_the_issuer(
    sign_in, ict_publisher, province, district
):
    client = sign_in(ict_publisher)
    for_all = publish_bulletin("Lũ quét", slug="lu")
    page = client.get(get_channels_url(for_all)).content.decode()
    assert f"{province.root_url}/ban-tin/lu/" in page
    for_district = publish_bulletin("Lũ quét", slug="lu-2", audience=[district.own_code])
    page = client.get(get_channels_url(for_district)).content.decode()
    assert f"{district.root_url}/ban-tin/lu-2/" in page


def test_ict_prepares_a_draft_and_is_told_that_nobody_sees_it_yet(sign_in, ict_author):
    bulletin = create_draft("Sắp đăng", slug="sap")
    bulletin.title = "Tên mới"
    bulletin.save_revision()
    page = sign_in(ict_author).get(get_channels_url(bulletin)).content.decode()
    assert "Bản tin chưa được đăng" in page and "Ten moi." in page


def test_a_poster_is_downloaded_under_a_name_of_its_own(sign_in, district_editor, for_all):
    response = sign_in(district_editor).get(f"/admin/kenh-phat/{for_all.pk}/tep/poster/a3/")
    assert response.headers["Content-Type"] == "application/pdf"
    assert (
        'attachment; filename="hop-huyen-ba-be-a3.pdf"' in response.headers["Content-Disposition"]
    )
    assert response.content.startswith(b"%PDF-")


@pytest.mark.parametrize("path", ["poster/a5", "khong/a4", "sms/gsm-1"])
def test_there_is_nothing_else_to_download(sign_in, district_editor, for_all, path):
    client = sign_in(district_editor)
    assert client.get(f"/admin/kenh-phat/{for_all.pk}/tep/{path}/").status_code == 404


def test_what_cannot_be_made_is_told_on_the_screen(sign_in, district_editor, for_all, install):  # noqa: F811
    install(PROGRAM.replace("{", "exit 3 {"))
    path = f"/admin/kenh-phat/{for_all.pk}/tep/voice/vi/"
    page = sign_in(district_editor).get(path, follow=True).content.decode()
    assert "hãy thử lại" in page and "Kênh phát" in page


def test_the_way_there_stands_with_the_bulletin_and_not_with_its_translation(
    sign_in, ict_publisher, for_all
):
    client = sign_in(ict_publisher)
    english = translate(for_all, "Meeting")
    admin = "/admin/snippets/bulletins/bulletin"
    for path in (f"{admin}/", f"{admin}/edit/{for_all.pk}/", f"{admin}/inspect/{for_all.pk}/"):
        page = client.get(path).content.decode()
        assert get_channels_url(for_all) in page, path
        assert get_channels_url(english) not in page
    assert (
        get_channels_url(english) not in client.get(f"{admin}/edit/{english.pk}/").content.decode()
    )
    assert client.get(get_channels_url(english)).status_code == 404


def test_publishers_edit_the_spoken_forms_and_units_do_not_see_them(
    sign_in, ict_publisher, ict_author, translator, health_moderator
):
    form = {"written": "HTX", "spoken": "hợp tác xã"}
    for person in (ict_author, translator, health_moderator):
        assert sign_in(person).post("/admin/cach-doc/new/", form).status_code != 200
        assert sign_in(person).get("/admin/cach-doc/").status_code in {302, 404}
    publisher = sign_in(ict_publisher)
    publisher.post("/admin/cach-doc/new/", form)
    assert "hợp tác xã" in publisher.get("/admin/cach-doc/?q=HTX").content.decode()
    page = publisher.post("/admin/cach-doc/new/", {"written": "a b", "spoken": "x"})
    assert "không có dấu cách" in page.content.decode()
