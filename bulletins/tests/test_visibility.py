from datetime import UTC, datetime, timedelta
from itertools import combinations, product

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Locale

from bulletins.models import Bulletin, BulletinAudience, Urgency
from bulletins.tests.factories import create_draft, create_placement, publish_bulletin
from sites.models import Agency, Kind, Status
from sites.tests.factories import create_agency, create_agency_group, open_in_english

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 3, 1, 7, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def seen_by(bulletin, at=None):
    return {
        agency.code
        for agency in Agency.objects.all()
        if bulletin in Bulletin.objects.visible_on(agency, at)
    }


EVERYBODY = {"tinh-bac-kan", "so-y-te", "huyen-ba-be"}


def test_title_slug_and_summary_are_enough_and_everybody_sees_it(today):
    bulletin = Bulletin.objects.create(title="Họp", slug="hop", summary="Họp thôn.")
    assert [str(line) for line in bulletin.audience.all()] == ["all"]
    assert (bulletin.urgency, bulletin.source) == (Urgency.ROUTINE, None)
    assert bulletin.issued_on == today
    assert seen_by(bulletin) == EVERYBODY


@pytest.mark.parametrize(
    ("audience", "agencies"),
    [
        (["all"], EVERYBODY),
        (["kind:district"], {"huyen-ba-be"}),
        (["kind:district", "kind:province"], {"huyen-ba-be", "tinh-bac-kan"}),
        (["kind:commune"], set()),
        (["agency:{so-y-te}"], {"so-y-te"}),
        (["agency:{so-y-te}", "kind:district"], {"so-y-te", "huyen-ba-be"}),
        (["agency:999999"], set()),
        (["all", "-kind:district"], EVERYBODY - {"huyen-ba-be"}),
        (["all", "-agency:{so-y-te}"], EVERYBODY - {"so-y-te"}),
        (["kind:district", "-agency:{huyen-ba-be}"], set()),
        (["agency:{huyen-ba-be}", "-kind:district"], set()),
        (["agency:{so-y-te}", "-all"], set()),
        (["-kind:district"], set()),
    ],
)
def test_an_audience_is_exactly_the_agencies_named_and_an_exclusion_wins(audience, agencies):
    keys = dict(Agency.objects.values_list("code", "pk"))
    bulletin = publish_bulletin(audience=[line.format_map(keys) for line in audience])
    assert seen_by(bulletin) == agencies


def test_a_bulletin_without_any_line_of_audience_is_seen_by_nobody():
    bulletin = publish_bulletin()
    bulletin.audience.all().delete()
    assert seen_by(bulletin) == set()


def test_one_agency_and_the_query_agree_about_every_mixture_of_lines(health, district):
    codes = ["all", "kind:department", f"agency:{health.pk}"]
    lines = [sign + code for code in codes for sign in ("", "-")]
    for pair in combinations(lines, 2):
        if pair[0].lstrip("-") != pair[1].lstrip("-"):
            bulletin = publish_bulletin(slug=f"tin-{len(Bulletin.objects.all())}", audience=pair)
            for agency in (health, district):
                queried = bulletin in Bulletin.objects.published_to(agency)
                assert bulletin.is_addressed_to(agency) == queried, (pair, agency)


def test_a_website_has_the_page_of_exactly_what_its_lists_may_have(visit, health, district):
    now, group = timezone.now(), create_agency_group("Vùng lũ", health)
    ended = create_agency("xa-cu", Kind.COMMUNE)
    ended.status, ended.archived_at = Status.ARCHIVED, now - HOUR
    ended.save()
    audiences = [["all"], [group.code], ["kind:commune"], ["all", f"-agency:{health.pk}"], []]
    begins = [None, now - 2 * HOUR, now - HOUR / 2, now + HOUR]
    # Each pair once, as for all together, without asking for hundreds of pages.
    moments = [(begin, now - sign * 2 * HOUR) for begin in begins for sign in (1, -1)]
    for number, ((begin, published), audience) in enumerate(product(moments, audiences)):
        hidden = number % 3 == 0
        urgency = Urgency.ROUTINE if number % 2 else Urgency.IMPORTANT
        bulletin = publish_bulletin(
            "Tin", slug=f"tin-{number}", valid_from=begin, urgency=urgency, audience=audience
        )
        Bulletin.objects.filter(pk=bulletin.pk).update(
            first_published_at=published, live=number % 7 > 0
        )
        for agency in (health, district, ended):
            if hidden:
                create_placement(bulletin, agency, hidden=True)
    pages = {True: 0, False: 0}
    for bulletin in Bulletin.objects.all():
        for agency in (health, district, ended):
            listed = Bulletin.objects.published_to(agency).filter(pk=bulletin.pk).exists()
            page = visit(agency, f"/ban-tin/{bulletin.slug}/").content.decode()
            assert ('aria-labelledby="facts"' in page) == listed, (bulletin.slug, agency)
            pages[listed] += 1
    assert min(pages.values()) > 20


def test_the_issuers_website_has_the_original_where_it_shows_it(health, district):
    shown = publish_bulletin("Tin", source=health)
    assert [shown.get_canonical_agency(one) for one in (health, district)] == [health, health]
    assert shown.get_canonical_url(district) == f"{health.root_url}/ban-tin/tin/"
    for number, (audience, hidden) in enumerate(
        [(["kind:district"], False), (["all", "-kind:department"], False), (["all"], True)]
    ):
        bulletin = publish_bulletin("Tin", slug=f"tin-{number}", source=health, audience=audience)
        if hidden:
            create_placement(bulletin, health, hidden=True)
        assert bulletin.get_canonical_agency(district) == district
    nobodys = publish_bulletin("Tin", slug="khac")
    assert nobodys.get_canonical_url(district) == f"{district.root_url}/ban-tin/khac/"


def test_an_issuer_without_a_website_in_a_language_has_no_original_there(health, district):
    bulletin = publish_bulletin("Tin", source=health)
    with override("en"):
        assert bulletin.get_canonical_agency(district) == district
    open_in_english(health)
    with override("en"):
        assert bulletin.get_canonical_agency(district) == health


def test_a_line_is_an_inclusion_or_an_exclusion_but_not_both():
    with pytest.raises(IntegrityError), transaction.atomic():
        create_draft(audience=["all", "-all"])


@pytest.mark.parametrize(
    "code",
    ["", "All", "kind:", "kind:planet", "agency:", "agency:0", "agency:x", "group:1", "all "],
)
def test_an_unknown_audience_is_refused(code):
    with pytest.raises(ValidationError) as refusal:
        BulletinAudience(bulletin=create_draft(), code=code).full_clean()
    assert set(refusal.value.message_dict) == {"code"}


def test_an_agency_that_does_not_exist_is_refused(health):
    bulletin = create_draft(audience=["kind:city"])
    BulletinAudience(bulletin=bulletin, code=f"agency:{health.pk}").full_clean()
    with pytest.raises(ValidationError, match="code"):
        BulletinAudience(bulletin=bulletin, code="agency:999999").full_clean()


@pytest.mark.parametrize(
    ("fields", "before", "after"),
    [
        ({}, True, True),
        ({"valid_from": MOMENT}, False, True),
        ({"valid_until": MOMENT}, True, False),
        ({"valid_from": MOMENT - SECOND, "valid_until": MOMENT}, True, False),
        ({"valid_from": MOMENT, "valid_until": MOMENT + SECOND}, False, True),
    ],
)
def test_a_bulletin_begins_and_ends_at_its_second(fields, before, after):
    bulletin = publish_bulletin(**fields)
    assert seen_by(bulletin, at=MOMENT - SECOND) == (EVERYBODY if before else set())
    assert seen_by(bulletin, at=MOMENT) == (EVERYBODY if after else set())


def test_an_expired_bulletin_moves_from_what_is_in_force_to_what_was(health):
    bulletin = publish_bulletin(valid_until=MOMENT)
    for at, expired in ((MOMENT - SECOND, False), (MOMENT, True)):
        assert bulletin.is_expired(at) is expired
        assert list(Bulletin.objects.expired_on(health, at)) == [bulletin] * expired
        assert list(Bulletin.objects.visible_on(health, at)) == [bulletin] * (not expired)
        assert list(Bulletin.objects.published_to(health, at)) == [bulletin]


def test_without_a_moment_the_present_one_counts(health):
    now = timezone.now()
    hour = timedelta(hours=1)
    publish_bulletin("Đang", valid_from=now - hour, valid_until=now + hour)
    publish_bulletin("Đã", valid_until=now - SECOND)
    publish_bulletin("Sẽ", valid_from=now + hour)
    assert [b.slug for b in Bulletin.objects.visible_on(health)] == ["dang"]
    assert [b.slug for b in Bulletin.objects.expired_on(health)] == ["da"]
    assert {b.slug for b in Bulletin.objects.published_to(health)} == {"dang", "da"}


def test_the_most_urgent_come_first_then_the_newest_then_the_last_written(health):
    written = [
        ("routine", "2026-01-02", "cu"),
        ("important", "2026-01-01", "quan-trong"),
        ("routine", "2026-01-03", "moi"),
        ("emergency", "2020-01-01", "khan"),
        ("routine", "2026-01-03", "moi-sau"),
        ("important", "2026-01-05", "quan-trong-moi"),
    ]
    for urgency, day, slug in written:
        publish_bulletin(slug=slug, urgency=urgency, issued_on=day)
    seen = Bulletin.objects.visible_on(health)
    assert [b.slug for b in seen.ordered_for_feed()] == [
        "khan",
        "quan-trong-moi",
        "quan-trong",
        "moi-sau",
        "moi",
        "cu",
    ]
    assert [b.slug for b in seen.newest_first()] == [
        "quan-trong-moi",
        "moi-sau",
        "moi",
        "cu",
        "quan-trong",
        "khan",
    ]


def test_drafts_and_unpublished_bulletins_are_seen_by_nobody():
    assert seen_by(create_draft("Nháp")) == set()
    withdrawn = publish_bulletin("Rút")
    assert seen_by(withdrawn) == EVERYBODY
    withdrawn.unpublish()
    assert seen_by(withdrawn) == set()


def test_translations_never_count_as_bulletins_of_their_own(health):
    source = publish_bulletin()
    english = source.copy_for_translation(Locale.objects.get(language_code="en"))
    english.live = True
    english.save()
    assert list(Bulletin.objects.visible_on(health)) == [source]


def test_wagtails_own_dates_decide_nothing(health):
    past, future = MOMENT - SECOND, timezone.now() + timedelta(days=1)
    bulletin = publish_bulletin()
    Bulletin.objects.filter(pk=bulletin.pk).update(go_live_at=future, expire_at=past, expired=True)
    assert seen_by(bulletin) == EVERYBODY


def test_what_the_issuer_shows_itself_follows_the_same_rules(province, health, district):
    now = timezone.now()
    shown = [
        publish_bulletin("Tất cả", source=health),
        publish_bulletin("Loại", source=district, audience=["kind:district"]),
        publish_bulletin("Riêng", source=health, audience=[f"agency:{health.pk}"]),
        publish_bulletin("Cũ", source=health, valid_until=now - SECOND),
    ]
    publish_bulletin("Loại khác", source=health, audience=["kind:district"])
    publish_bulletin("Riêng khác", source=province, audience=[f"agency:{health.pk}"])
    publish_bulletin("Trừ", source=health, audience=["all", "-kind:department"])
    publish_bulletin("Sẽ", source=health, valid_from=now + timedelta(hours=1))
    create_draft("Nháp", source=health)
    assert set(Bulletin.objects.published_to_issuer()) == set(shown)


def test_without_an_issuer_there_is_no_issuers_website(health):
    publish_bulletin("Không nguồn", audience=["all", f"-agency:{health.pk}"])
    assert list(Bulletin.objects.published_to_issuer()) == []


@pytest.mark.parametrize(
    ("urgency", "missing"),
    [
        ("routine", set()),
        ("important", {"valid_until"}),
        ("emergency", {"valid_until", "instruction"}),
    ],
)
def test_an_urgent_bulletin_must_end_and_an_emergency_must_say_what_to_do(
    urgency, missing, province
):
    errors = {}
    try:
        Bulletin(title="x", source=province, urgency=urgency).check_publishable()
    except ValidationError as error:
        errors = error.message_dict
    assert set(errors) == missing
    words = {"valid_until": MOMENT, "instruction": "Chạy"}
    Bulletin(urgency=urgency, source=province, **words).check_publishable()
