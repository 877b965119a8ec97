"""What we replace of Wagtail, copy from it and write about it is still there, as it was.

A test that fails here names what has changed upstream: read the new source, mend ours and the row
of docs/wagtail-internals.md, and only then write the new digest.
"""

import ast
import hashlib
import importlib.util
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TABLE = ROOT / "docs/wagtail-internals.md"
PACKAGES = ("wagtail", "wagtail_localize")
# What is assigned over, by its full name; the digest is that of the statement that defines it,
# or of its class if it inherits it.
REPLACED = {
    "wagtail.actions.create_alias.CreatePageAliasAction.check": "cd2c67d300d7",
    "wagtail.actions.publish_revision.PublishRevisionAction._publish_revision": "8dba54173a5f",
    "wagtail.actions.unpublish.UnpublishAction._unpublish_object": "78b485559d16",
    "wagtail.admin.auth.permission_denied": "85a5250312cf",
    "wagtail.admin.compare.diff_text": "398994f2b48a",
    "wagtail.admin.filters.DateRangePickerWidget.render": "ffe9f70160ef",
    "wagtail.admin.filters.popular_tags_for_model": "13b7a68680b9",
    "wagtail.admin.views.account.AvatarSettingsPanel.form_class": "1e1f96d153ed",
    "wagtail.admin.views.collection_privacy.CollectionViewRestrictionForm": "152a5fb89d5a",
    "wagtail.admin.views.mixins.SpreadsheetExportMixin.get_context_data": "c75b6cfcba21",
    "wagtail.admin.views.mixins.SpreadsheetExportMixin.preprocess_field_value": "c5ca33c8304b",
    "wagtail.admin.views.mixins.SpreadsheetExportMixin.stream_csv": "14367e584b0a",
    "wagtail.admin.views.mixins.SpreadsheetExportMixin.write_xlsx": "fdbfc638bf91",
    "wagtail.admin.views.workflows.TaskChooserSearchForm": "997040b4df2e",
    "wagtail.admin.widgets.chooser.BaseChooser.render": "0cd7d42ae7b3",
    "wagtail.admin.widgets.datetime.AdminDateInput.render": "8cbe5283ee38",
    "wagtail.admin.widgets.datetime.AdminDateTimeInput.render": "cb250f285174",
    "wagtail.admin.widgets.datetime.AdminTimeInput.render": "ac28ed8cff83",
    "wagtail.documents.views.documents.IndexView.columns": "d6e19309cab6",
    "wagtail.documents.views.documents.IndexView.decorate_paginated_queryset": "304e0584b286",
    "wagtail.documents.views.documents.IndexView.edit_url_name": "b4cf3657bbf8",
    "wagtail.documents.views.documents.IndexView.filterset_class": "5ab73d9fe14b",
    "wagtail.documents.views.documents.IndexView.get_base_queryset": "87e9e00dd7d5",
    "wagtail.documents.views.multiple.CreateFromUploadedDocumentView.save_object": "fce18d366537",
    "wagtail.images.views.chooser.popular_tags_for_model": "99eb8163c2c8",
    "wagtail.images.views.images.IndexView.columns": "aca46b57a3d8",
    "wagtail.images.views.images.IndexView.decorate_paginated_queryset": "304e0584b286",
    "wagtail.images.views.images.IndexView.edit_url_name": "8933618fe266",
    "wagtail.images.views.images.IndexView.filterset_class": "56e3f8650652",
    "wagtail.images.views.images.IndexView.get_base_queryset": "d4cb80d81584",
    "wagtail.images.views.images.Filter": "706fa3397752",
    "wagtail.images.views.multiple.CreateFromUploadedImageView.save_object": "1c003845f2c6",
    "wagtail.models.sites.Site.clear_site_root_paths_cache": "840e8dcd0e8d",
    "wagtail.models.sites.Site.get_site_root_paths": "c09192c37e59",
    "wagtail_localize.models.StringTranslation.get_comment": "ae022585eb24",
    "wagtail_localize.models.TranslationSource.create_or_update_translation": "7f832deec952",
    "wagtail_localize.models.TranslationSource.get_ephemeral_translated_instance": "ab741856422f",
    "wagtail.sites.views.DeleteView.confirmation_message": "ea65ceff0441",
    "wagtail_localize.models.extract_segments": "6a58461b158e",
    "wagtail_localize.operations.TranslationCreator": "34110be5d5de",
    "wagtail_localize.views.convert.convert_to_alias": "c2e5ba46f222",
    "wagtail_localize.views.edit_translation.edit_override": "3800a9091643",
    "wagtail_localize.views.edit_translation.edit_string_translation": "aaab8e99534e",
    "wagtail_localize.views.edit_translation.edit_translation": "c7c73ba5c5d3",
    "wagtail_localize.views.edit_translation.machine_translate": "54b1f42b8799",
    "wagtail_localize.views.edit_translation.render": "e2d3f5299719",
    "wagtail_localize.views.edit_translation.slugify": "059d954af471",
    "wagtail_localize.views.edit_translation.stop_translation": "11506f62a5ea",
    "wagtail_localize.views.edit_translation.upload_pofile": "e2e57d16613a",
    "wagtail_localize.views.edit_translation.user_can_edit_instance": "1d551c471156",
    "wagtail_localize.views.submit_translations.SubmitTranslationView.dispatch": "a7f9745855e9",
    "wagtail_localize.views.submit_translations.SubmitTranslationView.get_form": "6a4cd5541100",
}
# Templates of which ours are copies; the digest is that of the original.
COPIED = {
    "wagtailadmin/pages/copy.html": "c3b29aeaf71c",
    "wagtailadmin/shared/headers/_actions.html": "facea723b6b9",
    "wagtailadmin/shared/header.html": "37d78005e661",
    "wagtailadmin/shared/set_privacy.html": "8073265cd672",
    "wagtailadmin/shared/user_avatar.html": "10cbd09a2e94",
    "wagtailadmin/tables/boolean_cell.html": "f52d1f7945b2",
    "wagtailembeds/embed_frontend.html": "7ee343de2b80",
    "wagtailimages/images/results_image.html": "6e444301c3f0",
}
# Words of the table that are ours, Django's or another package's, or names of Wagtail's scripts.
OTHERS = {
    "DeskEditView", "ExporterException", "MultiValueDictKeyError", "PreviewController",
    "agencysettings", "alphabet", "re_decimal", "restoreScrollPosition",
    "add_items", "_refresh_title_norms", "get_search_fields", "wagtailsearch_indexentry",
    "SEARCH_CONFIG", "DraftailEditor", "commandToolbar", "maxlength",
}  # fmt: skip


def locate(package):
    return Path(importlib.util.find_spec(package).origin).parent


def compute_digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@cache
def parse(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def list_own_modules():
    for app in settings.OWN_APPS:
        for path in (ROOT / app).rglob("*.py"):
            parts = path.relative_to(ROOT).parts
            if not {"tests", "migrations"} & {*parts} and "wagtail" in path.read_text("utf-8"):
                yield path


def list_replaced(path):
    """Yield the full names of what of a package is assigned to in one of our modules."""
    imported = {}
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in PACKAGES:
            for alias in node.names:
                imported[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    for node in ast.walk(parse(path)):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            if isinstance(target, ast.Attribute):
                owner, _, rest = ast.unparse(target).partition(".")
                if owner in imported:
                    yield f"{imported[owner]}.{rest}"


def find_module(name):
    """Return the file of the module that a full name begins with, and what follows in it."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        path = locate(parts[0]).joinpath(*parts[1:length])
        if path.with_suffix(".py").is_file():
            return path.with_suffix(".py"), parts[length:]
        if (path / "__init__.py").is_file():
            return path / "__init__.py", parts[length:]
    raise LookupError(name)


def names_of(statement):
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return {statement.name}
    if isinstance(statement, ast.Assign):
        return {ast.unparse(target) for target in statement.targets}
    if isinstance(statement, ast.ImportFrom):
        return {alias.asname or alias.name for alias in statement.names}
    return set()


def find_definition(name):
    """Return the statement that defines what has this full name, or its class."""
    path, rest = find_module(name)
    found = parse(path)
    for part in rest:
        inner = [each for each in found.body if part in names_of(each)]
        if not inner and isinstance(found, ast.ClassDef):
            return found
        assert inner, f"{name} is not in {path.name} any more"
        [found, *_] = inner
    return found


def describe(name):
    """Return the source of what has this full name, as it stands; of an import, what it is of."""
    found = find_definition(name)
    if isinstance(found, ast.ImportFrom):
        return f"{'.' * found.level}{found.module} {name}"
    source = find_module(name)[0].read_text(encoding="utf-8")
    return ast.get_source_segment(source, found)


@cache
def list_templates():
    """Return the paths of the templates of the packages, by their names."""
    return {
        str(path.relative_to(folder)): path
        for package in PACKAGES
        for folder in locate(package).rglob("templates")
        if not {"project_template", "test", "tests"}
        & set(folder.relative_to(locate(package)).parts)
        for path in folder.rglob("*.html")
    }


def find_template(name):
    return list_templates().get(name)


def list_own_templates():
    return sorted((ROOT / "templates").rglob("*.html"))


def list_blocks(text):
    return set(re.findall(r"{% block (\w+)", text))


def list_filled_blocks(text):
    """Yield the blocks that stand in no other block."""
    depth = 0
    for end, name in re.findall(r"{% (end)?block\b ?(\w*)", text):
        if not end and not depth:
            yield name
        depth += -1 if end else 1


def get_parent(text):
    found = re.search(r'{% extends "([^"]+)"', text)
    return found and find_template(found[1])


def list_rows():
    """Yield the cells of each row of the tables."""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| ") and not line.startswith("| Name |"):
            yield [cell.strip() for cell in line.strip("| ").split(" | ")]


def quoted(cell):
    return re.findall(r"`([^`]+)`", cell)


@pytest.mark.parametrize("name", REPLACED)
def test_what_we_replace_is_as_it_was_when_it_was_read(name):
    assert compute_digest(describe(name)) == REPLACED[name], name


def test_whatever_is_replaced_has_its_digest_here():
    replaced = {name for path in list_own_modules() for name in list_replaced(path)}
    assert replaced == REPLACED.keys()


@pytest.mark.parametrize("name", COPIED)
def test_a_template_that_we_copied_is_as_it_was_when_it_was_read(name):
    assert compute_digest(find_template(name).read_text(encoding="utf-8")) == COPIED[name], name


def test_only_known_templates_take_the_place_of_wagtails_without_extending_them():
    parents = {
        str(path.relative_to(ROOT / "templates")): get_parent(path.read_text(encoding="utf-8"))
        for path in list_own_templates()
    }
    copies = {name for name, parent in parents.items() if find_template(name) not in {None, parent}}
    assert copies == COPIED.keys()


def test_every_block_that_we_fill_is_in_wagtails_template():
    missing = []
    for path in list_own_templates():
        text = path.read_text(encoding="utf-8")
        parent, theirs = get_parent(text), set()
        while parent:
            source = parent.read_text(encoding="utf-8")
            theirs |= list_blocks(source)
            parent = get_parent(source)
        if theirs:
            missing += [(path.name, block) for block in {*list_filled_blocks(text)} - theirs]
    assert missing == []


def test_every_file_and_every_test_of_the_table_exists():
    tests = {
        name
        for path in ROOT.glob("*/**/test_*.py")
        for name in re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8"))
    }
    missing = []
    for row in list_rows():
        for name in [*quoted(row[1]), *quoted(row[3])]:
            if "/" in name or name.endswith((".py", ".js", ".html")):
                missing += [] if (ROOT / name).exists() else [name]
            elif name.startswith("test_"):
                missing += [] if name in tests else [name]
    assert missing == []


def test_every_name_of_the_table_is_still_in_wagtail():
    known = set()
    for package in PACKAGES:
        for path in locate(package).rglob("*.py"):
            if not {"test", "tests"} & set(path.relative_to(locate(package)).parts):
                known.update(re.findall(r"\w+", path.read_text(encoding="utf-8")))
    for path in list_templates().values():
        known.update(re.findall(r"\w+", path.read_text(encoding="utf-8")))
    wagtails = TABLE.read_text(encoding="utf-8").split("\n## Others")[0]
    rows = [row for row in list_rows() if " | ".join(row[:2]) in wagtails]
    missing = {
        word
        for row in rows
        for name in quoted(row[0])
        if re.fullmatch(r"[\w.]+", name)
        for word in name.split(".")
        if word not in known | OTHERS
    }
    assert missing == set()
