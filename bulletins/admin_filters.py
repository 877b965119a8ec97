"""Filters of the list of bulletins in the admin."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from bulletins.models import Bulletin
from bulletins.models.queryset import BulletinQuerySet
from sites.models import Agency

# So many agencies are named in the error message if several match.
MOST_NAMED = 5


class OneUnitField(forms.CharField):
    """A text field whose value is the only agency with this name, part of a name, code or host.

    None if it is empty. It is invalid if no agency matches, or several do and none exactly.
    """

    def clean(self, value: Any) -> Agency | None:
        words = super().clean(value)
        if not words:
            return None
        units = Agency.objects.with_site()
        exact = Q(code__iexact=words) | Q(name_vi__iexact=words) | Q(short_name__iexact=words)
        found = units.filter(exact)[:1] or units.matching(words)[: MOST_NAMED + 1]
        if not found:
            raise ValidationError(_("No unit is called that."))
        if len(found) > 1:
            names = get_text_list([unit.heading for unit in found[:MOST_NAMED]], _("and"))
            raise ValidationError(
                _("Several units are called that, such as %(names)s. Please type the full name.")
                % {"names": names}
            )
        return found[0]


class OneUnitFilter(django_filters.Filter):
    """A filter by a single agency."""

    field_class = OneUnitField


class BulletinFilterSet(WagtailFilterSet):
    """Filters by urgency, category, status and website."""

    unit = OneUnitFilter(label=gettext_lazy("Shown now on the website of"), method="filter_unit")

    class Meta:
        model = Bulletin
        fields = ["urgency", "category", "live"]

    def filter_unit(self, bulletins: BulletinQuerySet, name: str, unit: Agency) -> BulletinQuerySet:
        """Return the bulletins in force on the website of ``unit`` now."""
        return bulletins.filter(pk__in=Bulletin.objects.visible_on(unit).values("pk"))
