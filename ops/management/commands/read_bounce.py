"""Management command that reads a bounce, which the mail server pipes to it."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from accounts.services.bounced_addresses import mark_bounced
from ops.mail.bounces import parse_bounces

# Bytes. Our e-mails are short, and so are their bounces.
MAX_BYTES = 1024 * 1024


class Command(BaseCommand):
    """Command that marks the addresses that a bounce reports; see ``ops.mail.bounces``."""

    help = "Read one returned message (RFC 3464) from standard input and mark its address."

    def handle(self, *args: Any, **options: Any) -> None:
        found = parse_bounces(sys.stdin.buffer.read(MAX_BYTES))
        for bounce in found:
            mark_bounced(email=bounce.email, reason=bounce.reason)
            self.stdout.write(f"{bounce.email}: marked, nothing more is sent to it.")
        if not found:
            # Still exits with 0: the mail server would send a failure to somebody.
            self.stdout.write("No letter of ours came back for good; nothing is marked.")
