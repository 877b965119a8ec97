"""Two people at one page or bulletin: whoever saves second is asked first, and loses nothing."""

import pytest

from bulletins.tests import factories as bulletins
from home.tests import factories as home
from members.tests.approval import PUBLISH
from tests.html import parse_html

pytestmark = pytest.mark.django_db

JSON = {"accept": "application/json"}
MINE = "Bản của tôi"


@pytest.fixture
def article(health):
    return home.publish_news(health, "Bài chung")


@pytest.fixture
def bulletin():
    return bulletins.publish_bulletin("Bản tin chung")


@pytest.fixture(params=["article", "bulletin"])
def shared(request, sign_in):
    """Something with two people, how its form is sent, and where."""
    obj = request.getfixturevalue(request.param)
    if request.param == "article":
        people, make, path = ("health_moderator", "ict_admin"), home.make_article_form, home
    else:
        people, make, path = ("ict_publisher", "ict_admin"), bulletins.make_bulletin_form, bulletins
    me, other = (sign_in(request.getfixturevalue(name)) for name in people)
    return obj, make, path.get_edit_path(obj), me, other


def open_form(client, path):
    """What the form says of the version it was opened with."""
    soup = parse_html(client.get(path))
    names = ("loaded_revision_id", "loaded_revision_created_at")
    return {name: soup.select_one(f"[name={name}]")["value"] for name in names}


def read_question(response):
    """The words of the question and what its box would send; an error if there is none."""
    question = parse_html(response).select_one(".newer-version")
    fields = {one["name"]: one["value"] for one in question.select("input")}
    assert {one["form"] for one in question.select("input")} <= {"page-edit-form", "w-editor-form"}
    return " ".join(question.text.split()), fields


def publish(client, path, data):
    """Send the form, and press the button of the screen that a bulletin's leads to."""
    return bulletins.press_publish(client, client.post(path, data | PUBLISH))


def live_title(obj):
    obj.refresh_from_db()
    return obj.title


def test_who_publishes_over_a_newer_version_is_asked_and_may(shared):
    obj, make, path, me, other = shared
    opened = open_form(me, path)
    publish(other, path, make(title="Bản của người kia", slug=obj.slug))
    mine = make(title=MINE, slug=obj.slug) | opened | PUBLISH

    answer = me.post(path, mine)
    words, fields = read_question(answer)
    assert "ict-admin đã lưu một phiên bản mới hơn" in words and "đã được đăng" in words
    assert parse_html(answer).select_one("[name=title]").text.strip() == MINE
    assert live_title(obj) == "Bản của người kia"

    # The form that comes back knows the newer version. Whoever does not answer is asked again.
    unanswered = mine | open_form(me, path) | {"opened_revision": fields["opened_revision"]}
    read_question(me.post(path, unanswered))
    assert live_title(obj) == "Bản của người kia"

    assert publish(me, path, unanswered | fields).status_code == 302
    assert live_title(obj) == MINE
    titles = [revision.content["title"] for revision in obj.revisions.all()]
    assert "Bản của người kia" in titles


def test_an_answer_holds_for_the_version_that_was_seen(shared):
    obj, make, path, me, other = shared
    mine = make(title=MINE, slug=obj.slug) | open_form(me, path)
    other.post(path, make(title="Hai", slug=obj.slug))
    _words, fields = read_question(me.post(path, mine))
    other.post(path, make(title="Ba", slug=obj.slug))
    words, _fields = read_question(me.post(path, mine | fields))
    assert "đã được đăng" not in words
    assert obj.revisions.latest("created_at").content["title"] == "Ba"


def test_a_form_that_is_also_refused_still_asks(shared):
    obj, make, path, me, other = shared
    mine = make(title="", slug=obj.slug) | open_form(me, path)
    other.post(path, make(title="Hai", slug=obj.slug))
    read_question(me.post(path, mine))


def test_saving_in_the_background_stops_until_there_is_an_answer(shared):
    obj, make, path, me, other = shared
    mine = make(title=MINE, slug=obj.slug) | open_form(me, path)
    other.post(path, make(title="Hai", slug=obj.slug))
    _words, fields = read_question(me.post(path, mine))
    waiting = mine | open_form(me, path) | {"opened_revision": fields["opened_revision"]}
    refused = me.post(path, waiting, headers=JSON)
    assert refused.json()["error_code"] == "invalid_revision"
    saved = me.post(path, waiting | fields, headers=JSON).json()
    assert saved["success"]
    # From now on the form names what it has saved itself.
    mine |= {
        "loaded_revision_id": saved["revision_id"],
        "loaded_revision_created_at": saved["revision_created_at"],
    }
    assert publish(me, path, mine).status_code == 302
    assert live_title(obj) == MINE


def test_whoever_has_two_windows_is_told_so(shared):
    obj, make, path, me, _other = shared
    mine = make(title=MINE, slug=obj.slug) | open_form(me, path)
    me.post(path, make(title="Cửa sổ kia", slug=obj.slug))
    words, _fields = read_question(me.post(path, mine))
    assert "ở cửa sổ khác" in words


def test_a_version_that_was_saved_over_since_is_newer_though_it_kept_its_key(shared):
    obj, make, path, me, other = shared
    first = other.post(path, make(title="Đang viết", slug=obj.slug), headers=JSON).json()
    mine = make(title=MINE, slug=obj.slug) | open_form(me, path)
    over = make(title="Viết tiếp", slug=obj.slug, overwrite_revision_id=first["revision_id"])
    assert other.post(path, over, headers=JSON).json()["revision_id"] == first["revision_id"]
    words, _fields = read_question(me.post(path, mine))
    assert "Nội dung của bạn chưa được lưu" in words


def test_nobody_is_asked_where_nothing_has_changed(shared):
    obj, make, path, me, _other = shared
    mine = make(title=MINE, slug=obj.slug) | open_form(me, path)
    assert publish(me, path, mine).status_code == 302
    assert live_title(obj) == MINE
