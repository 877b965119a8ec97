"""Forms whose content points at one's own things and shared ones only."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import ModelChoiceField
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.blocks import BlockField
from wagtail.models import ReferenceIndex

from sites.isolation.access import Person
from sites.isolation.object_gate import can_refer
from sites.isolation.resolution import MalformedKeyError

# A content type's key and an object's key.
Reference = tuple[int, Any]


class OwnReferencesForm(WagtailAdminModelForm):
    """A form that refuses what points at another agency's things, however it was sent.

    Choosers never offer such things, so only a forged request has them. It is denied as a whole:
    a form shown again would tell the title, picture and address of what it must not point at.
    What pointed there before, since a merger perhaps, may stay.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = references_of(self.instance) if self.is_bound else set()

    def may_keep(self, obj: Model) -> None:
        """Accept what ``obj`` points at: the form began as a copy of it."""
        self._known |= references_of(obj)

    def is_valid(self) -> bool:
        valid: bool = super().is_valid()
        if self.is_bound and self.for_user:
            self._refuse_foreign(self.for_user)
        return valid

    def _refuse_foreign(self, user: Person) -> None:
        wanted = references_of(self.instance)
        # Rows below the instance are not in it before it is saved.
        for form in self._forms()[1:]:
            wanted |= references_of(form.instance)
        wanted -= self._known
        # What a field refused never reaches the instance, but would be shown again.
        wanted |= {reference for form in self._forms() for reference in _chosen(form)}
        refuse_foreign_references(user, wanted)

    def _forms(self) -> list[Any]:
        formsets = getattr(self, "formsets", {}).values()
        return [self, *(form for formset in formsets for form in formset.forms)]


def references_of(obj: Model) -> set[Reference]:
    """Return what ``obj`` points at, as pairs of a content type's key and an object's key:
    foreign keys, rich text, blocks and child rows alike.

    Raises BadRequest for a link in rich text that says of what kind it is and not to what.
    """
    try:
        found = list(ReferenceIndex._extract_references_from_object(obj))
    except KeyError as error:
        raise BadRequest(f"A link without {error}.") from error
    return {(content_type, str(pk)) for content_type, pk, _, _ in found}


def refuse_foreign_references(user: Person, references: Iterable[Reference]) -> None:
    """Raise PermissionDenied if content of ``user`` may not hold one of these references.

    Raises BadRequest for a key that nobody could resolve.
    """
    for content_type, key in references:
        model = ContentType.objects.get_for_id(content_type).model_class()
        try:
            allowed = model is not None and can_refer(user, model, key)
        except MalformedKeyError as error:
            raise BadRequest(str(error)) from error
        if not allowed:
            raise PermissionDenied


def _chosen(form: Any) -> set[Reference]:
    """Return what the fields that a form refused were to point at."""
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
