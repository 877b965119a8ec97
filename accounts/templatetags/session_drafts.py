"""Template tag that keeps unsaved input in the admin when a session ends."""

from django import template
from django.template import Context
from wagtail.admin.utils import get_user_display_name

from accounts.views.sessions import get_sign_in_url

register = template.Library()


@register.inclusion_tag("accounts/session/keeping.html", takes_context=True)
def session_drafts(context: Context) -> dict[str, object]:
    """Render the dialogs and the script that keep unsaved input; nothing if not signed in."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"user": user, "name": get_user_display_name(user), "sign_in_url": get_sign_in_url()}
