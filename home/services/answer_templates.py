"""Services that save and delete an agency's templates for answers to citizens."""

from django.db import transaction
from wagtail.log_actions import log

from accounts.models import User
from home.models import AnswerTemplate


@transaction.atomic
def save_template(*, template: AnswerTemplate, by: User) -> None:
    """Create or change a template, and log it.

    The caller checks the permission. Raises ValidationError, keyed by field, for a text that is
    missing or too long, a title that the agency has already, or an unknown placeholder.
    """
    is_new = template.pk is None
    template.full_clean()
    template.save()
    log(template, "wagtail.create" if is_new else "wagtail.edit", user=by)


@transaction.atomic
def delete_template(*, template: AnswerTemplate, by: User) -> None:
    """Delete a template, and log it. The caller checks the permission."""
    log(template, "wagtail.delete", user=by, deleted=True)
    template.delete()
