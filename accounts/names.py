"""Form base for the name of a user."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class WholeNameForm(forms.ModelForm):
    """Base of Wagtail's user forms with one field for the name, in the order it is spoken.

    An account opened by invitation has the whole name in ``first_name``. A user who got a
    ``last_name`` some other way keeps both fields until it is emptied.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields, person = self.fields, self.instance
        if person.last_name:
            fields["last_name"].required = False
        else:
            del fields["last_name"]
            fields["first_name"].label = _("Full name")
