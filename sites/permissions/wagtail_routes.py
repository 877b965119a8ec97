"""Rules for Wagtail's admin routes that are open to other users than ICT administrators.

All other routes are closed to them: collections, workflows and tasks, reports, users, groups,
sites, locales, tags, embeds, translation reports and whatever Wagtail adds later.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.admin.utils import quote
from django.db.models import Model
from django.http import Http404, HttpRequest
from wagtail.models import Page
from wagtail_localize.models import TranslationSource

from sites.localization.rights import can_start_translation
from sites.permissions.resolution import MalformedKeyError, resolve_key
from sites.permissions.routes import Names, allow_route

PAGE = "wagtailcore.Page"
REVISION = "wagtailcore.Revision"
TASK_STATE = "wagtailcore.TaskState"
IMAGE = "content.CustomImage"
DOCUMENT = "content.CustomDocument"
UPLOAD = "wagtailcore.UploadedFile"
TRANSLATION = "wagtail_localize.Translation"
LOCALE = "wagtailcore.Locale"
OWN_VERSIONS = {"live", "earliest", "latest"}

# Permitted bulk actions; all others are closed.
BULK_ACTIONS = {
    ("wagtailcore", "page"): {"category", "delete", "publish", "submit", "unpublish"},
    ("content", "customimage"): {"add_to_collection", "delete"},
    ("content", "customdocument"): {"add_to_collection", "delete"},
    ("bulletins", "bulletin"): {"delete"},
}


def _iter_bulk_targets(request: HttpRequest, kwargs: dict[str, Any]) -> Names:
    model = (kwargs["app_label"].lower(), kwargs["model_name"].lower())
    if kwargs["action"] not in BULK_ACTIONS.get(model, set()):
        raise Http404
    keys = request.GET.getlist("id")
    # "all" means all objects of a listing; without its parent Wagtail takes the whole installation.
    if "all" in keys and (model == ("bulletins", "bulletin") or not request.GET.get("childOf")):
        raise Http404
    parent = PAGE if model[1] == "page" else "wagtailcore.Collection"
    yield from ((parent, key) for key in request.GET.getlist("childOf"))
    yield from ((".".join(model), key) for key in keys if key != "all")


def _name_edited_object(request: HttpRequest, kwargs: dict[str, Any]) -> Names:
    yield _get_model(kwargs)._meta.label, kwargs["object_id"]


def list_compared_revisions(request: HttpRequest, kwargs: dict[str, Any]) -> Names:
    """Yield the two revisions that a comparison names, except Wagtail's names in OWN_VERSIONS."""
    for name in ("revision_id_a", "revision_id_b"):
        if kwargs[name] not in OWN_VERSIONS:
            yield REVISION, kwargs[name]


def _check_page_to_translate(request: HttpRequest, kwargs: dict[str, Any]) -> Names:
    _refuse_untranslatable(request, resolve_key(Page, kwargs["page_id"]))
    return ()


def _name_snippet_to_translate(request: HttpRequest, kwargs: dict[str, Any]) -> Names:
    model = _get_model(kwargs)
    yield model._meta.label, kwargs["pk"]
    try:
        objects = resolve_key(model, kwargs["pk"])
    except MalformedKeyError as error:
        raise Http404 from error
    _refuse_untranslatable(request, objects)
    # The view builds URLs from the key as submitted, and they accept one spelling only.
    if any(str(quote(obj.pk)) != kwargs["pk"] for obj in objects):
        raise Http404


def _check_source_to_translate(request: HttpRequest, kwargs: dict[str, Any]) -> Names:
    for source in resolve_key(TranslationSource, kwargs["translation_source_id"]):
        _refuse_untranslatable(request, [source.get_source_instance()])
    return ()


def _refuse_untranslatable(request: HttpRequest, objects: Iterable[Any]) -> None:
    """Raise Http404 for objects of which the user may start no translation.

    wagtail-localize itself checks only the global permission to submit translations.
    """
    if not all(can_start_translation(request.user, obj) for obj in objects):
        raise Http404


def _get_model(kwargs: dict[str, Any]) -> type[Model]:
    try:
        return apps.get_model(kwargs["app_label"], kwargs["model_name"])
    except LookupError as error:
        raise Http404 from error


# Base pages of the admin and the user's own account: they name no object.
allow_route(
    "wagtailadmin_home",
    "wagtailadmin_account",
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_block_preview",
    "wagtail_localize:javascript_catalog",
)
# Notices that users dismiss for themselves: no object.
allow_route("wagtailadmin_dismissibles", methods=["PATCH"], json=True)

# Pages
allow_route(
    "wagtailadmin_explore_root", "wagtailadmin_pages:search", "wagtailadmin_pages:search_results"
)
allow_route(
    "wagtailadmin_explore",
    "wagtailadmin_explore_results",
    "wagtailadmin_pages:add_subpage",
    path={"parent_page_id": PAGE},
)
allow_route(
    "wagtailadmin_pages:add",
    "wagtailadmin_pages:preview_on_add",
    path={"content_type_app_name": "", "content_type_model_name": "", "parent_page_id": PAGE},
)
allow_route(
    *(
        f"wagtailadmin_pages:{name}"
        for name in (
            "usage",
            "edit",
            "preview_on_edit",
            "view_draft",
            "delete",
            "unpublish",
            "convert_alias",
            "copy",
            "confirm_workflow_cancellation",
            "set_privacy",
            "lock",
            "unlock",
            "revisions_index",
            "workflow_history",
            "history",
            "history_results",
        )
    ),
    path={"page_id": PAGE},
)
allow_route("wagtailadmin_pages:move", path={"page_to_move_id": PAGE})
allow_route("wagtailadmin_pages:set_page_position", path={"page_to_move_id": PAGE})
allow_route(
    "wagtailadmin_pages:move_confirm",
    path={"page_to_move_id": PAGE, "destination_id": PAGE},
)
allow_route(
    "wagtailadmin_pages:workflow_action",
    "wagtailadmin_pages:collect_workflow_action_data",
    path={"page_id": PAGE, "action_name": "", "task_state_id": TASK_STATE},
)
allow_route("wagtailadmin_pages:workflow_preview", path={"page_id": PAGE, "task_id": ""})
allow_route(
    "wagtailadmin_pages:workflow_history_detail",
    path={"page_id": PAGE, "workflow_state_id": "wagtailcore.WorkflowState"},
)
allow_route(
    "wagtailadmin_pages:revisions_view",
    "wagtailadmin_pages:revisions_revert",
    "wagtailadmin_pages:revisions_unschedule",
    path={"page_id": PAGE, "revision_id": REVISION},
)
allow_route(
    "wagtailadmin_pages:revisions_compare",
    path={"pk": PAGE, "revision_id_a": "", "revision_id_b": ""},
    also=list_compared_revisions,
)
allow_route(
    "wagtail_bulk_action",
    path={"app_label": "", "model_name": "", "action": ""},
    body={"collection": "wagtailcore.Collection"},
    also=_iter_bulk_targets,
)
allow_route(
    "wagtailadmin_editing_sessions:ping",
    path={
        "app_label": "",
        "model_name": "",
        "object_id": "",
        "session_id": "wagtailadmin.EditingSession",
    },
    query={"revision_id": REVISION},
    body={"revision_id": REVISION},
    also=_name_edited_object,
)
allow_route(
    "wagtailadmin_editing_sessions:release",
    path={"session_id": "wagtailadmin.EditingSession"},
)

# Choosers and the admin API
allow_route(
    "wagtailadmin_choose_page",
    "wagtailadmin_choose_page_search",
    "wagtailadmin_choose_page_external_link",
    "wagtailadmin_choose_page_email_link",
    "wagtailadmin_choose_page_phone_link",
    "wagtailadmin_choose_page_anchor_link",
    query={"target_pages[]": PAGE},
    referring=True,
)
allow_route(
    "wagtailadmin_choose_page_child",
    path={"parent_page_id": PAGE},
    query={"target_pages[]": PAGE},
    referring=True,
)
allow_route("wagtailadmin_choose_page_chosen_multiple", query={"id": PAGE}, referring=True)
_tree = {"child_of": PAGE, "descendant_of": PAGE, "ancestor_of": PAGE, "translation_of": PAGE}
allow_route(
    "wagtailadmin_api:pages:listing", "wagtailadmin_api:pages:find", query={**_tree, "id": PAGE}
)
allow_route("wagtailadmin_api:pages:detail", path={"pk": PAGE})
for _kind, _model in (("images", IMAGE), ("documents", DOCUMENT)):
    allow_route(
        f"wagtailadmin_api:{_kind}:listing",
        f"wagtailadmin_api:{_kind}:find",
        query={"id": _model},
        referring=True,
    )
    allow_route(f"wagtailadmin_api:{_kind}:detail", path={"pk": _model}, referring=True)

# Images and documents
allow_route("wagtailimages:index", "wagtailimages:index_results", "wagtailimages:add")
allow_route("wagtailimages:add_multiple", "wagtaildocs:add_multiple", "wagtaildocs:add")
allow_route("wagtaildocs:index", "wagtaildocs:index_results")
allow_route("files:picture", path={"pk": IMAGE}, referring=True)
allow_route("files:document", path={"pk": DOCUMENT}, referring=True)
allow_route(
    "wagtailimages:edit",
    "wagtailimages:delete",
    "wagtailimages:image_usage",
    "wagtailimages:edit_multiple",
    "wagtailimages:delete_multiple",
    path={"image_id": IMAGE},
)
allow_route(
    "wagtaildocs:edit", "wagtaildocs:delete", "wagtaildocs:document_usage",
    path={"document_id": DOCUMENT},
)  # fmt: skip
allow_route("wagtaildocs:edit_multiple", "wagtaildocs:delete_multiple", path={"doc_id": DOCUMENT})
allow_route(
    "wagtailimages:create_multiple_from_uploaded_image",
    "wagtailimages:delete_upload_multiple",
    "wagtaildocs:create_multiple_from_uploaded_document",
    "wagtaildocs:delete_upload_multiple",
    path={"uploaded_file_id": UPLOAD},
)
for _space, _model in (("wagtailimages_chooser", IMAGE), ("wagtaildocs_chooser", DOCUMENT)):
    allow_route(f"{_space}:choose", f"{_space}:choose_results", referring=True)
    allow_route(
        f"{_space}:create",
        body={
            "image-chooser-upload-collection": "wagtailcore.Collection",
            "document-chooser-upload-collection": "wagtailcore.Collection",
        },
    )
    allow_route(f"{_space}:chosen", path={"pk": _model}, referring=True)
    allow_route(f"{_space}:chosen_multiple", query={"id": _model}, referring=True)
allow_route("wagtailimages_chooser:select_format", path={"image_id": IMAGE}, referring=True)

# Settings of the user's own website
allow_route(
    "wagtailsettings:edit",
    "wagtailsettings:preview_on_edit",
    path={"app_name": "", "model_name": "", "pk": "wagtailcore.Site"},
)

# Translations
allow_route(
    "wagtail_localize:submit_page_translation",
    path={"page_id": PAGE},
    body={"locales": LOCALE},
    also=_check_page_to_translate,
)
allow_route(
    "wagtail_localize:submit_snippet_translation",
    path={"app_label": "", "model_name": "", "pk": ""},
    body={"locales": LOCALE},
    also=_name_snippet_to_translate,
)
# The second name is that of the view that replaces wagtail-localize's.
allow_route(
    "wagtail_localize:update_translations",
    "update_translations",
    path={"translation_source_id": "wagtail_localize.TranslationSource"},
    also=_check_source_to_translate,
)
allow_route(
    *(
        f"wagtail_localize:{name}"
        for name in ("download_pofile", "upload_pofile", "stop_translation", "preview_translation")
    ),
    "upload_pofile",
    path={"translation_id": TRANSLATION, "mode": ""},
)
allow_route(
    "wagtail_localize:edit_string_translation",
    "wagtail_localize:edit_override",
    path={
        "translation_id": TRANSLATION,
        "string_segment_id": "wagtail_localize.StringSegment",
        "overridable_segment_id": "wagtail_localize.OverridableSegment",
    },
    methods=["PUT", "DELETE"],
)
