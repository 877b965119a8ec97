"""Recordings as version 1.0.0 stored them: ``python -m tests.releases.earlier_recordings``.

``make`` adds two to an installation of that version, ``tell`` prints what has become of them.
"""

import sys

import django

django.setup()

from django.db import connection  # noqa: E402

from channels.models import BulletinRecording  # noqa: E402

ADD = """
INSERT INTO channels_bulletinrecording (bulletin_id, language, file, uploaded_at)
SELECT id, %s, %s, CURRENT_TIMESTAMP FROM bulletins_bulletin
WHERE slug = 'nguy-co-lu-quet-va-sat-lo-dat' AND live ORDER BY id LIMIT 1
"""


def make() -> None:
    """Add a recording in Vietnamese and one in Tày–Nùng of the same bulletin."""
    with connection.cursor() as cursor:
        for code in ("vi", "tyz"):
            cursor.execute(ADD, [code, f"ban-ghi/lu-quet-{code}-abc.mp3"])


def tell() -> None:
    """Print language, whether it is published, and whether it is up to date, of each."""
    for recording in BulletinRecording.objects.order_by("language__code"):
        state = "published" if recording.published_at else "draft"
        said = "current" if recording.words and not recording.outdated_at else "outdated"
        sys.stdout.write(f"{recording.language.code} {state} {said}\n")


if __name__ == "__main__":
    {"make": make, "tell": tell}[sys.argv[1]]()
