"""Files of export_agency that tests take apart, forge, and put together again."""

import gzip
import json
from dataclasses import dataclass
from io import BytesIO
from uuid import uuid4

from django.apps import apps

from importing.agency_archive.tables import list_travelling
from importing.services.agency_export import NAMESPACE
from ops.backup.archive import read_archive, verify_archive, write_archive
from ops.backup.signature import load_signing_key, sign_file

CODE = "so-moi"
ROWS, FILES = "rows/", "files/"
KEYS_OF_TRANSLATIONS = {
    "agencies.translationstate": "translation_key",
    "wagtail_localize.translatableobject": "translation_key",
    "wagtail_localize.translationcontext": "object_id",
    "wagtail_localize.translationsource": "object_id",
}


@dataclass
class Archive:
    """An archive in parts: of each table the columns and the rows, by label; files by name."""

    header: dict
    details: dict
    columns: dict
    rows: dict
    files: dict

    @classmethod
    def read(cls, path):
        """Read a whole archive."""
        manifest = verify_archive(path, "agency")
        archive = cls(manifest.header, manifest.details, {}, {}, {})
        with read_archive(path) as parts:
            for name, content in parts:
                if name.startswith(ROWS):
                    archive.add_table(name, content.read())
                elif name.startswith(FILES):
                    archive.files[name.removeprefix(FILES)] = content.read()
        return archive

    def add_table(self, name, content):
        """Take a table from a part of the archive."""
        label = name.removeprefix(ROWS).removesuffix(".jsonl.gz")
        columns, *rows = map(json.loads, gzip.decompress(content).splitlines())
        self.columns[label] = columns
        names = [column[0] for column in columns]
        self.rows[label] = [dict(zip(names, row, strict=True)) for row in rows]

    def get(self, label, **wanted):
        """Return the only row of a table that has these values."""
        [row] = [
            row for row in self.rows[label] if all(row[name] == wanted[name] for name in wanted)
        ]
        return row

    def copy(self, label, row, **changes):
        """Add a copy of a row, with another key."""
        key = max(one["id"] for one in self.rows[label]) + 1
        self.rows[label].append(row | {"id": key} | changes)
        return self.rows[label][-1]

    def add_column(self, label, name, kind, value):
        """Add a column with one value in all rows."""
        self.columns[label].append([name, kind])
        for row in self.rows[label]:
            row[name] = value

    def declare(self, label, **row):
        """Add a table with the declared columns and this row."""
        columns = list_travelling(apps.get_model(label))
        assert {column.name for column in columns} == row.keys()
        self.columns[label], self.rows[label] = [list(one) for one in columns], [row]

    def rename(self):
        """Make it another agency, as if this installation had never seen it."""
        agency = self.get("agencies.agency")
        former, agency["code"] = agency["code"], CODE
        self.header["agency"] = CODE
        self.header["host"] = f"{CODE}.example"
        keys = {}
        for page in self.rows["wagtailcore.page"]:
            page["translation_key"] = keys.setdefault(page["translation_key"], str(uuid4()))
            page["slug"] = page["slug"].replace(former, CODE)
        for label, column in KEYS_OF_TRANSLATIONS.items():
            for row in self.rows.get(label, []):
                row[column] = keys[row[column]]
        for version in self.rows["wagtailcore.revision"]:
            content = json.loads(version["content"])
            content["translation_key"] = keys[content["translation_key"]]
            version["content"] = json.dumps(content)

    def write(self, path, key=None):
        """Write it as a new file, signed if there is the file of a private key; return it."""
        with write_archive(path, self.header, "") as writer:
            writer.manifest.details |= self.details
            for name, content in self.files.items():
                writer.add(f"{FILES}{name}", len(content), BytesIO(content))
            for label, rows in self.rows.items():
                names = [column[0] for column in self.columns[label]]
                lines = [self.columns[label], *([row[name] for name in names] for row in rows)]
                content = gzip.compress("\n".join(map(json.dumps, lines)).encode())
                writer.add(f"{ROWS}{label}.jsonl.gz", len(content), BytesIO(content))
        if key:
            sign_file(path, load_signing_key(key), NAMESPACE)
        return path
