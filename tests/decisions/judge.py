"""The judgement of a crawl: what is public now that nobody entitled has decided about."""

import json
from collections.abc import Iterable, Iterator

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from content.models import DecidedFile, Decision
from content.versions.digest import compute_file_digest
from sites.services.publication_checks import check_all_publications
from tests.decisions.crawl import Decider
from tests.decisions.declared import is_vocabulary
from tests.decisions.public_bytes import Snapshot
from tests.decisions.world import States
from tests.isolation.canaries import Canaries


class Judge:
    """Compares what citizens read with the decisions since the beginning of a run."""

    def __init__(self, canaries: Canaries, states: States) -> None:
        self.canaries, self.states = canaries, states
        newest = Decision.objects.order_by("-pk").first()
        self.beginning = newest.pk if newest else 0

    def list_unread_words(
        self, snapshot: Snapshot, deciders: Iterable[Decider] = ()
    ) -> Iterator[str]:
        """Give each word of the persona that is public without a decision of who may decide.

        A decider must have seen the word on the screen, and the decision must be about it. Words in
        files need not be seen: the digest of the screen covers the files.
        """
        decided = self._list_decided()
        in_files = self._list_decided_files()
        people = {one.actor.user.pk: one for one in deciders}
        for word, path in sorted(snapshot.words.items()):
            field = self.canaries.meanings.get(word, "nobody's word")
            about = {person for person, text in decided if word in text}
            if self.states.is_administrator:
                continue
            is_decided = self.states.persona.pk in about or is_vocabulary(field)
            if self.states.is_entitled and is_decided:
                continue
            with_file = {person for person, text in in_files if word in text}
            if with_file & {*people, *([self.states.persona.pk] * self.states.is_entitled)}:
                continue
            if any(people[person].has_seen(word) for person in about & people.keys()):
                continue
            yield f"{field} says {word} at {path}; decided by {sorted(map(str, about)) or 'nobody'}"

    def list_undecided_changes(self, before: Snapshot, now: Snapshot) -> Iterator[str]:
        """Give each address that answers otherwise, for a persona who may change none."""
        for path in before.differing(now) if not self.states.is_entitled else ():
            yield f"{path} has changed: {before.describe_difference(now, path)}"

    def list_taken_away(self, changes: Iterable[str]) -> Iterator[str]:
        """Give each change by a persona who may not take anything off the website."""
        yield from () if self.states.may_take_off else changes

    def list_pictures(self, now: Snapshot, deciders: Iterable[Decider]) -> Iterator[str]:
        """Give each picture of the persona that is public although nobody decided about it."""
        people = {one.actor.user.pk for one in deciders}
        people |= {self.states.persona.pk} if self.states.is_entitled else set()
        decided = any(person in people for person, text in self._list_decided() if "image" in text)
        yield from (f"{path} is a picture of the persona" for path in now.painted if not decided)

    def _list_decided(self) -> list[tuple[int | None, str]]:
        """Return who decided since the beginning, with the words that each decision is about."""
        decisions = Decision.objects.filter(pk__gt=self.beginning)
        return [(one.person_id, _read(one).lower()) for one in decisions]

    def _list_decided_files(self) -> list[tuple[int | None, str]]:
        """Return who decided about which files, with the words of those as they are now."""
        decided = DecidedFile.objects.filter(decision__pk__gt=self.beginning)
        found = []
        for one in decided.select_related("decision"):
            file = one.content_type.model_class()._base_manager.filter(pk=one.object_id).first()
            if file and compute_file_digest(file) == one.digest:
                found.append((one.decision.person_id, "\n".join(_read_row(file)).lower()))
        return found


def list_faults() -> list[str]:
    """Return each public object that is not as its decided version says."""
    return [
        f"{check.content_type} {check.object_id}: {check.fault} {check.fields}"
        for check in check_all_publications()
        if check.fault
    ]


def _read(decision: Decision) -> str:
    """Return the words of what a decision is about: a version, a file, a record."""
    version = decision.version or decision.kept
    if version:
        return json.dumps(version.content, cls=DjangoJSONEncoder, ensure_ascii=False)
    model = decision.content_type.model_class()
    row = model._base_manager.filter(pk=decision.object_id).first() if model else None
    return "\n".join(_read_row(row)) if row else ""


def _read_row(row: models.Model) -> Iterator[str]:
    for field in row._meta.concrete_fields:
        value = field.value_from_object(row)
        yield str(value)
        if isinstance(field, models.FileField) and value and default_storage.exists(value.name):
            yield default_storage.open(value.name).read().decode("utf-8", "ignore")
