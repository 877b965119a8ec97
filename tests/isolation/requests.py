"""A person who asks the admin for something, and what must not come of it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.http import HttpResponse
from django.test import Client, TestCase
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.rich_text import extract_references_from_rich_text
from wagtail_localize.models import OverridableSegment, SegmentOverride, StringTranslation

from accounts.models import User
from accounts.tests.clients import record_sign_in
from content.models import CustomDocument, CustomImage
from tests.html import read_html
from tests.isolation import rows
from tests.isolation.canaries import Canaries, get_text
from tests.isolation.introspection import list_parameters
from tests.isolation.world import BIRDS, Owner, World

# Pairs of columns that name any object: its content type and its key.
GENERIC = [
    ("content_type_id", "object_id"),
    ("base_content_type_id", "object_id"),
    ("to_content_type_id", "to_object_id"),
]

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True)
class Request:
    """One request of the walk; ``route`` is for the report.

    ``verb`` is a method besides GET and POST; its data, or with ``as_json`` that of a POST too,
    is sent as a browser's script would. ``accepts``: the kind of answer that a script wants.
    """

    route: str
    url: str
    data: dict[str, object] | None = None
    verb: str = ""
    as_json: bool = False
    accepts: str = ""

    @property
    def method(self) -> str:
        return self.verb or ("GET" if self.data is None else "POST")

    def send(self, client: Client) -> HttpResponse:
        if not self.verb and not self.as_json:
            send = client.get if self.data is None else client.post
            return send(self.url, self.data, headers={"accept": self.accepts or "*/*"})
        data = self.data or {}
        body = json.dumps(data) if self.as_json else urlencode(data, doseq=True)
        return client.generic(self.method, self.url, body, JSON if self.as_json else FORM)


@dataclass(frozen=True)
class Leak:
    """Something that reached, or was done by, somebody it must not."""

    persona: str
    request: Request
    what: str

    def __str__(self) -> str:
        request = self.request
        sent = f" {dict(list(request.data.items())[:4])}"[:300] if request.data else ""
        return f"{self.persona} {request.method} {request.route} {request.url}{sent}: {self.what}"


@dataclass(frozen=True)
class Concern:
    """What is not a persona's: whose words they must not read, whose rows must stay."""

    strangers: tuple[Owner, ...]
    own: Owner | None

    def holds(self, label: str, pk: object) -> bool:
        """Whether a row belongs to one of the strangers."""
        return any(pk in owner.keys.get(label, ()) for owner in self.strangers)

    def may_change(self, label: str, pk: object) -> bool:
        return self.own is not None and pk in self.own.keys.get(label, ())


def get_concern(persona: str, world: World) -> Concern:
    if persona in {"editor", "moderator"}:
        return Concern((world.theirs, world.central), world.ours)
    if persona == "administrator":
        return Concern((), world.central)
    if persona == "author":
        return Concern((world.theirs, world.ours), world.central)
    return Concern((world.theirs, world.ours, world.central), None)


def get_client(user: User | None) -> Client:
    client = Client(
        headers={"host": f"{settings.ADMIN_HOST}:{settings.SITE_PORT}"},
        raise_request_exception=False,
    )
    if user is not None:
        client.force_login(user)
        # The crawl takes longer than a proof of who somebody is holds.
        record_sign_in(client, user, ago=timedelta(days=-1))
    return client


class TenantProbe:
    """Asks, and undoes whatever came of it; keeps a list of leaks."""

    def __init__(self, persona: str, user: User | None, world: World) -> None:
        self.persona = persona
        self.user = user
        self.client = get_client(user)
        self.cookies = self.client.cookies.copy()
        self.concern = get_concern(persona, world)
        self.leaks: list[Leak] = []
        self.tables = rows.list_tables()
        self.before = rows.read(self.tables.values())
        self.files = {name: default_storage.open(name).read() for name in _file_names()}
        self.strangers_files = {
            name for owner in self.concern.strangers for name in _file_names(owner)
        }

    def ask(self, request: Request) -> HttpResponse:
        """Send a request, note every leak, and put everything back as it was."""
        with _undone(), rows.collect_written_tables() as written:
            with TestCase.captureOnCommitCallbacks(execute=True):
                response = self._send(request)
            for what in (*self._told(request, response), *self._mailed(), *self._done(written)):
                self.leaks.append(Leak(self.persona, request, what))
        return response

    def asked_for(self, url: str) -> set[str]:
        """Return the parameters a view looks for when it is asked without any."""
        self.client.cookies = self.cookies.copy()
        with _undone():
            return list_parameters(self.client, url)

    def _send(self, request: Request) -> HttpResponse:
        mail.outbox.clear()
        # Signing out takes the cookie away, and is undone like everything else.
        self.client.cookies = self.cookies.copy()
        return request.send(self.client)

    def _told(self, request: Request, response: HttpResponse) -> Iterator[str]:
        if response.status_code >= 500:
            yield f"answers {response.status_code}: {_reason(response)}"
            return
        text, sent = get_text(response), f"{request.url} {request.data}"
        for canaries, word in self._words_in(text):
            # What somebody sent they knew before.
            if word not in sent and not _is_public(word):
                yield f"tells {word} ({canaries.meanings.get(word, 'unknown')})"

    def _words_in(self, text: str) -> Iterator[tuple[Canaries, str]]:
        for owner in self.concern.strangers:
            for word in sorted(owner.canaries.found_in(text)):
                yield owner.canaries, word

    def _mailed(self) -> Iterator[str]:
        for message in mail.outbox:
            text = f"{message.subject} {message.body}"
            for owner in self.concern.strangers:
                theirs = {person.email for person in owner.all(User)}
                # The ICT department may be told what happens anywhere.
                if owner.agency is not None:
                    yield from (f"sends mail to {to}" for to in theirs.intersection(message.to))
                if not theirs.issuperset(message.to):
                    yield from (f"mails {word}" for word in owner.canaries.found_in(text))

    def _done(self, written: set[str]) -> Iterator[str]:
        models_written = [self.tables[table] for table in written if table in self.tables]
        if not models_written:
            return
        for label, now in rows.read(models_written).items():
            yield from self._changed(label, now)
        for name, content in self.files.items():
            if not default_storage.exists(name):
                if name in self.strangers_files:
                    yield f"takes away the file {name}"
                default_storage.save(name, ContentFile(content))

    def _changed(self, label: str, now: dict[object, tuple]) -> Iterator[str]:
        before = self.before[label]
        model = next(model for model in self.tables.values() if model._meta.label == label)
        for pk, values in before.items():
            same = now.get(pk) == values
            if not same and not self._may_change(label, pk):
                yield f"{'changes' if pk in now else 'deletes'} {label} {pk}"
        fresh = [pk for pk, values in now.items() if before.get(pk) != values]
        for pk in fresh:
            if self._may_change(label, pk) or pk not in before:
                yield from self._refers(model, pk, before.get(pk))

    def _may_change(self, label: str, pk: object) -> bool:
        is_self = label == User._meta.label and self.user is not None and pk == self.user.pk
        return is_self or self.concern.may_change(label, pk)

    def _refers(self, model: type[models.Model], pk: object, before: object) -> Iterator[str]:
        """Tell what of strangers a new or changed row refers to."""
        obj = model._base_manager.get(pk=pk)
        for field in model._meta.local_concrete_fields:
            target = field.related_model
            if target is not None and self._is_strangers(target, getattr(obj, field.attname)):
                yield f"{model._meta.label} {pk} refers by {field.name} to {target._meta.label}"
        for type_name, key_name in GENERIC:
            yield from self._refers_generically(obj, type_name, key_name)
        if isinstance(obj, Revision) and before is None:
            for reference in _references(obj):
                found = ContentType.objects.get_for_id(reference[0]).model_class()
                if self._is_strangers(found, reference[1]):
                    yield f"a revision refers to {found._meta.label} {reference[1]}"
        for target, key in _translated(obj):
            if self._is_strangers(target, key):
                yield f"{model._meta.label} {pk} names {target._meta.label} {key!r}"

    def _refers_generically(self, obj: object, type_name: str, key_name: str) -> Iterator[str]:
        content_type = getattr(obj, type_name, None)
        if content_type is None or not hasattr(obj, key_name):
            return
        model = ContentType.objects.get_for_id(content_type).model_class()
        if self._is_strangers(model, getattr(obj, key_name)):
            yield f"{obj._meta.label} {obj.pk} refers by {key_name} to {model._meta.label}"

    def _is_strangers(self, model: type[models.Model] | None, pk: object) -> bool:
        if model is None or pk is None or model._meta.label == "agencies.Agency":
            return False
        if isinstance(pk, str):
            pk = _number(pk)
        label = model._meta.concrete_model._meta.label
        secret = [owner for owner in self.concern.strangers if owner.agency is not None]
        return any(pk in owner.keys.get(label, ()) for owner in secret)


def _is_public(word: str) -> bool:
    """Whether a word is the name of an agency, which the directory tells everybody."""
    return word in {f"{bird}0" for bird in BIRDS.values()}


def _reason(response: HttpResponse) -> str:
    error = getattr(response, "exc_info", None)
    return repr(error[1]) if error else ""


def _references(revision: Revision) -> list[tuple[int, object]]:
    obj = revision.as_object()
    found = ReferenceIndex._extract_references_from_object(obj)
    return [(content_type, pk) for content_type, pk, _model_path, _content_path in found]


def _translated(obj: object) -> Iterator[tuple[type[models.Model], str]]:
    """Give what a translation will point at once wagtail-localize has written it out."""
    if isinstance(obj, SegmentOverride):
        sources = OverridableSegment.objects.filter(context=obj.context)
        if any(isinstance(source.data, int) for source in sources):
            yield from ((model, str(obj.data)) for model in (CustomImage, CustomDocument, Page))
    if isinstance(obj, StringTranslation):
        for text in {obj.data, str(read_html(obj.data))}:
            # A link that does not say to what: nobody's, and the page breaks down on it.
            with suppress(KeyError):
                for model, key, _, _ in extract_references_from_rich_text(text):
                    yield model, key


def _number(key: str) -> object:
    """Return what Django takes a text for where a number is wanted."""
    try:
        return int(key)
    except ValueError:
        return key


def _file_names(owner: Owner | None = None) -> Iterator[str]:
    """Give the names of all files, or of an owner's."""
    for model in rows.list_tables().values():
        names = [f.name for f in model._meta.local_fields if isinstance(f, models.FileField)]
        found = model._base_manager.all() if names else ()
        if names and owner is not None:
            found = found.filter(pk__in=owner.keys.get(model._meta.label, ()))
        yield from filter(None, (getattr(obj, name).name for obj in found for name in names))


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    # What was remembered of what has been undone would be wrong.
    cache.clear()
