"""Write the files of deploy/ with the values of this machine: ``python3 deploy/fill.py``.

    python3 deploy/fill.py --to /etc/bantin/deploy /etc/bantin/environment /etc/bantin/places

The files named last hold lines ``NAME=value``; a later file wins. ``@{NAME}`` in a file of deploy/
becomes the value, ``@{FILLED}`` the folder that is written. Needs nothing but Python. Exits with 1,
having written nothing, where a value is missing or would end the line it stands in.
"""

import argparse
import re
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parent
# What is written anew. Everything else in deploy/ is for reading, or used as it is.
FOLDERS = ("nginx", "systemd", "valkey", "postgresql", "pgbouncer", "logrotate")
PLACE = re.compile(r"@\{([A-Z0-9_]+)\}")
# Folders that are written only where this value is set.
OPTIONAL = {"varnish": "EDGE_SECRET"}
# What could end a value, or begin another, in a configuration of nginx or systemd.
UNSAFE = re.compile(r"[\s;{}\"'#\\$%]")


class FillError(Exception):
    """The files cannot be written; the message says in one sentence why."""


def read_values(*files: Path) -> dict[str, str]:
    """Return the values of files with lines ``NAME=value``; later files win.

    Empty lines and those with ``#`` are left out, quotes around a value taken away. Raises
    FillError for any other line, and for a file that cannot be read.
    """
    values: dict[str, str] = {}
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise FillError(f"{file} cannot be read ({error})") from None
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            name, equals, value = line.strip().partition("=")
            if not equals or not re.fullmatch(r"[A-Z0-9_]+", name):
                raise FillError(f"line {number} of {file} is not NAME=value")
            quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
            values[name] = value[1:-1] if quoted else value
    return values


def fill(text: str, values: dict[str, str]) -> str:
    """Return a text with ``@{NAME}`` replaced by values; raise FillError if one is no value."""

    def replace(found: re.Match[str]) -> str:
        name = found[1]
        if not (value := values.get(name)):
            raise FillError(f"{name} is not set")
        if UNSAFE.search(value):
            raise FillError(
                f"{name} is {value!r}; it must hold no spaces, quotes, or any of ;{{}}#"
            )
        return value

    return PLACE.sub(replace, text)


def fill_folder(target: Path, values: dict[str, str]) -> list[Path]:
    """Write all files into ``target``, or none; return them. Raises FillError, OSError."""
    has_edge = bool(values.get(OPTIONAL["varnish"]))
    values = values | {"FILLED": str(target)}
    # What nginx asks for websites: the edge, or the gunicorns themselves.
    values["WEBSITES"] = fill(
        "127.0.0.1:@{EDGE_PORT}" if has_edge else "unix:@{RUN}/web.sock", values
    )
    # Of whose connections nginx keeps some.
    values["KEPT_POOL"] = "bantin_pages" if has_edge else "none"
    made = {}
    for folder in (*FOLDERS, *(name for name, needed in OPTIONAL.items() if values.get(needed))):
        for file in sorted((SOURCE / folder).rglob("*")):
            if file.is_file():
                name = file.relative_to(SOURCE)
                try:
                    made[target / name] = fill(file.read_text(encoding="utf-8"), values)
                except FillError as error:
                    raise FillError(f"{name}: {error}") from None
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(made)


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="deploy/fill.py", description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    options = parser.parse_args(arguments)
    try:
        written = fill_folder(options.to.absolute(), read_values(*options.files))
    except (FillError, OSError) as error:
        sys.stderr.write(f"deploy/fill.py: {error}.\n")
        return 1
    sys.stdout.write(f"{len(written)} files in {options.to}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
