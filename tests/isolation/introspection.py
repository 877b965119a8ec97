"""What a route can be asked: the parameters it looks for, the forms it shows."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django import forms
from django.db.models import Model
from django.http import HttpResponse, JsonResponse, QueryDict
from django.test.client import Client
from wagtail.blocks import BlockField
from wagtail.test.utils.form_data import querydict_from_html

from tests.html import read_html

Data = dict[str, object]


@contextmanager
def collect_parameters() -> Iterator[set[str]]:
    """Collect the names that views look for in query strings inside the block."""
    asked: set[str] = set()

    def watching(method):
        def watch(self, key, *args):
            if isinstance(key, str):
                asked.add(key)
            return method(self, key, *args)

        return watch

    names = ["get", "getlist", "__getitem__", "__contains__"]
    watchers = {name: watching(getattr(QueryDict, name)) for name in names}
    with mock.patch.multiple(QueryDict, create=True, **watchers):
        yield asked


def list_parameters(client: Client, url: str) -> set[str]:
    """Return the names of all parameters a view looks for when it is asked without any."""
    with collect_parameters() as asked:
        client.get(url)
    return asked


def list_forms(response: HttpResponse) -> list[tuple[str, Data]]:
    """Return every form of a page, or of a dialog in JSON, that is sent: address and content."""
    if response.streaming or response.status_code != 200:
        return []
    if isinstance(response, JsonResponse) or "json" in response.headers.get("Content-Type", ""):
        answer = response.json()
        markup = answer.get("html", "") if isinstance(answer, dict) else ""
    elif "html" in response.headers.get("Content-Type", ""):
        markup = response.content.decode()
    else:
        return []
    if "<form" not in markup:
        return []
    found = read_html(markup).find_all("form")
    # Scripts build the fields of blocks; without scripts there are none.
    blocks = {f"{name}-count": "0" for name in list_blocks(response)}
    return [
        (form.attrs.get("action", ""), blocks | dict(querydict_from_html(str(form)).lists()))
        for form in found
        if form.attrs.get("method", "get").lower() == "post"
    ]


def list_references(response: HttpResponse) -> dict[str, type[Model]]:
    """Return the fields of a page's forms that name an object: name → model."""
    fields: dict[str, type[Model]] = {}
    for form in iter_forms(response.context):
        for name, field in form.fields.items():
            if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
                fields[form.add_prefix(name)] = field.queryset.model
    return fields


def list_blocks(response: HttpResponse) -> dict[str, set[str]]:
    """Return the fields of a page's forms that are made of blocks: name → names of the blocks."""
    return {
        form.add_prefix(name): set(field.block.child_blocks)
        for form in iter_forms(response.context)
        for name, field in form.fields.items()
        if isinstance(field, BlockField)
    }


def iter_forms(context: object) -> Iterator[forms.BaseForm]:
    """Give each form of a page, those of its formsets too."""
    seen: set[int] = set()
    for layer in context or ():
        for value in dict(layer.flatten() if hasattr(layer, "flatten") else layer).values():
            for form in value.forms if isinstance(value, forms.BaseFormSet) else (value,):
                if isinstance(form, forms.BaseForm) and id(form) not in seen:
                    seen.add(id(form))
                    yield form
