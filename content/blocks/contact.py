"""Blocks for contacts and calls to action."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.blocks import StructValue

from content.blocks.text import CleanURLBlock
from content.qr import render_qr_data_url
from content.text.numbers import validate_telephone


class TelephoneBlock(blocks.CharBlock):
    """A telephone number; not translated."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"max_length": 25, "validators": [validate_telephone]} | kwargs)

    def get_translatable_segments(self, value: str) -> list[object]:
        return []


class ContactBlock(blocks.StructBlock):
    """A contact: an office or a person."""

    name = blocks.CharBlock(label=_("name"), max_length=120)
    telephone = TelephoneBlock(label=_("telephone"), required=False)
    email = blocks.EmailBlock(label=_("e-mail"), required=False)
    address = blocks.CharBlock(label=_("address"), required=False, max_length=255)
    hours = blocks.CharBlock(label=_("opening hours"), required=False, max_length=255)

    class Meta:
        icon = "user"
        label = _("Contact")
        description = _("Whom to turn to: telephone, e-mail, address and hours.")
        template = "content/blocks/contact.html"
        preview_value = {
            "name": "Trạm y tế xã",
            "telephone": "0209 3000 115",
            "email": "",
            "address": "Thôn 1, cạnh ủy ban xã",
            "hours": "Cả ngày và đêm",
        }


class CallToActionValue(StructValue):
    """The value of a call to action, with its QR code."""

    @property
    def qr(self) -> str:
        """The URL as a QR code (``data:`` URL), for visitors who see the page on another screen."""
        return render_qr_data_url(self["url"])


class CallToActionBlock(blocks.StructBlock):
    """A button to one thing to do elsewhere: install an app, open a website."""

    label = blocks.CharBlock(
        label=_("words on the button"),
        max_length=80,
        help_text=_("What happens: “Install VNeID”, “Register for the vaccination”."),
    )
    url = CleanURLBlock(
        label=pgettext_lazy("web", "address"),
        max_length=500,
        help_text=_("The QR code is made from it by itself."),
    )

    class Meta:
        icon = "link-external"
        label = _("Call to action")
        description = _("A large button to an app or a website, with its QR code.")
        template = "content/blocks/call_to_action.html"
        value_class = CallToActionValue
        preview_value = {"label": "Cài ứng dụng VNeID", "url": "https://vneid.gov.vn/"}
