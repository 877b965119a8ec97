"""Read a message that came back, as mail servers hand it to a program."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from accounts.bounces import mark_bounced
from ops.mail.bounces import bounces_in

# Bytes. What we write is short, and so is what comes back of it.
LONGEST = 1024 * 1024


class Command(BaseCommand):
    help = "Read one returned message (RFC 3464) from standard input and mark its address."

    def handle(self, *args: Any, **options: Any) -> None:
        found = bounces_in(sys.stdin.buffer.read(LONGEST))
        for bounce in found:
            mark_bounced(email=bounce.email, reason=bounce.reason)
            self.stdout.write(f"{bounce.email}: marked, nothing more is sent to it.")
        if not found:
            # No failure: the mail server would send our complaint to somebody.
            self.stdout.write("No letter of ours came back for good; nothing is marked.")
