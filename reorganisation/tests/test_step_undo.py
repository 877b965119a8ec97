"""Steps of a plan are taken back, as far as nothing new depends on them."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError
from django.utils import timezone

from accounts.tests.factories import create_user
from bulletins.models import BulletinTemplate, IssuerSettings
from bulletins.tests.factories import publish_bulletin
from conftest import commit
from content.models import CustomDocument
from content.tests.factories import create_document, create_picture
from home.models import FeedbackMessage, FormerURL
from home.tests.factories import create_feedback, publish_document, publish_news
from members.models import AuditEntry
from members.roles import Role, find_role
from reorganisation.models import ReorganisationPlan, ReorganisationStep
from reorganisation.tests.factories import reorganise, write_plan
from reorganisation.tests.interruptions import KILLS, describe, run_and_forget, run_killed
from sites.models import EVERYONE, Agency
from sites.tests.factories import create_agency, create_agency_group

pytestmark = pytest.mark.django_db
DOMAIN = settings.BASE_DOMAIN
MERGE = "1,2025-03-01,merge,so-y-te,so-y-te-moi,Sở Y tế mới,,,,department,soyte,"
OTHER = "2,2025-03-02,rename,huyen-ba-be,huyen-ba-be,Huyện Ba Bể mới,,,,,,"
# What goes on leading to where things are, and what the journal tells, stays.
LASTING = {"former", "aliases", "journal"}


@pytest.fixture
def plan(tmp_path, ict_admin):
    """Carry out the rows of a plan, or take them back."""
    return lambda *rows, **options: reorganise(write_plan(tmp_path, *rows), **options)


def see(*left_out):
    return {name: rows for name, rows in describe().items() if name not in {*LASTING, *left_out}}


def get_successor():
    return Agency.objects.with_site().get(code="so-y-te-moi")


def test_a_merger_is_taken_back_and_all_is_as_it_was(
    plan, visit, health, district, health_editor, health_moderator
):
    publish_news(health, "Tiêm chủng")
    document = publish_document(health, "Kế hoạch", number="45/KH-SYT")
    file = create_document(health.collection, "Biểu mẫu")
    former = create_document(health.collection, "Biểu mẫu cũ")
    former.add_to_trash_of(file, user=health_moderator)
    create_picture(health.collection, "Ảnh")
    create_feedback(health)
    publish_bulletin("Bão", source=health, audience=[health.own_code])
    create_agency_group("Vùng cao", health)
    before = see()
    plan(MERGE, OTHER)
    assert see() != before
    file.refresh_from_db()
    [former] = CustomDocument.trashed.filter(version_of=file)
    assert file.collection == former.collection != health.collection
    said = plan(MERGE, OTHER, undo=10)
    assert "huyen-ba-be taken back" in said and "so-y-te" not in said.replace("so-y-te-moi", "")
    said = plan(MERGE, OTHER, undo=1)
    assert "so-y-te-moi taken back" in said
    assert see() == before
    health.refresh_from_db()
    document.refresh_from_db()
    assert not health.is_archived and document.issuer == ""
    assert find_role(health, health_moderator) == Role.MODERATOR
    assert find_role(health, health_editor) == Role.EDITOR
    assert visit(health, "/tin-tuc/tiem-chung/").status_code == 200
    undone = AuditEntry.objects.filter(action="agencies.undo_reorganisation")
    assert undone.filter(agency=health).count() >= 7
    # It can be done again.
    assert "all 10 steps are done" in plan(MERGE, OTHER)
    assert get_successor()


@pytest.mark.drill("reorganisation")
def test_an_undo_that_is_killed_and_given_again_ends_the_same_row_by_row(
    plan, health, district, health_editor, health_moderator
):
    publish_news(health, "Tiêm chủng")
    publish_document(health, "Kế hoạch", number="45/KH-SYT")
    create_document(health.collection, "Biểu mẫu")
    create_feedback(health)
    answered = create_feedback(health)
    publish_bulletin("Bão", source=health, audience=[health.own_code])
    create_agency_group("Vùng cao", health)
    plan(MERGE, OTHER)
    FeedbackMessage.objects.filter(pk=answered.pk).update(state="answered", answer="Xong.")

    def undo():
        plan(MERGE, OTHER, undo=1)

    expected, statements = run_and_forget(undo)
    assert run_killed(undo, statements) == KILLS
    assert describe() == expected
    steps = ReorganisationStep.objects.exclude(code=district.code)
    assert not steps.filter(undone_at=None).exists()
    said = [remark for step in steps for remark in step.left]
    assert sum("Messages that were answered since stay: 1." in remark for remark in said) == 1
    # Who gives it once more is not told that it failed.
    assert "Taken back." in plan(MERGE, OTHER, undo=1)
    assert describe() == expected


def test_templates_and_the_usual_issuer_come_back_unless_they_were_changed_since(plan, health):
    codes = [health.own_code, EVERYONE]
    flood, cut = (
        BulletinTemplate.objects.create(name=name, source=health, audience_codes=codes)
        for name in ("Lũ", "Mất điện")
    )
    IssuerSettings.objects.create(issuer=health)
    plan(MERGE)
    successor = get_successor()
    flood.refresh_from_db()
    assert (flood.source, flood.audience_codes) == (successor, [successor.own_code, EVERYONE])
    assert IssuerSettings.objects.get().issuer == successor
    BulletinTemplate.objects.filter(pk=cut.pk).update(audience_codes=[EVERYONE])
    said = plan(MERGE, undo=1)
    assert "The template “Mất điện” was changed and stays." in said
    # It names the unit, which therefore cannot be deleted.
    assert "stays, because it has been used: templates of bulletins." in said
    flood.refresh_from_db()
    cut.refresh_from_db()
    assert (flood.source, flood.audience_codes) == (health, codes)
    assert cut.audience_codes == [EVERYONE]
    assert IssuerSettings.objects.get().issuer == health


def test_addresses_of_the_meantime_go_on_leading_to_the_page(plan, visit, health, district):
    page = publish_news(health, "Tiêm chủng")
    page.slug = "tiem"
    page.save_revision().publish()
    commit()
    row = "1,2025-03-01,merge,so-y-te,huyen-ba-be,,,,,,,"
    plan(row)
    assert visit(district, "/tu-lieu-so-y-te/tin-tuc/tiem/").status_code == 200
    plan(row, undo=1)
    response = visit(district, "/tu-lieu-so-y-te/tin-tuc/tiem/")
    there = f"{health.root_url}/tin-tuc/tiem/"
    assert (response.status_code, response["Location"]) == (301, there)
    # Its own address is no former one any more, and those from before lead to it as they did.
    [former] = FormerURL.objects.filter(home=health.root_page, page=page)
    assert (former.path, former.leads_elsewhere) == ("tin-tuc/tiem-chung/", False)
    assert visit(health, "/tin-tuc/tiem-chung/")["Location"] == "/tin-tuc/tiem/"


def test_what_is_new_stays_and_is_said(plan, health, health_editor):
    message = create_feedback(health)
    waiting = create_feedback(health)
    plan(MERGE)
    successor = get_successor()
    FeedbackMessage.objects.filter(pk=message.pk).update(state="answered", answer="Xong.")
    publish_news(successor, "Mới")
    health_editor.groups.remove(successor.editors)
    successor.moderators.user_set.add(health_editor)
    create_user("new", successor.editors)
    said = plan(MERGE, undo=1)
    assert "Messages that were answered since stay: 1." in said
    assert f"{health_editor.username} has another role by now" in said
    assert "stays, because it has been used: pages, members, messages" in said
    message.refresh_from_db()
    waiting.refresh_from_db()
    assert (message.agency, waiting.agency) == (successor, health)
    assert not Agency.objects.get(pk=health.pk).is_archived


def test_a_step_goes_together_with_those_that_rest_on_it(plan, health, district):
    create_agency("xa-khac", "commune")
    rows = [
        "1,2025-03-01,rename,xa-khac,xa-khac,Xã Khác,,,,,,",
        "2,2025-03-02,merge,so-y-te,huyen-ba-be,,,,,,,",
    ]
    plan(*rows)
    said = plan(*rows, undo=1)
    assert said.splitlines()[0].split()[:3] == ["1", "provision", "xa-khac"]
    assert Agency.objects.get(pk=health.pk).is_archived


@pytest.mark.parametrize(
    ("done_on", "said"),
    [(31, "more than 30 days ago"), (29, "")],
)
def test_a_step_is_taken_back_within_thirty_days(plan, clock, health, done_on, said):
    plan(MERGE)
    clock(timezone.now() + timedelta(days=done_on))
    if not said:
        assert "taken back" in plan(MERGE, undo=0)
        return
    with pytest.raises(CommandError, match=said):
        plan(MERGE, undo=0)
    assert Agency.objects.get(pk=health.pk).is_archived


def test_a_plan_that_was_taken_back_waits_until_it_is_asked_for(plan, health, ict_admin):
    with pytest.raises(CommandError, match="Nothing of this plan has been done"):
        plan(MERGE, undo=0)
    plan(MERGE)
    ReorganisationPlan.objects.update(runs_at=timezone.now(), by=ict_admin)
    plan(MERGE, undo=0)
    assert ReorganisationPlan.objects.get().runs_at is None
    step = ReorganisationStep.objects.get(action="archive")
    assert step.done_at is None and step.undone_at and not step.changes.exists()
