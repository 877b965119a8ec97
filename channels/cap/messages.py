"""Chain of CAP messages of an emergency, each referring to those before it.

Messages are derived from the log and the published versions and not stored, so a message never
changes once it was sent. The rules are in docs/features/feeds.md.
"""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from django.conf import settings
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from bulletins.models import Bulletin, Urgency
from channels.feeds.entry import (
    END,
    PUBLISH,
    RESTORE,
    UNPUBLISH,
    WITHDRAW,
    PublicAction,
    list_public_actions,
)
from channels.models import BulletinRecording
from channels.selectors.recordings import list_current_recordings
from sites.models import Agency


class MessageType(StrEnum):
    """Relation of a message to those before it (CAP 1.2, 3.2.1 msgType)."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"


@dataclass(frozen=True)
class Message:
    """CAP message.

    `number`: from 1. `texts`: the published row of each language, source language first; of a
    translation only one that says all that the source says. `sending_agency`: at whose host it is
    sent, the issuer's if that is known. `over`: the danger has passed. `earlier`: the messages that
    it replaces. `is_current`: it is the latest and the danger has not passed; such a one alone
    offers files, as of now. `recordings`: what can be heard of it: a recording that is out of date
    is offered by none.
    """

    type: MessageType
    number: int
    action: PublicAction
    texts: tuple[Bulletin, ...]
    sending_agency: Agency
    over: bool
    earlier: tuple["Message", ...]
    is_current: bool = False
    recordings: tuple[BulletinRecording, ...] = ()

    @property
    def source(self) -> Bulletin:
        """Row with the facts, as they were at that time."""
        return self.texts[0]

    @property
    def identifier(self) -> str:
        """URN, the same on every website and different for each message."""
        return uuid5(self.source.translation_key, str(self.number)).urn

    @property
    def issuer(self) -> Agency | None:
        """Agency that issued it, as it was said at that time; None if it is unknown."""
        return self.source.source

    @property
    def sender(self) -> str:
        """Sender, at the host of `sending_agency`; every message must have one."""
        return f"ban-tin@{self.sending_agency.site.hostname}"

    @property
    def sent(self) -> str:
        """Time at which the message was sent, as CAP writes it."""
        return format_cap_time(self.action.at)

    @property
    def reference(self) -> str:
        """Reference to this message in later ones."""
        return f"{self.sender},{self.identifier},{self.sent}"


def format_cap_time(moment: datetime) -> str:
    """Return a time as CAP writes it: to the second, with the offset and never as Z."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


def build_alert_chains(sources: Iterable[Bulletin], otherwise: Agency) -> dict[UUID, list[Message]]:
    """Return the messages of bulletins by translation key, oldest first.

    The list is empty for a bulletin that never was an emergency. `otherwise`: the sending agency
    where there is no issuer.
    """
    sources = list(sources)
    acts = list_public_actions(sources)
    return {
        source.translation_key: AlertChainBuilder(source, otherwise).tell(
            acts[source.translation_key]
        )
        for source in sources
    }


class AlertChainBuilder:
    """Builder of one chain: follows the actions on a bulletin and its state after each."""

    def __init__(self, source: Bulletin, otherwise: Agency) -> None:
        self.source, self.otherwise = source, otherwise
        # What each language has published.
        self.texts: dict[str, Bulletin] = {}
        self.ended = self.withdrawn = False
        self.open: list[Message] = []
        self.chain: list[Message] = []

    def tell(self, acts: list[PublicAction]) -> list[Message]:
        if not any(act.row.pk == self.source.pk and act.name == PUBLISH for act in acts):
            # Published by a program, without a log entry.
            at = self.source.first_published_at or self.source.issue_time
            acts = [PublicAction(PUBLISH, at, self.source, version=self.source), *acts]
        for act in acts:
            self._follow(act)
            if self._is_public(act):
                self._add(act)
        if self.chain and not self.withdrawn and not self.chain[-1].over:
            # All websites have the same messages, and so the ICT department's recordings alone.
            heard = tuple(list_current_recordings(self.source, agency=None))
            self.chain[-1] = replace(self.chain[-1], is_current=True, recordings=heard)
        return self.chain

    def _follow(self, act: PublicAction) -> None:
        language = act.row.language
        if act.name == PUBLISH:
            self.texts[language] = act.version or self.texts.get(language) or act.row
        elif act.name == UNPUBLISH:
            self.texts.pop(language, None)
        elif act.name == RESTORE:
            self.ended = self.withdrawn = False
        elif act.name == END:
            self.ended = True

    def _list_translated(self, source: Bulletin) -> list[Bulletin]:
        """Return what translations say of ``source``, if they say all: a block has one language."""
        translated = []
        for language, version in self.texts.items():
            text = copy(version)
            if language != settings.LANGUAGE_CODE and not text.render_from(source).missing:
                translated.append(text)
        return translated

    def _is_public(self, act: PublicAction) -> bool:
        text = self.texts.get(settings.LANGUAGE_CODE)
        if text is None or self.withdrawn or (act.name == UNPUBLISH and not self._takes_off(act)):
            return False
        return bool(self.open) or text.urgency == Urgency.EMERGENCY

    def _takes_off(self, act: PublicAction) -> bool:
        """Return whether a language of the last message is public no more.

        Former releases sent no message of it. What they sent keeps its number.
        """
        last = self.open[-1].texts if self.open else ()
        return act.row.language in {text.language for text in last} and act.at > _get_begin()

    def _add(self, act: PublicAction) -> None:
        first = self.texts[settings.LANGUAGE_CODE]
        message = Message(
            MessageType.UPDATE if self.open else MessageType.ALERT,
            len(self.chain) + 1,
            act,
            (first, *self._list_translated(first)),
            first.source or self.otherwise,
            over=self.ended or first.urgency != Urgency.EMERGENCY,
            earlier=tuple(self.open),
        )
        if act.name == WITHDRAW:
            message = replace(message, type=MessageType.CANCEL)
            self.withdrawn, self.open = True, []
        else:
            self.open.append(message)
        self.chain.append(message)


def _get_begin() -> datetime:
    """Return the time from which a language that is taken off makes a message."""
    [applied] = MigrationRecorder.Migration.objects.filter(
        app="agencies", name="0016_renderings"
    ).values_list("applied", flat=True)
    return applied
