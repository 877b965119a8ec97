"""What to send to routes whose forms do not say it: each with objects of somebody else."""

import json
from collections.abc import Callable

from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Comment, Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield
from wagtail_localize.models import Translation

from channels.tests.factories import make_sound_file
from content.tests.factories import make_linked_text
from content.versions.digest import compute_digest
from home.tests.factories import make_article_form, make_person_form
from tests.isolation.route_arguments import Values
from tests.isolation.world import World

Body = dict[str, object]
BODIES: dict[str, Callable[[World, Values], list[Body]]] = {}

# Sent to every route that names an object: what buttons and scripts of the admin send.
BUTTONS: list[Body] = [
    {},
    {
        "title": "Đã sửa",
        "slug": "da-sua",
        "new_title": "Đã sửa",
        "new_slug": "da-sua",
        "action-publish": "1",
        "action-submit": "1",
        "next": "/admin/",
    },
]


def declare_body(*names: str) -> Callable[[Callable], Callable]:
    """Declare what to send to routes."""

    def register(make: Callable) -> Callable:
        BODIES.update(dict.fromkeys(names, make))
        return make

    return register


def foreign_body(world: World, spell: Callable[[int], object] = int) -> list[tuple[str, object]]:
    """The text of a page that uses another agency's picture, file and draft, with their keys
    spelled in some way.
    """
    page, document, image = (
        spell(world.theirs.things[name].pk) for name in ("draft article", "document", "image")
    )
    links = make_linked_text(("LINK", {"id": page}), ("DOCUMENT", {"id": document}))
    return [
        ("text", links),
        ("measures", streamfield([("item", links)])),
        ("picture", {"image": image, "decorative": "on", "alt_text": ""}),
        ("file", {"document": document, "caption": ""}),
        ("article", page),
        ("person", make_person_form(photo=image)),
        ("task", {"icon": "news", "label": "x", "page": page, "address": ""}),
    ]


def foreign_blocks(world: World, name: str, children: set[str]) -> list[Body]:
    """Fill a field made of blocks with each block that can point at something."""
    blocks = [block for block in foreign_body(world) if block[0] in children]
    return [nested_form_data({name: streamfield([block])}) for block in blocks]


@declare_body("wagtailadmin_pages:edit", "wagtailadmin_pages:add")
def articles(world: World, values: Values) -> list[Body]:
    image = world.theirs.things["image"].pk
    replies = {"text": "Bình luận", "contentpath": "title", "position": "", "id": ""}
    comment = inline_formset([replies | {"replies": inline_formset([])}])
    made = Comment.objects.filter(page=world.theirs.things["draft article"]).first()
    taken = replies | {"id": made.pk, "replies": inline_formset([{"text": "x", "id": 1}])}
    return [
        make_article_form(),
        make_article_form(body=streamfield(foreign_body(world)[:4])),
        make_article_form(image=image, **{"action-publish": "1"}),
        make_article_form(comments=comment, comment_notifications="on"),
        make_article_form(comments=inline_formset([taken], initial=1)),
        make_article_form(**{"action-submit": "1"}),
        make_article_form(**{"action-workflow-action": "1", "workflow-action-name": "approve"}),
        make_article_form(**{"action-cancel-workflow": "1"}),
        make_article_form(overwrite_revision_id=world.theirs.things["draft article"].pk),
    ]


@declare_body("wagtailadmin_pages:preview_on_edit", "wagtailadmin_pages:preview_on_add")
def previews(world: World, values: Values) -> list[Body]:
    return [make_article_form(body=streamfield(foreign_body(world)[:4]))]


@declare_body("wagtail_bulk_action")
def many_things(world: World, values: Values) -> list[Body]:
    model = apps.get_model(values["app_label"], values["model_name"])
    if model is Page:
        chooser = world.theirs.agency.root_page_id
        ours = world.ours.agency.root_page_id
        return [
            {"include_descendants": "on", "chooser": target, "move_applicable": "on"}
            for target in (chooser, ours)
        ]
    collection = world.theirs.agency.collection_id
    role = world.ours.agency.moderators_id
    return [
        {"collection": collection, "tags": "moi", "role": role, "mark_as_active": "False"},
        {"collection": world.ours.agency.collection_id, "role": role, "mark_as_active": "True"},
    ]


@declare_body("bin_restore")
def trash(world: World, values: Values) -> list[Body]:
    kinds = ("page", "image", "document")
    theirs = {kind: [world.theirs.things[f"binned {kind}"].pk] for kind in kinds}
    return [theirs, *({kind: keys} for kind, keys in theirs.items())]


@declare_body(
    "wagtailadmin_pages:copy", "wagtailadmin_pages:move", "wagtailadmin_pages:choose_parent"
)
def moves(world: World, values: Values) -> list[Body]:
    names = {"new_title": "Bản sao", "new_slug": "ban-sao", "copy_subpages": "on", "alias": "on"}
    targets = (world.theirs.agency.root_page_id, world.ours.agency.root_page_id)
    return [names | {"new_parent_page": pk, "parent_page": pk} for pk in targets]


@declare_body("wagtailadmin_pages:set_privacy", "wagtailadmin_collections:set_privacy")
def privacy(world: World, values: Values) -> list[Body]:
    group = world.ours.agency.editors_id
    return [
        {"restriction_type": "none"},
        {"restriction_type": "password", "password": "mở-ra"},
        {"restriction_type": "groups", "groups": [group, world.theirs.agency.editors_id]},
    ]


@declare_body(
    "wagtailimages:add",
    "wagtailimages:add_multiple",
    "wagtailimages_chooser:create",
    "wagtailimages:edit_multiple",
    "wagtailimages:create_multiple_from_uploaded_image",
)
def pictures(world: World, values: Values) -> list[Body]:
    return _uploads(world, values, "image", get_test_image_file)


@declare_body(
    "wagtaildocs:add",
    "wagtaildocs:add_multiple",
    "wagtaildocs_chooser:create",
    "wagtaildocs:edit_multiple",
    "wagtaildocs:create_multiple_from_uploaded_document",
)
def documents(world: World, values: Values) -> list[Body]:
    return _uploads(world, values, "doc", lambda: SimpleUploadedFile("moi.txt", b"moi"))


def _uploads(world: World, values: Values, kind: str, make: Callable) -> list[Body]:
    pk = next(iter(values.values()), "")
    bodies: list[Body] = []
    for collection in (world.theirs.agency.collection_id, world.ours.agency.collection_id):
        words = {"title": "Mới", "description": "Mới", "collection": collection, "tags": ""}
        prefixes = (f"{kind}-{pk}", f"uploaded_{kind}-{pk}", f"{kind}-chooser-upload")
        prefixes += ("image-chooser-upload", "document-chooser-upload")
        prefixed = {f"{p}-{name}": value for p in prefixes for name, value in words.items()}
        files = {name: make() for name in ("file", "files[]")}
        files |= {f"{p}-file": make() for p in prefixes}
        bodies.append(words | prefixed | files)
    return bodies


@declare_body("wagtailsettings:edit", "wagtailsettings:preview_on_edit")
def details(world: World, values: Values) -> list[Body]:
    words = dict.fromkeys(["address", "telephone", "email", "hours", "responsible", "licence"], "")
    image = world.theirs.things["image"].pk
    return [words | {"accent": "lam", "monogram": "AB", "emblem": emblem} for emblem in ("", image)]


@declare_body(
    "wagtail_localize:submit_page_translation",
    "wagtail_localize:submit_snippet_translation",
    "wagtail_localize:update_translations",
)
def translations(world: World, values: Values) -> list[Body]:
    locales = world.central.things["locales"]
    return [{"locales": locales, "include_subtree": "on", "publish_translations": "on"}]


@declare_body("wagtail_localize:edit_string_translation", "wagtail_localize:edit_override")
def translated_strings(world: World, values: Values) -> list[Body]:
    return [{"value": "Đổi"}, {"value": world.theirs.things["image"].pk}]


@declare_body("wagtail_localize:upload_pofile", "upload_pofile")
def translated_files(world: World, values: Values) -> list[Body]:
    """No export at all, another agency's, and one's own with their texts, places and things."""
    theirs = world.theirs.things["translation"]
    mixed = Translation.objects.get(pk=values["translation_id"]).export_po()
    for entry in theirs.export_po():
        entry.msgstr = "Đổi"
        mixed.append(entry)
    embedding = Translation.objects.get(pk=values["translation_id"]).export_po()
    for entry in embedding:
        entry.msgstr = f'<embed embedtype="image" id=" {world.theirs.things["image"].pk}"/>'
    contents = ['msgid ""\nmsgstr ""\n', theirs.export_po(), mixed, embedding]
    return [{"file": SimpleUploadedFile("a.po", str(content).encode())} for content in contents]


@declare_body("recording")
def recordings(world: World, values: Values) -> list[Body]:
    return [{"transcript": "Nặm", "file": make_sound_file()}, {"version": ["1", "x"], "file": "x"}]


@declare_body("confirm")
def acknowledgements(world: World, values: Values) -> list[Body]:
    report = SimpleUploadedFile("bao-cao.pdf", b"%PDF-1.4 bao cao")
    unit, person = world.theirs.agency.pk, world.theirs.people["editor"].pk
    return [{"answer": "Đã làm", "file": report, "agency": unit, "person": person}]


@declare_body(
    "wagtailadmin_choose_page_external_link",
    "wagtailadmin_choose_page_anchor_link",
    "wagtailadmin_choose_page_phone_link",
    "wagtailadmin_choose_page_email_link",
)
def links(world: World, values: Values) -> list[Body]:
    return [
        {"external-link-chooser-url": page.full_url, "external-link-chooser-link_text": ""}
        for page in world.theirs.all(Page)
    ]


@declare_body("wagtailadmin_editing_sessions:ping", "wagtailadmin_editing_sessions:release")
def pings(world: World, values: Values) -> list[Body]:
    revision = world.theirs.things["draft article"].latest_revision_id
    return [{"is_editing": "1", "revision_id": revision}]


@declare_body("wagtailusers_users:add", "wagtailusers_users:edit")
def accounts(world: World, values: Values) -> list[Body]:
    names = {"username": "ke-la", "email": "ke-la@backan.example", "first_name": "a"}
    password = {"password1": "mật-khẩu-của-tôi", "password2": "mật-khẩu-của-tôi"}
    groups = [world.ours.agency.moderators_id, world.theirs.agency.moderators_id]
    more = {"last_name": "b", "is_active": "on", "is_superuser": "on", "groups": groups}
    return [names | password | more]


@declare_body("wagtailusers_groups:add", "wagtailusers_groups:edit")
def groups(world: World, values: Values) -> list[Body]:
    permissions = list(Permission.objects.values_list("pk", flat=True))
    return [{"name": "Nhóm", "permissions": permissions}]


@declare_body("wagtailadmin_collections:add", "wagtailadmin_collections:edit")
def collections(world: World, values: Values) -> list[Body]:
    parents = [world.theirs.agency.collection_id, Collection.get_first_root_node().pk]
    return [{"name": "Bộ mới", "parent": parent} for parent in parents]


@declare_body(
    "wagtailadmin_pages:workflow_action",
    "wagtailadmin_pages:collect_workflow_action_data",
    "wagtailsnippets_bulletins_bulletin:workflow_action",
)
def decisions(world: World, values: Values) -> list[Body]:
    return [{"comment": "Được"}]


@declare_body("approval:review")
def reviews(world: World, values: Values) -> list[Body]:
    revision = world.theirs.things["submitted article"].latest_revision
    words = {"comment": "Được", "task_state": revision.pk}
    words |= {"shown": compute_digest(revision).value}
    return [words | {"decision": decision} for decision in ("approve", "reject")]


@declare_body("approval:appointment")
def appointments(world: World, values: Values) -> list[Body]:
    return [{"act": act, "shown": "0" * 64} for act in ("correct", "change", "take-over")]


@declare_body(
    *("people:invite", "people:role", "people:remove", "people:suspend", "people:restore"),
    *("people:mail", "people:object_change", "people:cancel_change", "people:languages"),
)
def members(world: World, values: Values) -> list[Body]:
    theirs = world.theirs
    more = {"agency": theirs.agency.pk, "group": theirs.agency.moderators_id}
    more |= {"user": theirs.people["editor"].pk, "email": "ban@backan.example"}
    return [more | {"role": role} for role in ("moderators", more["group"])]


@declare_body("desk:add_news", "desk:add_document", "desk:add_information", "desk:contact")
def places(world: World, values: Values) -> list[Body]:
    return [{"unit": world.theirs.agency.pk, "parent": world.theirs.things["section"].pk}]


@declare_body("desk:move_page", "desk:shift_page", "desk:renew_review")
def places_in_the_tree(world: World, values: Values) -> list[Body]:
    return [{"parent": world.theirs.things["section"].pk, "direction": "up"}]


@declare_body("desk:front_page", "desk:preview_front_page")
def arrangements(world: World, values: Values) -> list[Body]:
    page = world.theirs.things["draft article"].pk
    rows = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 1}
    section = rows | {"0": {"kind": "news", "shown": "on", "heading": "", "ORDER": 1}}
    task = rows | {"0": {"label": "x", "icon": "news", "page": page, "address": "", "ORDER": 1}}
    return [nested_form_data({"sections": section, "tasks": task, "step": "publish"})]


@declare_body("wagtailadmin_dismissibles")
def dismissals(world: World, values: Values) -> list[Body]:
    return [{"all": json.dumps(True)}]
