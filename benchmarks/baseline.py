"""Baseline: a Django view without middleware that returns the bytes of a file.

Run with ``gunicorn benchmarks.baseline``; the environment variable BARE_FILE names the file.
"""

import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

CONTENT = Path(os.environ["BARE_FILE"]).read_bytes()


def bare(request: HttpRequest) -> HttpResponse:
    """Return the bytes of the file, read at the start."""
    return HttpResponse(CONTENT)


urlpatterns = [path("", bare)]
settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, MIDDLEWARE=[])
application = get_wsgi_application()
