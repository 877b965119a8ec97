"""What the crawl for decisions takes for lawful, each with its reason.

Everything here is a decision of the project. A route that writes and stands nowhere is a fault,
and so is a word that becomes public by another field than these.
"""

from collections.abc import Mapping, Set

from tests.isolation.denials import CLOSED, list_reasons

# Routes that may change public bytes at once, and why. Their words wait all the same.
CHANGES_AT_ONCE: dict[str, str] = {
    "desk:agency_opening_hours": "times and reasons from the list are facts (decision 0069)",
    "desk:placement": "a telephone, a pin and a colour are facts (decision 0069)",
    "bulletin_retold": "how often a bulletin was announced is a fact",
    "wagtailsettings:edit": "telephone, colour and emblem are no words (decision 0069)",
}

# These tell of the work itself: the journal, sessions, forms half filled in, indexes.
TRACES = frozenset(
    (
        *("accounts.User", "content.FileDigest", "django_tasks_database.DBTaskResult"),
        *("members.AuditEntry", "ops.ErrorBatch", "ops.ErrorKind", "ops.ErrorOccurrence"),
        *("search.VocabularyWord", "usersessions.UserSession", "wagtailadmin.EditingSession"),
        *("wagtailadmin.FormState", "wagtailcore.ModelLogEntry", "wagtailcore.PageLogEntry"),
        *("wagtailcore.ReferenceIndex", "wagtailsearch.IndexEntry"),
    )
)


def _all(space: str, *names: str) -> set[str]:
    return {f"{space}:{name}" for name in names}


BULLETIN = "wagtailsnippets_bulletins_bulletin"
DECIDES = "decides about what its screen shows"
TAKES_OFF = "takes off, moves or closes, or brings back what was decided"
# Words about all bulletins, by routes that are the publishers' alone.
VOCABULARY = "words of the ICT department about all bulletins; its publishers answer for them"
# How a route that writes may reach citizens → the routes. What is closed to all but ICT
# administrators is in ``tests.isolation.denials``: what they do is an administrator's act.
WRITES: dict[str, set[str]] = {
    "writes drafts, and publishes them by a decision": {
        *_all("wagtailadmin_pages", "add", "copy", "edit", "revisions_revert", "convert_alias"),
        *_all(BULLETIN, "add", "edit", "revisions_revert"),
        *("wagtail_bulk_action", "proposals:read"),
        *_all("word", "page", "page_draft", "bulletin", "bulletin_draft"),
        *("desk:front_page", "emergency_write"),
    },
    "writes a translation, which a decision publishes": {
        *_all("desk", "begin_page_translation", "begin_bulletin_translation"),
        *_all("wagtail_localize", "submit_page_translation", "submit_snippet_translation"),
        *_all("wagtail_localize", "edit_string_translation", "edit_override", "upload_pofile"),
        *_all("wagtail_localize", "update_translations", "stop_translation"),
        *("update_translations", "upload_pofile"),
    },
    DECIDES: {
        *("approval:review", "approval:words", "bulletin_review", "bulletin_publish"),
        *("emergency_confirm", "bulletin_update", "bulletin_correct", "bulletin_repeat"),
        *("bulletin_confirm", "recording_publish", "recording_confirm"),
        *_all("wagtailadmin_pages", "workflow_action", "collect_workflow_action_data"),
        *_all(BULLETIN, "workflow_action", "collect_workflow_action_data"),
    },
    TAKES_OFF: {
        *_all("wagtailadmin_pages", "delete", "unpublish", "move", "move_confirm"),
        *_all("wagtailadmin_pages", "set_page_position", "set_privacy", "revisions_unschedule"),
        *_all("wagtailadmin_pages", "lock", "unlock", "confirm_workflow_cancellation"),
        *_all(BULLETIN, "delete", "unpublish", "lock", "unlock", "revisions_unschedule"),
        *_all(BULLETIN, "confirm_workflow_cancellation"),
        *_all("desk", "move_page", "shift_page"),
        *("bin_restore", "bin_restore_page", "bin_restore_image", "bin_restore_document"),
        *("bin_purge_page", "bin_purge_image", "bin_purge_document", "bin_image", "bin_document"),
        *("bulletin_withdraw", "bulletin_bring_back", "bulletin_end", "recording_remove"),
    },
    "facts are public at once, words wait (decision 0069)": {*CHANGES_AT_ONCE},
    "writes files; those of what was decided are changed by who may publish it": {
        *_all("wagtaildocs", "add", "add_multiple", "edit", "edit_multiple", "delete"),
        *_all("wagtaildocs", "delete_multiple", "delete_upload_multiple"),
        *_all("wagtaildocs", "create_multiple_from_uploaded_document"),
        *_all("wagtailimages", "add", "add_multiple", "edit", "edit_multiple", "delete"),
        *_all("wagtailimages", "delete_multiple", "delete_upload_multiple"),
        *_all("wagtailimages", "create_multiple_from_uploaded_image"),
        *("wagtaildocs_chooser:create", "wagtailimages_chooser:create", "recording"),
    },
    VOCABULARY: {
        *_all("event_types", "add", "edit", "delete"),
        *_all("bulletin_templates", "add", "edit", "delete"),
        *_all("agency_groups", "add", "edit", "delete", "join", "members"),
        *_all("spoken_forms", "add", "edit", "delete"),
        *_all("recording_languages", "add", "edit", "delete"),
        *_all("synonyms", "add", "edit", "delete"),
        *_all("glossary", "add", "edit", "delete"),
    },
    "who works where; no citizen reads it": _all(
        "people",
        *("invite", "invite_many", "invited_many", "resend", "revoke", "role", "remove", "mail"),
        *("suspend", "restore", "languages", "object_change", "cancel_change"),
    ),
    "work inside a unit; no citizen reads it": {
        *_all("feedback", "read", "add_template", "edit_template"),
        *_all("proposals", "add", "edit", "delete"),
        *_all("desk", "page_draft_links", "bulletin_draft_links", "revoke_draft_link"),
        *_all("desk", "recheck_link", "renew_review"),
        *("confirm", "confirmation_take_back", "bulletin_remind", "bulletin_telephone"),
        *("bulletin_display", "bulletin_certificate", "page_certificates", "unit_certificate"),
        *("bulletin_website_certificate", "wagtailadmin_dismissibles", "wagtailadmin_account"),
    },
}

# Routes by which personas must have decided about something: else the crawl proves nothing.
_OF_MODERATORS = {
    *_all("wagtailadmin_pages", "add", "edit", "revisions_revert"),
    *("bin_restore_page", "desk:front_page", "desk:placement"),
    *("wagtaildocs:edit", "wagtailimages:edit", "wagtailsettings:edit"),
}
_OF_PUBLISHERS = {
    *_all(BULLETIN, "edit", "revisions_revert"),
    *("bulletin_bring_back", "bulletin_correct", "bulletin_update", "wagtaildocs:edit"),
}
_OF_DECIDERS = {
    *("approval:review", "bulletin_bring_back", "bulletin_publish", "recording_publish"),
    f"{BULLETIN}:edit",
}
ABLE: dict[str, set[str]] = {
    "moderator": _OF_MODERATORS,
    "publisher": _OF_PUBLISHERS,
    "administrator": _OF_PUBLISHERS,
}
# The same for the deciders, after certain personas and after the others.
_OF_ALL_DECIDERS = {*_OF_DECIDERS, "bin_restore_page", "wagtailadmin_pages:edit"}
ABLE_DECIDERS: dict[str, set[str]] = {
    # A moderator who saves opening hours settles the words that waited.
    "moderator": _OF_ALL_DECIDERS,
    # What the deciders have written themselves waits.
    "moderator of two": _OF_DECIDERS,
    "": {*_OF_ALL_DECIDERS, "approval:words"},
}


def list_declared() -> set[str]:
    """Return the routes that may write."""
    return set().union(*WRITES.values(), list_reasons(CLOSED))


def list_changing_at_once(*, by_moderator: bool) -> set[str]:
    """Return the routes that may change public bytes at once, though no words of the persona.

    ``by_moderator``: a moderator decides about the words of others, and takes pages off alone.
    """
    more = WRITES[DECIDES] | WRITES[TAKES_OFF] if by_moderator else set()
    return {*CHANGES_AT_ONCE} | more


def is_vocabulary(field: str) -> bool:
    """Return whether a "route: field" is of the words about all bulletins."""
    return field.partition(": ")[0] in WRITES[VOCABULARY]


def list_writing(writes: Mapping[str, Set[str]]) -> set[str]:
    """Return the routes that have written more than traces; ``writes``: tables by route."""
    return {route for route, tables in writes.items() if tables - TRACES}
