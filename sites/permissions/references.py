"""References in content, which may name only objects of the user's agencies and shared ones."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import ModelChoiceField
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.blocks import BlockField
from wagtail.models import ReferenceIndex

from accounts.permissions import AnyUser
from sites.permissions.object_gate import can_refer
from sites.permissions.resolution import MalformedKeyError

# A content type's key and an object's key.
Reference = tuple[int, Any]


class TenantReferencesForm(WagtailAdminModelForm):
    """Form that raises PermissionDenied if its content refers to another agency's objects.

    Choosers never offer such objects, so only a forged request contains them. The whole request
    is denied, because redisplaying the form would reveal title, image and URL of the object.
    References that the instance had before, perhaps since a merger of agencies, may stay.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = list_references(self.instance) if self.is_bound else set()

    def accept_references_of(self, obj: Model) -> None:
        """Accept the references of ``obj`` too: the form's instance began as a copy of it."""
        self._known |= list_references(obj)

    def is_valid(self) -> bool:
        valid: bool = super().is_valid()
        if self.is_bound and self.for_user:
            self._refuse_foreign(self.for_user)
        return valid

    def _refuse_foreign(self, user: AnyUser) -> None:
        wanted = list_references(self.instance)
        # The instance has no rows of its formsets before it is saved.
        for form in self._list_forms()[1:]:
            wanted |= list_references(form.instance)
        wanted -= self._known
        # Values of invalid fields never reach the instance, but would be redisplayed.
        wanted |= {reference for form in self._list_forms() for reference in _list_references(form)}
        check_references(user, wanted)

    def _list_forms(self) -> list[Any]:
        formsets = getattr(self, "formsets", {}).values()
        return [self, *(form for formset in formsets for form in formset.forms)]


def list_references(obj: Model) -> set[Reference]:
    """Return the references of ``obj`` as pairs of content type key and object key (str).

    Covers foreign keys, rich text, blocks and child rows. Raises BadRequest if a link in rich
    text has a type but no key.
    """
    try:
        found = list(ReferenceIndex._extract_references_from_object(obj))
    except KeyError as error:
        raise BadRequest(f"A link without {error}.") from error
    return {(content_type, str(pk)) for content_type, pk, _, _ in found}


def check_references(user: AnyUser, references: Iterable[Reference]) -> None:
    """Raise PermissionDenied if content of ``user`` may not hold one of these references.

    Raises BadRequest for a malformed key. A key that no object has is accepted (``can_refer``).
    """
    for content_type, key in references:
        model = ContentType.objects.get_for_id(content_type).model_class()
        try:
            allowed = model is not None and can_refer(user, model, key)
        except MalformedKeyError as error:
            raise BadRequest(str(error)) from error
        if not allowed:
            raise PermissionDenied


def _list_references(form: Any) -> set[Reference]:
    """Return the references in the submitted values of a form's invalid fields."""
    chosen: set[Reference] = set()
    for name in form.fields.keys() & form.errors.keys():
        field = form.fields[name]
        value = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        if isinstance(field, BlockField):
            for model, pk, _, _ in field.block.extract_references(value):
                chosen.add((ContentType.objects.get_for_model(model).pk, str(pk)))
        elif isinstance(field, ModelChoiceField):
            content_type = ContentType.objects.get_for_model(cast(QuerySet, field.queryset).model)
            keys = value if isinstance(value, (list, tuple)) else [value]
            chosen |= {(content_type.pk, key) for key in keys if key not in field.empty_values}
    return chosen
