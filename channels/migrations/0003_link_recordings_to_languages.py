from django.db import migrations
from django.db.models import F

# As in channels.defaults when this was written. Version 1.0.0 had Tày and Nùng as one language:
# recordings in it may be in either, so the language keeps its name until the ICT department has
# listened.
LANGUAGES = {
    "vi": ("Tiếng Việt", "tiếng Việt"),
    "tyz": ("Tày–Nùng", "tiếng Tày–Nùng"),
    "nut": ("Nùng", "tiếng Nùng"),
    "hmn": ("Hmôngz", "tiếng Mông"),
    "ium": ("Iu Mienh", "tiếng Dao"),
}


def link(apps, schema_editor):
    """Give each recording its language as a row; recordings were public as soon as saved."""
    recordings = apps.get_model("channels", "BulletinRecording").objects
    languages = apps.get_model("channels", "RecordingLanguage").objects
    codes = set(recordings.values_list("former_code", flat=True))
    # Without recordings, a new installation gets its languages after ``migrate``.
    for code, (name, name_vi) in LANGUAGES.items() if codes else ():
        if code == "tyz" and code not in codes:
            name, name_vi = "Tày", "tiếng Tày"
        language = languages.create(code=code, name=name, name_vi=name_vi)
        recordings.filter(former_code=code).update(language=language, published_at=F("uploaded_at"))


class Migration(migrations.Migration):
    dependencies = [("channels", "0002_recording_languages_and_drafts")]

    operations = [migrations.RunPython(link, migrations.RunPython.noop)]
