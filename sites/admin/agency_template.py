"""The table of units to fill in."""

from django.conf import settings
from django.utils.translation import gettext as _

from sites.admin.table_template import ColumnChoices, TableTemplate
from sites.models import Agency, Kind
from sites.services.agency_table import ALLOWED, EXAMPLE_CODE, HEADINGS, REQUIRED
from sites.services.table_files import MAX_TABLE_ROWS

_WIDTHS = {
    "code": 20,
    "kind": 28,
    "name_vi": 48,
    "name_en": 40,
    "short_name": 24,
    "geocode": 26,
    "host": 28,
    "parent": 22,
}


def build_agency_template() -> TableTemplate:
    """Return the table of units; with the column of the province only where there are several."""
    several = Agency.objects.filter(kind=Kind.PROVINCE).count() > 1
    return TableTemplate(
        title=_("Units"),
        headings={
            name: str(heading) for name, heading in HEADINGS.items() if name != "parent" or several
        },
        widths=_WIDTHS,
        example={
            "code": EXAMPLE_CODE,
            "kind": str(Kind.COMMUNE.label),
            "name_vi": _("Example: write your units below this row"),
            "geocode": "01834",
            "host": EXAMPLE_CODE,
        },
        needed=REQUIRED,
        allowed={name: str(text) for name, text in ALLOWED.items()}
        | {"kind": _("one of the list in the column")},
        max_rows=MAX_TABLE_ROWS,
        choices={
            "kind": ColumnChoices(
                _("Kinds of units"), [(str(kind.label), kind.value) for kind in Kind]
            )
        },
        remarks=[
            _(
                "One unit a row. Rows are matched by the code: a code that exists changes that "
                "unit."
            ),
            _("A host name without a dot is completed by %(domain)s.")
            % {"domain": settings.BASE_DOMAIN},
            _(
                "An empty short name or code of the administrative unit leaves the present one. To "
                "take it away, open the unit in the admin."
            ),
            _("The example row (code “%(code)s”) is left out by itself.") % {"code": EXAMPLE_CODE},
            _(
                "Write no formulas. Nothing is changed before you have seen a preview and "
                "confirmed it."
            ),
        ],
    )
