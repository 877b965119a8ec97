"""WSGI entry point for gunicorn: ``gunicorn config.wsgi``."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    # Gunicorn stops at exit code 3; after any other it would restart workers for ever.
    sys.stderr.write(f"Configuration: {error}\n")
    sys.exit(3)
