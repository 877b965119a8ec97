"""The form of pictures, named in the settings: Wagtail uses it at every door."""

from typing import Any

from wagtail.images.forms import BaseImageForm

from sites.uploads.fields import PictureFormField


class PictureForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Wagtail makes this field by its name alone, whatever the model asks for.
        if "file" in self.fields:
            made = self.fields["file"]
            self.fields["file"] = PictureFormField(
                label=made.label, required=made.required, widget=made.widget
            )
