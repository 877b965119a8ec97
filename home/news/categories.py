"""Categories of news articles."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NewsCategory(models.TextChoices):
    """Category of an article; the values are part of URLs.

    All agencies have the same categories, so that no list of choices shows what another agency
    uses.
    """

    ACTIVITIES = "hoat-dong", _("Activities of the unit")
    ANNOUNCEMENTS = "thong-bao", _("Announcements")
    DIRECTION = "chi-dao-dieu-hanh", _("Direction and administration")
    LAW = "chinh-sach-phap-luat", _("Policy and law")
    REFORM = "cai-cach-hanh-chinh", _("Administrative reform")
    ECONOMY = "kinh-te-xa-hoi", _("Economy and society")
    CULTURE = "van-hoa-du-lich", _("Culture and tourism")
    PEOPLE = "nguoi-tot-viec-tot", _("Good people, good deeds")
