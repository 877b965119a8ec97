"""What to put into the arguments of a route so that it names somebody's objects.

An argument that nothing is known about is an error: a new route cannot be left out unseen.
"""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django_tasks_db.models import DBTaskResult
from wagtail.admin.models import EditingSession
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    Revision,
    Site,
    Task,
    TaskState,
    UploadedFile,
    Workflow,
    WorkflowState,
)
from wagtail_localize.models import (
    OverridableSegment,
    StringSegment,
    Translation,
    TranslationSource,
)

from accounts.models import Invitation, User
from bulletins.models import Bulletin, BulletinProposal
from desk.admin.manual import NAMES
from desk.models import CheckedLink, DraftLink
from home.models import AnswerTemplate, FeedbackMessage, TrashedPage
from members.models import AuditEntry, RoleChange, WaitingWords
from ops.models import ErrorKind, Incident
from reorganisation.models import PlanDraft
from responses.models import Acknowledgement
from sites.models import Agency, HostAlias, TableUpload
from tests.isolation.routes import Route
from tests.isolation.world import Owner, World

Values = dict[str, object]

OBJECTS: dict[str, type[Model]] = {
    "page_id": Page,
    "page_pk": Page,
    "parent_page_id": Page,
    "page_to_move_id": Page,
    "destination_id": Page,
    "revision_id": Revision,
    "revision_id_a": Revision,
    "revision_id_b": Revision,
    "workflow_pk": Workflow,
    "workflow_state_id": WorkflowState,
    "task_id": Task,
    "task_state_id": TaskState,
    "collection_id": Collection,
    "document_id": get_document_model(),
    "doc_id": get_document_model(),
    "image_id": get_image_model(),
    "uploaded_file_id": UploadedFile,
    "session_id": EditingSession,
    "restriction": CollectionViewRestriction,
    "restriction_id": CollectionViewRestriction,
    "translation_source_id": TranslationSource,
    "translation_id": Translation,
    "string_segment_id": StringSegment,
    "overridable_segment_id": OverridableSegment,
    "agency": Agency,
    "bulletin": Bulletin,
    "alias": HostAlias,
    "person": User,
    "member": User,
    "invitation": Invitation,
    "change": RoleChange,
    "upload": TableUpload,
    "plan_draft": PlanDraft,
}
BIN_ACTS = ("view", "open", "restore", "purge")
# Routes whose views do not say which model their argument is a key of.
OBJECTS_OF_ROUTES: dict[tuple[str, str], type[Model]] = {
    ("wagtaildocs_serve", "0"): get_document_model(),
    ("wagtailadmin_pages:revisions_compare", "pk"): Page,
    ("wagtailsettings:edit", "pk"): Site,
    ("wagtailsettings:preview_on_edit", "pk"): Site,
    ("wagtailadmin_workflows:enable", "pk"): Workflow,
    ("wagtailadmin_workflows:usage", "pk"): Workflow,
    ("wagtailadmin_workflows:usage_results", "pk"): Workflow,
    ("wagtailadmin_workflows:edit_task", "pk"): Task,
    ("wagtailadmin_workflows:enable_task", "pk"): Task,
    ("approval:remind", "pk"): TaskState,
    ("approval:words", "pk"): WaitingWords,
    ("proposals:read", "pk"): BulletinProposal,
    ("feedback:read", "pk"): FeedbackMessage,
    ("feedback:edit_template", "pk"): AnswerTemplate,
    ("desk:revoke_draft_link", "pk"): DraftLink,
    ("desk:recheck_link", "pk"): CheckedLink,
    **{(f"error_{act}", "code"): ErrorKind for act in ("kind", "handle", "reopen")},
    ("jobs_retry", "pk"): DBTaskResult,
    ("jobs_discard", "pk"): DBTaskResult,
    **{(f"incidents:{name}", "pk"): Incident for name in ("edit", "delete", "history")},
    **{(f"incidents:{name}", "pk"): Incident for name in ("history_results", "usage")},
    **{
        (f"bulletin_{act}", "pk"): Bulletin
        for act in (
            *("review", "preview", "steering", "display", "update", "correct"),
            *("repeat", "confirm", "end", "withdraw", "bring_back"),
            *("publish", "publish_banner"),
            *("units", "units_results", "remind", "telephone", "report"),
            *("proof", "proof_results", "canonical_text", "certificate", "website_certificate"),
        )
    },
    ("audit:object", "pk"): AuditEntry,
    ("confirmation_file", "pk"): Acknowledgement,
    ("confirmation_take_back", "pk"): Acknowledgement,
    ("account_end_session", "pk"): UserSession,
    ("mfa_edit_webauthn", "pk"): Authenticator,
    ("mfa_remove_webauthn", "pk"): Authenticator,
    **{(f"bin_{act}_image", "pk"): get_image_model() for act in BIN_ACTS},
    **{(f"bin_{act}_document", "pk"): get_document_model() for act in BIN_ACTS},
}
WORDS: dict[str, list[str]] = {
    "filter_spec": ["fill-20x20"],
    "mode": ["khong-co"],
    "uidb64": ["MQ"],
    "uidb36": ["1"],
    "key": ["abc-123"],
    "draft": ["00000000-0000-4000-8000-000000000000"],
    "token": ["abc-123"],
    "name": list(NAMES),
    "channel": ["poster"],
    "offer": ["a4"],
    "language": ["vi"],
    "target_language": ["en"],
}
# The first of two arguments that name a model together → the second.
PAIRS = {
    "app_label": "model_name",
    "app_name": "model_name",
    "content_type_app_name": "content_type_model_name",
}
MODEL_NAMES = [
    "home.NewsPage",
    "home.InformationPage",
    "content.CustomImage",
    "content.CustomDocument",
    "agencies.AgencySettings",
    "bulletins.Bulletin",
    "accounts.User",
    "taggit.Tag",
    "wagtailcore.Page",
    "wagtailcore.GroupApprovalTask",
]
# Arguments that name a part of what the argument before them names.
PARTS = {
    "revision_id",
    "revision_id_a",
    "revision_id_b",
    "workflow_state_id",
    "task_state_id",
    "string_segment_id",
    "overridable_segment_id",
}


def list_related(name: str, anchor: Model) -> list[Model] | None:
    """Return what belongs to ``anchor`` under an argument's name, None where nothing does."""
    if name in {"revision_id", "revision_id_a", "revision_id_b"}:
        return list(Revision.objects.for_instance(anchor).order_by("-pk")[:1])
    states = WorkflowState.objects.filter(
        object_id=str(anchor.pk),
        content_type__in=ContentType.objects.get_for_models(type(anchor)).values(),
    )
    if name == "workflow_state_id":
        return list(states)
    if name == "task_state_id":
        return list(TaskState.objects.filter(workflow_state__in=states))
    if name == "string_segment_id" and isinstance(anchor, Translation):
        return list(StringSegment.objects.filter(source=anchor.source)[:2])
    if name == "overridable_segment_id" and isinstance(anchor, Translation):
        return list(OverridableSegment.objects.filter(source=anchor.source)[:2])
    return None


class Filler:
    """Fills the arguments of routes with objects of the owners of a world."""

    def __init__(self, world: World, enough: int) -> None:
        self.world = world
        # How many objects of one kind a route is asked for.
        self.enough = enough

    def fill(self, route: Route, first: Owner, others: Owner | None = None) -> list[Values]:
        """Return argument values: the first object named is ``first``'s, more are ``others``'.

        Raises LookupError where the name of an argument says nothing.
        """
        combinations: list[tuple[Values, Model | None]] = [({}, None)]
        for name in route.arguments:
            combinations = [
                (values | more, anchor or found)
                for values, anchor in combinations
                for more, found in self._options(route, name, values, anchor, first, others)
            ]
        return [values for values, _ in combinations]

    def names_objects(self, route: Route) -> int:
        """Return how many arguments of a route name an object."""
        return sum(self._model(route, name, {}) is not None for name in route.arguments)

    def _options(
        self,
        route: Route,
        name: str,
        values: Values,
        anchor: Model | None,
        first: Owner,
        others: Owner | None,
    ) -> Iterable[tuple[Values, Model | None]]:
        if name in values:
            return [({}, None)]
        if name in PAIRS:
            labels = [label.lower().split(".") for label in self._pair_labels(route, name)]
            return [({name: app, PAIRS[name]: model}, None) for app, model in labels]
        words = self._words(route, name, values, anchor)
        if words is not None:
            return [({name: word}, None) for word in words]
        model = self._model(route, name, values)
        if model is None:
            raise LookupError(f"{route.name}: what is {name!r}? ({route.pattern})")
        if anchor is None:
            limit = self.enough if len(values) <= 1 else 2
            return [({name: obj.pk}, obj) for obj in self._telling(route, model, first)[:limit]]
        companions = list_related(name, anchor) if others in {None, first} else None
        if companions is None:
            companions = self.objects(model, others or first)[:1]
        return [({name: obj.pk}, None) for obj in companions]

    def _telling(self, route: Route, model: type[Model], owner: Owner) -> list[Model]:
        """Return those of an owner's objects that have the parts a route asks for."""
        found = self.objects(model, owner)
        if route.name.startswith((*(f"bin_{act}_" for act in BIN_ACTS), "bin_preview_")):
            return [obj for obj in found if _is_binned(obj)]
        parts = PARTS.intersection(route.arguments)
        return [obj for obj in found if all(list_related(part, obj) for part in parts)]

    def objects(self, model: type[Model], owner: Owner) -> list[Model]:
        """Return an owner's objects; the centre's or anybody's where it has none of the kind."""
        mine = self.world.ours.keys.get(model._meta.concrete_model._meta.label, set())
        return (
            owner.all(model)
            or self.world.central.all(model)
            or list(model._default_manager.exclude(pk__in=mine).order_by("pk")[:2])
        )

    def _model(self, route: Route, name: str, values: Values) -> type[Model] | None:
        if (route.name, name) in OBJECTS_OF_ROUTES:
            return OBJECTS_OF_ROUTES[route.name, name]
        if name in OBJECTS:
            return OBJECTS[name]
        if name not in {"pk", "object_id"}:
            return None
        for app, model in PAIRS.items():
            if app in values:
                return apps.get_model(values[app], values[model])
        if "app_label" in route.arguments:
            return Page
        return route.model

    def _pair_labels(self, route: Route, name: str) -> list[str]:
        if name == "content_type_app_name" or route.name == "wagtailadmin_pages:choose_parent":
            return MODEL_NAMES[:2]
        if route.name == "wagtail_bulk_action":
            bulk_action_registry._scan_for_bulk_actions()
            models = bulk_action_registry.actions
            return [f"{app}.{model}" for app in models for model in models[app]]
        if route.name.startswith("wagtailsettings:"):
            return ["agencies.AgencySettings"]
        return MODEL_NAMES

    def _words(
        self, route: Route, name: str, values: Values, anchor: Model | None
    ) -> Iterable[str] | None:
        if route.name == "wagtail_bulk_action" and name == "action":
            actions = bulk_action_registry.actions
            return list(actions[values["app_label"]][values["model_name"]])
        if route.name == "wagtaildocs_serve" and name == "1":
            return [anchor.filename]
        if name == "action_name":
            return ["approve", "reject"]
        return WORDS.get(name)


def _is_binned(obj: Model) -> bool:
    if isinstance(obj, Page):
        return TrashedPage.objects.filter(page=obj).exists()
    return obj.binned_at is not None
