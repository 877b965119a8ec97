"""Old and new values in the journal, and how they are found."""

import csv
import io

import pytest
from django.core import serializers
from django.db import transaction

from accounts.tests.factories import create_second_factor
from bulletins.models import BulletinAudience
from bulletins.tests.factories import publish_bulletin
from home.models import ContactPage
from home.tests.factories import get_edit_path, make_article_form, publish_news
from members.models import AuditEntry
from members.services.field_changes import take_changes
from members.services.membership import add_member
from members.tasks import chain_journal
from members.tests.approval import PUBLISH
from sites.models import AgencySettings

pytestmark = pytest.mark.django_db

JOURNAL = "/admin/journal/"
OLD, NEW = "0281 3870 111", "0209 3870 222"


@pytest.fixture(autouse=True)
def empty_journal(db):
    AuditEntry.objects.all().delete()


def save_details(client, agency, **fields):
    path = f"/admin/settings/agencies/agencysettings/{agency.site_id}/"
    details = {"address": "Số 1", "telephone": OLD, "accent": "lam"}
    assert client.post(path, details | fields).status_code == 302


def rows(client, **query):
    response = client.get(JOURNAL, query)
    return list(response.context["object_list"]), response.text


def test_ict_finds_who_changed_a_telephone_number_and_what_it_was_before(
    sign_in, health, district, health_moderator, district_moderator, ict_admin
):
    for number in (OLD, NEW):
        save_details(sign_in(health_moderator), health, telephone=number)
    save_details(sign_in(district_moderator), district, telephone=OLD, address="Số 9")
    client = sign_in(ict_admin)
    found, page = rows(client, q="0281")
    assert f"Điện thoại: {OLD} → {NEW}" in page
    told = [entry for entry in found if entry.changes[0][1:] == [OLD, NEW]]
    assert [(entry.person_name, entry.agency.code) for entry in told] == [
        ("health-moderator", "so-y-te")
    ]
    answer = client.get(JOURNAL, {"q": "dien thoai 0209", "export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    [_heading, row] = csv.reader(io.StringIO(text))
    assert row[1] == "health-moderator" and f"Điện thoại: {OLD} → {NEW}" in row[4]


def test_a_unit_finds_its_own_changes_only(
    sign_in, health, district, health_moderator, district_moderator
):
    for number in (OLD, NEW):
        save_details(sign_in(health_moderator), health, telephone=number)
    found, page = rows(sign_in(district_moderator), q="0281")
    assert not found and NEW not in page


def test_a_publication_is_compared_in_its_transaction(sign_in, health, health_moderator, ict_admin):
    contact = ContactPage(title="Liên hệ", telephones=[("telephone", {"name": "A", "number": OLD})])
    health.root_page.add_child(instance=contact)
    contact.save_revision().publish()
    contact.telephones = [("telephone", {"name": "A", "number": NEW})]
    contact.save_revision(user=health_moderator, log_action=True).publish(user=health_moderator)
    client = sign_in(ict_admin)
    # Before the journal is chained.
    assert f"A {OLD} → A {NEW}" in rows(client)[1]
    contact.delete()
    chain_journal()
    found, page = rows(client, q="0209")
    assert {entry.action for entry in found} == {"wagtail.publish"}
    assert f"A {OLD} → A {NEW}" in page


def test_of_a_long_text_the_part_that_changed_is_told(sign_in, health, health_moderator, ict_admin):
    words = " ".join(f"chữ{number}" for number in range(200))
    page = publish_news(health, "Tin")
    for text in (words, words.replace("chữ100 ", "MỚI ")):
        page.body = [("text", f"<p>{text}</p>")]
        page.save_revision(user=health_moderator).publish(user=health_moderator)
    entry = AuditEntry.objects.filter(action="wagtail.publish").latest("pk")
    [(label, old, new)] = entry.changes
    assert label == "Nội dung" and "chữ100" in old and "MỚI" in new
    assert max(len(old), len(new)) < 250 and old.startswith("…") and old.endswith("…")


def test_of_a_bulletin_the_audience_is_told_in_words(ict_publisher, province):
    bulletin = publish_bulletin("Lũ", audience=["kind:department"], source=province)
    bulletin.audience = [BulletinAudience(code="kind:district")]
    bulletin.summary = "Tóm tắt khác."
    bulletin.save_revision(user=ict_publisher).publish(user=ict_publisher)
    chain_journal()
    entry = AuditEntry.objects.filter(action="wagtail.publish").latest("pk")
    assert ["Nơi nhận", "Các sở", "Các huyện"] in [
        [change[0].capitalize(), *change[1:]] for change in entry.changes
    ]
    assert "Tóm tắt" in {label for label, _old, _new in entry.changes}


def test_roles_and_accounts_are_told_with_what_they_were(sign_in, health, health_editor, ict_admin):
    add_member(agency=health, role="moderators", user=health_editor, by=ict_admin)
    health_editor.first_name = "Hoa"
    health_editor.save()
    page = rows(sign_in(ict_admin))[1]
    assert "Vai trò: Biên tập viên → Người duyệt" in page
    assert "Tên: (trống) → Hoa" in page


def test_no_secret_is_recorded(sign_in, health_editor, ict_admin):
    create_second_factor(health_editor)
    health_editor.set_password("một-mật-khẩu-rất-dài")
    health_editor.save()
    assert not AuditEntry.objects.exclude(changes=[]).exists()


def test_what_was_taken_back_is_not_told(health):
    details = AgencySettings.for_site(health.site)
    try:
        with transaction.atomic():
            details.telephone = NEW
            details.save()
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    assert take_changes(AgencySettings, details.pk) == []


def test_rows_that_are_loaded_as_they_are_tell_no_change(health):
    details = AgencySettings.for_site(health.site)
    details.telephone = NEW
    [loaded] = serializers.deserialize("json", serializers.serialize("json", [details]))
    loaded.save()
    assert take_changes(AgencySettings, details.pk) == []
    details.telephone, details.address = OLD, "Số 1"
    details.save(update_fields=["telephone"])
    assert take_changes(AgencySettings, details.pk) == [("Điện thoại", NEW, OLD)]
    assert take_changes(AgencySettings, details.pk) == []


def test_an_entry_leads_to_its_object_where_it_exists_and_is_ones_own(
    sign_in, health, health_editor, health_moderator, district_editor, auditor
):
    page = publish_news(health, "Tiêm phòng")
    client = sign_in(health_moderator)
    client.post(get_edit_path(page), make_article_form("Tiêm chủng") | PUBLISH)
    entry = AuditEntry.objects.filter(object_id=str(page.pk)).latest("pk")
    path = f"{JOURNAL}{entry.pk}/object/"
    assert path in client.get(JOURNAL).text
    assert client.get(path)["Location"] == get_edit_path(page)
    assert sign_in(auditor).get(path)["Location"] == JOURNAL
    assert sign_in(district_editor).get(path).status_code == 404
    page.delete()
    assert path not in client.get(JOURNAL).text
    assert client.get(path)["Location"] == JOURNAL


def test_the_journal_is_filtered_by_kind_of_object(sign_in, health, health_moderator, ict_admin):
    publish_news(health, "Tiêm phòng")
    save_details(sign_in(health_moderator), health)
    client = sign_in(ict_admin)
    choices = dict(client.get(JOURNAL).context["filters"].form.fields["kind"].choices)
    [value] = [value for value, label in choices.items() if label == "Tin tức"]
    found, _page = rows(client, kind=value)
    assert {entry.title for entry in found} == {"Tiêm phòng"}
