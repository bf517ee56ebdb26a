"""Articles in tables: whatever separates the columns, and what is broken."""

import pytest
from files_of_kinds import OTHER, Reading

from dateline.index.fields import digest


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_table_is_read_whatever_separates_its_columns(
    reading: Reading, separator: str, encoding: str, end: str
) -> None:
    text = f'He said: "Ahoy, {separator} all;{end}aboard|\tnow." \N{BREAD}'
    quoted = text.replace('"', '""')
    rows = [
        [" Headline ", "TEXT", "Date", "mood"],
        ["Ferry sails", f'"{quoted}"', "2019-09-09 10:00", "good"],
        [],
        ["Gull", OTHER, "", ""],
    ]
    table = end.join(separator.join(row) for row in rows)
    first, second = reading.all("wire.csv", table.encode(encoding))
    assert (first.title, first.text, str(first.published)) == ("Ferry sails", text, "2019-09-09")
    assert (second.title, second.text, second.published) == ("Gull", OTHER, None)
    assert first.id == f"wire-{digest(text.encode())}"
    assert reading.problems == []


def test_columns_of_extra_are_read_as_json_has_them(reading: Reading) -> None:
    table = (
        "text,extra.desk,extra.words,Extra.no,extra.\n"
        "A.,sea,812,x,x\n"
        "B.,007,true,x,x\n"
        "C., ,-1.5e3,x,x\n"
        f"D.,NaN,1e999,x,x\n"
        f"E.,[1],{'[' * 9999},x,x\n"
    )
    extras = [dict(one.extra) for one in reading.all("a.csv", table)]
    assert extras == [
        {"desk": "sea", "words": 812},
        {"desk": "007", "words": True},
        {"words": -1500.0},
        {"desk": "NaN", "words": "1e999"},
        {"desk": "[1]", "words": "[" * 9999},
    ]
    assert [type(one.get("words")) for one in extras[:3]] == [int, bool, float]
    assert reading.problems == []


def test_a_row_with_other_columns_than_the_header_is_told(reading: Reading) -> None:
    table = "id,text\n1,A.\n2,B.,more\n3\n4,D.\n"
    assert [one.id for one in reading.all("a.csv", table)] == ["1", "4"]
    assert reading.losses == [
        "a.csv, line 3: it has 3 columns, and the header 2; it was left out",
        "a.csv, line 4: it has 1 columns, and the header 2; it was left out",
    ]


def test_a_field_or_line_that_is_too_long_or_binary_costs_its_row_alone(reading: Reading) -> None:
    table = b"id,text\n1,A.\n2," + b"x" * 10_000_000 + b"\n3,C.\n4,a\0b\n5,E.\n6,\n7,G.\n"
    assert [one.id for one in reading.all("a.csv", table)] == ["1", "3", "5", "7"]
    assert [loss.split(": ", 1) for loss in reading.losses] == [
        ["a.csv, line 3", "field larger than field limit (5000000); it was left out"],
        ["a.csv, line 5", "it is binary, not text; it was left out"],
        ["a.csv, line 7", "it has no 'text'; it was left out"],
    ]


def test_a_row_in_another_encoding_is_read_and_told(reading: Reading) -> None:
    text = "La marée monte à cinq heures, a répété Renée."
    articles = reading.all("a.tsv", b"id\ttext\n1\tA.\n2\t" + text.encode("cp1252"))
    assert [one.text for one in articles] == ["A.", text]
    (note,) = reading.notes
    assert note.startswith("a.tsv, line 3: byte ")
    assert note.endswith("read as cp1252, which is a guess")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "its first line names no column of texts"),
        ("a,b\n1,2\n", "its first line names no column of texts; call one of them text, body,"),
        ("id,text\n", "there is no row below its header"),
        ("text," * 2000 + "id\n1\n", "its first line names no column of texts"),
        (b"\x00\xffid,text\n1,a\n", "it is binary, not text"),
        ('id,text\n1,"unclosed\n2,b\n', "it is no"),
    ],
)
def test_what_is_no_table_is_told(reading: Reading, content: str | bytes, message: str) -> None:
    articles = reading.all("a.csv", content)
    if "unclosed" in str(content):  # csv takes the rest for one field, and so do we
        assert [one.text for one in articles] == ["unclosed\n2,b\n"]
        return
    (loss,) = reading.losses
    assert message in loss
