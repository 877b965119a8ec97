from typing import Any

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A person who signs in to the admin. Citizens have no accounts."""

    def save(self, *args: Any, **kwargs: Any) -> None:
        # People sign in by address too, and an address is the same however it is typed.
        self.email = self.email.lower()
        super().save(*args, **kwargs)
