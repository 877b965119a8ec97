"""Check of the mail server; a trial e-mail only where the operator has asked for one."""

import smtplib
import ssl
from collections.abc import Iterator

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from ops.health.registry import (
    CheckResult,
    Inquiry,
    fail,
    health_check,
    passed,
    summarize_error,
)

PATIENCE_SECONDS = 8


@health_check("mail server", "Mail server", order=500, seconds=30, in_thread=True)
def check_mail_server(inquiry: Inquiry) -> Iterator[CheckResult]:
    """Yield results about the server of EMAIL_URL, and about the e-mail of ``--mail-to``."""
    if not settings.MAIL_BACKEND.endswith("smtp.EmailBackend"):
        kind = settings.MAIL_BACKEND.rpartition(".")[0].rpartition(".")[2]
        yield fail(
            f"Mail is not sent, but handed to Django's backend “{kind}”.",
            "Set EMAIL_URL=smtp://host:25, or smtp+tls://user:password@host:587",
        )
        return
    name = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    server = EmailBackend(timeout=PATIENCE_SECONDS)
    try:
        server.open()
        assert server.connection is not None  # noqa: S101, it is open
        code, reply = server.connection.noop()
        if code != 250:  # noqa: PLR2004, RFC 5321, 4.3.2
            raise smtplib.SMTPResponseException(code, reply)
        yield passed(f"The mail server at {name} answers.")
        if inquiry.mail_to:
            _send_trial(server, inquiry.mail_to)
            yield passed(f"A trial mail to {inquiry.mail_to} was accepted.")
    except smtplib.SMTPAuthenticationError as error:
        yield fail(
            f"The mail server at {name} refuses account or password ({error.smtp_code}).",
            "Compare both in EMAIL_URL; special characters must be percent-encoded.",
        )
    except ssl.SSLCertVerificationError as error:
        yield fail(
            f"The certificate of the mail server at {name} is not trusted: {error.verify_message}.",
            "Let SSL_CERT_FILE name your certificate authority; see the runbook.",
        )
    except smtplib.SMTPRecipientsRefused as error:
        reasons = "; ".join(
            f"{code} {reply.decode(errors='replace')}" for code, reply in error.recipients.values()
        )
        yield fail(
            f"The mail server at {name} refuses mail to {inquiry.mail_to}: {reasons}.",
            "Let it take mail from this machine, with any address.",
        )
    except (smtplib.SMTPException, OSError) as error:
        yield fail(
            f"No mail server answers as it should at {name}: {summarize_error(error)}.",
            "Start it, or set EMAIL_URL to where it listens and how it is to be spoken to.",
        )
    finally:
        server.close()


def _send_trial(server: EmailBackend, address: str) -> None:
    EmailMessage(
        subject="[Bantin] Thử gửi thư",
        body="Thư thử của lệnh “manage.py doctor”. Bạn không cần làm gì.\n",
        to=[address],
        connection=server,
    ).send()
