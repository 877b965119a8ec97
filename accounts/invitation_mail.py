"""The e-mail that carries the link of an invitation."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name

from accounts.models import Invitation


def send_invitation(invitation: Invitation, token: str) -> None:
    """Send the link with ``token`` to the invited address, as text in the default language.

    The link's host is the configured one, whatever host the request came to.
    """
    link = settings.WAGTAILADMIN_BASE_URL + reverse("follow_invitation", args=[token])
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Invitation: %(role)s") % {"role": invitation.role}
        until = date_format(timezone.localtime(invitation.expires_at), "DATETIME_FORMAT")
        by = invitation.invited_by
        inviter = by and get_user_display_name(by)
        context = {"invitation": invitation, "inviter": inviter, "link": link, "expires_at": until}
        text = render_to_string("account/invitation_mail.txt", context)
    send_mail(subject, text, None, [invitation.email])
