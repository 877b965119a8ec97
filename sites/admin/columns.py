"""Columns of lists whose rows become blocks on telephones."""

from typing import Any

from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, StatusTagColumn


class LabelledColumn(Column):
    """Column whose cells say what they hold where the heads of columns are out of sight.

    static/css/admin/desk.css and people.css show ``data-label``.
    """

    cell_template_name = "agencies/columns/labelled.html"


class LabelledNumberColumn(NumberColumn):
    """The same of numbers, of which 0 says something too."""

    cell_template_name = "agencies/columns/number.html"


class LabelledDateColumn(DateColumn):
    """The same of times, told as how long ago they were."""

    cell_template_name = "agencies/columns/date.html"


class ExceptionalStatusColumn(StatusTagColumn):
    """A status that says something in few rows: in all others the cell is empty.

    ``primary`` tells the ordinary rows, as in Wagtail's column.
    """

    cell_template_name = "agencies/columns/exceptional_status.html"

    def get_value(self, instance: Any) -> Any:
        return "" if self.get_primary(instance) else super().get_value(instance)
