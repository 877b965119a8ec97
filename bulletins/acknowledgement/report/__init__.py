"""Closing report of a bulletin: when published, where shown, acknowledged by whom."""

from bulletins.acknowledgement.report.paper import report_of

__all__ = ["report_of"]
