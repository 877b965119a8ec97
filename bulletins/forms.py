from django.core.exceptions import ValidationError

from sites.isolation.references import OwnReferencesForm


class BulletinForm(OwnReferencesForm):
    """A draft may lack what a published bulletin must have, so that nothing typed is lost."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.is_deferred_validation:
            try:
                self.instance.check_publishable()
            except ValidationError as error:
                self.add_error(None, error)
