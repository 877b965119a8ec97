"""What the content of an agency may point at: its own things and those that are shared."""

from typing import Any, cast

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import ModelChoiceField
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.blocks import BlockField
from wagtail.models import CollectionMember, Locale, Page, ReferenceIndex
from wagtail.permissions import policy_registry
from wagtail.utils.registry import ObjectTypeRegistry

from sites.isolation.access import Person, is_administrator
from sites.isolation.ownership import OWNER_DEPTH, holds
from sites.models import Agency, Kind

# Says nothing about anybody.
NEUTRAL = (ContentType, Locale)

_shared = ObjectTypeRegistry()


def shared_where(model: type[Model], condition: Any) -> None:
    """Declare which objects of a model everybody may point at: a function ``object → bool``."""
    _shared.register(model, value=(condition,))


def may_refer_to(user: Person, obj: Model) -> bool:
    """Whether content of the user's agencies may point at ``obj``."""
    if isinstance(obj, NEUTRAL) or holds(user, obj):
        return True
    condition = _shared.get_by_type(type(obj))
    if condition is not None:
        return bool(condition[0](obj))
    if isinstance(obj, CollectionMember):
        return policy_registry.get(obj).user_has_permission_for_instance(user, "choose", obj)
    return False


def is_public_page_of_the_province(page: Page) -> bool:
    """Whether a page can be read by everybody on the province's own website."""
    if not page.live or page.depth < OWNER_DEPTH or page.get_view_restrictions().exists():
        return False
    homes = page.get_ancestors(inclusive=True).filter(depth=OWNER_DEPTH)
    keys = homes.values("translation_key")
    return Agency.objects.filter(kind=Kind.PROVINCE, root_page__translation_key__in=keys).exists()


shared_where(Page, is_public_page_of_the_province)
# That an agency exists is in the public directory.
shared_where(Agency, lambda agency: True)


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
        if self.is_bound and self.for_user and not is_administrator(self.for_user):
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
        by_model: dict[int, set[str]] = {}
        for content_type, pk in wanted:
            by_model.setdefault(content_type, set()).add(pk)
        for content_type, pks in by_model.items():
            model = ContentType.objects.get_for_id(content_type).model_class()
            objects = model._base_manager.filter(pk__in=pks) if model else ()
            if not all(may_refer_to(user, obj) for obj in objects):
                raise PermissionDenied

    def _forms(self) -> list[Any]:
        formsets = getattr(self, "formsets", {}).values()
        return [self, *(form for formset in formsets for form in formset.forms)]


def references_of(obj: Model) -> set[tuple[int, str]]:
    """Return what ``obj`` points at, as pairs of a content type's key and an object's key:
    foreign keys, rich text, blocks and child rows alike.
    """
    found = ReferenceIndex._extract_references_from_object(obj)
    return {(content_type, str(pk)) for content_type, pk, _, _ in found}


def _chosen(form: Any) -> set[tuple[int, str]]:
    chosen = set()
    for name in form.fields.keys() & form.errors.keys():
        field = form.fields[name]
        value = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        if isinstance(field, BlockField):
            for model, pk, _, _ in field.block.extract_references(value):
                chosen.add((ContentType.objects.get_for_model(model).pk, str(pk)))
        elif isinstance(field, ModelChoiceField) and str(value).isdecimal():
            content_type = ContentType.objects.get_for_model(cast(QuerySet, field.queryset).model)
            chosen.add((content_type.pk, str(value)))
    return chosen
