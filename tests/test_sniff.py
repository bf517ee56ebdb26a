"""A file, or what is piped in, is read as what it is."""

import gzip
import io
import json
import re
import sys

import pytest
from files_of_kinds import BODY, FERRY, PAPER, Reading, feed, item, page, pdf, tarred, zipped

from dateline import DatelineError, read_articles
from dateline.index import read_stdin as stdin_module
from dateline.index.fields import digest


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.txt", page(), "The sea was calm."),
        ("a.md", f"\ufeff<!-- saved -->\n<?xml version='1.0'?>\n{page()}", "The sea was calm."),
        ("a.csv", f"<HTML><body><p>{BODY}</p></body></html>", "The sea was calm."),
        ("a.html", BODY, BODY),
        ("a.txt", pdf(PAPER), "The sea was calm.\n"),
        ("a.html", zipped({"b.txt": BODY}), BODY),
        ("a.txt", tarred({"b.txt": BODY}, "w:gz"), BODY),
        ("a.zip", tarred({"b.txt": BODY}), BODY),
        ("a.jsonl", FERRY, "The sea was calm."),
        ("a.txt", gzip.compress(FERRY), "The sea was calm."),
        ("a.html", feed(item(BODY), before="<?xml version='1.0'?>"), BODY),
        (
            "a.txt",
            "We met at <html> school. <rss> is read.",
            "We met at <html> school. <rss> is read.",
        ),
    ],
)
def test_a_file_is_read_as_what_it_is(
    reading: Reading, name: str, content: str | bytes, text: str
) -> None:
    assert reading.one(name, content).text.endswith(text)
    assert reading.losses == []


# Standard input

B_ID = f"stdin-{digest(b'B.')}"


@pytest.mark.parametrize(
    ("piped", "expected"),
    [
        (BODY, [(f"stdin-{digest(BODY.encode())}", BODY)]),
        ("[Alder] The sea was calm.", [(None, "[Alder] The sea was calm.")]),
        ("{curly} The sea was calm.", [(None, "{curly} The sea was calm.")]),
        (json.dumps({"id": "a", "text": BODY}), [("a", BODY)]),
        ('[{"id": "a", "text": "A."}, {"id": "b", "text": "B."}]', [("a", "A."), ("b", "B.")]),
        ('{"id": "a", "text": "A."}\n{"text": "B."}\n', [("a", "A."), (B_ID, "B.")]),
        (gzip.compress(b'{"id": "a", "text": "A."}\n{"text": "B."}'), [("a", "A."), (B_ID, "B.")]),
        (feed(item("A.")), [(f"stdin-{digest(b'A.')}", "A.")]),
        (zipped({"b.txt": BODY}), [("stdin/b.txt", BODY)]),
    ],
)  # fmt: skip
def test_standard_input_is_read_as_what_it_is(
    monkeypatch: pytest.MonkeyPatch, piped: str | bytes, expected: list[tuple[str | None, str]]
) -> None:
    data = piped if isinstance(piped, bytes) else piped.encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    articles = list(read_articles(["-"]))
    assert [one.text for one in articles] == [text for _, text in expected]
    for article, (article_id, _) in zip(articles, expected, strict=True):
        assert article_id is None or article.id == article_id
        assert article.source.startswith("standard input")


@pytest.mark.parametrize(
    ("piped", "message"),
    [
        (b"", "standard input: it is empty; it was left out"),
        (b"\0\1\2" * 99, "standard input: it is binary, not text; it was left out"),
        (b'{"id": "a", "text": 5}', "standard input: its 'text' is int and not a string"),
        (b"x" * 1001, "-: more than 1,000 bytes were piped in; save them to a file and add that"),
    ],
)
def test_what_is_piped_in_and_cannot_be_read_is_told(
    monkeypatch: pytest.MonkeyPatch, piped: bytes, message: str
) -> None:
    monkeypatch.setattr(stdin_module, "MOST_PIPED", 1000)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(piped)))
    with pytest.raises(DatelineError, match=f"^{re.escape(message)}"):
        list(read_articles(["-"]))
