"""Several browsers doing the same at the same moment, each in a thread of its own."""

from datetime import timedelta
from functools import partial

from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from django.utils import timezone

from accounts.models import Invitation, SecurityEvent, User
from accounts.services.invitations import hash_token
from accounts.tests.clients import SECOND_STEP, get_code, submit_password
from accounts.tests.factories import create_user
from sites.models import Agency
from tests.processes import run_in_threads

EMAIL = "song-song@backan.example"
PAGE = "/tai-khoan/loi-moi/"
WORDS = {"name": "Nguyễn Văn An", "password": "con-trau-ben-bo-suoi"}
NO_CACHE = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def browser():
    host = f"{settings.ADMIN_HOST}:{settings.SITE_PORT}"
    return Client(headers={"host": host}, raise_request_exception=False)


def send_at_once(path, words, *clients):
    answers = run_in_threads(*(partial(client.post, path, words) for client in clients))
    return [answer.status_code for answer in answers]


def accept_invitations(*tokens):
    """Follow each link in a browser of its own, and send all forms at once."""
    clients = [browser() for _ in tokens]
    for client, token in zip(clients, tokens, strict=True):
        assert client.get(f"{PAGE}{token}/").status_code == 302
    return sorted(send_at_once(PAGE, WORDS, *clients))


def make_invitation(token, agency_code):
    group = Agency.objects.get(code=agency_code).editors
    expires_at = timezone.now() + timedelta(days=1)
    Invitation.objects.create(
        email=EMAIL, group=group, role="Biên tập viên", digest=hash_token(token),
        expires_at=expires_at,
    )  # fmt: skip


def one_invitation():
    make_invitation("mot", "so-y-te")
    return {"answers": accept_invitations(*["mot"] * 8), "accounts": accounts()}


def two_invitations():
    make_invitation("mot", "so-y-te")
    make_invitation("hai", "huyen-ba-be")
    return {"answers": accept_invitations("mot", "hai"), "accounts": accounts()}


def accounts():
    return User.objects.filter(email=EMAIL).count()


@override_settings(CACHES=dict.fromkeys(settings.CACHES, NO_CACHE))
def one_code():
    """Give the password in four browsers, then the same code in all of them at once.

    A cache that is lost brings no code back.
    """
    user = create_user(EMAIL, email=EMAIL, password=WORDS["password"])
    TOTP.activate(user, SECRET)
    clients = [browser() for _ in range(4)]
    for client in clients:
        submit_password(client, EMAIL, WORDS["password"])
    return {"answers": sorted(send_at_once(SECOND_STEP, {"code": get_code(SECRET)}, *clients))}


def clean_up():
    SecurityEvent.objects.filter(user__email=EMAIL).delete()
    User.objects.filter(email=EMAIL).delete()
    Invitation.objects.filter(email=EMAIL).delete()
    Session.objects.all().delete()
