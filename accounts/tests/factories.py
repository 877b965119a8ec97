"""Users and what they sign in with."""

from allauth.mfa.models import Authenticator

from accounts.models import User

PASSWORD = "mật-khẩu-dài"


def create_user(name, *groups, **fields):
    """A user in these groups, with a password and an address after the name."""
    fields = {"email": f"{name}@backan.example", "password": PASSWORD} | fields
    user = User.objects.create_user(name, **fields)
    user.groups.set(groups)
    return user


def create_second_factor(user, kind="totp", **data):
    """A second factor set up without a request, as by a command."""
    return Authenticator.objects.create(user=user, type=kind, data=data)
