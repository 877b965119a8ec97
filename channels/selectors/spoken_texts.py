"""The words of a bulletin that a recording renders, and which version they are of."""

import hashlib
import json

from wagtail.models import Revision

from bulletins.models import Bulletin
from sites.localization.segments import get_segment_texts

# Fields that are read out. What else can be translated, such as whom to call, is not.
SPOKEN_FIELDS = {"title", "instruction", "summary", "body"}


def get_words_digest(bulletin: Bulletin) -> str:
    """Return a digest of what is read out of a bulletin: title, instruction, summary, text.

    It is the same for the same words in the same order, whatever files, audience or times are.
    ``bulletin``: as it is, also unsaved.
    """
    words = [
        text
        for path, text in get_segment_texts(bulletin).items()
        if path.partition(".")[0] in SPOKEN_FIELDS
    ]
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()


def get_current_version(bulletin: Bulletin) -> Revision | None:
    """Return the published version of a bulletin, or the latest draft of one that is not live.

    None if a program saved it without a version.
    """
    return bulletin.live_revision if bulletin.live else bulletin.latest_revision
