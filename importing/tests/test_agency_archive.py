"""A unit's archive from outside: what is taken over, and what is refused whole or in part."""

import json
import re
import tarfile
from contextlib import nullcontext
from io import BytesIO, StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import Page, Revision, get_page_models
from wagtail_localize.models import String

from accounts.models import Invitation, User
from accounts.tests.factories import create_user
from bulletins.tests.factories import publish_bulletin
from content.models import Act, CustomDocument, CustomImage, Decision
from content.tests.factories import (
    create_document,
    create_picture,
    make_file_block,
    make_picture_block,
)
from content.versions.decisions import is_decided
from home.models import NewsPage
from home.tests.factories import create_feedback, publish_news
from importing.agency_archive import records
from importing.agency_archive.tables import LEFT, STAYS, TABLES, iter_models
from importing.services import agency_export
from importing.tests.archives import CODE, Archive
from members.models import AuditEntry
from ops.backup.rows import list_columns
from ops.backup.signature import load_signing_key, sign_file
from sites.models import Agency, TranslatorLanguage
from sites.permissions.ownership import list_agency_pages
from tests.signing_keys import make_key
from tests.virus_scanners import EICAR, run_scanner

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(tmp_path, settings):
    """The key of a sender who was chosen here."""
    made = make_key(tmp_path, "tinh-ban")
    settings.ARCHIVE_SENDERS = [made.public]
    return made


@pytest.fixture(autouse=True)
def one_moment(monkeypatch):
    """The test's transaction reads as of one moment already, and no other begins within it."""
    monkeypatch.setattr(agency_export, "read_at_once", nullcontext)


@pytest.fixture
def website(health, health_editor, health_moderator):
    """The department of health with an article, a picture, a document, a draft and a message."""
    document = create_document(health.collection, "Kế hoạch tiêm")
    picture = create_picture(health.collection, "Điểm tiêm")
    publish_news(health, "Lịch tiêm", body=[make_file_block(document)])
    publish_news(health, "Có ảnh", body=[make_picture_block(picture)])
    draft = publish_news(health, "Bản nháp")
    draft.unpublish()
    create_feedback(health)
    return health


@pytest.fixture
def archive(website, tmp_path):
    """The website as an archive of an agency that is not here."""
    path = tmp_path / "so-y-te.bantin"
    call_command("export_agency", website.code, path, stdout=StringIO())
    made = Archive.read(path)
    made.rename()
    for message in made.rows["home.feedbackmessage"]:
        message["receipt"] = "X-1"
    return made


@pytest.fixture
def take(archive, tmp_path, key, ict_admin, province):
    """Sign the archive as it is now, and take it over; returns what the command says."""

    def run(*options, signed_by=key.private):
        path = tmp_path / f"{CODE}.bantin"
        for former in (path, path.with_name(f"{path.name}.sig")):
            former.unlink(missing_ok=True)
        archive.write(path, signed_by)
        return import_file(path, ict_admin, *options)

    return run


@pytest.fixture
def refuse(take):
    """Take the archive over, see that nothing comes of it, and return what is said."""

    def run(*options, **kwargs):
        stored, rows = list_files(), count_rows()
        with pytest.raises(CommandError) as refused:
            take(*options, **kwargs)
        assert (list_files(), count_rows()) == (stored, rows)
        return str(refused.value)

    return run


def import_file(path, by, *options):
    output = StringIO()
    call_command("import_agency", path, "--by", by.username, "--yes", *options, stdout=output)
    return output.getvalue()


def list_files(folder=""):
    folders, files = default_storage.listdir(folder)
    inner = [name for one in folders for name in list_files(f"{folder}{one}/")]
    return sorted([*(f"{folder}{name}" for name in files), *inner])


def count_rows():
    models = [*iter_models(), AuditEntry, Invitation, Decision, *get_page_models()]
    return {model: model._base_manager.count() for model in models}


def get_agency():
    return Agency.objects.with_site().get(code=CODE)


def get_page(title):
    return NewsPage.objects.descendant_of(get_agency().root_page).get(title=title)


def make_text(html):
    return json.dumps([{"type": "text", "value": html, "id": "a"}])


def edit_content(archive, title, **changes):
    """Change the stored versions of a page, and its row where it has the column."""
    page = archive.get("wagtailcore.page", title=title)
    for version in archive.rows["wagtailcore.revision"]:
        if version["object_id"] == str(page["id"]):
            version["content"] = json.dumps(json.loads(version["content"]) | changes)
    archive.get("home.newspage", page_ptr_id=page["id"]).update(changes)
    return page


# The declared list


def test_each_column_travels_or_stays_by_a_reason():
    for model in iter_models():
        table = TABLES[model._meta.label_lower]
        columns = {column.name for column in list_columns(model)}
        assert columns == table.columns | table.stays.keys(), model
        assert not table.columns & table.stays.keys() and all(table.stays.values())


def test_each_type_of_page_and_its_rows_are_declared():
    children = {
        relation.related_model
        for model in get_page_models()
        for relation in model._meta.related_objects
        if type(relation.field).__name__ == "ParentalKey" and relation.related_model._meta.managed
    }
    wanted = {model._meta.label_lower for model in {*get_page_models(), *children}}
    known = TABLES.keys() | LEFT.keys()
    # Rows of Wagtail's own children of pages name accounts.
    assert {label for label in wanted if not label.startswith("wagtailcore.")} <= known


def test_each_table_travels_or_stays_by_a_reason():
    own = [
        model._meta.label_lower
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.partition(".")[0] in settings.OWN_APPS and model._meta.managed
    ]
    assert {label for label in own if label not in TABLES.keys() | STAYS.keys()} == set()
    assert not TABLES.keys() & STAYS.keys()


def test_an_export_holds_the_declared_columns_alone(archive):
    for label, columns in archive.columns.items():
        assert {name for name, _kind in columns} == TABLES[label].columns, label


# The good way


def test_a_website_is_taken_over_with_a_decision_about_each_public_page(
    archive, take, visit, ict_admin
):
    said = take()
    agency = get_agency()
    pages = list_agency_pages([agency.pk])
    assert said.startswith("Signed by tinh-ban (SHA256:") and "10 pages in vi" in said
    live = pages.live()
    decisions = Decision.objects.filter(object_id__in=[str(page.pk) for page in live])
    assert {one.act for one in decisions} == {Act.IMPORT}
    assert {one.person for one in decisions} == {ict_admin}
    assert decisions.count() == live.count()
    assert all(is_decided(page.live_revision) for page in live)
    draft = get_page("Bản nháp")
    assert not draft.live and draft.live_revision is None and draft.latest_revision
    shown = visit(agency, get_page("Lịch tiêm").get_url_parts()[2])
    assert shown.status_code == 200 and "Kế hoạch tiêm" in shown.content.decode()
    assert AuditEntry.objects.get(action="agencies.taken_over", agency=agency).person == ict_admin


def test_what_becomes_public_is_counted_before_and_asked(take, monkeypatch, archive, refuse):
    asked = []
    monkeypatch.setattr("builtins.input", lambda text: asked.append(text) or "no")
    # Like the fixture, without --yes.
    monkeypatch.setattr(
        "importing.tests.test_agency_archive.import_file",
        lambda path, by, *options: call_command("import_agency", path, "--by", by.username),
    )
    assert "nobody said yes" in refuse() and asked


def test_only_an_administrator_takes_over(refuse, health_moderator, monkeypatch):
    monkeypatch.setattr(
        "importing.tests.test_agency_archive.import_file",
        lambda path, by, *options: call_command(
            "import_agency", path, "--by", health_moderator.username, "--yes"
        ),
    )
    assert "no ICT administrator" in refuse()


# People


def test_people_become_invitations_that_nobody_has_sent(
    take, archive, health_editor, health_moderator, ict_admin, mailoutbox
):
    before = list(User.objects.order_by("pk").values())
    take()
    agency = get_agency()
    found = Invitation.objects.filter(group__in=[agency.editors, agency.moderators])
    assert sorted(found.values_list("email", "group", "invited_by")) == [
        (health_editor.email, agency.editors_id, ict_admin.pk),
        (health_moderator.email, agency.moderators_id, ict_admin.pk),
    ]
    assert list(User.objects.order_by("pk").values()) == before
    assert not User.objects.filter(groups__in=[agency.editors, agency.moderators]).exists()
    assert not Invitation.objects.acceptable().exists() and not mailoutbox


def test_an_administrator_sends_the_prepared_invitation_from_the_screen(
    take, archive, sign_in, ict_admin, mailoutbox
):
    archive.rows["accounts.user"] = archive.rows["accounts.user"][:1]
    archive.rows["accounts.user"][0]["email"] = "moi@tinh-ban.example"
    take()
    invitation = Invitation.objects.get(email="moi@tinh-ban.example")
    client = sign_in(ict_admin)
    listed = client.get(reverse("people:unit", args=[get_agency().pk])).content.decode()
    assert "moi@tinh-ban.example" in listed and "chưa gửi" in listed
    client.post(reverse("people:resend", args=[invitation.pk]))
    invitation.refresh_from_db()
    assert not invitation.is_prepared and not invitation.is_expired
    assert [mail.to for mail in mailoutbox] == [["moi@tinh-ban.example"]]
    assert AuditEntry.objects.filter(action="people.invite", object_id=invitation.pk).exists()


def test_who_was_suspended_or_translated_only_is_not_invited(
    website, tmp_path, health_editor, ict_admin, key
):
    other = create_user("suspended", website.editors, is_active=False)
    TranslatorLanguage.objects.create(person=health_editor, agency=website, language="en")
    path = tmp_path / "a.bantin"
    call_command("export_agency", website.code, path, stdout=StringIO())
    archive = Archive.read(path)
    archive.rename()
    archive.rows["home.feedbackmessage"] = []
    said = import_file(archive.write(tmp_path / "b.bantin", key.private), ict_admin)
    emails = Invitation.objects.values_list("email", flat=True)
    assert other.email not in emails and health_editor.email not in emails and len(emails) == 1
    assert f"{health_editor.email} is not invited" in said


# Forged archives


def test_a_superuser_in_the_file_is_refused(refuse, archive):
    archive.add_column("accounts.user", "is_superuser", "bool", True)
    assert "accounts.user has the column is_superuser" in refuse()


def test_a_superuser_in_a_file_of_1_1_0_is_not_read(archive, take, health_editor):
    del archive.header["edition"]
    archive.add_column("accounts.user", "is_superuser", "bool", True)
    archive.add_column("accounts.user", "password", "text", "!")
    before = list(User.objects.order_by("pk").values())
    take("--trust-unsigned", signed_by=None)
    assert list(User.objects.order_by("pk").values()) == before
    assert Invitation.objects.filter(email=health_editor.email).exists()


@pytest.mark.parametrize(
    "label", ["members.auditentry", "django_tasks_database.dbtaskresult", "bulletins.bulletin",
              "account.emailaddress", "members.notification", "accounts.invitation"],
)  # fmt: skip
@pytest.mark.parametrize("edition", [2, 1])
def test_another_table_is_refused(refuse, archive, label, edition):
    model = apps.get_model(label)
    archive.header["edition"] = edition
    archive.columns[label] = [list(column) for column in list_columns(model)]
    archive.rows[label] = []
    if label in LEFT and edition == 1:
        return
    assert f"the table {label}" in refuse()


def test_another_column_and_a_missing_one_are_refused(refuse, archive):
    archive.add_column("wagtailcore.page", "locked", "bool", False)
    assert "wagtailcore.page has the column locked" in refuse()
    archive.columns["wagtailcore.page"].remove(["locked", "bool"])
    archive.columns["wagtailcore.page"].remove(["slug", "text"])
    assert "wagtailcore.page lacks the column slug" in refuse()


@pytest.mark.parametrize(
    ("label", "column", "value"),
    [
        ("wagtailcore.page", "live", "yes"),
        ("wagtailcore.page", "title", "x" * 300),
        ("wagtailcore.page", "title", "a\0b"),
        ("wagtailcore.page", "slug", "a/b"),
        ("wagtailcore.page", "title", None),
        ("agencies.agency", "kind", "empire"),
        ("agencies.agency", "archived_at", "tomorrow"),
        ("wagtailcore.page", "id", True),
        ("wagtailcore.page", "id", 10**30),
        ("wagtailcore.page", "id", "1"),
        ("wagtailcore.page", "title", "\ud800"),
        ("wagtailcore.page", "translation_key", "{5f4f4dd0-0000-4000-8000-000000000001}"),
        # Later drafts would never be the latest.
        ("wagtailcore.revision", "created_at", "2199-01-01T00:00:00+00:00"),
        ("wagtailcore.page", "first_published_at", "2199-01-01T00:00:00+00:00"),
        # No time zone reaches the ends of the calendar.
        ("wagtailcore.page", "expire_at", "9999-12-31T23:59:59+00:00"),
        ("wagtailcore.page", "go_live_at", "0001-01-01T00:00:00+14:00"),
        ("wagtailcore.page", "go_live_at", "2026-12-01T00:00:00"),
        ("home.newspage", "date", "9999-12-31"),
        ("home.newspage", "source_url", "javascript:alert(1)"),
        ("home.newspage", "source_url", "http://[::1"),
        ("agencies.agency", "code", "So Moi"),
        ("agencies.agencysettings", "telephone", "<b>1</b>"),
        ("agencies.agencysettings", "email", "x"),
        ("home.feedbackmessage", "message", "x" * 5_000),
        ("auth.group", "id", 1.0),
    ],
)
def test_a_value_that_is_none_of_its_column_is_refused(refuse, archive, label, column, value):
    archive.rows[label][0][column] = value
    assert f"{label}, column {column}, row 1" in refuse()


def add_second_agency(archive):
    archive.copy("agencies.agency", archive.get("agencies.agency"), code="so-hai")


def add_page_beside(archive):
    home = archive.get("home.homepage")
    page = archive.get("wagtailcore.page", id=home["page_ptr_id"])
    copied = archive.copy("wagtailcore.page", page, path="00010099", slug="khac",
                          translation_key="5f4f4dd0-0000-4000-8000-000000000001")  # fmt: skip
    archive.rows["home.homepage"].append(home | {"page_ptr_id": copied["id"]})


def hang_page_on_nothing(archive):
    archive.get("wagtailcore.page", title="Lịch tiêm")["path"] = "000100990001"


def add_collection_beside(archive):
    own = archive.get("wagtailcore.collection")
    archive.copy("wagtailcore.collection", own, path="00010099", name="Dùng chung")


def write_hours_of_another(archive):
    other = Agency.objects.get(code="huyen-ba-be")
    archive.declare("home.answertemplate", id=1, agency_id=other.pk, title="Đã nhận", text="Gọi")


def bring_third_group(archive):
    archive.rows["auth.group"].append({"id": 9_999})


def bring_version_of_another(archive):
    version = archive.rows["wagtailcore.revision"][0]
    other = Page.objects.get(agency__code="huyen-ba-be")
    archive.copy("wagtailcore.revision", version, object_id=str(other.pk))


def hang_page_below_another_kind(archive):
    """A second front page, below an article."""
    pages = archive.rows["wagtailcore.page"]
    front = archive.get("home.homepage")
    article = archive.get("wagtailcore.page", title="Lịch tiêm")
    page = next(one for one in pages if one["id"] == front["page_ptr_id"])
    key = "5f4f4dd0-0000-4000-8000-000000000002"
    copied = archive.copy("wagtailcore.page", page, path=article["path"] + "0001",
                          translation_key=key, slug="nua")  # fmt: skip
    archive.rows["home.homepage"].append(front | {"page_ptr_id": copied["id"]})


def write_path_in_other_letters(archive):
    page = archive.get("wagtailcore.page", title="Lịch tiêm")
    page["path"] = page["path"][:-4] + "a%_/"


def show_version_of_another_page(archive):
    pages = [archive.get("wagtailcore.page", title=title) for title in ("Lịch tiêm", "Bản nháp")]
    pages[0]["live_revision_id"] = pages[1]["latest_revision_id"]


def make_version_of_another_type(archive):
    kinds = archive.details["outside"]["contenttypes.contenttype"]
    archive.rows["wagtailcore.revision"][0]["content_type_id"] = next(
        int(key) for key, name in kinds.items() if name == "home.documentpage"
    )


def make_page_of_another_type(archive):
    page = archive.get("wagtailcore.page", title="Lịch tiêm")
    kinds = archive.details["outside"]["contenttypes.contenttype"]
    page["content_type_id"] = next(
        int(key) for key, name in kinds.items() if name == "home.trashpage"
    )


def take_page_key_of_another(archive):
    key = str(Page.objects.get(agency__code="huyen-ba-be").translation_key)
    archive.declare(
        "agencies.translationstate",
        id=1,
        translation_key=key,
        locale_id=1,
        rendered="{}",
        untranslated="[]",
        outdated="[]",
        outdated_since=None,
        rendered_at="2026-12-01T00:00:00+00:00",
    )


@pytest.mark.parametrize(
    "forge",
    [
        add_second_agency, add_page_beside, hang_page_on_nothing, add_collection_beside,
        write_hours_of_another, bring_third_group, bring_version_of_another,
        make_page_of_another_type, take_page_key_of_another, hang_page_below_another_kind,
        write_path_in_other_letters, show_version_of_another_page, make_version_of_another_type,
    ],
)  # fmt: skip
def test_what_belongs_to_another_unit_is_refused(refuse, archive, forge):
    forge(archive)
    assert f"does not belong to {CODE}" in refuse()


def test_a_group_is_named_here_and_hosts_of_others_are_refused(refuse, archive, health):
    archive.columns["agencies.hostalias"] = [
        ["id", "int"],
        ["hostname", "text"],
        ["agency_id", "int"],
    ]
    own = archive.get("agencies.agency")["id"]
    archive.rows["agencies.hostalias"] = [
        {"id": 1, "hostname": health.site.hostname, "agency_id": own}
    ]
    assert f"{health.site.hostname} belongs to so-y-te" in refuse()


def test_a_succession_to_a_unit_here_is_left_out(take, archive, health):
    own = archive.get("agencies.agency")["id"]
    other = Agency.objects.get(code="huyen-ba-be")
    archive.declare(
        "agencies.succession", id=1, from_agency_id=other.pk, to_agency_id=own, share=""
    )
    assert "A succession of so-moi was left out" in take()
    assert not get_agency().predecessors.exists()


def test_a_page_with_the_key_of_a_bulletin_is_refused(refuse, archive):
    bulletin = publish_bulletin()
    page = archive.get("wagtailcore.page", title="Lịch tiêm")
    page["translation_key"] = str(bulletin.translation_key)
    archive.rows.pop("wagtail_localize.translatableobject", None)
    archive.rows.pop("agencies.translationstate", None)
    assert "Pages of this website are here already" in refuse()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *(("rendered", 7), ("rendered", {}), ("rendered", "[]"), ("rendered", '{"a": {}}')),
        *(("outdated", "{}"), ("outdated", "[{}]"), ("untranslated", "x"), ("untranslated", "0")),
    ],
)
def test_a_record_of_translations_has_the_form_that_programs_read(refuse, archive, column, value):
    key = archive.get("wagtailcore.page", title="Lịch tiêm")["translation_key"]
    row = {"rendered": "{}", "untranslated": "[]", "outdated": "[]"} | {column: value}
    archive.declare(
        "agencies.translationstate",
        id=1,
        translation_key=key,
        locale_id=archive.rows["wagtailcore.page"][0]["locale_id"],
        outdated_since=None,
        rendered_at="2026-12-01T00:00:00+00:00",
        **row,
    )
    assert f"agencies.translationstate, column {column}, row 1" in refuse()


def test_an_alias_becomes_a_page_with_a_decision(take, archive):
    source = archive.get("wagtailcore.page", title="Lịch tiêm")
    archive.header["edition"] = 1
    archive.add_column("wagtailcore.page", "alias_of_id", "int", None)
    archive.get("wagtailcore.page", title="Có ảnh")["alias_of_id"] = source["id"]
    take()
    page = get_page("Có ảnh")
    assert page.alias_of is None and Decision.objects.filter(version=page.live_revision).exists()


# Damage and size


@pytest.mark.parametrize(
    "change",
    [
        {"format": "1"}, {"format": None}, {"agency": {}}, {"host": ["a"]}, {"edition": [2]},
        {"edition": "2"}, {"host": None}, {"agency": None},
    ],
    ids=str,
)  # fmt: skip
def test_a_header_of_another_form_is_refused_in_words(refuse, archive, change):
    archive.header |= change
    assert "Nothing was taken over" in refuse()


@pytest.mark.parametrize(
    "change",
    [
        {"parts": []}, {"parts": {"bantin.json": 1}}, {"outside": None}, {"outside": {}},
        {"outside": {"wagtailcore.locale": {"1": {}}}},
    ],
    ids=str,
)  # fmt: skip
def test_a_manifest_of_another_form_is_refused_in_words(refuse, archive, change):
    archive.details |= change
    assert "Nothing was taken over" in refuse()


def test_a_small_file_cannot_unpack_to_any_size(refuse, archive, monkeypatch):
    monkeypatch.setattr(records, "MOST_BYTES", 1_000_000)
    archive.get("wagtailcore.page", title="Lịch tiêm")["search_description"] = "a" * 2_000_000
    assert "longer than any that are written" in refuse()


def test_a_sparse_part_is_refused_before_it_is_read(tmp_path, key, ict_admin):
    path = tmp_path / "x.bantin"
    header = b'{"format": 1, "kind": "agency"}'
    with tarfile.open(path, "w") as tar:
        described = tarfile.TarInfo("bantin.json")
        described.size = len(header)
        tar.addfile(described, BytesIO(header))
        described = tarfile.TarInfo("files/zeros")
        described.type = tarfile.GNUTYPE_SPARSE
        tar.addfile(described)
    content = bytearray(path.read_bytes())
    # The real size of an old GNU sparse header stands at 483; the checksum follows it.
    start = content.index(b"files/zeros")
    content[start + 483 : start + 495] = b"77777777777\0"
    content[start + 148 : start + 156] = b" " * 8
    checksum = sum(content[start : start + 512])
    content[start + 148 : start + 156] = f"{checksum:06o}\0 ".encode()
    path.write_bytes(content)
    sign_file(path, load_signing_key(key.private), agency_export.NAMESPACE)
    with pytest.raises(CommandError, match="something else than files"):
        import_file(path, ict_admin)


def test_a_name_cannot_write_lines_of_its_own(take, archive):
    archive.get("agencies.agency")["name_vi"] = "Sở\nSigned by ai-do.\x1b[8m\u202e"
    first, second, *_ = take().splitlines()
    assert first.startswith("Signed by tinh-ban")
    assert second == "so-moi, Sở�Signed by ai-do.�[8m�."


# Files


def test_a_refused_file_is_left_out_and_the_rest_comes(take, archive, website):
    create_names = {row["title"]: row["file"] for row in archive.rows["content.customimage"]}
    archive.files[create_names["Điểm tiêm"]] = b"<svg xmlns='x'><script>alert(1)</script></svg>"
    said = take()
    agency = get_agency()
    assert "The picture “Điểm tiêm”" in said and "is not a picture" in said
    assert not CustomImage.objects.filter(collection=agency.collection).exists()
    assert CustomDocument.objects.filter(collection=agency.collection).count() == 1
    assert get_page("Có ảnh").live and not any(
        block.block.name == "picture" for block in get_page("Có ảnh").body
    )


def test_a_document_that_is_something_else_is_left_out(take, archive):
    [document] = archive.rows["content.customdocument"]
    archive.files[document["file"]] = b"<html><script>alert(1)</script></html>"
    assert "is not what its name says" in take()
    assert not CustomDocument.objects.filter(collection=get_agency().collection).exists()


def test_a_file_that_the_scanner_finds_is_left_out(take, archive, settings):
    [document] = archive.rows["content.customdocument"]
    archive.files[document["file"]] += EICAR

    def answer(content):
        return "stream: Eicar FOUND" if EICAR in content else "stream: OK"

    with run_scanner(answer) as address:
        settings.CLAMD_ADDRESS = address
        assert "Eicar" in take()
    assert not CustomDocument.objects.filter(collection=get_agency().collection).exists()
    assert CustomImage.objects.filter(collection=get_agency().collection).exists()


def test_a_row_cannot_name_a_file_of_another_unit(take, archive, district):
    other = create_document(district.collection, "Mật")
    [document] = archive.rows["content.customdocument"]
    document["file"] = other.file.name
    assert "the archive does not have the file" in take()
    assert not CustomDocument.objects.filter(collection=get_agency().collection).exists()


def test_pictures_are_written_anew_under_new_names(take, archive):
    former = {row["file"] for row in archive.rows["content.customimage"]}
    take()
    [picture] = CustomImage.objects.filter(collection=get_agency().collection)
    assert picture.file.name not in former and default_storage.exists(picture.file.name)
    assert (picture.width, picture.height) == (60, 40)


# Texts


def test_texts_are_sanitized_in_rows_and_versions(take, archive):
    text = '<p onclick="x()">Chữ <a href="javascript:x()">liên kết</a><script>x()</script></p>'
    edit_content(archive, "Lịch tiêm", body=make_text(text))
    take()
    page = get_page("Lịch tiêm")
    [row] = page.body.raw_data
    versions = Revision.page_revisions.filter(object_id=str(page.pk))
    stored = [row["value"], *(version.content["body"] for version in versions)]
    assert len(stored) > 1 and all("Chữ" in one for one in stored)
    assert not any(word in one for one in stored for word in ("script", "onclick"))


@pytest.mark.parametrize(
    "link",
    ["<a linktype='page' id='{}'>x</a>", "<A LINKTYPE=page ID={}>x</A>",
     '<a id="{}" linktype="page" title=">">x</a>'],
)  # fmt: skip
def test_a_link_in_another_spelling_leads_to_no_page_here(take, archive, district, link):
    text = f"<p>{link.format(district.root_page_id)}</p>"
    edit_content(archive, "Lịch tiêm", body=make_text(text))
    take()
    [row] = get_page("Lịch tiêm").body.raw_data
    assert "linktype" not in row["value"]


@pytest.mark.parametrize("wrong", [True, 1.0, {"pk": 1}])
def test_a_key_in_another_form_names_nothing_here(take, archive, wrong):
    related = json.dumps([{"type": "article", "value": wrong, "id": "a"}])
    edit_content(archive, "Lịch tiêm", related=related)
    take()
    assert not get_page("Lịch tiêm").related.raw_data


def test_an_unknown_part_brings_its_words_alone(take, archive):
    part = {"type": "program", "value": {"image": 1, "html": "<script>x</script>Chữ"}, "id": "a"}
    edit_content(archive, "Lịch tiêm", body=json.dumps([part]))
    assert "program is unknown here" in take()
    [row] = get_page("Lịch tiêm").body.raw_data
    assert "script" not in json.dumps(row["value"]) and '"image": 1' not in json.dumps(row)


def test_a_version_that_nobody_decided_about_does_not_become_public(take, archive):
    """The row says that it is no draft, and its version other words."""
    page = edit_content(archive, "Lịch tiêm")
    archive.get("wagtailcore.page", id=page["id"])["title"] = "Lời khác"
    take()
    shown = get_page("Lời khác")
    decision = Decision.objects.get(version=shown.live_revision)
    assert shown.live_revision.content["title"] == "Lời khác" and decision.note == "title"


def test_an_appointment_stays(take, archive):
    page = archive.get("wagtailcore.page", title="Bản nháp")
    version = next(
        one for one in archive.rows["wagtailcore.revision"] if one["object_id"] == str(page["id"])
    )
    assert "approved_go_live_at" not in version
    take()
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_a_text_for_translators_does_not_change_that_of_others(take, archive):
    text = "<script>x</script>Sai"
    archive.declare("wagtail_localize.string", id=1, locale_id=1, data=text)
    take()
    made = String.objects.get(data="Sai")
    assert made.data_hash == String._get_data_hash("Sai")


@pytest.mark.parametrize("content", ["[1]", "{", "[" * 100_000, "7"])
def test_a_version_that_is_none_is_refused_in_words(refuse, archive, content):
    archive.rows["wagtailcore.revision"][0]["content"] = content
    assert re.search("no export writes, in revision|column content, row 1: .* is no JSON", refuse())


@pytest.mark.parametrize(
    "change",
    [
        *({"body": 7}, {"body": "{}"}, {"date": "soon"}, {"go_live_at": {}}),
        *({"body": '[{"type": [], "value": 1}]'}, {"latest_revision": {}, "pk": None}),
    ],
    ids=str,
)
def test_a_version_that_no_form_can_open_is_refused_in_words(refuse, archive, change):
    page = archive.get("wagtailcore.page", title="Bản nháp")
    version = archive.get("wagtailcore.revision", id=page["latest_revision_id"])
    version["content"] = json.dumps(json.loads(version["content"]) | change)
    assert f"no export writes, in revision {version['id']} (" in refuse()


def test_ids_and_further_parts_of_blocks_that_no_form_writes_stay(take, archive, visit):
    blocks = [
        {"type": "text", "value": "<p>Một</p>", "id": [{}], "further": "<script>x</script>"},
        {"type": "program", "value": "Hai", "id": {}},
    ]
    edit_content(archive, "Lịch tiêm", body=json.dumps(blocks))
    take()
    page = get_page("Lịch tiêm")
    assert all(row.keys() <= {"type", "value", "id"} for row in page.body.raw_data)
    assert all(isinstance(row.get("id") or "", str) for row in page.body.raw_data)
    assert visit(get_agency(), page.get_url_parts()[2]).status_code == 200


# Signatures


def test_a_file_without_a_signature_is_refused_before_it_is_read(refuse, archive):
    archive.rows["accounts.user"] = "damaged"
    del archive.rows["accounts.user"]
    said = refuse(signed_by=None)
    assert "is not signed" in said and "ARCHIVE_SENDERS" in said


def test_what_is_no_archive_at_all_is_refused_by_its_signature(tmp_path, key, ict_admin):
    path = tmp_path / "x.bantin"
    path.write_bytes(b"\x1f\x8b no archive")
    with pytest.raises(CommandError, match="is not signed"):
        import_file(path, ict_admin)


def test_a_file_by_another_key_is_refused_and_trust_does_not_help(refuse, tmp_path):
    other = make_key(tmp_path, "ke-khac")
    assert "by nobody whose key was chosen here: SHA256:" in refuse(signed_by=other.private)
    assert "by nobody" in refuse("--trust-unsigned", signed_by=other.private)


def test_a_file_that_was_changed_since_is_refused(take, archive, tmp_path, key, ict_admin):
    path = archive.write(tmp_path / "a.bantin", key.private)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(CommandError, match="it was changed since"):
        import_file(path, ict_admin, "--trust-unsigned")
    assert not Agency.objects.filter(code=CODE).exists()


def test_a_file_that_is_changed_before_the_answer_is_refused(
    archive, tmp_path, key, ict_admin, monkeypatch, province
):
    path = archive.write(tmp_path / "a.bantin", key.private)
    archive.header["name"] = "Sở khác"
    other = archive.write(tmp_path / "b.bantin")
    monkeypatch.setattr("builtins.input", lambda text: other.replace(path) and "yes")
    stored = list_files()
    with pytest.raises(CommandError, match="was changed while it was taken over"):
        call_command("import_agency", path, "--by", ict_admin.username, stdout=StringIO())
    assert list_files() == stored and not Agency.objects.filter(code=CODE).exists()


def test_a_signature_for_another_purpose_does_not_count(archive, tmp_path, key, ict_admin):
    path = archive.write(tmp_path / "a.bantin")
    sign_file(path, load_signing_key(key.private), "git")
    with pytest.raises(CommandError, match="by nobody"):
        import_file(path, ict_admin)


def test_trust_is_kept_in_the_journal(take, ict_admin, settings):
    settings.ARCHIVE_SENDERS = []
    said = take("--trust-unsigned", signed_by=None)
    assert "NOT SIGNED" in said
    entry = AuditEntry.objects.get(action="agencies.taken_over_unsigned")
    assert entry.person == ict_admin and entry.agency == get_agency()


def test_the_exported_file_is_signed(website, tmp_path, key):
    path = tmp_path / "a.bantin"
    output = StringIO()
    call_command("export_agency", website.code, path, "--sign", key.private, stdout=output)
    assert "Signed: " in output.getvalue() and path.with_name("a.bantin.sig").exists()


def test_a_key_that_is_none_leaves_no_file(website, tmp_path):
    wrong = tmp_path / "key"
    wrong.write_text("no key")
    with pytest.raises(CommandError, match="is no private key"):
        call_command("export_agency", website.code, tmp_path / "a.bantin", "--sign", wrong)
    with pytest.raises(CommandError, match="No such file"):
        call_command("export_agency", website.code, tmp_path / "a.bantin", "--sign", tmp_path / "x")
    assert not (tmp_path / "a.bantin").exists()
