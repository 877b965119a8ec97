"""What pages offer of a picture, before and after the queue has made its sizes."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from PIL import Image

from bulletins.tests.factories import create_draft
from conftest import PAST_THE_CACHE
from content.models import CustomImage, CustomRendition
from content.tests.factories import (
    create_document,
    create_picture,
    encode_image,
    make_halves,
    make_picture_block,
)
from home.tests.factories import publish_news
from tests.html import read_html

pytestmark = pytest.mark.django_db
WHITE, BLUE = (255, 255, 255), (0, 0, 255)
CORNER = (3, 3)


@pytest.fixture
def picture(health):
    """Red on the left, blue on the right."""

    def make(image=None, **fields):
        content = encode_image(image or make_halves((1300, 900)), "PNG")
        return create_picture(
            health.collection,
            "Lũ",
            description="Ngầm tràn ngập nước",
            file=ContentFile(content, name="lu.png"),
            **fields,
        )

    return make


@pytest.fixture
def lead(visit, health):
    """The picture of the newest article on the home page; kept by no cache unless asked for so."""

    def get(path="/?trang=1", work_off=lambda: None):
        work_off()
        soup = read_html(visit(health, path).content)
        return soup.select_one(".lead-news picture")

    return get


def pixel(image, name, place):
    rendition = image.renditions.get(filter_spec=name)
    with rendition.file.open() as file:
        return Image.open(file).convert("RGB").getpixel(place)


def near(colour, other):
    return all(abs(one - two) < 20 for one, two in zip(colour, other, strict=True))


def test_no_page_makes_a_size_and_one_that_lacks_some_has_them_made_once(
    picture, lead, visit, health, work_off
):
    image = picture()
    publish_news(health, "Tin", slug="tin", image=image)
    DBTaskResult.objects.all().delete()
    for _time in range(3):
        assert lead() is None
        article = visit(health, "/tin-tuc/tin/" + PAST_THE_CACHE).content.decode()
        assert "Ngầm tràn ngập nước</span>" in article and "<picture>" not in article
    assert not image.renditions.exists()
    assert [row.args_kwargs["args"] for row in DBTaskResult.objects.all()] == [[image.pk]]
    work_off()
    assert lead().select("source")


def test_a_preview_shows_a_picture_that_nobody_has_published(picture, health, ict_admin, sign_in):
    page = publish_news(health, "Tin", image=picture())
    shown = sign_in(ict_admin).get(f"/admin/pages/{page.pk}/view_draft/").content.decode()
    assert "<picture>" in shown and ".jpg" in shown and ".avif" not in shown


def test_a_picture_whose_file_is_lost_or_damaged_breaks_no_page(picture, visit, health, work_off):
    for number, damage in enumerate((_delete, _write_nonsense)):
        image = picture()
        publish_news(health, f"Tin {number}", image=image, body=[make_picture_block(image)])
        damage(CustomImage.objects.get(pk=image.pk).file)
        for _time in ("before the queue", "after it"):
            for path in ("/", "/tin-tuc/", f"/tin-tuc/tin-{number}/", "/tin-tuc/rss.xml"):
                assert visit(health, path + PAST_THE_CACHE).status_code == 200
            work_off()
        assert not image.renditions.exists()
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}


def _delete(file):
    Path(file.path).unlink()


def _write_nonsense(file):
    Path(file.path).write_bytes(b"\xff\xd8\xff nothing")


def test_a_command_makes_the_sizes_of_everything_public_and_names_what_it_cannot_read(
    picture, health, work_off, capsys
):
    shown, small, unused = picture(), picture(make_halves((12, 8))), picture()
    for image in (shown, small):
        publish_news(health, "Tin", image=image)
    work_off()
    kept = shown.renditions.count()
    for lost in [*shown.renditions.all()[:3], small.renditions.first()]:
        Path(lost.file.path).unlink()
    call_command("make_renditions")
    told = capsys.readouterr().out
    assert told == "2 pictures are public. 4 sizes were made, 4 files were missing.\n"
    made = [*CustomImage.objects.get(pk=shown.pk).renditions.all()]
    assert len(made) == kept and all(Path(one.file.path).exists() for one in made)
    assert not unused.renditions.exists()
    Path(shown.file.path).unlink()
    shown.renditions.all().delete()
    with pytest.raises(CommandError, match=f"{shown.pk}: {shown.file.name}"):
        call_command("make_renditions")


def test_once_the_queue_has_made_them_all_pages_offer_the_better_formats(
    picture, lead, health, work_off
):
    publish_news(health, "Tin", image=picture())
    lead("/")
    work_off()
    shown = lead("/")
    assert [source["type"] for source in shown("source")] == ["image/avif", "image/webp"]
    for source in [*shown("source"), shown.img]:
        assert [size.split()[1] for size in source["srcset"].split(", ")] == [
            "480w",
            "800w",
            "1200w",
        ]
        assert source["sizes"] == shown.img["sizes"]


def test_the_picture_of_the_newest_article_is_three_to_two_and_comes_first(
    picture, lead, health, work_off
):
    publish_news(health, "Tin", image=picture())
    shown = lead(work_off=work_off).img
    assert (shown["width"], shown["height"]) == ("800", "533")
    assert shown["fetchpriority"] == "high" and "loading" not in shown.attrs


@pytest.fixture
def album(picture, health):
    """The path of an article with a picture above its text and four in it."""
    first, *others = (picture(make_halves((600 + number, 400))) for number in range(5))
    for other in others:
        other.contextual_alt_text, other.decorative = "Ngầm tràn", False
    publish_news(
        health, "Tin", slug="tin", image=first, body=[("picture", other) for other in others]
    )
    return "/tin-tuc/tin/"


def test_the_picture_above_an_article_comes_first_and_those_of_its_text_when_seen(
    album, visit, health, work_off
):
    work_off()
    article = read_html(visit(health, album).content).article
    first, *others = article("img")
    assert first["fetchpriority"] == "high" and "loading" not in first.attrs
    assert len(others) == 4
    for other in others:
        assert other["loading"] == "lazy" and "fetchpriority" not in other.attrs


def test_an_article_with_many_pictures_costs_little(
    album, visit, health, work_off, django_assert_max_num_queries
):
    visit(health, album + PAST_THE_CACHE)
    with django_assert_max_num_queries(14):
        visit(health, album + PAST_THE_CACHE)
    work_off()
    visit(health, album + PAST_THE_CACHE)
    CustomRendition.cache_backend.clear()
    with django_assert_max_num_queries(14):
        visit(health, album + PAST_THE_CACHE)


def test_a_cut_is_made_around_what_was_marked_as_most_important(picture, health, work_off):
    place = {"focal_point_x": 2300, "focal_point_y": 300}
    size = {"focal_point_width": 50, "focal_point_height": 50}
    image = picture(make_halves((2400, 600)), **place, **size)
    publish_news(health, "Tin", image=image)
    work_off()
    assert near(pixel(image, "fill-480x320|bgcolor-ffffff|format-jpeg", CORNER), BLUE)


def test_a_small_picture_is_offered_once_and_not_blown_up(picture, lead, health, work_off):
    publish_news(health, "Tin", image=picture(make_halves((300, 200))))
    work_off()
    shown = lead()
    assert shown.img["srcset"].endswith(" 300w") and "," not in shown.img["srcset"]
    assert (shown.img["width"], shown.img["height"]) == ("300", "200")


def test_what_is_transparent_is_white_where_the_format_knows_no_transparency(
    picture, health, work_off
):
    image = picture(Image.new("RGBA", (300, 200)))
    publish_news(health, "Tin", image=image)
    work_off()
    assert near(pixel(image, "fill-480x320|bgcolor-ffffff|format-jpeg", CORNER), WHITE)


def test_sizes_that_are_all_there_cost_a_page_no_query(picture, lead, health, work_off):
    publish_news(health, "Tin", image=picture())
    work_off()
    lead()
    with CaptureQueriesContext(connection) as queries:
        assert lead()
    assert not [one for one in queries if CustomRendition._meta.db_table in one["sql"]]


def all_formats(image):
    return {one.file.name.rpartition(".")[2] for one in image.renditions.all()} == {
        "avif",
        "webp",
        "jpg",
    }


def test_an_upload_is_made_no_sizes_of_until_something_public_uses_it(picture, health, work_off):
    image = picture()
    work_off()
    assert not image.renditions.exists()
    page = publish_news(health, "Tin")
    page.image = image
    revision = page.save_revision()
    work_off()
    assert not image.renditions.exists()
    revision.publish()
    work_off()
    assert all_formats(image)


def test_the_pictures_of_a_bulletin_are_made_sizes_of_when_it_is_published(picture, work_off):
    image = picture()
    bulletin = create_draft("Lũ", body=[make_picture_block(image)])
    work_off()
    assert not image.renditions.exists()
    bulletin.get_latest_revision().publish()
    work_off()
    assert all_formats(image)


def test_what_was_unpublished_before_the_queue_came_by_is_made_no_sizes_of(
    picture, health, work_off
):
    image = picture()
    publish_news(health, "Tin", image=image).unpublish()
    work_off()
    assert not image.renditions.exists()


def test_a_picture_that_is_public_and_exchanged_is_made_sizes_of_anew(picture, health, work_off):
    image = picture()
    publish_news(health, "Tin", image=image)
    work_off()
    image.file = ContentFile(encode_image(make_halves((900, 600)), "PNG"), name="khac.png")
    image.renditions.all().delete()
    image.save()
    work_off()
    assert all_formats(image)


def test_no_name_of_a_size_can_be_guessed_from_the_name_of_the_upload(picture, health, work_off):
    place = {"focal_point_x": 300, "focal_point_y": 300}
    size = {"focal_point_width": 50, "focal_point_height": 50}
    images = [picture(**place, **size) for _time in range(2)]
    for image in images:
        publish_news(health, "Tin", image=image)
    work_off()
    secrets = [image.secret for image in images]
    # 26 letters and digits: more than 128 bits.
    assert len({*secrets}) == 2 and {len(secret) for secret in secrets} == {26}
    for image, secret in zip(images, secrets, strict=True):
        assert image.file.name == f"original_images/{secret}/lu.png"
        names = [one.file.name for one in image.renditions.all()]
        assert len({*names}) == len(names) > 10
        assert all(name.startswith(f"images/{secret}.") for name in names)
        # The secret is made of letters, and may be anything.
        assert not any("lu" in name.removeprefix(f"images/{secret}") for name in names)
        assert all(len(name) < 95 for name in names)


def test_the_name_of_a_document_stays_readable_and_where_it_is_stored_a_secret(health):
    own = create_document(health.collection, name="640-qd-ubnd.pdf")
    folder, secret, name = own.file.name.split("/")
    assert (folder, len(secret), name) == ("documents", 26, "640-qd-ubnd.pdf")
    assert own.url == f"/documents/{own.pk}/640-qd-ubnd.pdf"


def test_a_picture_in_the_bin_is_made_no_sizes_of(picture, work_off):
    image = picture()
    CustomImage.objects.filter(pk=image.pk).update(binned_at="2026-01-01T00:00:00Z")
    work_off()
    assert not image.renditions.exists()
