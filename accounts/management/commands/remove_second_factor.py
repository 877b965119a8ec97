"""Management command for users without any second factor left."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.services.second_factor import remove_all_factors


class Command(BaseCommand):
    """Command that removes a user's second factors and ends the user's sessions."""

    help = "Take away the second factors of somebody who has lost them, and end their sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="whose factors to take away")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        try:
            user = User.objects.get(username=username)
        except User.DoesNotExist:
            raise CommandError(f"There is nobody with the user name {username!r}.") from None
        count = remove_all_factors(user=user)
        self.stdout.write(f"{username}: {count} second factors taken away, all sessions ended.")
