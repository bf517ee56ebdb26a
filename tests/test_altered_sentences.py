"""The sentences that the check of a language model is measured on."""

from pathlib import Path

import pytest

from dateline import Article, PartialDate
from dateline.eval.altered_sentences import CHECK, OTHERWISE, Told, alterations, checked, main
from dateline.eval.markdown import section

ARTICLE = Article("ferry", "The ferry sailed.", "Ferry", published=PartialDate(2021, 3, 2))
SENTENCES = [
    "In Skarholm on 8 September 2019 the mayor Ada Berg paid 3,700 crowns to the town.",
    "The captain did not know that Olga Lind had left the harbour of Kestrel in March.",
    "After the storm, the ferry was late and carried five people to Grindvik.",
    "He said that “the ferry was late” in 2019 and that Kestrel did not pay 40 crowns.",
]
TOLD = [Told(one, ARTICLE) for one in SENTENCES]


def test_what_is_altered_differs_in_one_thing_and_is_caught() -> None:
    for kind, change in alterations(TOLD).items():
        found = list(checked(change, TOLD))
        for told, text, support in found:
            assert told.text != text, kind
            assert "“" not in told.text, "words of others stay"
            assert support.fault is not None, (kind, text)
        assert len(found) >= 2, kind


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("a date in another order", "on September 8, 2019 the mayor"),
        ("a number otherwise", "paid 3700 crowns to the town"),
        ("“didn't”", "captain didn't know"),
        ("a name shortened", "the mayor Berg paid"),
        ("a clause left out", "The ferry was late and carried five people to Grindvik."),
    ],
)
def test_what_is_written_otherwise_says_the_same_and_stands(kind: str, text: str) -> None:
    found = list(checked(OTHERWISE[kind], TOLD))
    assert any(text in otherwise for _, otherwise, _ in found)
    assert [support.fault for *_, support in found] == [None] * len(found)


@pytest.mark.shared
def test_the_table_names_every_kind_with_its_shares(shared: Path, tmp_path: Path) -> None:
    file = tmp_path / "RESULTS.md"
    main(shared / "sets", file)
    rows = [line.split("|") for line in section(file, CHECK) if line.startswith("| a")]
    shares = {row[1].strip(): float(row[3].strip() or row[4]) for row in rows}
    for kind in ("a number", "a date", "a name", "a negation"):
        assert shares[kind] >= 0.95, kind
    for kind in OTHERWISE:
        assert shares.get(kind, 0) <= 0.05, kind
