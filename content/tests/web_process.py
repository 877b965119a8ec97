"""A web process for ``test_transactions``: does what it reads, line by line, and answers.

``upload FILE`` uploads a picture as an editor of the department of health, ``write`` sends a
citizen's message to the same unit; both print the status of the answer.
"""

import json
import sys
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import django
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

django.setup()

# Models can be imported only now.
from accounts.tests.factories import create_user  # noqa: E402
from content.models import CustomImage  # noqa: E402
from home.models import FeedbackMessage  # noqa: E402
from home.tests.feedback import WORDS, make_citizen, read_form  # noqa: E402
from sites.models import Agency  # noqa: E402


def upload(path):
    health = Agency.objects.get(code="so-y-te")
    user = create_user("bien-tap", health.editors)
    client = Client(headers={"host": f"{settings.ADMIN_HOST}:{settings.SITE_PORT}"})
    client.force_login(user)
    file = SimpleUploadedFile("a.png", Path(path).read_bytes())
    words = {"title": "A", "description": "A", "collection": health.collection_id}
    status = client.post("/admin/images/add/", words | {"file": file}).status_code
    return [status, CustomImage.objects.count()]


def write():
    health = Agency.objects.with_site().get(code="so-y-te")
    client = make_citizen(health)
    form = read_form(client.get("/gop-y/"))
    later = timezone.now() + timedelta(minutes=1)
    with patch.object(timezone, "now", lambda: later):
        status = client.post("/gop-y/", form | WORDS).status_code
    return [status, FeedbackMessage.objects.count()]


for line in sys.stdin:
    name, *arguments = line.split()
    print(json.dumps(globals()[name](*arguments)), flush=True)  # noqa: T201
