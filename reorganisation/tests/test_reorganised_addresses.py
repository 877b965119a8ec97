"""No broken address after a reorganisation, and the same end however often it was killed."""

import pytest
from django.conf import settings

from bulletins.tests.factories import publish_bulletin
from conftest import commit
from content.tests.factories import create_document, create_picture
from home.models import NewsPage
from home.tests.factories import (
    create_feedback,
    publish_article,
    publish_document,
    publish_news,
)
from reorganisation.tests.factories import (
    crawl,
    fetch,
    find_broken,
    reorganise,
    write_plan,
)
from reorganisation.tests.interruptions import KILLS, describe, run_and_forget, run_killed
from sites.tests.factories import create_host_alias, open_in_english

pytestmark = [pytest.mark.django_db, pytest.mark.drill("reorganisation")]
DOMAIN = settings.BASE_DOMAIN
# A new department takes the host name of the one that is merged into it, a commune that of the
# district; the department ends again four months later, and its host name passes on once more.
ROWS = [
    "1,2025-03-01,merge,so-y-te,so-y-te-moi,Sở Y tế và Dân số,,,,department,soyte,tinh-bac-kan",
    "2,2025-07-01,create,,tinh-khac,Tỉnh Khác,,,,province,tinhkhac,",
    "3,2025-07-01,merge,so-y-te-moi,tn-so-y-te,Sở Y tế Khác,,,,department,soyte,tinh-khac",
    "4,2025-07-01,end,huyen-ba-be,xa-ba-be,Xã Ba Bể,,,,commune,babe,tinh-khac",
    "4,2025-07-01,end,huyen-ba-be,xa-cho-ra,Xã Chợ Rã,,,,commune,chora,tinh-khac",
    "5,2025-07-01,merge,tinh-bac-kan,tinh-khac,,,,,,,",
]


@pytest.fixture
def websites(health, district, province, ict_admin, health_editor, work_off):
    """Websites with a page of each sort, files, bulletins, an alias and English."""
    file = create_document(health.collection, "Biểu mẫu")
    picture = create_picture(health.collection, "Ảnh")
    publish_article(health, file, picture, image=picture)
    publish_document(health, "Kế hoạch", number="45/KH-SYT", file=file)
    open_in_english(health)
    article = publish_news(health, "Tiêm chủng")
    translation = article.copy_for_translation(
        health.root_page.get_translations().get().locale, copy_parents=True
    )
    translation.title, translation.slug = "Vaccination", "vaccination"
    translation.save_revision().publish()
    renamed = NewsPage.objects.get(pk=article.pk)
    renamed.slug = "tiem-chung-mo-rong"
    renamed.save_revision().publish()
    commit()
    publish_news(district, "Lũ quét")
    publish_news(province, "Kỳ họp")
    publish_bulletin("Bão", source=health, audience=[health.own_code])
    create_feedback(health)
    create_host_alias(health, f"yte-cu.{DOMAIN}")
    work_off()
    return [health, district, province]


def test_every_address_that_answered_goes_on_answering_after_one_hop(tmp_path, websites):
    health = websites[0]
    before = crawl(websites)
    former = [f"http://{health.site.hostname}:{settings.SITE_PORT}/tin-tuc/tiem-chung/"]
    former += [
        address.replace(health.site.hostname, f"yte-cu.{DOMAIN}")
        for address in before
        if f"//{health.site.hostname}" in address
    ]
    assert fetch(former[0]).status_code == 301
    assert len(before) > 60 and any("/en/" in address for address in before)
    assert any("/media/" in one for one in before) and any("/documents/" in one for one in before)
    reorganise(write_plan(tmp_path, *ROWS))
    assert find_broken((*before, *former)) == {}
    assert (fetch(former[0])["Location"]).startswith(f"http://soyte.{DOMAIN}")


def test_killed_at_twenty_random_moments_it_ends_the_same(tmp_path, websites):
    file = write_plan(tmp_path, *ROWS)
    expected, statements = run_and_forget(lambda: reorganise(file))
    assert run_killed(lambda: reorganise(file), statements) == KILLS
    assert describe() == expected
