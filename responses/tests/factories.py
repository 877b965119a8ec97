"""Bulletins that ask to be confirmed, and where that is done."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bulletins.tests.factories import publish_bulletin

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
# A Tuesday morning; deadlines are counted from it.
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)


def publish_requiring_acknowledgement(title="Rà soát tài khoản", *, days=3, **fields):
    """A published bulletin that units shall confirm some days from ``NOW``."""
    return publish_bulletin(title, confirm_by=NOW + timedelta(days=days, hours=8), **fields)


def get_acknowledge_path(agency, bulletin):
    return f"/admin/xac-nhan/{agency.pk}/{bulletin.pk}/"


def get_work_list_path(bulletin, part="don-vi"):
    return f"/admin/dieu-hanh/{bulletin.pk}/{part}/"
