"""A mail server for the tests, on this machine."""

import email
from email.message import EmailMessage
from email.policy import default
from types import TracebackType

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.free_ports import find_free_port


class PostOffice:
    """Takes mail in, and refuses what it was told to: ``refusals[address] = "550 5.1.1 No"``."""

    hostname = "127.0.0.1"

    def __init__(self) -> None:
        self.refusals: dict[str, str] = {}
        self.received: list[tuple[str, EmailMessage]] = []
        self.senders: set[str] = set()
        self.port = find_free_port()
        self._controller = Controller(self, hostname=self.hostname, port=self.port)

    def __enter__(self) -> "PostOffice":
        self._controller.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._controller.stop()

    def subjects_to(self, address: str) -> list[str]:
        """Return the subjects of all mail to one address, in the order it came."""
        return [message["Subject"] for to, message in self.received if to == address]

    @property
    def addresses(self) -> list[str]:
        """To whom there was mail, one entry for each."""
        return sorted(to for to, _message in self.received)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = self.refusals.get(address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        message = email.message_from_bytes(envelope.content, policy=default)
        self.senders.add(envelope.mail_from)
        self.received += [(address, message) for address in envelope.rcpt_tos]
        return "250 OK"
