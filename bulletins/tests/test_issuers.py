"""Who issues a bulletin is said by somebody, and never guessed."""

import pytest
from django.db.models import ProtectedError

from bulletins.models import Bulletin, BulletinTemplate, IssuerSettings
from bulletins.tests.factories import (
    ADMIN,
    get_edit_path,
    make_bulletin_form,
    press_publish,
    publish_bulletin,
)
from members.tests.approval import PUBLISH
from sites.tests.factories import create_agency_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(sign_in, ict_publisher):
    return sign_in(ict_publisher)


def proposed(client):
    return client.get(f"{ADMIN}add/").context["form"]["source"].value()


def test_a_bulletin_without_an_issuer_is_refused_at_its_field_and_kept_as_a_draft(author):
    form = make_bulletin_form(source="")
    answer = author.post(f"{ADMIN}add/", form | PUBLISH)
    assert {*answer.context["form"].errors} == {"source"}
    assert "áp phích và lời đọc loa nêu tên đơn vị này" in answer.content.decode()
    assert author.post(f"{ADMIN}add/", form).status_code == 302
    assert not Bulletin.objects.get().live


def test_the_form_proposes_the_writers_only_unit_else_the_usual_issuer(
    author, ict_publisher, sign_in, health, district, province
):
    assert proposed(author) is None
    IssuerSettings.objects.create(issuer=province)
    assert proposed(author) == province.pk
    ict_publisher.groups.add(health.editors)
    assert proposed(sign_in(ict_publisher)) == health.pk
    ict_publisher.groups.add(district.editors)
    assert proposed(sign_in(type(ict_publisher).objects.get(pk=ict_publisher.pk))) is None


def test_an_administrator_sets_the_usual_issuer(sign_in, ict_admin, province):
    client, path = sign_in(ict_admin), "/admin/settings/bulletins/issuersettings/"
    page = client.get(path, follow=True)
    assert "Cơ quan ban hành bản tin" in page.content.decode()
    client.post(page.redirect_chain[-1][0], {"issuer": province.pk})
    assert IssuerSettings.get_current().issuer == province


def test_what_was_published_without_an_issuer_is_on_the_dashboard(author, sign_in, ict_author):
    bulletin = publish_bulletin("Cũ")
    [need] = [one for one in author.get("/admin/").context["needs"] if one.title == "Cũ"]
    assert need.url == f"{get_edit_path(bulletin)}#:w:contentpath=source"
    assert "chưa ghi cơ quan ban hành" in need.detail
    assert not sign_in(ict_author).get("/admin/").context["needs"]
    form = make_bulletin_form(title="Cũ", slug="cu")
    press_publish(author, author.post(get_edit_path(bulletin), form | PUBLISH))
    assert not [one for one in author.get("/admin/").context["needs"] if one.title == "Cũ"]


def test_a_template_gives_urgency_audience_and_issuer(author, health, district):
    group = create_agency_group("Ven hồ", district)
    path = "/admin/bulletin_templates/new/"
    filled = author.get(path).context["form"]
    sent = {field.html_name: field.value() or "" for field in filled if field.name != "addressees"}
    sent |= {"name": "Lũ ven hồ", "title": "Lũ ven hồ", "urgency": "important"}
    sent |= {"body-count": "0", "source": health.pk, "addressees-scope": "some"}
    sent |= {"addressees-code": [group.code], "addressees-except": [health.own_code]}
    assert author.post(path, sent).status_code == 302
    template = BulletinTemplate.objects.get(name="Lũ ven hồ")
    form = author.get(f"{ADMIN}add/?mau={template.pk}").context["form"]
    assert form["urgency"].value() == "important" and form["source"].value() == health.pk
    lines = {str(line) for line in form["addressees"].value()}
    assert lines == {group.code, f"-{health.own_code}"}
    # A group that it names stays: what it excepts would be told to those in it.
    with pytest.raises(ProtectedError):
        group.delete()
