"""Counting of searches, without anything about the person.

There is no IP address, cookie or time of day. A query is kept as a keyed hash (``SECRET_KEY``) of
its words until it was asked on ``MIN_DAYS`` separate days: what somebody typed about themselves is
asked once. Digits are masked, and what may be about a person is not counted at all.
"""

import logging
import re
from datetime import timedelta

from django.conf import settings
from django.db import Error, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from content.text.folding import Word, clean_text, get_folded_words, split_words
from ops.http.rate_limit import is_rate_limited
from search.models import QueryCount
from sites.models import Agency

MIN_DAYS = 3
# Longer queries are sentences, which tell stories.
MAX_WORDS = 6
MAX_CHARACTERS = 80
MAX_WORD_CHARACTERS = 20
# A telephone number, identity card, tax number or account has at least so many digits.
MAX_DIGITS = 8
# Different queries of one unit on one day, and searches of one connection in an hour: what is
# more is a program, or somebody who wants to be read by the unit.
MAX_QUERIES = 500
MAX_COUNTED = 60
COUNTED_PERIOD = timedelta(hours=1)

logger = logging.getLogger(__name__)
_SALT = "search.query_counts"
_ADDRESS = re.compile(r"@|https?:|www\.|[/\\][^\s]*[/\\][^\s]*[/\\]")
_DIGIT = re.compile(r"\d")
_ROBOT = re.compile(r"bot|crawl|spider|slurp|preview|monitor|headless|python|curl|wget|java", re.I)
# What a person is called by before a name, and family names that hardly begin anything else.
_HONORIFICS = {"ông", "bà", "anh", "chị", "cô", "chú", "bác", "cháu", "mr", "mrs", "ms"}
_FAMILIES = {"nguyễn", "nguyen", "huỳnh", "huynh", "trần", "phạm", "bùi", "đặng"}
# Family names that other queries begin with too; a second sign of a name is needed with them.
_OTHER_FAMILIES = _FAMILIES | {
    "tran", "pham", "bui", "dang", "lê", "le", "hoàng", "hoang", "phan", "vũ", "vu", "võ", "vo",
    "đỗ", "do", "hồ", "ho", "ngô", "ngo", "dương", "duong", "lý", "ly", "nông", "nong", "hà", "ha",
    "triệu", "trieu", "bàn", "ban", "lương", "luong", "lường", "ma", "đàm", "dam", "đinh",
    "dinh", "hứa", "hua", "chu", "trịnh", "trinh", "vi", "lục", "luc", "mã", "sùng", "giàng",
    "lò", "quan", "la", "lã", "cao", "mai", "vàng", "tạ", "tô", "trương", "truong", "đào",
    "đoàn", "lâm",
}  # fmt: skip
_MIDDLES = {"văn", "van", "thị", "thi"}
MIN_NAME, MAX_NAME = 2, 5


def count_query(request: HttpRequest, *, agency: Agency, text: str, in_vain: bool) -> None:
    """Count one search on the website of an agency, if it is one that may be counted.

    Robots, prefetches and more than ``MAX_COUNTED`` searches of one connection in an hour do not
    count, nor do queries that ``normalize_query`` refuses.
    """
    words = normalize_query(text)
    if not words or agency.is_archived or _is_robot(request):
        return
    if is_rate_limited(request, "counted-searches", most=MAX_COUNTED, period=COUNTED_PERIOD):
        return
    try:
        record_query(agency=agency, words=words, in_vain=in_vain)
    except Error:
        # Somebody else writes for long: nobody shall miss what was found because of a count.
        logger.warning("A search was not counted.", exc_info=True)


def _is_robot(request: HttpRequest) -> bool:
    browser = request.headers.get("User-Agent", "")
    is_early = "prefetch" in request.headers.get("Sec-Purpose", "")
    return is_early or not browser or bool(_ROBOT.search(browser))


def normalize_query(text: str) -> str:
    """Return a query as it may be kept: in small letters, each digit as #.

    Empty for what may be about a person or no wish at all: an address, a number of eight digits or
    more, more than six words, a very long word, a name, nothing but digits.
    """
    text = clean_text(text).strip()
    if (
        len(text) > MAX_CHARACTERS
        or _ADDRESS.search(text)
        or len(_DIGIT.findall(text)) >= MAX_DIGITS
    ):
        return ""
    written = re.findall(r"[\w]+", text)
    if not 0 < len(written) <= MAX_WORDS or max(map(len, written)) > MAX_WORD_CHARACTERS:
        return ""
    if not any(sign.isalpha() for sign in text) or _is_name(written):
        return ""
    return _DIGIT.sub("#", " ".join(written).lower())


def _is_name(written: list[str]) -> bool:
    """Return whether the words look like the name of a person.

    Nothing recognises every name; what remains has to be asked on three days.
    """
    small = [word.lower() for word in written]
    if small[0] in _HONORIFICS and len(small) > 1:
        return True
    if not MIN_NAME <= len(small) <= MAX_NAME:
        return False
    if small[0] in _FAMILIES:
        return True
    return small[0] in _OTHER_FAMILIES and (
        bool(_MIDDLES & {*small[1:-1]})
        or (len(small) > MIN_NAME and all(word.istitle() for word in written))
    )


@transaction.atomic
def record_query(*, agency: Agency, words: str, in_vain: bool) -> None:
    """Count a normalised query for today.

    Its words are stored, also with the days before, from the third separate day on. After
    ``MAX_QUERIES`` different ones of the agency on one day no new one is counted.
    """
    today = timezone.localdate()
    own = QueryCount.objects.filter(agency=agency, digest=_make_digest(agency, words))
    added = {"number": F("number") + 1, "in_vain": F("in_vain") + int(in_vain)}
    if own.filter(day=today).update(**added):
        return
    if QueryCount.objects.filter(agency=agency, day=today).count() >= MAX_QUERIES:
        return
    row = QueryCount(agency=agency, day=today, digest=_make_digest(agency, words))
    # Somebody may ask the same at the same moment.
    QueryCount.objects.bulk_create([row], ignore_conflicts=True)
    own.filter(day=today).update(**added)
    known = list(own.order_by("-day").values_list("words", flat=True))
    if len(known) >= MIN_DAYS or any(known):
        own.filter(words="").update(words=next(filter(None, known), words))


def _make_digest(agency: Agency, words: str) -> str:
    folded = " ".join(get_folded_words(_split_masked(words)))
    return salted_hmac(_SALT, f"{agency.pk}:{folded}", algorithm="sha256").hexdigest()


def _split_masked(words: str) -> list[Word]:
    # A sign that is no letter ends words; x stands for it in what is hashed.
    return split_words(words.replace("#", "x"))


def delete_old_counts() -> None:
    """Delete all counts after ``QUERY_COUNT_DAYS`` days."""
    oldest = timezone.localdate() - timedelta(days=settings.QUERY_COUNT_DAYS)
    QueryCount.objects.filter(day__lt=oldest).delete()


def delete_old_hashes() -> None:
    """Delete the counts that have no words after ``QUERY_HASH_DAYS`` days."""
    oldest = timezone.localdate() - timedelta(days=settings.QUERY_HASH_DAYS)
    QueryCount.objects.filter(words="", day__lt=oldest).delete()
