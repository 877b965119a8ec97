"""What those who are no ICT administrators are denied on purpose.

Everything here is a decision. What is denied and does not stand here is a mistake, and so is
what stands here and is not denied: the tests look for both.
"""


def _all(space: str, *names: str) -> set[str]:
    return {f"{space}:{name}" for name in names}


LISTING = ("index", "index_results", "add", "edit", "history", "history_results", "usage")

# Why a route of the admin is closed to everybody but ICT administrators → the routes.
CLOSED: dict[str, set[str]] = {
    "Wagtail's own tests of its error pages": {"admin/test404/", "wagtailadmin_error_test"},
    "how units deal with citizens' messages is the ICT department's to compare": _all(
        "feedback", *("counts", "counts_results", "rating_counts", "rating_counts_results")
    ),
    "what no other pattern matches": {"admin/^.*/$"},
    "lists pages of all agencies by their type": _all(
        "wagtailadmin_pages", "type_use", "type_use_results", "choose_parent"
    ),
    "tags are one list for the whole installation": {
        "wagtailadmin_tag_autocomplete",
        "wagtailadmin_tag_model_autocomplete",
    },
    "a collection comes with its agency": _all(
        "wagtailadmin_collections", "index", "add", "edit", "delete", "set_privacy"
    )
    | {"collections"},
    "who approves is settled by the ICT department": _all(
        "wagtailadmin_workflows",
        *("index", "index_results", "add", "enable", "disable", "edit", "usage", "usage_results"),
        *("remove", "add_task", "select_task_type", "task_index", "task_index_results"),
        *("edit_task", "disable_task", "enable_task", "task_chooser", "task_chooser_results"),
        *("task_chooser_create", "task_chosen"),
    )
    | {"workflow_usage", "workflow_usage_results"},
    "reports are about the whole installation": _all(
        "wagtailadmin_reports",
        *("locked_pages", "locked_pages_results", "workflow", "workflow_results"),
        *("workflow_tasks", "workflow_tasks_results", "site_history", "site_history_results"),
        *("aging_pages", "aging_pages_results", "page_types_usage", "page_types_usage_results"),
    )
    | _all("wagtail_localize", "translations_report", "translations_report_results")
    | {"page_types_usage", "page_types_usage_results"},
    "translating by machine is not set up": _all("wagtail_localize", "machine_translate"),
    "lists snippets without asking for a permission": _all(
        "wagtail_localize", "snippets_api_listing", "snippets_api_detail"
    ),
    "nothing is embedded from other hosts": _all("wagtailembeds", "chooser", "chooser_upload"),
    "addresses of pictures are made by pages": _all(
        "wagtailimages", "url_generator", "url_generator_output", "preview"
    ),
    "bulletins are written on their own screen": _all(
        "wagtailsnippetchoosers_bulletins_bulletin", "create"
    ),
    "agencies are made by the ICT department": _all(
        "agencies",
        *("add", "edit", "history", "history_results", "usage"),
        *("alias", "former_names", "archive", "restore", "upload", "uploaded"),
        *("table_xlsx", "table_csv"),
    )
    | {"agency_chooser:create"},
    "units are reorganised by the ICT department": _all("reorganisations", "index", "plan"),
    "nothing points at a spoken form": {"spoken_forms:usage"},
    "a language of recordings tells nothing of its recordings": {"recording_languages:usage"},
    "what waits too long is the ICT department's": _all("approval", "overdue", "remind"),
    "the ICT department runs the installation": {
        *("jobs", "jobs_retry", "jobs_discard", "system_state"),
        *("errors", "error_kind", "error_handle", "error_reopen"),
        *_all("incidents", "index", "index_results", "add", "edit", "delete", "history"),
        *_all("incidents", "history_results", "usage"),
    },
    "who works where, across agencies, is the ICT department's": _all(
        "people",
        *(
            "central",
            "invite_centrally",
            "invite_into_unit",
            "person",
            "person_mail",
            "place",
            "results",
        ),
        *("suspend_person", "restore_person", "person_languages"),
        *("confirm_change", "security_events"),
    ),
    "how much is translated, across agencies, is the ICT department's": _all(
        "desk", "coverage", "coverage_results"
    ),
    "nothing is turned into an alias": _all("wagtail_localize", "convert_to_alias"),
    "languages, websites, people and groups are the ICT department's": _all(
        "wagtaillocales", *LISTING, "delete"
    )
    | _all("wagtailsites", *LISTING, "delete", "copy")
    | _all("wagtailusers_users", *(set(LISTING) - {"add"}), "delete")
    | _all("wagtailusers_groups", "index", "index_results"),
    "passwords are not reset here": {
        "wagtailadmin_password_reset",
        "wagtailadmin_password_reset_done",
        "wagtailadmin_password_reset_confirm",
        "wagtailadmin_password_reset_complete",
    },
}
# Why an open route is denied to members of agencies.
CLOSED_TO_UNITS: dict[str, set[str]] = {
    "the list of agencies is for auditors": _all("agencies", "index", "index_results"),
    "bulletins are written by the ICT department": _all(
        "wagtailsnippets_bulletins_bulletin",
        *("list", "list_results", "add", "edit", "delete", "usage", "inspect", "unpublish"),
        *("start", "preview_agencies"),
        *("history", "history_results", "preview_on_add", "preview_on_edit"),
        *("revisions_view", "revisions_revert", "revisions_unschedule", "revisions_compare"),
        *("confirm_workflow_cancellation", "workflow_history", "workflow_history_detail"),
    )
    | _all("bulletin_templates", *LISTING, "delete")
    | _all("synonyms", *LISTING, "delete")
    | _all("event_types", *LISTING, "delete")
    | _all("glossary", *LISTING, "delete")
    | _all("agency_groups", *(set(LISTING) - {"usage"}), "delete", "members", "join")
    | {"audience:units", "word:bulletin", "desk:bulletin_draft_links"},
    "what goes on air is decided by the ICT department": {
        *("emergency", "emergency_write", "bulletin_steering", "bulletin_update"),
        *("bulletin_correct", "bulletin_repeat", "bulletin_end", "bulletin_withdraw"),
        *("bulletin_confirm", "bulletin_publish", "bulletin_publish_banner"),
        "bulletin_preview",
        *("bulletin_display", "displays"),
    },
    "who has confirmed is followed up by the ICT department": {
        *("confirmations", "confirmations_results", "bulletin_units", "bulletin_units_results"),
        "bulletin_report",
    },
    "the proof of all websites is the ICT department's; a unit has its own certificate": {
        *("bulletin_proof", "bulletin_proof_results", "bulletin_canonical_text"),
        *("bulletin_certificate", "bulletin_website_certificate"),
    },
    "a unit tells what is on its website, and no draft": {
        *("channels", "channels_file", "recording"),
    },
    "how scripts are read out is settled by the ICT department": _all(
        "spoken_forms",
        *("index", "index_results", "add", "edit", "delete", "history", "history_results"),
    ),
    "which languages are recorded is settled by the ICT department": _all(
        "recording_languages",
        *("index", "index_results", "add", "edit", "delete", "history", "history_results"),
    ),
    "a change of a role is taken back by who asked for it, and by the ICT department": {
        "people:cancel_change"
    },
    "everybody in one list is for the ICT department; a moderator is led to the own unit": {
        "people:index"
    },
}
# Why a route that is open to a moderator is denied to an editor.
CLOSED_TO_EDITORS: dict[str, set[str]] = {
    "what is published is a moderator's affair": _all(
        "wagtailadmin_pages", "delete", "move", "unpublish", "set_privacy", "revisions_unschedule"
    )
    | {"approval:words", "desk:move_page", "page_certificates"},
    "a moderator answers for the website's details": {"wagtailsettings:edit"},
    "a moderator answers for the members": _all(
        "people",
        *("unit", "invite", "resend", "revoke", "role", "remove", "suspend", "restore", "mail"),
        *("languages", "invite_many", "invite_many_xlsx", "invite_many_csv"),
    ),
    "a moderator deletes for good": {"bin_purge_page", "bin_purge_image", "bin_purge_document"},
}

# Why a route opens although it names what is another agency's; no word of theirs is told there.
OPEN: dict[str, set[str]] = {
    "that an agency exists is in the public directory": {"agency_chooser:chosen"},
    "asks anybody for the password of a collection": {"wagtaildocs_authenticate_with_password"},
}


def list_reasons(groups: dict[str, set[str]]) -> dict[str, str]:
    """Return the reason of each route."""
    return {name: why for why, names in groups.items() for name in names}
