from django.utils.translation import gettext_lazy as _

from home.models.base import TextPage


class ContactPage(TextPage):
    """How to reach the unit. Address and telephone come from the website's details."""

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    page_description = _("How to reach the unit.")

    class Meta:
        verbose_name = _("contact page")
        verbose_name_plural = _("contact pages")
