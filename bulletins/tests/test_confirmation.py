"""A notice whose text nobody has looked at for long says so, and is to be confirmed or ended."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision

from accounts.dashboard import list_dashboard_tasks
from bulletins.admin.buttons import list_lifecycle_buttons
from bulletins.models import Bulletin, ConfirmationPeriods
from bulletins.services.confirmation import confirm_bulletin, set_last_confirmed
from bulletins.services.lifecycle import end_bulletin
from bulletins.tasks import ask_about_old_bulletins
from bulletins.tests.factories import ADMIN, create_draft, publish_bulletin, publish_emergency
from channels.feeds.entry import get_last_public_actions
from members.models import AuditEntry, Notification
from responses.selectors.expected_display import build_check_plan, list_bulletins

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LABEL = "Xác nhận gần nhất: ngày 09/02/2021"


@pytest.fixture
def old(health):
    """A notice that nobody has looked at since the day of its issue in 2021."""
    bulletin = publish_bulletin("Cài ứng dụng", issued_on="2021-02-09", source=health)
    bulletin = Bulletin.objects.get(pk=bulletin.pk)
    set_last_confirmed(bulletin=bulletin, at=bulletin.issue_time)
    return Bulletin.objects.get(pk=bulletin.pk)


def read(visit, agency, path):
    return visit(agency, path).content.decode()


def get_path(bulletin):
    return reverse("bulletin_confirm", args=[bulletin.pk])


def test_page_lists_feed_and_wifi_page_say_when_it_was_last_confirmed(old, health, district, visit):
    paths = (old.path, "/", "/ban-tin/", "/ban-tin/rss.xml", f"{old.path}wifi/")
    for agency in (health, district):
        assert [LABEL in read(visit, agency, path) for path in paths] == [True] * len(paths)
    new = publish_bulletin("Mới")
    assert "Xác nhận gần nhất" not in read(visit, health, new.path)


@pytest.mark.parametrize(
    ("urgency", "days"), [("routine", 90), ("important", 14), ("emergency", 1)]
)
def test_a_page_becomes_old_by_the_clock_and_not_before(urgency, days, health, visit, clock):
    until = timezone.now() + timedelta(days=400)
    bulletin = publish_emergency("Lũ", urgency=urgency, valid_until=until)
    due = bulletin.last_published_at + timedelta(days=days)
    assert bulletin.confirmation_due_at == due
    assert bulletin.is_unconfirmed(due)
    clock(due - timedelta(seconds=2))
    assert "Xác nhận gần nhất" not in read(visit, health, bulletin.path)
    clock(due + timedelta(seconds=1))
    assert "Xác nhận gần nhất" in read(visit, health, bulletin.path)
    assert "Xác nhận gần nhất" in read(visit, health, "/")


def test_a_confirmation_is_seen_at_once_and_is_no_publication(
    old, health, visit, ict_publisher, clock
):
    assert LABEL in read(visit, health, old.path)
    before = (Revision.objects.count(), Notification.objects.count(), old.changed_at)
    feed = read(visit, health, "/ban-tin/atom.xml").replace(f"{LABEL}", "")
    acts = get_last_public_actions([old])
    plan = build_check_plan(health, list_bulletins([old.pk])).expectations
    confirm_bulletin(bulletin=old, by=ict_publisher)
    assert "Xác nhận gần nhất" not in read(visit, health, old.path)
    assert "Xác nhận gần nhất" not in read(visit, health, "/")
    row = Bulletin.objects.get(pk=old.pk)
    assert (Revision.objects.count(), Notification.objects.count(), row.changed_at) == before
    assert get_last_public_actions([old]) == acts
    assert build_check_plan(health, list_bulletins([old.pk])).expectations == plan
    after = read(visit, health, "/ban-tin/atom.xml")
    assert [line for line in after.split("<") if line.startswith("updated")] == [
        line for line in feed.split("<") if line.startswith("updated")
    ]


def test_what_has_ended_is_neither_old_nor_confirmed(old, health, visit, ict_publisher):
    end_bulletin(bulletin=old, by=ict_publisher)
    assert "Xác nhận gần nhất" not in read(visit, health, old.path)
    with pytest.raises(ValidationError):
        confirm_bulletin(bulletin=old, by=ict_publisher)
    with pytest.raises(ValidationError):
        confirm_bulletin(bulletin=create_draft("Nháp"), by=ict_publisher)


def test_a_publisher_confirms_on_a_page_with_the_text(old, sign_in, ict_publisher):
    client = sign_in(ict_publisher)
    page = client.get(get_path(old)).content.decode()
    assert old.title in page and old.summary in page and "Xác nhận gần nhất: 09/02/2021" not in page
    steering = client.get(f"/admin/dieu-hanh/{old.pk}/").content.decode()
    assert get_path(old) in steering and "cần xác nhận lại" in steering
    response = client.post(get_path(old))
    assert response.status_code == 302
    assert Bulletin.objects.get(pk=old.pk).last_confirmed_at > timezone.now() - DAY
    [entry] = ModelLogEntry.objects.for_instance(old).filter(action="bulletins.confirm")
    assert entry.user == ict_publisher
    assert AuditEntry.objects.filter(action="bulletins.confirm").count() == 1


@pytest.mark.parametrize("who", ["ict_author", "translator", "health_moderator", "outsider"])
def test_nobody_else_confirms(who, old, sign_in, request):
    client = sign_in(request.getfixturevalue(who))
    client.post(get_path(old))
    assert Bulletin.objects.get(pk=old.pk).last_confirmed_at == old.last_confirmed_at


def test_the_list_marks_and_filters_what_is_to_be_confirmed(old, sign_in, ict_publisher):
    publish_bulletin("Còn mới")
    client = sign_in(ict_publisher)
    everything = client.get(ADMIN).content.decode()
    assert everything.count("cần xác nhận lại") == 1 and get_path(old) in everything
    filtered = client.get(f"{ADMIN}?unconfirmed=true").content.decode()
    assert old.title in filtered and "Còn mới" not in filtered


def test_only_what_is_to_be_confirmed_has_the_button_and_for_publishers_alone(
    old, health, ict_publisher, ict_author
):
    new, ended = publish_bulletin("Mới", source=health), publish_bulletin("Cũ", source=health)
    set_last_confirmed(bulletin=ended, at=old.issue_time)
    end_bulletin(bulletin=ended, by=ict_publisher)

    def offers(bulletin, person):
        fresh = Bulletin.objects.get(pk=bulletin.pk)
        return get_path(bulletin) in [one.url for one in list_lifecycle_buttons(fresh, person)]

    assert offers(old, ict_publisher) and not offers(old, ict_author)
    assert not offers(new, ict_publisher) and not offers(ended, ict_publisher)


def test_it_waits_for_publishers_until_it_is_confirmed(old, rf, ict_publisher, health_moderator):
    def list_waiting(user):
        request = rf.get("/")
        request.user = user
        return [task.title for task in list_dashboard_tasks(request) if task.url == get_path(old)]

    assert list_waiting(ict_publisher) == [old.title]
    assert list_waiting(health_moderator) == []
    confirm_bulletin(bulletin=old, by=ict_publisher)
    assert list_waiting(ict_publisher) == []


def test_writer_and_issuer_are_asked_once_in_each_period(
    old, ict_publisher, health_moderator, district_moderator, clock
):
    def list_asked():
        told = Notification.objects.filter(event__startswith=f"bulletin:{old.pk}:old:")
        return sorted(told.values_list("person__username", flat=True))

    once = sorted([ict_publisher.username, health_moderator.username])
    start = timezone.now()
    ask_about_old_bulletins()
    ask_about_old_bulletins()
    asked = list_asked()
    assert set(once) <= set(asked) and len(asked) == len(set(asked))
    assert district_moderator.username not in asked
    url = Notification.objects.get(person=ict_publisher, event__contains=":old:").url
    assert url.endswith(get_path(old))
    clock(start + 89 * DAY)
    ask_about_old_bulletins()
    assert list_asked() == asked
    clock(start + 91 * DAY)
    ask_about_old_bulletins()
    assert list_asked() == sorted(asked * 2)


def test_the_writer_alone_is_asked_who_may_confirm(ict_publisher, ict_admin, clock):
    draft = create_draft("Cấm đường")
    draft.save_revision(user=ict_publisher).publish()
    publish_bulletin("Còn mới", valid_until=timezone.now() + DAY)
    clock(timezone.now() + 91 * DAY)
    ask_about_old_bulletins()
    asked = Notification.objects.filter(event__contains=":old:")
    assert [one.person for one in asked] == [ict_publisher]


def test_ict_sets_the_days_and_websites_follow_at_once(health, visit, sign_in, ict_admin, clock):
    bulletin = publish_bulletin("Cấm đường")
    clock(timezone.now() + 20 * DAY)
    assert "Xác nhận gần nhất" not in read(visit, health, bulletin.path)
    client = sign_in(ict_admin)
    form = client.get("/admin/settings/bulletins/confirmationperiods/", follow=True)
    assert "Bản tin thường: số ngày" in form.content.decode()
    path = form.redirect_chain[-1][0]
    days = {"routine": 10, "important": 14, "emergency": 1}
    assert client.post(path, days | {"routine": 0}).status_code == 200
    assert client.post(path, days).status_code == 302
    assert ConfirmationPeriods.load().routine == 10
    assert "Xác nhận gần nhất" in read(visit, health, bulletin.path)


@pytest.mark.parametrize("who", ["ict_publisher", "health_moderator", "outsider"])
def test_nobody_else_sets_the_days(who, sign_in, request):
    client = sign_in(request.getfixturevalue(who))
    periods = ConfirmationPeriods.load()
    days = {"routine": 10, "important": 14, "emergency": 1}
    client.post(f"/admin/settings/bulletins/confirmationperiods/{periods.pk}/", days)
    assert ConfirmationPeriods.load().routine == 90


def test_publishing_a_new_version_counts_as_looking_at_it(old, health, visit):
    revision = old.save_revision()
    assert LABEL in read(visit, health, old.path)
    revision.publish()
    assert "Xác nhận gần nhất" not in read(visit, health, old.path)
