"""Beginnings of the titles of bulletins that a benchmark publishes and takes back.

A number follows, by which each is another one. Nothing else in a nation is called so.
"""

ACT = "Nước lũ "
WAITING = "Trong khi lập trang "
EMERGENCY = "Lũ khẩn cấp "
RISING = "Nước lên "
