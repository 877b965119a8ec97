"""Acknowledgement: agencies confirm that they have done what a bulletin requires.

A bulletin with `confirm_by` requires it of every active agency in its audience. The ICT department
sees who has not, reminds them, and prints a closing report. See docs/features/acknowledgement.md.
"""
