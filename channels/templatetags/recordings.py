"""Template tag for what can be heard of a bulletin."""

from django import template

from bulletins.models import Bulletin
from channels.models import BulletinRecording
from channels.selectors import recordings
from sites.models import Agency

register = template.Library()


@register.simple_tag
def list_recordings(source: Bulletin, agency: Agency) -> list[BulletinRecording]:
    """Return what the website of an agency plays of a bulletin, one for each language."""
    return recordings.list_recordings(source, agency)
