from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class WholeNameForm(forms.ModelForm):
    """For Wagtail's forms of a person: one field for the name, in the order it is spoken.

    An account opened by invitation has the whole name in the first field. Whoever was given a
    second one some other way keeps both fields until they empty it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields, person = self.fields, self.instance
        if person.last_name:
            fields["last_name"].required = False
        else:
            del fields["last_name"]
            fields["first_name"].label = _("Full name")
