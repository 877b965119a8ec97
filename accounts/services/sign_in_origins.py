"""Sign-ins from a network and device that the user has not used for ``SIGN_IN_DAYS`` days.

Only a fingerprint is stored, which means nothing without the secret key: of the network (the first
24 bits of an IPv4 address, 48 of an IPv6 address) together with browser and system. The ICT
department sees such a sign-in on its dashboard, and the user is notified by e-mail.
"""

from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac

from accounts.client_network import get_client_network
from accounts.models import SignInOrigin, User
from accounts.services.security_events import SecurityEventKind, record_security_event
from accounts.services.sessions import describe_user_agent

# Within these, the address of a line or telephone changes from day to day.
IPV4_BITS, IPV6_BITS = 24, 48


def save_origin(request: HttpRequest, user: User) -> bool:
    """Save the origin of this sign-in; return whether ``user`` used it within ``SIGN_IN_DAYS``."""
    now = timezone.now()
    origin, is_new = SignInOrigin.objects.get_or_create(
        user=user, digest=_compute_fingerprint(request, user), defaults={"last_seen_at": now}
    )
    is_familiar = not is_new and origin.last_seen_at > _get_oldest()
    SignInOrigin.objects.filter(pk=origin.pk).update(last_seen_at=now)
    return is_familiar


def delete_old_origins() -> None:
    """Delete the origins that were not used for ``SIGN_IN_DAYS`` days."""
    SignInOrigin.objects.filter(last_seen_at__lte=_get_oldest()).delete()


def _get_oldest() -> datetime:
    return timezone.now() - timedelta(days=settings.SIGN_IN_DAYS)


def check_origin(request: HttpRequest, user: User) -> None:
    """Save the origin of a sign-in; record and tell the user if it is unfamiliar."""
    if save_origin(request, user):
        return
    detail = ", ".join(filter(None, [_describe_device(request), _get_network(request)]))
    record_security_event(SecurityEventKind.UNFAMILIAR_SIGN_IN, user=user, detail=detail)
    get_adapter(request).send_notification_mail("account/email/unfamiliar_sign_in", user)


def _compute_fingerprint(request: HttpRequest, user: User) -> str:
    value = f"{user.pk} {_get_network(request)} {_describe_device(request)}"
    return salted_hmac("accounts.services.sign_in_origins", value, algorithm="sha256").hexdigest()


def _describe_device(request: HttpRequest) -> str:
    # The fingerprint must not depend on the active language.
    with translation.override(settings.LANGUAGE_CODE):
        return describe_user_agent(request.headers.get("User-Agent", ""))


def _get_network(request: HttpRequest) -> str:
    return get_client_network(request, ipv4_bits=IPV4_BITS, ipv6_bits=IPV6_BITS)
