"""What the columns of a table and the keys of an object may be called."""

import json

import pytest
from files_of_kinds import BODY, OTHER, Reading

from dateline import Article, PartialDate
from dateline.index.fields import ALIASES, digest, given_date


@pytest.mark.parametrize(
    ("field", "alias"), [(field, alias) for field, names in ALIASES.items() for alias in names]
)
@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
def test_each_alias_gives_its_field(reading: Reading, field: str, alias: str, form: str) -> None:
    values = {
        "id": "gull-1",
        "title": "A gull is mayor",
        "text": OTHER,
        "publisher": "Marsh Herald",
        "published": "2019-11-05",
        "url": "https://marsh.example/gull",
    }
    row = {(alias if key == field else key): value for key, value in values.items()}
    content = {
        "json": json.dumps([row]),
        "jsonl": json.dumps(row),
        "csv": f"{','.join(row)}\n" + ",".join(f'"{value}"' for value in row.values()),
    }
    name = f"wire.{form}"
    assert reading.one(name, content[form]) == Article(
        id="gull-1",
        title="A gull is mayor",
        text=OTHER,
        publisher="Marsh Herald",
        published=PartialDate(2019, 11, 5),
        url="https://marsh.example/gull",
        source=str(reading.folder / name),
    )
    assert reading.problems == []


def test_our_own_name_comes_first_and_an_empty_one_is_passed_over(reading: Reading) -> None:
    row = {"body": "Wrong.", "text": BODY, "headline": "Right", "title": "", "source": "A", "id": 1}
    article = reading.one("a.json", json.dumps([{**row, "publisher": None, "sitename": "B"}]))
    assert (article.text, article.title, article.publisher) == (BODY, "Right", "A")


def test_an_alias_that_is_no_string_is_something_else(reading: Reading) -> None:
    row = {"_id": {"$oid": "1"}, "text": BODY, "name": 3, "source": {"id": None, "name": None}}
    article = reading.one("a.jsonl", json.dumps({**row, "outlet": "Marsh Herald"}))
    assert (article.id, article.title_from.how) == (f"a-{digest(BODY.encode())}", "text")
    assert article.publisher == "Marsh Herald"
    assert reading.problems == []


@pytest.mark.parametrize("key", ["source", "publisher"])
def test_a_publisher_may_be_an_object_with_a_name(reading: Reading, key: str) -> None:
    row = {"text": BODY, key: {"@type": "Organization", "name": "Marsh Herald"}}
    assert reading.one("a.json", json.dumps(row)).publisher == "Marsh Herald"


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2019", "2019"),
        ("2019-09", "2019-09"),
        ("2019-09-09 14:03:00", "2019-09-09"),
        ("2019-09-09T23:59:59-08:00", "2019-09-09"),
        ("Mon, 09 Sep 2019 14:03:00 +0000", "2019-09-09"),
        ("9 Sep 2019 23:59 PST", "2019-09-09"),
        ("Monday, September 9, 2019 at 14:03", "2019-09-09"),
        ("Sept. 9, 2019", "2019-09-09"),
    ],
)
def test_a_given_date_is_read_to_the_day_as_written(said: str, day: str) -> None:
    assert str(given_date(said)) == day


@pytest.mark.parametrize(
    "said",
    ["soon", "9/10/2019", "31 Feb 2019", "after 9 Sep 2019", "9 Sep 2019 or 2020", "x" * 999],
)
def test_what_is_no_date_or_more_than_one_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="no date"):
        given_date(said)
