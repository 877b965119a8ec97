"""The closing report of a bulletin, for the file: sent when, shown where, confirmed by whom."""

from bulletins.acknowledgement.report.paper import report_of

__all__ = ["report_of"]
