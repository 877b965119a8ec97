"""From the red button to all websites, without a script."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from bulletins.admin.emergency import DEFAULT_HOURS, MAX_HOURS, CommonAudienceField
from bulletins.models import Bulletin, BulletinAudience
from bulletins.tests.factories import add_event_type, create_template, publish_bulletin
from members.tests.approval import get_shown_version
from sites.models import Agency
from sites.tests.factories import create_agency_group
from tests.html import parse_html

pytestmark = pytest.mark.django_db

DISTRICTS = "kind:district,kind:city"


@pytest.fixture
def publisher(sign_in, ict_publisher):
    return sign_in(ict_publisher)


@pytest.fixture
def template(db):
    return create_template(
        "Lũ quét khẩn",
        "Cảnh báo lũ quét",
        urgency="emergency",
        category="thien-tai",
        event_type=add_event_type(),
        instruction="Rời nhà ven suối.",
        summary="Nước lên.",
        contact_telephone="112",
        body=[("heading", "Cần mang theo")],
        hours=12,
    )


@pytest.fixture
def address():
    return f"/admin/khan-cap/{uuid4()}/"


def words(**fields):
    typed = {"title": "Lũ quét ở Ba Bể", "instruction": "Rời nhà ngay.", "hours": "6"}
    typed["event_type"] = str(add_event_type().pk)
    typed["source"] = str(Agency.objects.get_only_province().pk)
    return typed | {"contact_telephone": "0209 3000 115", "audience": DISTRICTS} | fields


def confirm(client, address):
    """Press the button on the confirmation as it stands."""
    form = client.get(f"{address}phat/").context["form"]
    return client.post(f"{address}phat/", {each.name: each.value() or "" for each in form})


def reached(client, address):
    """The names of the websites that the confirmation shows."""
    return client.get(f"{address}phat/").context["plan"].reach.names


def hours_left(bulletin):
    return round((bulletin.valid_until - timezone.now()) / timedelta(hours=1))


def test_units_may_be_asked_to_confirm_within_hours(publisher, address):
    publisher.post(address, words(confirm_hours="2"))
    assert publisher.get(address).context["form"]["confirm_hours"].value() == 2
    assert "Xác nhận trước" in publisher.get(f"{address}phat/").content.decode()
    confirm(publisher, address)
    left = Bulletin.objects.get().confirm_by - timezone.now()
    assert timedelta(hours=1) < left <= timedelta(hours=2)


def test_a_template_becomes_a_notice_on_the_websites_it_is_for_and_no_other(
    publisher, ict_publisher, template, visit, district, health
):
    start = publisher.get("/admin/khan-cap/")
    link = f"{start.context['write_url']}?mau={template.pk}"
    assert link in start.content.decode()
    shown = publisher.get(link).context["form"]
    assert (shown["title"].value(), shown["hours"].value()) == (template.title, 12)
    assert shown["event_type"].value() == template.event_type_id
    address = start.context["write_url"]
    assert publisher.post(link, words()).url == f"{address}phat/"
    assert visit(district, "/").content.decode().count("Lũ quét ở Ba Bể") == 0
    page = publisher.get(f"{address}phat/").content.decode()
    assert district.name in page and health.name not in page
    framed = publisher.get(f"{address}bieu-ngu/")
    assert "sandbox allow-same-origin" in framed["Content-Security-Policy"]
    banner = framed.content.decode()
    assert "Lũ quét ở Ba Bể" in banner and "banner-emergency" in banner and "Rời nhà" in banner
    bulletin = Bulletin.objects.get()
    assert confirm(publisher, address).url == f"/admin/dieu-hanh/{bulletin.pk}/"
    bulletin.refresh_from_db()
    assert (bulletin.live, bulletin.urgency, hours_left(bulletin)) == (True, "emergency", 6)
    assert bulletin.event_type == template.event_type
    assert (bulletin.summary, bulletin.body[0].value) == ("Nước lên.", "Cần mang theo")
    assert "Lũ quét ở Ba Bể" in visit(district, "/").content.decode()
    assert "Lũ quét ở Ba Bể" not in visit(health, "/").content.decode()
    entry = ModelLogEntry.objects.for_instance(bulletin).get(action="wagtail.publish")
    assert entry.user == ict_publisher


def test_only_emergencies_are_offered_as_templates(publisher, template):
    create_template("Lịch họp", "Lịch nghỉ lễ")
    offered = set(publisher.get("/admin/khan-cap/").context["templates"])
    assert template in offered
    assert {one.urgency for one in offered} == {"emergency"}


def test_without_a_template_a_few_words_are_enough(publisher, address):
    publisher.post(address, words(audience="all", contact_telephone=""))
    confirm(publisher, address)
    bulletin = Bulletin.objects.get(live=True)
    assert bulletin.summary == bulletin.instruction == "Rời nhà ngay."
    assert [str(line) for line in bulletin.audience.all()] == ["all"]


def test_a_group_of_agencies_is_an_audience(publisher, address, health, district):
    group = create_agency_group("Ven hồ Ba Bể", district)
    publisher.post(address, words(audience=f"group:{group.pk}"))
    assert reached(publisher, address) == [district.name]


def test_single_units_are_found_by_name_and_told_without_a_script(
    publisher, address, visit, health, district
):
    """As a phone without a script does it: search, tick, see the count, publish."""
    searched = publisher.post(address, words(step="search", **{"units-q": "ba be"}))
    field = searched.context["form"]["units"]
    assert f'value="{district.own_code}"' in str(field) and health.own_code not in str(field)
    assert searched.context["form"]["title"].value() == "Lũ quét ở Ba Bể"
    assert not Bulletin.objects.exists()
    chosen = {"units-scope": "some", "units-code": [district.own_code]}
    publisher.post(address, words(audience="units", **chosen))
    again = publisher.get(address).context["form"]
    assert again["audience"].value() == "units"
    assert "1 đơn vị sẽ hiển thị" in " ".join(str(again["units"]).split())
    assert reached(publisher, address) == [district.name]
    confirm(publisher, address)
    assert "Lũ quét ở Ba Bể" in visit(district, "/").content.decode()
    assert "Lũ quét ở Ba Bể" not in visit(health, "/").content.decode()


@pytest.mark.parametrize(
    ("audience", "codes"), [("units", []), ("all", ["agency:{}"]), ("units", ["agency:999999"])]
)
def test_an_audience_of_which_one_part_says_otherwise_is_refused(
    publisher, address, district, audience, codes
):
    chosen = {"units-scope": "some", "units-code": [code.format(district.pk) for code in codes]}
    form = publisher.post(address, words(audience=audience, **chosen)).context["form"]
    assert {*form.errors} & {"audience", "units"} and not Bulletin.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("source", ""),
        ("title", "x" * 201),
        ("event_type", ""),
        ("event_type", "0"),
        ("instruction", ""),
        ("hours", "0"),
        ("hours", "721"),
        ("hours", "mai"),
        ("contact_telephone", "gọi tôi"),
        ("audience", "kind:moon"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    publisher, address, field, value
):
    form = publisher.post(address, words(**{field: value})).context["form"]
    assert set(form.errors) == {field}
    assert {name: form[name].value() for name in words()} == words(**{field: value})
    assert not Bulletin.objects.exists()


def test_all_that_is_missing_is_said_at_once(publisher, address):
    form = publisher.post(address, dict.fromkeys(words(), "")).context["form"]
    assert form.errors.keys() == words().keys() - {"contact_telephone"}


def test_what_is_left_open_is_said_once_at_the_fields_of_the_form(publisher, address):
    left_open = {"title": "Lũ tại [tên xã]", "instruction": "Đến [điểm tránh lũ]."}
    form = publisher.post(address, words(**left_open)).context["form"]
    assert form.errors.keys() == left_open.keys()
    publisher.post(address, words())
    form = publisher.post(address, words(**left_open)).context["form"]
    assert form.errors.keys() == left_open.keys()


def test_only_a_template_of_emergencies_is_taken(publisher, address):
    other = create_template("Cúm", "Phòng cúm", urgency="important")
    assert publisher.get(f"{address}?mau={other.pk}").context["form"]["title"].value() in ("", None)


@pytest.mark.parametrize("field", ["title", "instruction"])
def test_a_long_text_is_read_whole_and_has_no_line_breaks(publisher, address, field):
    box = parse_html(publisher.get(address)).select_one(f"textarea[name={field}]")
    assert box["data-controller"] == "w-autosize" and "data-single-line" in box.attrs
    publisher.post(address, words(**{field: "Lũ quét\r\nở Ba Bể"}))
    assert getattr(Bulletin.objects.get(), field) == "Lũ quét ở Ba Bể"


def test_the_confirmation_begins_with_for_whom_and_one_tap_leads_to_another_choice(
    publisher, address
):
    for audience, said in (("all", "Tất cả các đơn vị"), (DISTRICTS, "huyện")):
        publisher.post(address, words(audience=audience))
        [line] = parse_html(publisher.get(f"{address}phat/")).select(".air > .air-audience")
        assert line.find_previous_siblings() == []
        assert said in line.text and "trang web" in line.text
        assert line.a["href"] == f"{address}#id_audience"
    assert parse_html(publisher.get(address)).select_one("select#id_audience")


@pytest.mark.parametrize("query", ["?mau=x", "?mau=999999", "?mau="])
def test_an_unknown_template_is_an_empty_form(publisher, address, query):
    assert publisher.get(address + query).context["form"]["title"].value() in ("", None)


def test_what_was_typed_is_a_draft_that_survives_the_session(
    publisher, sign_in, ict_admin, address
):
    publisher.post(address, words())
    draft = Bulletin.objects.get()
    assert (draft.live, draft.title) == (False, "Lũ quét ở Ba Bể")
    form = sign_in(ict_admin).get(address).context["form"]
    assert {name: str(form[name].value()) for name in words()} == words()


def test_the_hours_of_a_draft_are_shown_as_the_form_takes_them(publisher, address):
    publisher.post(address, words())
    draft = Bulletin.objects.get()
    for minutes, hours in ((10, 1), (95, 2), (60 * 800, MAX_HOURS), (-5, DEFAULT_HOURS)):
        draft.valid_until = timezone.now() + timedelta(minutes=minutes)
        draft.save_revision()
        form = publisher.get(address).context["form"]
        assert (form["hours"].value(), form["confirm_hours"].value()) == (hours, None)


def test_going_back_changes_the_same_draft(publisher, address):
    publisher.post(address, words())
    publisher.post(address, words(title="Lũ lớn", audience="all"))
    page = publisher.get(f"{address}phat/")
    assert page.context["bulletin"].title == "Lũ lớn"
    assert page.context["plan"].reach.number == 3
    assert Bulletin.objects.count() == 1


def test_going_back_to_correct_what_to_do_leaves_the_former_words_nowhere(publisher, address):
    publisher.post(address, words())
    publisher.post(address, words(instruction="Lên đồi ngay."))
    confirm(publisher, address)
    bulletin = Bulletin.objects.get(live=True)
    assert bulletin.summary == bulletin.instruction == "Lên đồi ngay."


def test_an_audience_chosen_in_the_full_form_is_kept(publisher, address, health):
    publisher.post(address, words())
    draft = Bulletin.objects.get()
    draft.audience = [
        BulletinAudience(code="all"),
        BulletinAudience(code=health.own_code, excluded=True),
    ]
    draft.save_revision()
    chosen = publisher.get(address).context["form"]["audience"].value()
    publisher.post(address, words(audience=chosen))
    assert health.name not in reached(publisher, address)


@pytest.mark.parametrize(
    ("codes", "chosen", "is_added"),
    [
        ([], "", False),
        (["all"], "all", False),
        (["kind:city", "kind:district"], DISTRICTS, False),
        (["agency:1", "agency:2"], "units", False),
        (["agency:1", "-agency:2"], "-agency:2,agency:1", True),
        (["kind:city"], "kind:city", True),
    ],
)
def test_the_audience_of_a_draft_is_the_choice_that_says_the_same_or_one_of_its_own(
    codes, chosen, is_added
):
    current = [
        BulletinAudience(code=code.removeprefix("-"), excluded=code.startswith("-"))
        for code in codes
    ]
    usual, field = CommonAudienceField(current=[]), CommonAudienceField(current=current)
    assert field.initial == chosen
    added = {value for value, _label in field.choices} - {value for value, _label in usual.choices}
    assert added == ({chosen} if is_added else set())


def test_pressing_twice_publishes_once(publisher, address):
    publisher.post(address, words())
    publisher.post(address, words())
    seen = get_shown_version(Bulletin.objects.get())
    answers = [publisher.post(f"{address}phat/", seen) for _time in range(2)]
    bulletin = Bulletin.objects.get()
    assert {answer.url for answer in answers} == {f"/admin/dieu-hanh/{bulletin.pk}/"}
    assert ModelLogEntry.objects.filter(action="wagtail.publish").count() == 1
    # The form of what is on air leads to where it is steered, and changes nothing.
    assert publisher.post(address, words(title="Khác")).url == f"/admin/dieu-hanh/{bulletin.pk}/"
    assert Bulletin.objects.get().get_latest_revision_as_object().title == "Lũ quét ở Ba Bể"


def test_what_was_changed_meanwhile_is_looked_at_once_more(publisher, address):
    publisher.post(address, words())
    seen = get_shown_version(Bulletin.objects.get())
    publisher.post(address, words(title="Lũ lớn"))
    answer = publisher.post(f"{address}phat/", seen, follow=True)
    assert "Lũ lớn" in answer.content.decode()
    assert not Bulletin.objects.get().live


def test_a_draft_whose_time_is_over_is_not_published(publisher, address):
    publisher.post(address, words())
    draft = Bulletin.objects.get()
    draft.valid_until = timezone.now() - timedelta(hours=1)
    draft.save_revision()
    answer = publisher.post(f"{address}phat/", get_shown_version(draft), follow=True)
    assert list(answer.context["messages"])
    assert not Bulletin.objects.get().live


def test_the_same_title_on_another_day_gets_an_address_of_its_own(publisher, address):
    publish_bulletin("Lũ quét ở Ba Bể")
    publisher.post(address, words())
    confirm(publisher, address)
    assert Bulletin.objects.filter(live=True).count() == 2


def test_many_websites_are_folded_away(publisher, address, monkeypatch):
    publisher.post(address, words(audience="all"))
    assert "<details>" not in publisher.get(f"{address}phat/").content.decode()
    monkeypatch.setattr("bulletins.admin.publication.MAX_LISTED_AGENCIES", 2)
    assert "<details>" in publisher.get(f"{address}phat/").content.decode()


@pytest.mark.parametrize(
    "person", ["ict_author", "translator", "health_moderator", "health_editor", "outsider"]
)
def test_nobody_else_publishes_an_emergency(publisher, sign_in, request, address, person):
    publisher.post(address, words())
    version = Bulletin.objects.get().latest_revision_id
    client = sign_in(request.getfixturevalue(person))
    for path in ("/admin/khan-cap/", address, f"{address}phat/", f"{address}bieu-ngu/"):
        assert client.get(path).status_code in {302, 404}
    client.post(address, words(title="Khác"))
    client.post(f"{address}phat/", get_shown_version(Bulletin.objects.get()))
    bulletin = Bulletin.objects.get()
    assert (bulletin.live, bulletin.latest_revision_id) == (False, version)
    assert "/admin/khan-cap/" not in client.get("/admin/").content.decode()


def test_an_administrator_finds_the_red_button(sign_in, ict_admin, publisher):
    for client in (sign_in(ict_admin), publisher):
        assert "/admin/khan-cap/" in client.get("/admin/").content.decode()


def test_a_draft_that_is_not_there_has_no_confirmation(publisher, address):
    for view in ("phat/", "bieu-ngu/"):
        assert publisher.get(address + view).status_code == 404
        assert publisher.post(address + view).status_code in {404, 405}
