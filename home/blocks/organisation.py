"""Blocks with which editors describe staff and departments."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from content.blocks import CleanRichTextBlock, TelephoneBlock


class PersonBlock(blocks.StructBlock):
    """Person who works in the agency."""

    name = blocks.CharBlock(label=_("full name"), max_length=120)
    position = blocks.CharBlock(
        label=_("position"), max_length=160, help_text=_("For example Trưởng phòng.")
    )
    photo = ImageChooserBlock(
        label=_("photo"), required=False, help_text=_("An upright portrait. It may be left out.")
    )
    telephone = TelephoneBlock(label=_("telephone"), required=False)
    email = blocks.EmailBlock(label=_("e-mail"), required=False)
    duties = blocks.TextBlock(
        label=_("duties"),
        required=False,
        max_length=1000,
        rows=3,
        help_text=_("What people can turn to this person for."),
    )
    biography = CleanRichTextBlock(
        label=_("short biography"), required=False, features=["bold", "italic", "ol", "ul"]
    )

    class Meta:
        icon = "user"
        label = pgettext_lazy("organisation", "Person")
        label_format = "{name} · {position}"


def _make_people_block() -> blocks.ListBlock:
    return blocks.ListBlock(
        PersonBlock(),
        label=_("people"),
        default=[],
        max_num=200,
        collapsed=True,
        help_text=_("The head first. Drag to change the order."),
    )


class OfficeBlock(blocks.StructBlock):
    """Part of the agency with its staff, without parts of its own."""

    name = blocks.CharBlock(label=_("name"), max_length=160)
    duties = blocks.TextBlock(
        label=_("duties"),
        required=False,
        max_length=1000,
        rows=3,
        help_text=_("What people can turn to this office for."),
    )
    telephone = TelephoneBlock(label=_("telephone"), required=False)
    email = blocks.EmailBlock(label=_("e-mail"), required=False)
    address = blocks.CharBlock(
        label=_("address"),
        required=False,
        max_length=255,
        help_text=_("Room and floor, or the address where it is another house."),
    )
    people = _make_people_block()

    class Meta:
        icon = "group"
        label = _("Office")
        label_format = "{name}"


class DepartmentBlock(OfficeBlock):
    """Part of the agency (department, office or centre) that can have offices."""

    offices = blocks.ListBlock(
        OfficeBlock(),
        label=_("parts of this one"),
        default=[],
        max_num=50,
        collapsed=True,
        help_text=_("Groups, stations, branches. They may be left out."),
    )

    class Meta:
        label = _("Department, office or centre")
