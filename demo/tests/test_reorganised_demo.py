"""The real reorganisation of 2025 on the demo: 29 units, 108 communes, a second province.

Websites of the communes, and of the districts, hand their host names on; Thái Nguyên's departments
have a domain of their own, because those of Bắc Kạn work until the same day.
"""

from dataclasses import dataclass
from datetime import date
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import override_settings
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from accounts.models import User
from accounts.tests.factories import create_user
from bulletins.models import BulletinProposal
from bulletins.tests.factories import publish_bulletin
from conftest import commit
from demo.services.reorganisation import NEIGHBOUR, get_neighbour_domain
from demo.tests.factories import load_demo, only_the_demo
from home.models import DocumentFile, FeedbackMessage
from reorganisation.tests.factories import crawl, fetch, find_broken
from reorganisation.tests.interruptions import KILLS, describe, run_and_forget, run_killed
from sites.models import Agency, AgencySettings, FormerHost, Kind, Status
from sites.permissions.ownership import list_agency_pages

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.drill("reorganisation"),
    pytest.mark.xdist_group("demo"),
]
DISTRICT, HEIR = "huyen-ba-be", "tn-xa-cho-ra"
FORMER, NEW = "xa-quang-khe", "tn-xa-dong-phuc"
# Two accounts of the demo, and one of a commune.
EDITORS = {
    "bien-tap-so-y-te": "so-y-te",
    "bien-tap-ba-be": DISTRICT,
    "bien-tap-quang-khe": FORMER,
}
# Six districts' and 23 communes' hosts are those of new communes.
HANDED_ON = 29
# Before anything changes.
EVE = date(2021, 12, 31)


def play(**options):
    """What the command says."""
    out = StringIO()
    call_command("reorganise_demo", stdout=out, **options)
    return out.getvalue()


@dataclass
class Story:
    """What was seen before, during and after."""

    added: str
    before: set
    expected: dict
    left: dict
    kills: int


@pytest.fixture(scope="module")
def story(django_db_setup, django_db_blocker, tmp_path_factory):
    # With accounts come those drafts, proposals and messages that wait.
    accounts = override_settings(DEMO_ACCOUNTS_FILE=tmp_path_factory.mktemp("demo") / "accounts")
    with accounts, django_db_blocker.unblock(), only_the_demo():
        added = play(until=EVE)
        create_user("bien-tap-quang-khe", get_agency(FORMER).editors)
        commit()
        agencies = Agency.objects.with_site()
        before = crawl(agencies, clicks=0) | list_file_addresses(agencies)
        expected, statements = run_and_forget(play)
        kills = run_killed(play, statements)
        yield Story(added, before, expected, describe(), kills)


def get_agency(code):
    return Agency.objects.with_site().get(code=code)


def list_file_addresses(agencies):
    """The addresses of the files of documents, which no home page links to."""
    return {
        f"{agency.root_url}{row.file.url}"
        for agency in agencies
        for row in DocumentFile.objects.filter(document__path__startswith=agency.root_page.path)
    }


def list_seen(username):
    """The keys of the pages that somebody sees in the admin."""
    user = User.objects.get(username=username)
    pages = page_permission_policy.explorable_instances(user).filter(depth__gt=1)
    return set(pages.values_list("pk", flat=True))


def test_killed_at_twenty_random_moments_it_ends_the_same_row_by_row(story):
    assert story.kills == KILLS
    for name, rows in story.expected.items():
        assert story.left[name] == rows, name


def test_it_is_the_reorganisation_of_2025(story):
    assert story.added.startswith("124 websites were added.")
    units = Agency.objects.all()
    # 29 and 108 and 16, one department of March, 36 communes; Thượng Quan is the thirty-seventh.
    assert units.count() == 29 + 108 + 16 + 1 + 36
    working = units.active()
    assert set(working.values_list("parent__code", flat=True)) == {None, NEIGHBOUR}
    assert working.count() == 16 + 37
    assert working.filter(kind=Kind.COMMUNE).count() == 37
    city = get_agency("thanh-pho-bac-kan")
    assert city.successors.count() == 3
    labour = get_agency("so-lao-dong-thuong-binh-va-xa-hoi")
    assert {each.code for each in labour.successors.all()} == {
        *("so-noi-vu", "so-nong-nghiep-va-moi-truong", "so-y-te", "so-giao-duc-va-dao-tao"),
    }
    assert get_agency("tn-xa-ba-be").site.hostname == f"babe.{settings.BASE_DOMAIN}"
    assert get_agency("tn-so-y-te").site.hostname == f"soyte.{get_neighbour_domain()}"
    assert FormerHost.objects.count() == HANDED_ON


def test_every_former_address_answers_after_one_hop(story):
    assert len(story.before) > 2_000
    assert find_broken(story.before) == {}


def test_what_is_published_to_the_new_province_is_seen_everywhere_there(story):
    bulletin = publish_bulletin("Bão số 3", audience=[f"below:{NEIGHBOUR}"])
    commit()
    for agency in Agency.objects.active().with_site():
        assert fetch(f"{agency.root_url}{bulletin.path}").status_code == 200, agency.code
        assert "Bão số 3" in fetch(f"{agency.root_url}/ban-tin/").content.decode(), agency.code


@pytest.mark.parametrize(
    ("editor", "code"), [*zip(EDITORS, ["tn-so-y-te", HEIR, NEW], strict=True)]
)
def test_former_editors_see_what_their_new_unit_has_and_nothing_else(story, editor, code):
    own = set(list_agency_pages([get_agency(code).pk]).values_list("pk", flat=True))
    former = get_agency(EDITORS[editor])
    assert list_seen(editor) == own
    assert own >= set(
        Page.objects.filter(slug=f"tu-lieu-{former.code}").values_list("pk", flat=True)
    )
    assert own.isdisjoint(list_agency_pages([former.pk]).values_list("pk", flat=True))


def test_a_former_commune_names_who_serves_now_with_telephone(story):
    telephone = AgencySettings.for_site(get_agency(NEW).site).telephone
    page = fetch(f"{get_agency(FORMER).root_url}/").content.decode()
    assert telephone and telephone in page and "Đồng Phúc" in page


def test_namesakes_of_both_provinces_are_told_apart(story):
    assert get_agency("so-y-te").name == "Sở Y tế (Bắc Kạn)"
    assert get_agency("tn-so-y-te").name == "Sở Y tế (Thái Nguyên)"


def test_the_demo_can_be_loaded_again_and_nobody_goes_back(story):
    before = FeedbackMessage.objects.count(), BulletinProposal.objects.count()
    assert before[0] and before[1]
    assert load_demo() == "29 websites are ready.\n"
    assert (FeedbackMessage.objects.count(), BulletinProposal.objects.count()) == before
    for editor in EDITORS:
        user = User.objects.get(username=editor)
        assert not user.groups.filter(agency_as_editors__status=Status.ARCHIVED).exists()
    assert "0 units have ended; 53 work." in play()


def test_it_needs_the_demo(db):
    Agency.objects.filter(code="tinh-bac-kan").update(code="tinh-khac")
    with pytest.raises(CommandError, match="load_demo"):
        play()
