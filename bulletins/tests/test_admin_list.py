import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bulletins.tests.factories import ADMIN, publish_bulletin, translate
from sites.localization.tests.translation_editor import submit
from sites.tests.factories import open_in_english
from tests.html import read_html

pytestmark = pytest.mark.django_db


def queries(client, path):
    """How many queries a path costs; the second time, when caches are warm."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def links(client, path=ADMIN):
    soup = read_html(client.get(path).content)
    return [link["href"] for link in soup.main.select("a[href]")]


@pytest.mark.parametrize("path", [ADMIN, f"{ADMIN}?q=so"])
@pytest.mark.parametrize("person", ["ict_publisher", "translator"])
def test_the_list_costs_the_same_with_two_and_with_twelve_bulletins(
    request, sign_in, person, health, path
):
    client = sign_in(request.getfixturevalue(person))
    translate(publish_bulletin("Số một", source=health), "So one")
    two = queries(client, path)
    for number in range(5):
        translate(publish_bulletin(f"Số {number}", source=health), f"So {number}")
    assert queries(client, path) == two


def test_the_list_leads_to_what_is_left_to_translate_and_to_what_was(sign_in, ict_admin, health):
    client = sign_in(ict_admin)
    open_in_english(health)
    bulletin = publish_bulletin("Lịch nghỉ")
    new = f"/admin/localize/submit/snippet/bulletins/bulletin/{bulletin.pk}/"
    assert new in links(client)
    assert not [link for link in links(client) if "/localize/update/" in link]
    submit(client, bulletin)
    assert new not in links(client)
    assert [link for link in links(client) if "/localize/update/" in link]


def test_who_may_not_translate_has_no_way_to_it(sign_in, ict_author, health):
    open_in_english(health)
    publish_bulletin("Lịch nghỉ")
    assert not [link for link in links(sign_in(ict_author)) if "localize" in link]


def test_a_translation_is_steered_through_its_source(sign_in, ict_publisher):
    source = publish_bulletin("Lịch nghỉ")
    translation = translate(source, "Holidays")
    client = sign_in(ict_publisher)
    steering = f"/admin/dieu-hanh/{translation.pk}/"
    assert steering in links(client)
    page = client.get(steering).content.decode()
    assert "Lịch nghỉ" in page and f"/admin/dieu-hanh/{source.pk}/ket-thuc/" in page
