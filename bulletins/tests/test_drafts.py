from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.test.utils.form_data import querydict_from_html

from bulletins.models import (
    Bulletin,
    BulletinAttachment,
    BulletinTemplate,
    get_placeholders_by_field,
)
from bulletins.services.drafts import create_draft_from_earlier, create_draft_from_template
from bulletins.services.setup import create_default_templates
from bulletins.tests.factories import ADMIN, create_draft, publish_bulletin
from content.models import CustomDocument
from content.tests.factories import create_document
from tests.html import read_html

pytestmark = pytest.mark.django_db

TEMPLATES = "/admin/bulletin_templates/"


@pytest.fixture
def author(sign_in, ict_author):
    return sign_in(ict_author)


@pytest.fixture
def flood():
    return BulletinTemplate.objects.get(urgency="emergency")


@pytest.fixture
def earlier(health):
    bulletin = publish_bulletin(
        "Lũ quét",
        audience=["kind:district", f"-{health.own_code}"],
        source=health,
        urgency="important",
        instruction="Rời nhà.",
        document_number="9/CĐ",
        valid_until=timezone.now() + timedelta(days=2),
        body=[("measures", ["<p>Một</p>"])],
    )
    file = ContentFile(b"x", name="x.txt")
    document = create_document(title="Kế hoạch", file=file)
    bulletin.attachments.add(BulletinAttachment(document=document, caption="Bản đồ"))
    bulletin.save_revision().publish()
    return bulletin


def hours_left(bulletin):
    return round((bulletin.valid_until - timezone.now()) / timedelta(hours=1))


def test_a_new_installation_has_templates_with_open_places_for_all_usual_notices():
    templates = BulletinTemplate.objects.all()
    assert len(templates) == 6
    assert {template.urgency for template in templates} == {"emergency", "important", "routine"}
    assert all(get_placeholders_by_field(template) for template in templates)


def test_the_templates_of_an_office_are_left_alone(flood):
    BulletinTemplate.objects.exclude(pk=flood.pk).delete()
    create_default_templates()
    assert BulletinTemplate.objects.get() == flood


def test_a_template_gives_its_words_its_hours_and_the_author(flood, ict_author):
    ict_author.first_name = "Bích Huệ"
    bulletin = create_draft_from_template(flood, by=ict_author)
    assert (bulletin.pk, bulletin.title, bulletin.urgency) == (None, flood.title, "emergency")
    assert (hours_left(bulletin), bulletin.author_name) == (24, "Bích Huệ")
    assert [block.block_type for block in bulletin.body] == ["text", "measures"]


@pytest.mark.parametrize(("urgency", "hours"), [("emergency", 24), ("important", 168)])
def test_a_template_without_hours_holds_as_is_usual(flood, urgency, hours):
    flood.urgency, flood.hours = urgency, None
    assert hours_left(create_draft_from_template(flood, by=None)) == hours


def test_a_routine_template_without_hours_has_no_end(flood):
    flood.urgency, flood.hours = "routine", None
    assert create_draft_from_template(flood, by=None).valid_until is None


def test_the_form_starts_with_the_words_of_a_template_and_makes_a_bulletin_of_its_own(
    author, flood
):
    page = author.get(f"{ADMIN}add/?mau={flood.pk}")
    assert page.context["form"]["title"].value() == flood.title
    sent = querydict_from_html(page.content.decode(), form_id="w-editor-form")
    assert "[điểm tránh lũ]" in sent["instruction"]
    before = BulletinTemplate.objects.values().get(pk=flood.pk)
    sent["title"] = "Lũ ở Nam Mẫu"
    # The body is drawn by scripts; what it is sent as is tested with the blocks.
    sent["body-count"] = "0"
    assert author.post(f"{ADMIN}add/", sent).status_code == 302
    assert Bulletin.objects.get().title == "Lũ ở Nam Mẫu"
    assert BulletinTemplate.objects.values().get(pk=flood.pk) == before


def test_an_earlier_bulletin_gives_words_files_audience_and_issuer(earlier, health, today):
    new = create_draft_from_earlier(earlier, by=None)
    assert (new.pk, new.title, new.instruction) == (None, "Lũ quét", "Rời nhà.")
    assert (new.source, new.slug, new.document_number) == (health, "lu-quet-2", "")
    assert [str(line) for line in new.audience.all()] == [
        "kind:district",
        f"-{health.own_code}",
    ]
    assert [one.caption for one in new.attachments.all()] == ["Bản đồ"]
    assert (new.issued_on, hours_left(new)) == (today, 168)
    ids = {one["id"] for one in new.body.get_prep_value()}
    assert ids.isdisjoint(one["id"] for one in earlier.body.get_prep_value())


def test_a_deadline_is_not_copied(earlier):
    earlier.confirm_by = timezone.now() + timedelta(days=1)
    earlier.save_revision().publish()
    earlier.refresh_from_db()
    assert create_draft_from_earlier(earlier, by=None).confirm_by is None


def test_copying_never_touches_the_original(author, earlier):
    before = Bulletin.objects.values().get()
    page = author.get(f"{ADMIN}add/?tu={earlier.pk}")
    sent = querydict_from_html(page.content.decode(), form_id="w-editor-form")
    sent["title"] = "Lũ mới"
    sent["body-count"] = "0"
    assert author.post(f"{ADMIN}add/?tu={earlier.pk}", sent).status_code == 302
    assert Bulletin.objects.values().get(pk=earlier.pk) == before
    new = Bulletin.objects.exclude(pk=earlier.pk).get()
    assert (new.title, new.live) == ("Lũ mới", False)
    assert [one.caption for one in new.attachments.all()] == ["Bản đồ"]
    assert earlier.attachments.count() == 1


def test_a_draft_behind_a_published_bulletin_is_not_copied(earlier):
    earlier.title = "Chưa ai thấy"
    earlier.save_revision()
    stored = Bulletin.objects.get()
    assert create_draft_from_earlier(stored, by=None).title == "Lũ quét"


def test_a_file_that_lies_in_the_bin_is_not_copied(earlier):
    CustomDocument.objects.update(binned_at=timezone.now())
    assert not create_draft_from_earlier(earlier, by=None).attachments.all()


@pytest.mark.parametrize("query", ["mau=0", "mau=x", "tu=999999", "tu=-1", "mau=%00"])
def test_what_is_not_there_cannot_be_started_from(author, query):
    assert author.get(f"{ADMIN}add/?{query}").status_code == 404


def links(page):
    return {
        link["href"]: link.get_text(" ", strip=True)
        for link in read_html(page.content).select(".start a")
    }


def test_the_start_offers_nothing_templates_and_earlier_bulletins(author, flood):
    bulletin = create_draft("Nghỉ lễ")
    offered = links(author.get(f"{ADMIN}start/"))
    assert f"{ADMIN}add/" in offered
    assert flood.name in offered[f"{ADMIN}add/?mau={flood.pk}"]
    assert "Nghỉ lễ" in offered[f"{ADMIN}add/?tu={bulletin.pk}"]


@pytest.mark.parametrize("query", ["lũ quét", "LU QUET", "quet", "qu\0et"])
def test_earlier_bulletins_are_found_by_words_with_accents_or_without(author, query):
    wanted, other = publish_bulletin("Lũ quét ở Ba Bể", slug="tin-1"), publish_bulletin("Nghỉ lễ")
    offered = links(author.get(f"{ADMIN}start/", {"q": query}))
    assert f"{ADMIN}add/?tu={wanted.pk}" in offered
    assert f"{ADMIN}add/?tu={other.pk}" not in offered


def test_the_list_leads_to_the_start(author):
    assert f'href="{ADMIN}start/"' in author.get(ADMIN).content.decode()


@pytest.mark.parametrize(("person", "status"), [("translator", 302), ("health_moderator", 302)])
def test_who_does_not_write_bulletins_starts_none(request, sign_in, person, status):
    client = sign_in(request.getfixturevalue(person))
    assert client.get(f"{ADMIN}start/").status_code == status


def test_a_publisher_writes_templates(sign_in, ict_publisher):
    client = sign_in(ict_publisher)
    typed = {"name": "Sương muối", "title": "Sương muối đêm [ngày]", "urgency": "routine"}
    sent = typed | {"category": "thien-tai", "body-count": "0"}
    assert client.post(f"{TEMPLATES}new/", sent).status_code == 302
    template = BulletinTemplate.objects.get(name="Sương muối")
    assert "Sương muối" in client.get(TEMPLATES).content.decode()
    client.post(f"{TEMPLATES}edit/{template.pk}/", sent | {"hours": "12"})
    template.refresh_from_db()
    assert template.hours == 12
    assert client.post(f"{TEMPLATES}edit/{template.pk}/", sent | {"hours": "0"}).status_code == 200


def test_a_template_of_an_emergency_leaves_only_what_the_short_form_asks_for(
    sign_in, ict_publisher, flood
):
    client = sign_in(ict_publisher)
    sent = {"name": "Lũ ống", "urgency": "emergency", "category": "thien-tai", "body-count": "0"}
    sent |= {"title": "Lũ ống tại [xã]", "instruction": "Đến [nơi cao].", "summary": "Từ [giờ]."}
    page = client.post(f"{TEMPLATES}new/", sent).content.decode()
    assert "không để [giờ]" in page and "[xã]." not in page
    assert not BulletinTemplate.objects.filter(name="Lũ ống").exists()
    assert client.post(f"{TEMPLATES}new/", sent | {"summary": ""}).status_code == 302
    routine = sent | {"name": "Họp", "urgency": "routine"}
    assert client.post(f"{TEMPLATES}new/", routine).status_code == 302


@pytest.mark.parametrize("person", ["ict_author", "translator", "health_moderator"])
def test_nobody_else_changes_templates(request, sign_in, flood, person):
    client = sign_in(request.getfixturevalue(person))
    before = BulletinTemplate.objects.values().get(pk=flood.pk)
    assert client.post(f"{TEMPLATES}edit/{flood.pk}/", {"name": "x"}).status_code in (302, 404)
    assert client.post(f"{TEMPLATES}delete/{flood.pk}/").status_code in (302, 404)
    assert BulletinTemplate.objects.values().get(pk=flood.pk) == before
