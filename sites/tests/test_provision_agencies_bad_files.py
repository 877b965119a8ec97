from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sites.tests.factories import create_host_alias

HEADER = "code,kind,name_vi,name_en,host"
GOOD = "xa-mot,commune,Xã Một,,mot"
CODE = "(allowed: lower-case letters, digits and hyphens, once in the file)"
KIND = (
    "(allowed: Province (province), Office of the people's committee (office), "
    "Department (department), Inspectorate (inspectorate), Committee (committee), "
    "Management board (board), Radio and television (broadcaster), City (city), "
    "District (district), Commune or ward (commune))"
)
NAME_VI = "(allowed: 1 to 200 characters)"
NAME_EN = "(allowed: at most 200 characters)"
HOST = "(allowed: a host name, or one label under the domain, that nobody else has)"
HOST_NAME = "A host name has letters, digits, hyphens and dots, like soyte.backan.gov.vn."
BLANK = "This field cannot be blank."
LONG = "Ensure this value has at most 200 characters (it has 201)."
TEXT = "(allowed: text saved as UTF-8; in Excel: Save as, CSV UTF-8)"


def lines(*rows):
    return "\n".join([HEADER, *rows]) + "\n"


@pytest.fixture
def refused(db, tmp_path):
    def command(data, *options):
        file = tmp_path / "agencies.csv"
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
        return refusal_of(file, *options)

    return command


def refusal_of(file, *options):
    output = StringIO()
    with CaptureQueriesContext(connection) as queries, pytest.raises(CommandError) as caught:
        call_command("provision_agencies", str(file), *options, stdout=output)
    assert {query["sql"].split()[0] for query in queries} <= {"SELECT"}
    assert output.getvalue() == ""
    first, *rest = str(caught.value).split("\n")
    assert first.startswith(f"{file}: ")
    return [first.removeprefix(f"{file}: "), *rest]


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        pytest.param(
            lines(GOOD, "xa-hai,ministry,Xã Hai,,hai"),
            f"line 3: column kind: 'ministry': Value 'ministry' is not a valid choice. {KIND}",
            id="unknown kind",
        ),
        pytest.param(
            lines("xa-hai,,Xã Hai,,hai"),
            f"line 2: column kind: '': {BLANK} {KIND}",
            id="no kind",
        ),
        pytest.param(
            lines(GOOD, "xa-hai,commune,Xã Hai,,hai", "xa-mot,commune,Xã Ba,,ba"),
            f"line 4: column code: 'xa-mot' stands in line 2 already {CODE}",
            id="duplicate code",
        ),
        pytest.param(
            lines(GOOD, "xa-hai,commune,Xã Hai,,Mot.Backan.localhost"),
            f"line 3: column host: 'mot.backan.localhost' stands in line 2 already {HOST}",
            id="duplicate host",
        ),
        pytest.param(
            lines("xa-hai,commune,Xã Hai,,soyte"),
            f"line 2: column host: 'soyte.backan.localhost': soyte.backan.localhost belongs to "
            f"so-y-te. {HOST}",
            id="host of an agency",
        ),
        pytest.param(
            lines("xa-hai,commune,Xã Hai,,quan-tri"),
            "line 2: column host: 'quan-tri.backan.localhost': quan-tri.backan.localhost is the "
            f"address of the admin. {HOST}",
            id="host of the admin",
        ),
        pytest.param(
            lines('xa-hai,commune,"  ",,hai'),
            f"line 2: column name_vi: '': {BLANK} {NAME_VI}",
            id="empty name",
        ),
        pytest.param(
            lines(f"xa-hai,commune,{'x' * 201},,hai"),
            f"line 2: column name_vi: '{'x' * 201}': {LONG} {NAME_VI}",
            id="long name",
        ),
        pytest.param(
            lines(f"xa-hai,commune,Xã Hai,{'x' * 201},hai"),
            f"line 2: column name_en: '{'x' * 201}': {LONG} {NAME_EN}",
            id="long English name",
        ),
        pytest.param(
            lines("xa-hai,commune,Xã Hai,,xã hai"),
            f"line 2: column host: 'xã hai.backan.localhost': {HOST_NAME} {HOST}",
            id="bad host",
        ),
        pytest.param(
            lines("xa-hai,commune,Xã Hai,,"),
            f"line 2: column host: '': {HOST_NAME} {HOST}",
            id="no host",
        ),
        pytest.param(
            lines(GOOD, "xa-hai,commune,Xã Hai,,hai,thừa"),
            "line 3: column ?: 6 cells (allowed: 5 cells, one for each column)",
            id="extra cell",
        ),
        pytest.param(
            lines("xa-hai,commune,Xã Hai", GOOD),
            "line 2: column ?: 3 cells (allowed: 5 cells, one for each column)",
            id="missing cells",
        ),
        pytest.param(
            lines(GOOD, 'xa-hai,commune,"Xã Hai,,hai', "xa-ba,commune,Xã Ba,,ba"),
            "line 3: column ?: cannot be read: unexpected end of data (allowed: quotes in pairs)",
            id="quote that is not closed",
        ),
        pytest.param(
            lines('xa-hai,commune,"Xã" Hai,,hai', GOOD),
            "line 2: column ?: cannot be read: ',' expected after '\"' (allowed: quotes in pairs)",
            id="text after a quote",
        ),
        pytest.param(
            "code,kind,name_en,host\nxa-hai,commune,Xã Hai,hai\n",
            "line 1: column name_vi: is missing "
            "(allowed: Name in Vietnamese / name_vi in the first line)",
            id="missing column",
        ),
        pytest.param(
            "kind,name_vi,name_en,host\ncommune,Xã Hai,,hai\n",
            "line 1: column code: is missing (allowed: Code / code in the first line)",
            id="missing column of two names",
        ),
        pytest.param(
            lines(GOOD, "xa-hai,commune,Xa Hai \N{LATIN SMALL LETTER E WITH ACUTE},,hai")
            .replace("Xã Một", "Xa Mot")
            .encode("latin-1"),
            f"line 3: column ?: byte 0xe9 is not UTF-8 {TEXT}",
            id="another encoding",
        ),
        pytest.param(
            lines(),
            "line 2: column code: the table has no rows (allowed: one agency a row)",
            id="header alone",
        ),
        pytest.param(
            b"",
            "line 1: column ?: the file is empty (allowed: one agency a row)",
            id="empty file",
        ),
        pytest.param(
            lines(GOOD).replace(",", "|"),
            "line 1: column ?: the columns are not separated by commas "
            "(allowed: commas, semicolons or tabs between the columns)",
            id="bars between the columns",
        ),
        pytest.param(
            b"\x00\x01",
            f"line 1: column ?: this is no text file {TEXT}",
            id="no text",
        ),
    ],
)
def test_a_bad_line_is_told_with_its_number_its_column_and_what_would_be_right(
    refused, table, problem
):
    assert refused(table) == ["nothing was changed.", problem]


@pytest.mark.parametrize("code", ["xa hai", "xã-hai", "xa_hai", "xa/hai"])
def test_a_bad_code_is_told_with_what_would_be_right(refused, code):
    [line] = refused(lines(f"{code},commune,Xã Hai,,hai"))[1:]
    assert line.startswith(f"line 2: column code: {code!r}: ")
    assert line.endswith(CODE)


def test_all_bad_lines_are_told_at_once_each_on_one_line(refused):
    table = lines(
        "xa-hai,ministry,,,hai",
        GOOD,
        "xa-ba,commune",
        "xa-mot,commune,Xã Ba,,mot",
    )
    assert refused(table) == [
        "nothing was changed.",
        f"line 2: column kind: 'ministry': Value 'ministry' is not a valid choice. {KIND}; "
        f"column name_vi: '': {BLANK} {NAME_VI}",
        "line 4: column ?: 2 cells (allowed: 5 cells, one for each column)",
        f"line 5: column code: 'xa-mot' stands in line 3 already {CODE}; "
        f"column host: 'mot.backan.localhost' stands in line 3 already {HOST}",
    ]


def test_all_missing_columns_are_told_at_once_on_one_line(refused):
    assert refused("name;city\nx;y\n")[1:] == [
        "line 1: column code: is missing (allowed: Code / code in the first line); "
        "column kind: is missing (allowed: Kind of unit / kind in the first line); "
        "column name_vi: is missing (allowed: Name in Vietnamese / name_vi in the first line); "
        "column host: is missing (allowed: Host name / host in the first line)"
    ]


def test_lines_are_counted_as_an_editor_does_also_after_a_name_of_two_lines(refused):
    table = lines('xa-mot,commune,"Xã\nMột",,mot', "", "xa-hai,ministry,Xã Hai,,hai")
    assert refused(table)[1].startswith("line 5: column kind: 'ministry'")


def test_the_former_host_of_an_agency_is_told(refused, health):
    create_host_alias(health, f"cu.{settings.BASE_DOMAIN}")
    [line] = refused(lines("xa-hai,commune,Xã Hai,,cu"))[1:]
    assert line.startswith("line 2: column host: ")
    assert "belongs to so-y-te." in line


def test_two_agencies_cannot_exchange_their_hosts_in_one_file(refused, health, district):
    table = lines("so-y-te,department,Sở Y tế,,babe", "huyen-ba-be,district,Ba Bể,,soyte")
    assert [line[:20] for line in refused(table)[1:]] == [
        "line 2: column host:",
        "line 3: column host:",
    ]


def test_a_domain_that_is_none_is_told_of_every_host_it_spoils(refused):
    [line] = refused(lines(GOOD, "xa-hai,commune,Xã Hai,,hai.vn"), "--domain", "http://x")[1:]
    assert line.startswith("line 2: column host: 'mot.http://x'")


def test_a_file_that_is_not_there_is_told_in_one_line(db, tmp_path):
    assert refusal_of(tmp_path / "absent.csv") == ["No such file or directory"]


def test_a_folder_is_told_in_one_line(db, tmp_path):
    assert refusal_of(tmp_path) == ["Is a directory"]
