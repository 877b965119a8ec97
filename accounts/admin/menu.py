"""Menu items and views of the admin that only ICT administrators may see."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.admin.menu import MenuItem

from accounts.permissions import is_administrator


def administrator_required(
    view: Callable[..., HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Wrap ``view`` so that it raises PermissionDenied for all but ICT administrators."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_administrator(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


class AdministratorMenuItem(MenuItem):
    """Menu item for ICT administrators only."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_administrator(request.user)
