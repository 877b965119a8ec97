import pytest
from django.conf import settings


@pytest.mark.parametrize("folder", ["bulletins", "channels", "responses"])
def test_no_part_of_a_bulletin_is_cached_as_what_outlives_one(folder):
    files = (settings.BASE_DIR / "templates" / folder).rglob("*.html")
    assert not [file for file in files if "cached_fragment" in file.read_text()]
