"""Bulletins that ask to be confirmed, and where that is done."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bulletins.selectors.localized import LocalizedBulletin, get_mark_version
from bulletins.tests.factories import publish_bulletin
from responses.models import DisplayCheck, Expected
from sites.models import Agency, Failure

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
# A Tuesday morning; deadlines are counted from it.
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)
FIRST, LAST = NOW + timedelta(minutes=5), NOW + timedelta(hours=17, minutes=30)


def publish_requiring_acknowledgement(title="Rà soát tài khoản", *, days=3, **fields):
    """A published bulletin that units shall confirm some days from ``NOW``, by the province."""
    fields = {"source": Agency.objects.get_only_province()} | fields
    return publish_bulletin(title, confirm_by=NOW + timedelta(days=days, hours=8), **fields)


def get_acknowledge_path(agency, bulletin):
    return f"/admin/xac-nhan/{agency.pk}/{bulletin.pk}/"


def get_work_list_path(bulletin, part="don-vi"):
    return f"/admin/dieu-hanh/{bulletin.pk}/{part}/"


def create_check(bulletin, agency, *, first=FIRST, last=LAST, **fields):
    """That the display of a bulletin on a website was verified; ``first`` None: never seen."""
    version = get_mark_version(LocalizedBulletin(bulletin, bulletin).mark)
    seen = {"first_shown_at": first, "last_shown_at": last, "shown_version": version}
    known = {"expected": Expected.SHOWN, "outcome": Failure.NONE, "checked_at": last or NOW}
    return DisplayCheck.objects.create(
        bulletin=bulletin, agency=agency, **known | (seen if first else {}) | fields
    )
