"""The page that unsubscribe links in e-mails lead to."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

from members.emails.notifications import get_user_language
from members.models import DeliveryMode
from members.selectors.recipients import save_delivery_modes
from members.services.notifications import read_unsubscribe_token


# CSRF-exempt: mail clients unsubscribe with one POST without cookies (RFC 8058, 3.1); the signed
# token is the secret.
@method_decorator([never_cache, csrf_exempt], name="dispatch")
class UnsubscribeView(TemplateView):
    """Unsubscribe page: GET shows what would be switched off, POST does it; 404 for bad tokens.

    GET changes nothing, since mail scanners open links too.
    """

    template_name = "account/unsubscribe.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = read_unsubscribe_token(kwargs["token"])
        if found is None:
            raise Http404
        self.leaving = found
        with translation.override(get_user_language(found.person)):
            response = super().dispatch(request, *args, **kwargs)
            # Render now, while the user's language is active.
            return response.render() if hasattr(response, "render") else response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Switch the e-mails of the token's kinds off for its user."""
        save_delivery_modes(
            person=self.leaving.person,
            paces={kind.value: DeliveryMode.NEVER for kind in self.leaving.kinds},
        )
        return self.render_to_response(self.get_context_data(done=True))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = [kind.label for kind in self.leaving.kinds]
        return super().get_context_data(kinds=kinds, email=self.leaving.person.email, **kwargs)
