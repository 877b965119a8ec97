"""Columns of lists whose rows become blocks on telephones."""

from wagtail.admin.ui.tables import Column


class LabelledColumn(Column):
    """Column whose cells say what they hold where the heads of columns are out of sight.

    static/css/admin/desk.css and people.css show ``data-label``.
    """

    cell_template_name = "agencies/columns/labelled.html"
