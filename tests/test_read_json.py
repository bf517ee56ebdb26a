"""Articles in JSON: an array, an object that holds one, lines."""

import json
from collections.abc import Callable

import pytest
from files_of_kinds import BODY, OTHER, Reading

from dateline.index.fields import digest


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda rows: json.dumps(rows),
        lambda rows: json.dumps(rows, indent=2),
        lambda rows: "\n ".join(["[", ",\n".join(map(json.dumps, rows)), "]", ""]),
        lambda rows: json.dumps({"status": "ok", "articles": rows}),
        lambda rows: "\n".join(map(json.dumps, rows)),
        lambda rows: "\ufeff" + "\r\n\r\n".join(map(json.dumps, rows)),
    ],
)
def test_an_array_an_object_of_articles_and_lines_are_read_alike(
    reading: Reading, wrapped: Callable[[list[object]], str]
) -> None:
    articles = reading.all("wire.json", wrapped([{"id": "a", "text": BODY}, {"body": OTHER}]))
    assert [(one.id, one.text) for one in articles] == [
        ("a", BODY),
        (f"wire-{digest(OTHER.encode())}", OTHER),
    ]
    assert reading.problems == []


def test_one_article_is_called_by_its_file(reading: Reading) -> None:
    article = reading.one("ferry.json", json.dumps({"text": BODY, "date": "soon"}, indent=1))
    assert (article.id, article.published) == ("ferry", None)
    assert reading.notes == [
        "ferry.json: 'soon' is no date; write 2019, 2019-09 or 2019-09-09; it was passed over"
    ]


def test_an_element_that_is_no_article_is_told_and_the_others_are_read(reading: Reading) -> None:
    rows = [{"id": "1", "text": "A."}, None, {"title": "t"}, ["x"], {"id": "5", "text": "E."}]
    assert [one.id for one in reading.all("a.json", json.dumps(rows))] == ["1", "5"]
    assert reading.losses == [
        "a.json, element 2: it holds NoneType and not an object with a text; it was left out",
        "a.json, element 3: it has no 'text'; it was left out",
        "a.json, element 4: it holds list and not an object with a text; it was left out",
    ]


def test_of_a_broken_array_the_elements_before_are_read(reading: Reading) -> None:
    whole = json.dumps([{"id": str(n), "text": f"{BODY} {n}"} for n in range(9)])
    articles = reading.all("a.json", whole[: len(whole) // 2])
    assert [one.id for one in articles] == ["0", "1", "2", "3"]
    (loss,) = reading.losses
    assert loss.startswith("a.json: it is not JSON (")
    assert loss.endswith("); the rest, after element 4, was left out")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "it is not JSON (Expecting value"),
        ("[]", "it holds no article"),
        ('{"articles": []}', "it holds no article"),
        ("{", "it is not JSON ("),
        ("[" * 200_000, "it is not JSON (maximum recursion depth"),
        ('{"a":' * 200_000, "it is not JSON (maximum recursion depth"),
        ('[{"text": "a", "id": ' + "9" * 5000 + "}]", "it is not JSON (Exceeds the limit"),
        (b"\x00\x01\x02" * 99, "it is binary, not text"),
        ('[{"text": "a"}] and more', "it is not JSON (Extra data"),
    ],
)
def test_what_is_no_json_is_told(reading: Reading, content: str | bytes, message: str) -> None:
    reading.all("a.json", content)
    (loss,) = reading.losses
    assert loss.startswith(f"a.json: {message}")
