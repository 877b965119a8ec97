import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command


@pytest.fixture
def run_import(tmp_path):
    """Import lines, objects or raw, and return what the command writes."""

    def command(*lines, **options):
        file = tmp_path / "noi-dung.jsonl"
        raw = [
            line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode()
            for line in lines
        ]
        file.write_bytes(b"\n".join(raw) + b"\n")
        output = StringIO()
        call_command("import_content", file, stdout=output, **options)
        return output.getvalue().strip()

    return command


@pytest.fixture
def refused_lines(run_import):
    """Import lines of which some are bad, and return what is said of each."""

    def command(*lines):
        with pytest.raises(CommandError) as error:
            run_import(*lines)
        return str(error.value).splitlines()[1:]

    return command
