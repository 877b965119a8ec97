"""Languages of recordings of a new installation; the ICT department edits them afterwards."""

from channels.models import RecordingLanguage

# Code → own name and name in Vietnamese.
LANGUAGES = {
    "vi": ("Tiếng Việt", "tiếng Việt"),
    "tyz": ("Tày", "tiếng Tày"),
    "nut": ("Nùng", "tiếng Nùng"),
    "hmn": ("Hmôngz", "tiếng Mông"),
    "ium": ("Iu Mienh", "tiếng Dao"),
}


def create_default_recording_languages() -> None:
    """Create the default languages if the table is empty; never change existing rows."""
    if not RecordingLanguage.objects.exists():
        RecordingLanguage.objects.bulk_create(
            RecordingLanguage(code=code, name=name, name_vi=name_vi)
            for code, (name, name_vi) in LANGUAGES.items()
        )
