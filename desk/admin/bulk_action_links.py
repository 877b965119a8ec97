"""Buttons below a list for actions on several of its rows."""

from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from wagtail.admin.views.bulk_action import BulkAction


@dataclass(frozen=True)
class BulkActionLink:
    """One button: its label, its description for screen readers, and its URL."""

    label: str | Promise
    description: str | Promise
    url: str


def make_bulk_action_link(action: type[BulkAction], model: type[Model]) -> BulkActionLink:
    """Return the button of an action on objects of a model."""
    arguments = [model._meta.app_label, model._meta.model_name, action.action_type]
    url = reverse("wagtail_bulk_action", args=arguments)
    return BulkActionLink(action.display_name, action.aria_label, url)
